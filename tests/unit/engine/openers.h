/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom each command may be sent by, as ranges: the expectation of the tests, apart from the driver's table. */
#ifndef TESTS_UNIT_ENGINE_OPENERS_H
#define TESTS_UNIT_ENGINE_OPENERS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct range { unsigned int first, last; };

/* What tells: ready and sense, identity, capacities, reads, states of disc, track and buffer. */
static const struct range tells[] = {
	{ 0x00, 0x00 }, { 0x03, 0x03 }, { 0x12, 0x12 }, { 0x23, 0x23 }, { 0x25, 0x25 },
	{ 0x28, 0x28 }, { 0x2f, 0x2f }, { 0x42, 0x43 }, { 0x46, 0x46 }, { 0x4a, 0x4a },
	{ 0x51, 0x52 }, { 0x5a, 0x5a }, { 0x5c, 0x5c }, { 0xa8, 0xa8 }, { 0xac, 0xad },
	{ 0xb9, 0xb9 }, { 0xbe, 0xbe },
};

/* What burns: format, tray, writes, flush, reserve, calibrate, parameters, close, blank, speed. */
static const struct range burns[] = {
	{ 0x04, 0x04 }, { 0x1b, 0x1b }, { 0x1e, 0x1e }, { 0x2a, 0x2a }, { 0x2e, 0x2e },
	{ 0x35, 0x35 }, { 0x53, 0x55 }, { 0x58, 0x58 }, { 0x5b, 0x5b }, { 0x5d, 0x5d },
	{ 0xa1, 0xa1 }, { 0xaa, 0xaa }, { 0xb6, 0xb6 }, { 0xbb, 0xbb }, { 0xbf, 0xbf },
};

static inline bool within(const struct range *ranges, size_t count, unsigned int opcode)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (opcode >= ranges[i].first && opcode <= ranges[i].last)
			return true;
	return false;
}

static inline bool reader_may(unsigned int opcode)
{
	return within(tells, sizeof(tells) / sizeof(tells[0]), opcode);
}

static inline bool writer_may(unsigned int opcode)
{
	return reader_may(opcode) || within(burns, sizeof(burns) / sizeof(burns[0]), opcode);
}

/* 0: lengths of its own */
static inline __u32 usual_length(unsigned int opcode)
{
	if (opcode < 0x20)
		return 6;
	if (opcode < 0x60)
		return 10;
	if (opcode >= 0x80 && opcode < 0xa0)
		return 16;
	return opcode >= 0xa0 && opcode < 0xc0 ? 12 : 0;
}

#endif
