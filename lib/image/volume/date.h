/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dates of ECMA-119 to seconds since 1970, UTC. */
#ifndef BUR_IMAGE_VOLUME_DATE_H
#define BUR_IMAGE_VOLUME_DATE_H

#include <stdint.h>

/* 9.1.5, seven numbers. 0 when unset or no date at all. */
int64_t bur_date_decode_short(const uint8_t p[7]);
/* 8.4.26.1, sixteen digits and the zone. 0 when unset or no date at all. */
int64_t bur_date_decode_long(const uint8_t p[17]);

#endif
