// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/mode-page.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

/* One page at off; 0 when it does not fit. Sub-pages (bit 6) have a length of two bytes. */
static size_t page_size(const uint8_t *p, size_t n, size_t off)
{
	if (!bytes_inside(off, 2, n))
		return 0;
	if (!(p[off] & 0x40))
		return p[off + 1] + 2u;
	return bytes_inside(off, 4, n) ? get_be16(p + off + 2) + 4u : 0;
}

int bur_mode_find(const uint8_t *p, size_t n, uint8_t code, const uint8_t **page,
		  size_t *page_len)
{
	size_t at, size;

	if (n < BUR_MODE_HEADER)
		return BURIN_E_BAD_REPLY;
	/* DBD is set, and still some drives send block descriptors. */
	at = BUR_MODE_HEADER + (size_t)get_be16(p + 6);
	while ((size = page_size(p, n, at))) {
		if ((p[at] & 0x7f) == code) {
			*page = p + at;
			*page_len = size < n - at ? size : n - at;
			return 0;
		}
		at += size;
	}
	return BURIN_E_BAD_REPLY;
}

int bur_write_page_decode(const uint8_t *p, size_t n, struct bur_write_page *out)
{
	const uint8_t *page;
	size_t len;
	int ret;

	memset(out, 0, sizeof(*out));
	ret = bur_mode_find(p, n, BUR_PAGE_WRITE_PARAMETERS, &page, &len);
	if (ret)
		return ret;
	if (len < 16)
		return BURIN_E_BAD_REPLY;
	out->underrun_protection = page[2] & 0x40;
	out->link_size_valid = page[2] & 0x20;
	out->test_write = page[2] & 0x10;
	out->write_type = page[2] & 0x0f;
	out->multi_session = page[3] >> 6;
	out->fixed_packet = page[3] & 0x20;
	out->copy = page[3] & 0x10;
	out->track_mode = page[3] & 0x0f;
	out->block_type = page[4] & 0x0f;
	out->link_size = page[5];
	out->session_format = page[8];
	out->packet_blocks = get_be32(page + 10);
	out->audio_pause = get_be16(page + 14);
	return 0;
}

size_t bur_write_page_encode(uint8_t *out, size_t max, const struct bur_write_page *in,
			     size_t page_len)
{
	uint8_t *page = out + BUR_MODE_HEADER;

	if (page_len < BUR_WRITE_PAGE_LEN || page_len > 56 || max < BUR_MODE_HEADER + page_len)
		return 0;
	memset(out, 0, BUR_MODE_HEADER + page_len);
	page[0] = BUR_PAGE_WRITE_PARAMETERS;
	page[1] = (uint8_t)(page_len - 2);
	page[2] = (uint8_t)((in->underrun_protection ? 0x40 : 0) | (in->link_size_valid ? 0x20 : 0) |
			    (in->test_write ? 0x10 : 0) | (in->write_type & 0x0f));
	page[3] = (uint8_t)(in->multi_session << 6 | (in->fixed_packet ? 0x20 : 0) |
			    (in->copy ? 0x10 : 0) | (in->track_mode & 0x0f));
	page[4] = in->block_type & 0x0f;
	page[5] = in->link_size;
	page[8] = in->session_format;
	page[50] = in->submode;
	put_be32(page + 10, in->packet_blocks);
	put_be16(page + 14, in->audio_pause);
	return BUR_MODE_HEADER + page_len;
}

/* Speed descriptors of MMC-3: from byte 32, four bytes each. */
static void take_speeds(const uint8_t *page, size_t len, struct bur_capabilities *out)
{
	size_t count = len < 32 ? 0 : get_be16(page + 30);

	for (size_t i = 0; i < count && bytes_inside(32 + i * 4, 4, len); i++) {
		uint16_t kbps = get_be16(page + 34 + i * 4);

		if (!kbps || out->speed_count == BUR_CAPABILITY_SPEEDS_MAX)
			continue;
		out->speed_cav[out->speed_count] = (page[33 + i * 4] & 7) == 1;
		out->speeds[out->speed_count++] = kbps;
	}
}

int bur_capabilities_decode(const uint8_t *p, size_t n, struct bur_capabilities *out)
{
	const uint8_t *page;
	size_t len;
	int ret;

	memset(out, 0, sizeof(*out));
	ret = bur_mode_find(p, n, BUR_PAGE_CAPABILITIES, &page, &len);
	if (ret)
		return ret;
	if (len < 14)
		return BURIN_E_BAD_REPLY;
	out->writes_cd_r = page[3] & 0x01;
	out->writes_cd_rw = page[3] & 0x02;
	out->test_write = page[3] & 0x04;
	out->writes_dvd_r = page[3] & 0x10;
	out->writes_dvd_ram = page[3] & 0x20;
	out->underrun_protection = page[4] & 0x80;
	out->lock_supported = page[6] & 0x01;
	out->locked = page[6] & 0x02;
	out->eject_supported = page[6] & 0x08;
	out->loading = page[6] >> 5;
	out->max_read_kbps = get_be16(page + 8);
	out->buffer_kib = get_be16(page + 12);
	if (len >= 22) {
		out->max_write_kbps = get_be16(page + 18);
		out->write_kbps = get_be16(page + 20);
	}
	if (len >= 30 && get_be16(page + 28))
		out->write_kbps = get_be16(page + 28);
	take_speeds(page, len, out);
	return 0;
}

int bur_recovery_page_decode(const uint8_t *p, size_t n, struct bur_recovery_page *out)
{
	const uint8_t *page;
	size_t len;
	int ret;

	memset(out, 0, sizeof(*out));
	ret = bur_mode_find(p, n, BUR_PAGE_RECOVERY, &page, &len);
	if (ret)
		return ret;
	if (len < 9)
		return BURIN_E_BAD_REPLY;
	out->flags = page[2];
	out->read_retries = page[3];
	out->write_retries = page[8];
	return 0;
}
