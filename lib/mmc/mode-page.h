/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mode pages 01h, 05h and 2Ah, by MODE SENSE(10) and MODE SELECT(10) (MMC-6 section 7). */
#ifndef BUR_MMC_MODE_PAGE_H
#define BUR_MMC_MODE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_MODE_HEADER 8
#define BUR_PAGE_RECOVERY 0x01
#define BUR_PAGE_WRITE_PARAMETERS 0x05
#define BUR_PAGE_CAPABILITIES 0x2a

/*
 * The page in a MODE SENSE(10) reply: *page points at its first byte, *page_len
 * counts what came of it, header of 2 counted. The page's own length is believed
 * where the reply's header announces less. BURIN_E_BAD_REPLY: it is not there.
 */
int bur_mode_find(const uint8_t *p, size_t n, uint8_t code, const uint8_t **page,
		  size_t *page_len);

enum bur_write_type { BUR_WRITE_PACKET = 0, BUR_WRITE_TAO = 1, BUR_WRITE_SAO = 2, BUR_WRITE_RAW = 3 };
enum bur_multi_session { BUR_MULTI_NONE = 0, BUR_MULTI_FINAL = 1, BUR_MULTI_NEXT = 3 };

#define BUR_WRITE_PAGE_LEN 52	/* page 05h; 56 on some drives */

struct bur_write_page {
	bool underrun_protection;	/* BUFE */
	bool test_write;
	bool link_size_valid, fixed_packet, copy;
	enum bur_write_type write_type;
	enum bur_multi_session multi_session;
	uint8_t track_mode;		/* 4 data, 5 data incremental */
	uint8_t block_type;		/* 8: 2048 bytes of mode 1 */
	uint8_t link_size, session_format;
	uint8_t submode;		/* of XA sectors: 8 is data */
	uint32_t packet_blocks;
	uint16_t audio_pause;		/* 150 */
};

/* p: a MODE SENSE(10) reply. */
int bur_write_page_decode(const uint8_t *p, size_t n, struct bur_write_page *out);
/*
 * A whole MODE SELECT(10) parameter list: header of 8 and page of page_len (52..56)
 * bytes. Every field is filled; nothing that MODE SENSE gave is sent back, since the
 * defaults of some drives are refused by themselves. Returns 8 + page_len; 0: no such length.
 */
size_t bur_write_page_encode(uint8_t *out, size_t max, const struct bur_write_page *in,
			     size_t page_len);

#define BUR_CAPABILITY_SPEEDS_MAX 32

struct bur_capabilities {
	bool writes_cd_r, writes_cd_rw, writes_dvd_r, writes_dvd_ram;
	bool test_write, underrun_protection, lock_supported, locked, eject_supported;
	uint8_t loading;		/* 1: tray */
	uint16_t buffer_kib;
	uint16_t max_read_kbps, max_write_kbps, write_kbps;
	uint8_t speed_count;
	uint16_t speeds[BUR_CAPABILITY_SPEEDS_MAX];	/* kB/s as listed; 0 never among them */
	bool speed_cav[BUR_CAPABILITY_SPEEDS_MAX];
};

/* Pages of every length since MMC-1: what is not told stays 0. */
int bur_capabilities_decode(const uint8_t *p, size_t n, struct bur_capabilities *out);

struct bur_recovery_page {
	uint8_t flags;			/* byte 2: AWRE ARRE TB RC PER DTE DCR */
	uint8_t read_retries, write_retries;
};

int bur_recovery_page_decode(const uint8_t *p, size_t n, struct bur_recovery_page *out);

#endif
