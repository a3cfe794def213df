/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DVD+R, two layers; the host may move the break between them before the first WRITE. */
#include "core/bytes.h"
#include "emulator/drive.h"
#include "emulator/dvd.h"

/* The second layer mirrors the first. */
static const struct emu_zoned zoned[] = {
	{ 8310, 5, { { 0, 3324 }, { 393216, 5540 }, { 1114112, 8310 }, { 3059712, 5540 },
		     { 3780608, 3324 } } },
	{ 5540, 3, { { 0, 3324 }, { 219904, 5540 }, { 3953920, 3324 } } },
};

static const struct emu_speed speeds[] = {
	{ 11080, 11080 }, { 8310, 8310 }, { 5540, 5540 }, { 3324, 3324 },
};

/* Format 20h, layer boundary: bytes 4-7 the blocks of the first layer. */
static uint32_t send_structure(struct burin_emulator *emu, uint8_t format, const uint8_t *p,
			       uint32_t n)
{
	uint32_t most = emu_store_blocks(emu->store) / 2, blocks;

	if (format != 0x20)
		return emu_bad_field(emu, 7, -1);
	if (n != 8)
		return EMU_LENGTH_ERROR;
	if (emu->state.layer_break || !emu_disc_blank(emu))
		return EMU_SEQUENCE;
	blocks = get_be32(p + 4);
	if (!blocks || blocks % EMU_DVD_BLOCK || blocks > most) {
		emu_bad_parameter(emu, 8, -1);
		return EMU_BAD_VALUE;
	}
	emu->state.layer_break = blocks;
	emu->state.blocks = 2 * blocks;
	emu->state.tracks[0].end = 2 * blocks;
	emu_advance(emu, emu_quirk(emu, EMU_QUIRK_BREAK_SLOW) ? 60 * EMU_SECOND :
			 emu->kind->times.calibrate * EMU_MS);
	return emu_save(emu);
}

const struct emu_kind emu_dvd_plus_r_dl = {
	.kind = BURIN_KIND_DVD_PLUS_R_DL,
	.family = EMU_DVD,
	.profile = 0x002b,
	.blocks = 4173824,
	.blocks_min = 2 * EMU_DVD_BLOCK,
	.unit = EMU_DVD_BLOCK,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.protects_buffer = true,
	.layers = 2,
	.first_session_gap = 2048,
	.session_gap = 2048,
	.tracks_max = 153,
	.close_functions = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6,
	.finalise_functions = 1 << 5 | 1 << 6,
	.one_track_sessions = true,
	.invisible_number = true,
	.read_compatible = 242432,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.zoned = zoned,
	.zoned_count = sizeof(zoned) / sizeof(zoned[0]),
	.times = { .load = 8000, .first_write = 8000, .link = 500, .sync = 2000,
		   .close_track = 4000, .close_session = 25000, .finalise = 60000,
		   .calibrate = 8000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.sendable = 1 << 0,
	.send_structure = send_structure,
	.feature_current = emu_dvd_plus_r_feature_current,
	.structure = emu_dvd_plus_r_structure,
};
