// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/event.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

static void take_event(const uint8_t *p, struct bur_event *out)
{
	out->code = p[4] & 0x0f;
	out->status = p[5];
	out->data[0] = p[6];
	out->data[1] = p[7];
	if (out->klass == BUR_EVENT_MEDIA) {
		out->tray_open = p[5] & 1;
		out->medium_present = p[5] & 2;
	}
	if (out->klass == BUR_EVENT_BUSY)
		out->busy_ms_100 = get_be16(p + 6);
}

int bur_event_decode(const uint8_t *p, size_t n, struct bur_event *out)
{
	memset(out, 0, sizeof(*out));
	if (n < 4)
		return BURIN_E_BAD_REPLY;
	out->supported = p[3];
	if (p[2] & 0x80 || !(p[2] & 7) || get_be16(p) <= 2)
		return 0;
	if (n < BUR_EVENT_LEN || get_be16(p) < BUR_EVENT_LEN - 2)
		return BURIN_E_BAD_REPLY;
	out->klass = p[2] & 7;
	take_event(p, out);
	return 0;
}
