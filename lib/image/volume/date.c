/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/date.h"

#include <stdbool.h>

struct date {
	int year, month, day, hour, minute, second;
	int zone;	/* quarters of an hour east of UTC */
};

static bool is_date(const struct date *d)
{
	return d->month >= 1 && d->month <= 12 && d->day >= 1 && d->day <= 31 && d->hour <= 23 &&
	       d->minute <= 59 && d->second <= 60;
}

/* Days since 1970-01-01; years are counted from March, so that a leap day comes last. */
static int64_t days(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static int64_t to_seconds(const struct date *d)
{
	/* ECMA-119 9.1.5: -48..+52; what lies outside is a zone nobody meant. */
	int zone = d->zone >= -48 && d->zone <= 52 ? d->zone : 0;

	if (!is_date(d))
		return 0;
	return days(d->year, d->month, d->day) * 86400 + d->hour * 3600 + d->minute * 60 +
	       d->second - zone * 900;
}

int64_t bur_date_decode_short(const uint8_t p[7])
{
	const struct date d = {
		.year = 1900 + p[0], .month = p[1], .day = p[2],
		.hour = p[3], .minute = p[4], .second = p[5], .zone = (int8_t)p[6],
	};

	return to_seconds(&d);
}

/* n decimal digits; -1 when one is not. */
static int digits(const uint8_t *p, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		value = value * 10 + p[i] - '0';
	}
	return value;
}

int64_t bur_date_decode_long(const uint8_t p[17])
{
	const struct date d = {
		.year = digits(p, 4), .month = digits(p + 4, 2), .day = digits(p + 6, 2),
		.hour = digits(p + 8, 2), .minute = digits(p + 10, 2),
		.second = digits(p + 12, 2), .zone = (int8_t)p[16],
	};

	if (d.year < 1 || d.hour < 0 || d.minute < 0 || d.second < 0)
		return 0;
	return to_seconds(&d);
}
