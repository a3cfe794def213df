/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_DEVICE_DISC_H
#define BUR_DEVICE_DISC_H

#include "device/recorder.h"
#include "mmc/disc-information.h"
#include "mmc/track-information.h"

int bur_recorder_read_disc_information(struct burin_recorder *rec,
				       struct bur_disc_information *info);
int bur_recorder_read_track_information(struct burin_recorder *rec, uint32_t number,
					struct bur_track_information *info);

/* An empty open session is not counted. */
uint32_t bur_recorded_sessions(const struct bur_disc_information *info);

#endif
