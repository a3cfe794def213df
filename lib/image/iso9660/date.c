/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/iso9660/iso9660.h"

#include <stdio.h>
#include <string.h>

#define DAY		86400
#define YEAR_1900	(-2208988800LL)		/* first second of it */
#define YEAR_2155_END	5869583999LL		/* last one: the year is one byte from 1900 */
#define YEAR_1		(-62135596800LL)
#define YEAR_9999_END	253402300799LL

struct civil {
	int year, month, day, hour, minute, second;
};

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
	return v < low ? low : v > high ? high : v;
}

/*
 * Gregorian date of a time in years 1..9999. Counts from 0000-03-01, so that
 * the leap day is the last of its year: 146,097 days in 400 years, 1,461 in 4.
 */
static struct civil civil_of(int64_t seconds)
{
	uint32_t days = (uint32_t)((seconds - YEAR_1) / DAY) + 306;
	uint32_t of_day = (uint32_t)((seconds - YEAR_1) % DAY);
	uint32_t era = days / 146097, rest = days % 146097;
	uint32_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
	uint32_t of_year = rest - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * of_year + 2) / 153;	/* 0: March */

	return (struct civil){
		.year = (int)(era * 400 + year + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(of_year - (153 * month + 2) / 5 + 1),
		.hour = (int)(of_day / 3600),
		.minute = (int)(of_day / 60 % 60),
		.second = (int)(of_day % 60),
	};
}

void bur_date7_put(uint8_t *p, int64_t seconds)
{
	struct civil t = civil_of(clamp(seconds, YEAR_1900, YEAR_2155_END));

	p[0] = (uint8_t)(t.year - 1900);
	p[1] = (uint8_t)t.month;
	p[2] = (uint8_t)t.day;
	p[3] = (uint8_t)t.hour;
	p[4] = (uint8_t)t.minute;
	p[5] = (uint8_t)t.second;
	p[6] = 0;
}

void bur_date17_put(uint8_t *p, int64_t seconds)
{
	struct civil t = civil_of(clamp(seconds, YEAR_1, YEAR_9999_END));
	char text[80];

	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02d00", t.year, t.month, t.day, t.hour,
		 t.minute, t.second);
	memcpy(p, text, 16);
	p[16] = 0;
}

void bur_date17_put_none(uint8_t *p)
{
	memset(p, '0', 16);
	p[16] = 0;
}
