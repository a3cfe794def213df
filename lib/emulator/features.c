/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GET CONFIGURATION: a table of the features this drive has (MMC-6 5.3). */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"

#define SERIAL 0x0108		/* drive serial number: only of a drive that has one */

struct feature {
	uint16_t code;
	uint8_t version, length;
	bool persistent;
	bool with_medium;		/* current as soon as there is one */
	/* data of a current feature, zeroed before */
	void (*fill)(const struct burin_emulator *emu, uint8_t *p);
};

/* Most capable first; the same for every medium. */
static const uint16_t profiles[] = {
	0x0043, 0x0042, 0x0041, 0x0040, 0x002b, 0x001b, 0x001a, 0x0016, 0x0015, 0x0014, 0x0013,
	0x0012, 0x0011, 0x0010, 0x000a, 0x0009, 0x0008,
};
#define PROFILE_BYTES (4 * sizeof(profiles) / sizeof(profiles[0]))

static void fill_profiles(const struct burin_emulator *emu, uint8_t *p)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++, p += 4) {
		put_be16(p, profiles[i]);
		p[2] = profiles[i] == emu_profile(emu) ||
		       (emu_quirk(emu, EMU_QUIRK_TWO_CURRENT) && emu_loaded(emu) &&
			profiles[i] == emu_rom_profile(emu->kind));
	}
}

/* Serial ATA; device busy events */
static void fill_core(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	put_be32(p, 7);
	p[4] = 1;
}

static void fill_morphing(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x02;
}

/* Tray; load, eject, lock */
static void fill_removable(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 1 << 5 | 0x19;
}

/* By page 1Dh until power off; persistently by DISC STRUCTURE C0h; BD by the disc itself. */
static void fill_write_protect(const struct burin_emulator *emu, uint8_t *p)
{
	bool can = emu_protectable(emu->kind);

	p[0] = (uint8_t)(0x01 | can << 1 | (can && emu->kind->family == EMU_BD) << 3);
}

static void fill_random_readable(const struct burin_emulator *emu, uint8_t *p)
{
	put_be32(p, BURIN_BLOCK_SIZE);
	put_be16(p + 4, (uint16_t)emu->kind->unit);
	p[6] = 1;
}

static void fill_random_writable(const struct burin_emulator *emu, uint8_t *p)
{
	put_be32(p, emu->state.blocks - 1);
	put_be32(p + 4, BURIN_BLOCK_SIZE);
	put_be16(p + 8, (uint16_t)emu->kind->unit);
	p[10] = 1;
}

/* Data block type 8, on CDs all of data; buffer protection; links of 16 blocks, on CDs of 7 */
static void fill_incremental(const struct burin_emulator *emu, uint8_t *p)
{
	put_be16(p, emu_is(emu, EMU_CD) ? 0x3f00 : 1 << 8);
	p[2] = 1;
	p[3] = !emu_is(emu, EMU_BD);
	p[4] = emu_is(emu, EMU_DVD) ? 16 : emu_is(emu, EMU_CD) ? 7 : 0;
	if (emu_is(emu, EMU_DVD) && emu_quirk(emu, EMU_QUIRK_LINK_SIZES)) {
		p[3] = 2;
		p[4] = 1;
		p[5] = 16;
	}
}

/* Links of 16 blocks */
static void fill_layer_jump(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[3] = 1;
	p[4] = 16;
}

/* Blank media and the intermediate state */
static void fill_rigid_overwrite(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x03;
}

/* Buffer protection, two layers, test write, DVD-RW */
static void fill_dvd_minus(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x4e;
}

/* The drive reads and writes DVD+MRW, and writes CD-MRW. */
static void fill_mrw(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x07;
}

static void fill_plus_write(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 1;
}

static void fill_plus_rw(const struct burin_emulator *emu, uint8_t *p)
{
	p[0] = 1;
	p[1] = emu_quirk(emu, EMU_QUIRK_CLOSE_ONLY);
}

/* Buffer protection, test write, CD-RW; data block types 0 and 8 to 13 */
static void fill_track_at_once(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x46;
	put_be16(p + 2, 0x3f01);
}

/* Buffer protection, SAO, raw of all sessions, test write, CD-RW, R to W; bytes of a cue sheet */
static void fill_mastering(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x7f;
	put_be24(p + 1, 8 * EMU_CUES_MAX);
}

/* C2 error bits and CD-Text */
static void fill_cd_read(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[0] = 0x03;
}

/* Dual layer DVD-R, and all DVD-RW */
static void fill_dvd_read(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[2] = 0x03;
}

/* Supplementary spare areas can be made */
static void fill_defects(const struct burin_emulator *emu, uint8_t *p)
{
	p[0] = (uint8_t)((emu->kind->kind == BURIN_KIND_DVD_RAM) << 7);
}

/* Sub-types 0 and 1: multi speed, high speed */
static void fill_cd_rw(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	p[1] = 0x03;
}

/* BD-RE version 1 in class 0, 2 and 3 in class 1; BD-R version 1, and 2 for BDXL, in class 0 */
static void fill_bd_write(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	put_be16(p + 4, 1 << 1);
	put_be16(p + 6, 1 << 2 | 1 << 3);
	put_be16(p + 12, 1 << 1 | 1 << 2);
}

/* And BD-ROM version 1 */
static void fill_bd_read(const struct burin_emulator *emu, uint8_t *p)
{
	fill_bd_write(emu, p);
	put_be16(p + 20, 1 << 1);
}

