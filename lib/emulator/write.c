/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* WRITE, SYNCHRONIZE CACHE, CLOSE TRACK/SESSION, RESERVE TRACK, SEND OPC INFORMATION. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/defect.h"
#include "emulator/mrw.h"

/* With the long-write policy a full buffer takes nothing; one smaller than the command waits. */
static bool buffer_full(const struct burin_emulator *emu, uint32_t count)
{
	return emu->settings.long_write && emu_buffer_room(&emu->buffer) < count &&
	       count <= emu->buffer.capacity;
}

static void take_bus_time(struct burin_emulator *emu, size_t bytes)
{
	emu_advance(emu, bytes * EMU_MS / emu->settings.bus_kbps);
}

static uint32_t write_blocks(struct burin_emulator *emu, struct emu_request *req, uint32_t lba,
			     uint32_t count)
{
	const struct emu_recording *recording = emu->kind->recording;
	uint32_t code = emu_check_writable(emu);
	size_t bytes = BURIN_BLOCK_SIZE;

	lba = emu_mrw_place(emu, lba);
	if (!code)
		code = recording->check(emu, lba, count);
	if (code || !count)
		return code;
	if (recording->block_bytes)
		bytes = recording->block_bytes(emu, lba);
	if (req->out_len / bytes < count)
		return EMU_DATA_PHASE;
	if (buffer_full(emu, count)) {
		emu_buffer_start(emu);
		return EMU_LONG_WRITE;
	}
	if (emu_buffer_room(&emu->buffer) < count && emu_hang(emu))
		return EMU_LONG_WRITE;
	take_bus_time(emu, count * bytes);
	/* Time passed: the track may have been spoilt meanwhile. */
	code = recording->check(emu, lba, count);
	emu->recovered = 0;
	if (!code)
		code = emu_defects_write(emu, lba, count);
	if (!code)
		code = recording->accept(emu, lba, count, req->out);
	if (code)
		return code;
	req->transferred = count * bytes;
	emu->stats.blocks_accepted += count;
	return emu->recovered;
}

uint32_t emu_write_10(struct burin_emulator *emu, struct emu_request *req)
{
	emu->streaming = false;
	return write_blocks(emu, req, get_be32(req->cdb + 2), get_be16(req->cdb + 7));
}

/* Byte 10 bit 7 Streaming: where feature 0107h says so. */
uint32_t emu_write_12(struct burin_emulator *emu, struct emu_request *req)
{
	bool streaming = req->cdb[10] & 0x80;

	if (streaming && !emu->kind->stream_writing)
		return emu_bad_field(emu, 10, 7);
	emu->streaming = streaming;
	return write_blocks(emu, req, get_be32(req->cdb + 2), get_be32(req->cdb + 6));
}

/* MMC-6 6.46: the blocks are on the medium and were read back when it ends. */
uint32_t emu_write_verify(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t lba = get_be32(req->cdb + 2), count = get_be16(req->cdb + 7), code;

	if (!emu->kind->write_verify)
		return EMU_BAD_OPCODE;
	if (req->cdb[1] & 2)
		return emu_bad_field(emu, 1, 1);
	emu->streaming = false;
	code = write_blocks(emu, req, lba, count);
	if (code)
		return code;
	if (emu->buffer.used && emu_hang(emu))
		return EMU_LONG_WRITE;
	emu_buffer_drain(emu);
	emu_advance(emu, emu_block_time(emu, lba, count, false));
	return emu->kind->recording->synchronized(emu);
}

uint32_t emu_synchronize(struct burin_emulator *emu, struct emu_request *req)
{
	bool nothing = !emu->buffer.used && emu->kind->sequential && !emu->plan &&
		       emu_last_track(emu)->state != EMU_TRACK_WRITING;

	if (nothing || emu_store_read_only(emu->store))
		return 0;
	return emu_operate(emu, EMU_OP_SYNC, emu_sync_ms(emu), true,
			   emu->kind->recording->synchronized, req->cdb[1] & 2);
}

uint32_t emu_close(struct burin_emulator *emu, struct emu_request *req)
{
	bool early = emu_quirk(emu, EMU_QUIRK_CLOSE_EARLY);
	struct emu_request immediate = *req;
	uint8_t cdb[16];
	uint32_t code;

	if (!emu->kind->close_functions)
		return EMU_SEQUENCE;
	if (!early)
		return emu->kind->recording->close(emu, req);
	memcpy(cdb, req->cdb, sizeof(cdb));
	cdb[1] |= 1;
	immediate.cdb = cdb;
	code = emu->kind->recording->close(emu, &immediate);
	return code || emu->operation.kind == EMU_OP_NONE ? code : EMU_SENSE(6, 0x2e, 0x00);
}

uint32_t emu_reserve(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t code = emu_check_writable(emu);

	if (!code && emu_quirk(emu, EMU_QUIRK_RESERVE_SLOW))
		emu_advance(emu, 120 * EMU_SECOND);
	if (!code)
		code = emu->kind->recording->reserve(emu, req);
	return code == EMU_NO_RESERVATION && emu_quirk(emu, EMU_QUIRK_RESERVE_CANNOT) ?
	       EMU_CANNOT_WRITE : code;
}

static uint32_t calibrated(struct burin_emulator *emu)
{
	emu->state.calibrations++;
	return emu_save(emu);
}

/* What drives answer that do not want to calibrate; 0: this one does. */
static uint32_t unwilling(const struct burin_emulator *emu)
{
	static const struct {
		enum emu_quirk quirk;
		uint32_t code;
	} answers[] = {
		{ EMU_QUIRK_OPC_UNKNOWN, EMU_BAD_OPCODE },
		{ EMU_QUIRK_OPC_PROTECTED, EMU_SENSE(5, 0x27, 0x00) },
		{ EMU_QUIRK_OPC_SEQUENCE, EMU_SEQUENCE },
		{ EMU_QUIRK_OPC_INCOMPATIBLE, EMU_SENSE(5, 0x30, 0x02) },
		{ EMU_QUIRK_OPC_OPERATOR, EMU_SENSE(6, 0x5a, 0x03) },
		{ EMU_QUIRK_OPC_NOT_READY, EMU_SENSE(2, 0x30, 0x05) },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (emu_quirk(emu, answers[i].quirk))
			return answers[i].code;
	return 0;
}

/* MMC-6 6.44: DoOPC with no list, or values from the host (taken, without meaning here). */
uint32_t emu_calibrate(struct burin_emulator *emu, struct emu_request *req)
{
	uint16_t n = get_be16(req->cdb + 7);
	bool calibrate = req->cdb[1] & 1;
	uint32_t code = unwilling(emu), ms = emu->kind->times.calibrate;

	if (!code)
		code = emu_check_writable(emu);

	if (calibrate && n)
		return emu_bad_field(emu, 7, -1);
	if (!calibrate && (n % 8 || req->out_len < n))
		return EMU_LENGTH_ERROR;
	if (code)
		return code;
	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	if (emu->buffer.used)
		return EMU_SEQUENCE;
	if (emu->state.calibrations >= 100 && calibrate)
		return EMU_SENSE(3, 0x73, 0x02);
	if (!calibrate) {
		req->transferred = n;
		return 0;
	}
	if (emu_quirk(emu, EMU_QUIRK_OPC_SLOW))
		ms = 120000;
	return emu_operate(emu, EMU_OP_CALIBRATE, ms, false, calibrated, false);
}
