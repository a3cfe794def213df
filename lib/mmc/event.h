/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GET EVENT STATUS NOTIFICATION (MMC-6 6.7). */
#ifndef BUR_MMC_EVENT_H
#define BUR_MMC_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_EVENT_LEN 8

enum bur_event_class {
	BUR_EVENT_NONE = 0,
	BUR_EVENT_OPERATIONAL = 1,
	BUR_EVENT_POWER = 2,
	BUR_EVENT_EXTERNAL = 3,
	BUR_EVENT_MEDIA = 4,
	BUR_EVENT_MULTI_HOST = 5,
	BUR_EVENT_BUSY = 6,
};

struct bur_event {
	enum bur_event_class klass;	/* NONE: no event of the classes asked for */
	uint8_t supported;		/* mask of classes */
	uint8_t code;			/* MEDIA: 1 eject request, 2 new, 3 removal, 4 changed */
	uint8_t status, data[2];
	bool tray_open, medium_present;	/* MEDIA */
	uint16_t busy_ms_100;		/* BUSY: hundreds of milliseconds */
};

/* BURIN_E_BAD_REPLY: under 4 bytes, or an event that was cut off. */
int bur_event_decode(const uint8_t *p, size_t n, struct bur_event *out);

#endif
