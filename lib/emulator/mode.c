/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MODE SENSE(10), MODE SELECT(10), and the pages behind them. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/dvd.h"

#define HEAD 8u

struct page {
	uint8_t code, length;		/* bytes behind the first two */
	uint8_t defaults[EMU_PAGE_MAX];
	uint8_t changeable[EMU_PAGE_MAX];
};

static const struct page pages[EMU_PAGES] = {
	[EMU_PAGE_RECOVERY] = { 0x01, 0x0a, { 0x01, 0x0a, 0xc0, 0x20, [8] = 0x01 },
				{ 0, 0, 0xff, 0xff, [8] = 0xff } },
	[EMU_PAGE_WRITE] = { 0x05, 0x32, { 0x05, 0x32, 0x40, 0x04, 0x08, [15] = 150 },
			     { 0, 0, 0x7f, 0xff, 0x0f, 0xff, 0, 0x3f, 0xff,
			       [10] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			       [16] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			       0xff, 0xff, 0xff, 0xff } },
	[EMU_PAGE_CACHING] = { 0x08, 0x0a, { 0x08, 0x0a, 0x04 }, { 0 } },
	[EMU_PAGE_POWER] = { 0x1a, 0x0a, { 0x1a, 0x0a },
			     { 0, 0, 0, 0x03, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	[EMU_PAGE_TIMEOUT] = { 0x1d, 0x08, { 0x1d, 0x08, [7] = 30, [9] = 200 },
			       { 0, 0, 0, 0, 0x01, 0, 0xff, 0xff, 0xff, 0xff } },
	/* Made for the medium at hand; see capabilities(). */
	[EMU_PAGE_CAPABILITIES] = { 0x2a, 30, { 0x2a, 30 }, { 0 } },
	/* Bit 0 of byte 3: the general application area. */
	[EMU_PAGE_MRW] = { 0x2c, 0x06, { 0x2c, 0x06 }, { 0, 0, 0, 0x01 } },
};

void emu_mode_reset(struct burin_emulator *emu)
{
	for (uint32_t i = 0; i < EMU_PAGES; i++)
		memcpy(emu->pages[i], pages[i].defaults, EMU_PAGE_MAX);
}

static void put_speed(const struct burin_emulator *emu, uint8_t *p, uint32_t kbps)
{
	kbps = emu_speed_told(emu, kbps);
	put_be16(p, (uint16_t)(kbps < 0xffff ? kbps : 0xffff));
}

/* The index is of the loaded kind's speeds, which may be more. */
static uint32_t speed_of(const struct emu_kind *kind, uint32_t index)
{
	return kind->speeds[index < kind->speed_count ? index : 0].last;
}

/* MMC-3 page 2Ah; the write speeds of the loaded medium. */
static size_t capabilities(const struct burin_emulator *emu, uint8_t *p)
{
	const struct emu_kind *kind = !emu_loaded(emu) ? NULL :
		emu_quirk(emu, EMU_QUIRK_PAGE_CD_SPEEDS) ? &emu_cd_r : emu->kind;
	uint32_t n = kind ? kind->speed_count : 0;
	uint32_t buffer = kind ? emu->buffer.capacity * (BURIN_BLOCK_SIZE / 1024) : 2048;

	memset(p, 0, EMU_PAGE_MAX);
	p[0] = 0x2a;
	p[1] = (uint8_t)(30 + 4 * n);
	p[2] = 0x3b;			/* reads DVD-RAM, DVD-R, DVD-ROM, CD-RW, CD-R */
	p[3] = 0x37;			/* writes DVD-RAM, DVD-R, CD-RW, CD-R; test write */
	if (emu_quirk(emu, EMU_QUIRK_PAGE_NO_DVD))
		p[3] = 0x07;
	p[4] = 0xf0;			/* buffer protection, multisession, mode 2 of both forms */
	p[5] = 0x7f;			/* UPC, ISRC, C2, R to W raw and corrected, exact CD-DA */
	p[6] = (uint8_t)(1 << 5 | 0x09 | emu->prevented << 1);
	p[7] = 0x20;			/* R to W of a lead-in */
	put_be16(p + 12, (uint16_t)buffer);
	if (kind) {
		put_speed(emu, p + 8, kind->speeds[0].last);
		put_speed(emu, p + 14, speed_of(kind, emu->read_speed));
		put_speed(emu, p + 18, kind->speeds[0].last);
		put_speed(emu, p + 20, speed_of(kind, emu->write_speed));
		put_speed(emu, p + 28, speed_of(kind, emu->write_speed));
	}
	put_be16(p + 22, 1);
	put_be16(p + 30, (uint16_t)n);
	for (uint32_t i = 0; i < n; i++) {
		p[32 + 4 * i + 1] = kind->speeds[i].first != kind->speeds[i].last;
		put_speed(emu, p + 32 + 4 * i + 2, kind->speeds[i].last);
	}
	return 32 + 4 * n;
}

/* control: 0 current, 1 changeable, 2 default */
static size_t put_page(const struct burin_emulator *emu, uint32_t index, uint8_t control,
		       uint8_t *p)
{
	const struct page *page = &pages[index];

	if (index == EMU_PAGE_CAPABILITIES) {
		size_t n = capabilities(emu, p);

		if (control == 1)
			memset(p + 2, 0, n - 2);
		return n;
	}
	memcpy(p, control == 0 ? emu->pages[index] :
		  control == 1 ? page->changeable : page->defaults, page->length + 2u);
	p[0] = page->code;
	p[1] = page->length;
	if (index == EMU_PAGE_WRITE && emu_quirk(emu, EMU_QUIRK_DEFAULT_PAGE) && control != 1 &&
	    !memcmp(p, page->defaults, page->length + 2u)) {
		p[8] = 0xff;
		put_be16(p + 14, 0);
	}
	return page->length + 2u;
}

uint32_t emu_mode_sense(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[HEAD + EMU_PAGES * EMU_PAGE_MAX] = { 0 };
	uint8_t control = req->cdb[2] >> 6, code = req->cdb[2] & 0x3f;
	size_t n = HEAD;

	if (control == 3)
		return EMU_CANNOT_SAVE;
	if (req->cdb[3])
		return emu_bad_field(emu, 3, -1);
	for (uint32_t i = 0; i < EMU_PAGES; i++)
		if (code == 0x3f || pages[i].code == code)
			n += put_page(emu, i, control, reply + n);
	if (n == HEAD)
		return emu_bad_field(emu, 2, 5);
	put_be16(reply, (uint16_t)(emu_quirk(emu, EMU_QUIRK_SHORT_MODE) ? HEAD : n - 2));
	return emu_reply(req, reply, n, get_be16(req->cdb + 7));
}

static bool writing(const struct burin_emulator *emu)
{
	if (emu->plan && emu->plan->started && !emu->simulating)
		return true;
	return emu->kind->sequential && emu_last_track(emu)->state == EMU_TRACK_WRITING;
}

/* DVD-R and -RW: one track mode and block type; FP and a packet of 16 blocks are usual. */
static uint32_t check_dvd_page(struct burin_emulator *emu, const uint8_t *p, uint16_t at)
{
	if ((p[3] & 15) != 4 && (p[3] & 15) != 5)
		return emu_bad_parameter(emu, at + 3, 3);
	if ((p[4] & 15) != 8)
		return emu_bad_parameter(emu, at + 4, 3);
	if (p[2] & 0x20 && p[5] != 1 && p[5] != 16)
		return emu_bad_parameter(emu, at + 5, -1);
	return 0;
}

/* A CD-RW of fixed packets. */
static uint32_t check_packet_page(struct burin_emulator *emu, const uint8_t *p, uint16_t at)
{
	if (!(p[3] & 0x20))
		return emu_bad_parameter(emu, at + 3, 5);
	if ((p[4] & 15) != 8 && (p[4] & 15) != 10)
		return emu_bad_parameter(emu, at + 4, 3);
	if (get_be32(p + 10) != emu->kind->unit)
		return emu_bad_parameter(emu, at + 10, -1);
	return 0;
}

/* MMC-6 7.5.4.14: a track's data block types, by what it is. */
static bool track_block_type(uint8_t track_mode, uint8_t type)
{
	return track_mode & 4 ? type >= 8 && type <= 13 : type == 0;
}

/* Write type 0: a data track recorded incrementally, packets of a size or not, links of 7. */
static uint32_t check_cd_packets(struct burin_emulator *emu, const uint8_t *p, uint16_t at)
{
	uint32_t size = get_be32(p + 10);

	if ((p[3] & 15) != 5 && (p[3] & 15) != 7)
		return emu_bad_parameter(emu, at + 3, 3);
	if (p[2] & 0x20 && p[5] != EMU_CD_LINK)
		return emu_bad_parameter(emu, at + 5, -1);
	if (p[3] & 0x20 && (!size || size > 0xffff))
		return emu_bad_parameter(emu, at + 10, -1);
	return track_block_type(p[3] & 15, p[4] & 15) ? 0 : emu_bad_parameter(emu, at + 4, 3);
}

/* What a CD cannot be written with is refused here, not at the first WRITE. */
static uint32_t check_cd_page(struct burin_emulator *emu, const uint8_t *p, uint16_t at)
{
	uint8_t write_type = p[2] & 15, block_type = p[4] & 15;

	if (p[8] != 0x00 && p[8] != 0x10 && p[8] != 0x20)
		return emu_bad_parameter(emu, at + 8, -1);
	/* A test of packets or of raw recording is not defined. */
	if (p[2] & 0x10 && write_type != EMU_WRITE_TAO && write_type != EMU_WRITE_SAO)
		return emu_bad_parameter(emu, at + 2, 4);
	if (write_type == EMU_WRITE_PACKET)
		return check_cd_packets(emu, p, at);
	if (p[2] & 0x20)
		return emu_bad_parameter(emu, at + 2, 5);
	if (p[3] & 0x20)
		return emu_bad_parameter(emu, at + 3, 5);
	/* The cue sheet tells of tracks; a block type says at most if R to W come. */
	if (write_type == EMU_WRITE_SAO)
		return emu_cd_block_bytes(block_type) ? 0 : emu_bad_parameter(emu, at + 4, 3);
	if (write_type == EMU_WRITE_RAW)
		return block_type >= 1 && block_type <= 3 ? 0 : emu_bad_parameter(emu, at + 4, 3);
	/* A track at once is not recorded incrementally. */
	if ((p[3] & 5) == 5)
		return emu_bad_parameter(emu, at + 3, 3);
	return track_block_type(p[3] & 15, block_type) ? 0 : emu_bad_parameter(emu, at + 4, 3);
}

/* MMC-6 7.5.4 */
static uint32_t check_write_page(struct burin_emulator *emu, const uint8_t *p, uint16_t at)
{
	uint8_t types = emu_loaded(emu) ? emu->kind->write_types : 0x0f;

	/* Other media are not written by this page; programs set it all the same. */
	if (!types)
		return 0;
	if (emu_loaded(emu) && !emu->simulating && writing(emu))
		return EMU_SEQUENCE;
	if ((p[2] & 15) > 7 || !(types >> (p[2] & 15) & 1))
		return emu_bad_parameter(emu, at + 2, 3);
	if (p[3] >> 6 == 2)
		return emu_bad_parameter(emu, at + 3, 7);
	if (emu_is(emu, EMU_DVD))
		return check_dvd_page(emu, p, at);
	if (emu_loaded(emu) && !emu->kind->sequential)
		return check_packet_page(emu, p, at);
	return check_cd_page(emu, p, at);
}

/* Bits that cannot be changed must come as they stand. */
static uint32_t check_page(struct burin_emulator *emu, uint32_t index, const uint8_t *p,
			   uint16_t at)
{
	const struct page *page = &pages[index];

	for (uint16_t i = 2; i < page->length + 2u; i++)
		if ((p[i] ^ emu->pages[index][i]) & ~page->changeable[i])
			return emu_bad_parameter(emu, at + i, -1);
	if (index == EMU_PAGE_MRW && p[3] & 1 &&
	    !(emu_loaded(emu) && emu->state.form == EMU_FORM_MRW))
		return emu_bad_parameter(emu, at + 3, 0);
	return index == EMU_PAGE_WRITE ? check_write_page(emu, p, at) : 0;
}

static uint32_t find_page(uint8_t code)
{
	for (uint32_t i = 0; i < EMU_PAGES; i++)
		if (pages[i].code == code)
			return i;
	return EMU_PAGES;
}

/* Looks at every page before it takes any. */
static uint32_t select_pages(struct burin_emulator *emu, const uint8_t *list, size_t n, bool take)
{
	for (size_t at = HEAD; at < n;) {
		uint32_t index = find_page(list[at] & 0x3f), code;

		if (list[at] & 0x80)
			return emu_bad_parameter(emu, (uint16_t)at, 7);
		if (index == EMU_PAGES || index == EMU_PAGE_CAPABILITIES)
			return emu_bad_parameter(emu, (uint16_t)at, 5);
		if (n - at < 2 || list[at + 1] != pages[index].length ||
		    n - at < pages[index].length + 2u)
			return EMU_LENGTH_ERROR;
		if (take) {
			memcpy(emu->pages[index], list + at, pages[index].length + 2u);
			emu->lapses.write_page |= index == EMU_PAGE_WRITE;
		} else {
			code = check_page(emu, index, list + at, (uint16_t)at);
			if (code)
				return code;
		}
		at += pages[index].length + 2u;
	}
	return 0;
}

uint32_t emu_mode_select(struct burin_emulator *emu, struct emu_request *req)
{
	size_t n = get_be16(req->cdb + 7);
	uint32_t code;

	if (!(req->cdb[1] & 0x10))
		return emu_bad_field(emu, 1, 4);
	if (req->cdb[1] & 1)
		return EMU_CANNOT_SAVE;
	if (!n)
		return 0;
	if (n < HEAD || req->out_len < n)
		return EMU_LENGTH_ERROR;
	if (get_be16(req->out + 6))
		return emu_bad_parameter(emu, 6, -1);
	code = select_pages(emu, req->out, n, false);
	if (code)
		return code;
	select_pages(emu, req->out, n, true);
	req->transferred = n;
	/* A cue sheet stays as long as its way of writing does. */
	if (emu->plan && !emu->plan->started &&
	    (emu->pages[EMU_PAGE_WRITE][2] & 15) != EMU_WRITE_SAO)
		emu_cd_end_plan(emu);
	/* The end of test writing shows the disc as it is. */
	if (!(emu->pages[EMU_PAGE_WRITE][2] & 0x10))
		emu_end_simulation(emu);
	emu_layer_jump_choose(emu);
	return 0;
}
