// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/cdb.h"

#include <string.h>

#include "core/bytes.h"

static size_t begin(uint8_t cdb[16], enum bur_opcode opcode)
{
	/* SPC-4 4.2.5.1: the upper three bits of the opcode tell the length. */
	static const uint8_t lengths[8] = { 6, 10, 10, 10, 16, 12, 12, 12 };

	memset(cdb, 0, 16);
	cdb[0] = (uint8_t)opcode;
	return lengths[cdb[0] >> 5];
}

/* Most commands of 10 bytes have their length in bytes 7-8. */
static size_t begin_sized(uint8_t cdb[16], enum bur_opcode opcode, uint16_t length)
{
	size_t n = begin(cdb, opcode);

	put_be16(cdb + 7, length);
	return n;
}

size_t bur_cdb_test_unit_ready(uint8_t cdb[16])
{
	return begin(cdb, BUR_OP_TEST_UNIT_READY);
}

size_t bur_cdb_request_sense(uint8_t cdb[16], uint8_t length)
{
	size_t n = begin(cdb, BUR_OP_REQUEST_SENSE);

	cdb[4] = length;
	return n;
}

size_t bur_cdb_inquiry(uint8_t cdb[16], uint16_t length)
{
	size_t n = begin(cdb, BUR_OP_INQUIRY);

	put_be16(cdb + 3, length);
	return n;
}

size_t bur_cdb_start_stop(uint8_t cdb[16], enum bur_start_stop what, bool immed)
{
	size_t n = begin(cdb, BUR_OP_START_STOP_UNIT);

	cdb[1] = immed;
	cdb[4] = (uint8_t)what;
	return n;
}

size_t bur_cdb_prevent(uint8_t cdb[16], bool prevent)
{
	size_t n = begin(cdb, BUR_OP_PREVENT_REMOVAL);

	cdb[4] = prevent;
	return n;
}

size_t bur_cdb_configuration(uint8_t cdb[16], enum bur_features which, uint16_t first,
			     uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_GET_CONFIGURATION, length);

	cdb[1] = (uint8_t)which;
	put_be16(cdb + 2, first);
	return n;
}

size_t bur_cdb_event(uint8_t cdb[16], uint8_t classes, uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_GET_EVENT_STATUS, length);

	cdb[1] = 1;	/* polled: all that ATAPI knows */
	cdb[4] = classes;
	return n;
}

size_t bur_cdb_mode_sense(uint8_t cdb[16], uint8_t page, uint8_t control, uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_MODE_SENSE_10, length);

	cdb[1] = 1 << 3;	/* DBD */
	cdb[2] = (uint8_t)(control << 6 | (page & 0x3f));
	return n;
}

size_t bur_cdb_mode_select(uint8_t cdb[16], uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_MODE_SELECT_10, length);

	cdb[1] = 1 << 4;	/* PF */
	return n;
}

size_t bur_cdb_disc_information(uint8_t cdb[16], uint8_t type, uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_READ_DISC_INFORMATION, length);

	cdb[1] = type & 7;
	return n;
}

size_t bur_cdb_track_information(uint8_t cdb[16], enum bur_track_by by, uint32_t value,
				 uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_READ_TRACK_INFORMATION, length);

	cdb[1] = (uint8_t)by;
	put_be32(cdb + 2, value);
	return n;
}

size_t bur_cdb_toc(uint8_t cdb[16], uint8_t format, bool msf, uint8_t first, uint16_t length)
{
	size_t n = begin_sized(cdb, BUR_OP_READ_TOC, length);

	cdb[1] = msf ? 1 << 1 : 0;
	cdb[2] = format & 0x0f;
	cdb[6] = first;
	return n;
}

size_t bur_cdb_capacity(uint8_t cdb[16])
{
	return begin(cdb, BUR_OP_READ_CAPACITY);
}

size_t bur_cdb_format_capacities(uint8_t cdb[16], uint16_t length)
{
	return begin_sized(cdb, BUR_OP_READ_FORMAT_CAPACITIES, length);
}

size_t bur_cdb_performance(uint8_t cdb[16], uint8_t type, bool write, uint32_t lba,
			   uint16_t descriptors)
{
	size_t n = begin(cdb, BUR_OP_GET_PERFORMANCE);

	/* Type 0: tolerance 10b, the only one there is; type 3 has no such bits. */
	if (type == 0)
		cdb[1] = (uint8_t)(2 << 3 | (write ? 1 << 2 : 0));
	put_be32(cdb + 2, lba);
	put_be16(cdb + 8, descriptors);
	cdb[10] = type;
	return n;
}

size_t bur_cdb_buffer_capacity(uint8_t cdb[16])
{
	return begin_sized(cdb, BUR_OP_READ_BUFFER_CAPACITY, 12);
}

size_t bur_cdb_disc_structure(uint8_t cdb[16], uint8_t media, uint32_t address, uint8_t layer,
			      uint8_t format, uint16_t length)
{
	size_t n = begin(cdb, BUR_OP_READ_DISC_STRUCTURE);

	cdb[1] = media & 0x0f;
	put_be32(cdb + 2, address);
	cdb[6] = layer;
	cdb[7] = format;
	put_be16(cdb + 8, length);
	return n;
}

size_t bur_cdb_send_structure(uint8_t cdb[16], uint8_t media, uint8_t format, uint16_t length)
{
	size_t n = begin(cdb, BUR_OP_SEND_DISC_STRUCTURE);

	cdb[1] = media & 0x0f;
	cdb[7] = format;
	put_be16(cdb + 8, length);
	return n;
}