/* Quick and full certification, BD-RE without spare areas; random recording of BD-R */
static void fill_formattable(const struct burin_emulator *emu, uint8_t *p)
{
	if (emu_is(emu, EMU_BD) && emu->kind->erasable)
		p[0] = emu_quirk(emu, EMU_QUIRK_NO_CERTIFICATION) ? 0x08 : 0x0b;
	else if (emu_is(emu, EMU_BD))
		p[4] = emu->kind->kind == BURIN_KIND_BD_R;
}

/* Century to second, two digits each */
static void fill_firmware(const struct burin_emulator *emu, uint8_t *p)
{
	(void)emu;
	memcpy(p, "20250801000000", 14);
}

/* Buffer in blocks, SET CD SPEED, speeds in page 2Ah, type 03h; stream writing on BD */
static void fill_streaming(const struct burin_emulator *emu, uint8_t *p)
{
	p[0] = (uint8_t)(0x1e | (emu->kind->stream_writing &&
				 !emu_quirk(emu, EMU_QUIRK_STREAM_UNTOLD)));
}

/* As the vital product data have it. */
static void fill_serial(const struct burin_emulator *emu, uint8_t *p)
{
	memcpy(p, emu->serial, strlen(emu->serial));
}

static const struct feature features[] = {
	{ 0x0000, 0, PROFILE_BYTES, true, false, fill_profiles },
	{ 0x0001, 2, 8, true, false, fill_core },
	{ 0x0002, 1, 4, true, false, fill_morphing },
	{ 0x0003, 0, 4, true, false, fill_removable },
	{ 0x0004, 2, 4, false, true, fill_write_protect },
	{ 0x0010, 0, 8, false, false, fill_random_readable },
	{ 0x001d, 0, 0, false, false, NULL },
	{ 0x001e, 2, 4, false, false, fill_cd_read },
	{ 0x001f, 1, 4, false, false, fill_dvd_read },
	{ 0x0020, 1, 12, false, false, fill_random_writable },
	{ 0x0021, 3, 8, false, false, fill_incremental },
	{ 0x0023, 1, 8, false, false, fill_formattable },
	{ 0x0024, 1, 4, false, false, fill_defects },
	{ 0x0025, 0, 8, false, false, fill_random_readable },
	{ 0x0026, 0, 0, false, false, NULL },
	{ 0x0028, 1, 4, false, false, fill_mrw },
	{ 0x002a, 0, 4, false, false, fill_plus_rw },
	{ 0x002b, 0, 4, false, false, fill_plus_write },
	{ 0x002c, 0, 4, false, false, fill_rigid_overwrite },
	{ 0x002d, 2, 4, false, false, fill_track_at_once },
	{ 0x002e, 2, 4, false, false, fill_mastering },
	{ 0x002f, 2, 4, false, false, fill_dvd_minus },
	{ 0x0033, 0, 8, false, false, fill_layer_jump },
	{ 0x0037, 0, 4, false, false, fill_cd_rw },
	{ 0x0038, 0, 4, false, false, NULL },
	{ 0x003b, 0, 4, false, false, fill_plus_write },
	{ 0x0040, 0, 28, false, false, fill_bd_read },
	{ 0x0041, 0, 20, false, false, fill_bd_write },
	{ 0x0100, 0, 0, true, false, NULL },
	{ 0x0105, 1, 4, true, false, NULL },
	{ 0x0107, 4, 4, false, true, fill_streaming },
	{ SERIAL, 0, 0, true, false, fill_serial },
	{ 0x010c, 0, 16, true, false, fill_firmware },
};

static bool current(const struct burin_emulator *emu, const struct feature *f)
{
	if (f->persistent)
		return true;
	if (!emu_loaded(emu))
		return false;
	return f->with_medium || emu->kind->feature_current(emu, f->code);
}

uint64_t emu_features_current(const struct burin_emulator *emu)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		mask |= (uint64_t)current(emu, &features[i]) << i;
	return mask;
}

static size_t put_feature(const struct burin_emulator *emu, const struct feature *f, uint8_t *p)
{
	size_t n = f->code == SERIAL ? (strlen(emu->serial) + 3) / 4 * 4 : f->length;
	bool now = current(emu, f);

	memset(p, 0, 4 + n);
	put_be16(p, f->code);
	p[2] = (uint8_t)(f->version << 2 | f->persistent << 1 | now);
	p[3] = (uint8_t)n;
	if (now && f->fill)
		f->fill(emu, p + 4);
	return 4 + n;
}

uint32_t emu_get_configuration(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[1024], request_type = req->cdb[1] & 3;
	uint16_t from = get_be16(req->cdb + 2);
	size_t n = 8;

	if (request_type == 3)
		return emu_bad_field(emu, 1, 1);
	memset(reply, 0, 8);
	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
		const struct feature *f = &features[i];

		if (request_type == 2 ? f->code != from : f->code < from)
			continue;
		if (request_type == 1 && !current(emu, f))
			continue;
		if (f->code == SERIAL && !*emu->serial)
			continue;
		n += put_feature(emu, f, reply + n);
	}
	put_be32(reply, (uint32_t)(n - 4));
	put_be16(reply + 6, emu_profile(emu));
	return emu_reply(req, reply, n, get_be16(req->cdb + 7));
}
