/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_DEVICE_FORMATS_H
#define BUR_DEVICE_FORMATS_H

#include "device/recorder.h"
#include "mmc/format-capacities.h"

/* *caps points into reply, whose data the caller frees. */
int bur_recorder_read_capacities(struct burin_recorder *rec, struct bur_reply *reply,
				 struct bur_format_capacities *caps);

#endif