size_t bur_cdb_mechanism_status(uint8_t cdb[16], uint16_t length)
{
	size_t n = begin(cdb, BUR_OP_MECHANISM_STATUS);

	put_be16(cdb + 8, length);
	return n;
}

size_t bur_cdb_format_unit(uint8_t cdb[16])
{
	size_t n = begin(cdb, BUR_OP_FORMAT_UNIT);

	cdb[1] = 1 << 4 | 1;	/* FmtData, format code 001b */
	return n;
}

size_t bur_cdb_blank(uint8_t cdb[16], uint8_t type, uint32_t address, bool immed)
{
	size_t n = begin(cdb, BUR_OP_BLANK);

	cdb[1] = (uint8_t)((immed ? 1 << 4 : 0) | (type & 7));
	put_be32(cdb + 2, address);
	return n;
}

size_t bur_cdb_close(uint8_t cdb[16], enum bur_close function, uint16_t track, bool immed)
{
	size_t n = begin(cdb, BUR_OP_CLOSE_TRACK_SESSION);

	cdb[1] = immed;
	cdb[2] = (uint8_t)function;
	put_be16(cdb + 4, track);
	return n;
}

size_t bur_cdb_sync(uint8_t cdb[16], bool immed)
{
	size_t n = begin(cdb, BUR_OP_SYNCHRONIZE_CACHE);

	cdb[1] = immed ? 1 << 1 : 0;
	return n;
}

size_t bur_cdb_reserve_track(uint8_t cdb[16], uint32_t blocks)
{
	size_t n = begin(cdb, BUR_OP_RESERVE_TRACK);

	put_be32(cdb + 5, blocks);
	return n;
}

size_t bur_cdb_opc(uint8_t cdb[16])
{
	size_t n = begin(cdb, BUR_OP_SEND_OPC_INFORMATION);

	cdb[1] = 1;	/* DoOPC */
	return n;
}

static size_t move_10(uint8_t cdb[16], enum bur_opcode opcode, uint32_t lba, uint16_t blocks)
{
	size_t n = begin_sized(cdb, opcode, blocks);

	put_be32(cdb + 2, lba);
	return n;
}

static size_t move_12(uint8_t cdb[16], enum bur_opcode opcode, uint32_t lba, uint32_t blocks,
		      bool streaming)
{
	size_t n = begin(cdb, opcode);

	put_be32(cdb + 2, lba);
	put_be32(cdb + 6, blocks);
	cdb[10] = streaming ? 1 << 7 : 0;
	return n;
}

size_t bur_cdb_read_10(uint8_t cdb[16], uint32_t lba, uint16_t blocks)
{
	return move_10(cdb, BUR_OP_READ_10, lba, blocks);
}

size_t bur_cdb_read_12(uint8_t cdb[16], uint32_t lba, uint32_t blocks, bool streaming)
{
	return move_12(cdb, BUR_OP_READ_12, lba, blocks, streaming);
}

size_t bur_cdb_write_10(uint8_t cdb[16], uint32_t lba, uint16_t blocks)
{
	return move_10(cdb, BUR_OP_WRITE_10, lba, blocks);
}

size_t bur_cdb_write_12(uint8_t cdb[16], uint32_t lba, uint32_t blocks, bool streaming)
{
	return move_12(cdb, BUR_OP_WRITE_12, lba, blocks, streaming);
}

size_t bur_cdb_set_cd_speed(uint8_t cdb[16], uint16_t read_kbps, uint16_t write_kbps)
{
	size_t n = begin(cdb, BUR_OP_SET_CD_SPEED);

	put_be16(cdb + 2, read_kbps);
	put_be16(cdb + 4, write_kbps);
	return n;
}

size_t bur_cdb_set_streaming(uint8_t cdb[16])
{
	size_t n = begin(cdb, BUR_OP_SET_STREAMING);

	put_be16(cdb + 9, BUR_STREAMING_LEN);
	return n;
}

void bur_streaming_encode(uint8_t out[BUR_STREAMING_LEN], const struct bur_streaming *in)
{
	memset(out, 0, BUR_STREAMING_LEN);
	out[0] = (uint8_t)((in->restore_defaults ? 1 << 2 : 0) | (in->exact ? 1 << 1 : 0) |
			   (in->random_access ? 1 : 0));
	if (in->restore_defaults)
		return;
	put_be32(out + 4, in->start_lba);
	put_be32(out + 8, in->end_lba);
	put_be32(out + 12, in->read_kbps);
	put_be32(out + 16, 1000);	/* milliseconds: sizes are kilobytes a second */
	put_be32(out + 20, in->write_kbps);
	put_be32(out + 24, 1000);
}

void bur_format_encode(uint8_t out[BUR_FORMAT_LEN], uint8_t type, uint8_t sub_type,
		       uint32_t blocks, uint32_t parameter)
{
	memset(out, 0, BUR_FORMAT_LEN);
	out[1] = 1 << 1;	/* Immed */
	put_be16(out + 2, 8);
	put_be32(out + 4, blocks);
	out[8] = (uint8_t)(type << 2 | (sub_type & 3));
	put_be24(out + 9, parameter);
}

void bur_layer_boundary_encode(uint8_t out[BUR_LAYER_BOUNDARY_LEN], uint32_t blocks)
{
	memset(out, 0, BUR_LAYER_BOUNDARY_LEN);
	put_be16(out, BUR_LAYER_BOUNDARY_LEN - 2);
	put_be32(out + 8, blocks);
}
