/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ DISC INFORMATION, standard (MMC-6 6.22). */
#ifndef BUR_MMC_DISC_INFORMATION_H
#define BUR_MMC_DISC_INFORMATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_DISC_INFORMATION_LEN 34	/* without OPC tables */

enum bur_disc_status {
	BUR_DISC_EMPTY = 0,
	BUR_DISC_INCOMPLETE = 1,	/* appendable */
	BUR_DISC_FINALISED = 2,
	BUR_DISC_OTHER = 3,		/* random writable */
};

enum bur_session_state {
	BUR_SESSION_EMPTY = 0,
	BUR_SESSION_INCOMPLETE = 1,
	BUR_SESSION_DAMAGED = 2,	/* or reserved */
	BUR_SESSION_COMPLETE = 3,
};

struct bur_disc_information {
	enum bur_disc_status status;
	enum bur_session_state last_session;
	bool erasable;
	uint8_t background_format;	/* 0 none, 1 stopped, 2 running, 3 complete */
	uint16_t first_track;
	uint16_t sessions;		/* the open one counted, even when empty */
	uint16_t first_track_last_session, last_track_last_session;
	uint8_t disc_type;
	bool unrestricted;		/* URU */
	uint32_t last_lead_in;		/* as it stands: MSF on CD, else LBA */
	uint32_t last_lead_out;
	uint8_t opc_tables;		/* as far as they came */
};

/* BURIN_E_BAD_REPLY: under 12 bytes, or another data type. What lies behind n stays 0. */
int bur_disc_information_decode(const uint8_t *p, size_t n, struct bur_disc_information *out);

#endif
