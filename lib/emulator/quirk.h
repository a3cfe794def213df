/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where real drives differ: single traits, off unless the plan names them, and
 * the drives that were seen to have some of them together.
 */
#ifndef EMU_QUIRK_H
#define EMU_QUIRK_H

#include <stdbool.h>
#include <stdint.h>

enum emu_quirk {
	EMU_QUIRK_NWA_150 = 0,
	EMU_QUIRK_SHORT_CAPACITY,
	EMU_QUIRK_ROM_WHEN_CLOSED,
	EMU_QUIRK_NO_PROGRESS,
	EMU_QUIRK_CLOSE_TRACK_FAILS,
	EMU_QUIRK_END_ZERO,
	EMU_QUIRK_END_24_BITS,
	EMU_QUIRK_END_CAPACITY,
	EMU_QUIRK_END_ONES,
	EMU_QUIRK_DUPLICATES,
	EMU_QUIRK_NO_WRITE_CURVE,
	EMU_QUIRK_ONE_ANNOUNCED,
	EMU_QUIRK_ODD_LENGTH,
	EMU_QUIRK_LOW_SPEED,
	EMU_QUIRK_BUFFER_GARBAGE,
	EMU_QUIRK_COMPATIBLE_ZERO,
	EMU_QUIRK_CLOSED_RESERVED,
	EMU_QUIRK_MODE_UNKNOWN,
	EMU_QUIRK_SHORT_DISC,
	EMU_QUIRK_PLUS_URU,
	EMU_QUIRK_LINK_SIZES,
	EMU_QUIRK_TWO_CURRENT,
	EMU_QUIRK_NO_CERTIFICATION,
	EMU_QUIRK_STREAM_UNTOLD,
	EMU_QUIRK_KEEPS_INCREMENTAL,
	EMU_QUIRK_PAGE_CD_SPEEDS,
	EMU_QUIRK_PAGE_NO_DVD,
	EMU_QUIRK_OPC_UNKNOWN,
	EMU_QUIRK_OPC_PROTECTED,
	EMU_QUIRK_OPC_SEQUENCE,
	EMU_QUIRK_OPC_INCOMPATIBLE,
	EMU_QUIRK_OPC_OPERATOR,
	EMU_QUIRK_OPC_NOT_READY,
	EMU_QUIRK_OPC_SLOW,
	EMU_QUIRK_BLANK_INCOMPATIBLE,
	EMU_QUIRK_BLANK_PROTECTED,
	EMU_QUIRK_SPARE_CORRUPTED,
	EMU_QUIRK_CLOSE_110,
	EMU_QUIRK_CD_FORMAT,
	EMU_QUIRK_BUSY_AFTER_READY,
	EMU_QUIRK_FLUSH_LOSES_CLOSE,
	EMU_QUIRK_LOADS_EMPTY,
	EMU_QUIRK_EMPTY_NOT_READY,
	EMU_QUIRK_KEEPS_PROFILE,
	EMU_QUIRK_CLOSE_EARLY,
	EMU_QUIRK_CLOSE_OPEN,
	EMU_QUIRK_SPARE_CLOSE,
	EMU_QUIRK_RESERVE_SLOW,
	EMU_QUIRK_BREAK_SLOW,
	EMU_QUIRK_SPEED_UNIT,
	EMU_QUIRK_END_SHORT,
	EMU_QUIRK_END_RECORDED,
	EMU_QUIRK_END_CD,
	EMU_QUIRK_BUFFER_LAGS,
	EMU_QUIRK_NWA_AFTER_PAGE,
	EMU_QUIRK_SHORT_MODE,
	EMU_QUIRK_DEFAULT_PAGE,
	EMU_QUIRK_TYPE_13,
	EMU_QUIRK_APPEND_AT_ONCE,
	EMU_QUIRK_ATIP_ZERO,
	EMU_QUIRK_ATIP_BCD,
	EMU_QUIRK_RUN_OUT_UNREAD,
	EMU_QUIRK_RUN_OUT_PARAMETER,
	EMU_QUIRK_READ_RECOVERED,
	EMU_QUIRK_SPARE_WARNING,
	EMU_QUIRK_CLOSE_ONLY,
	EMU_QUIRK_QUICK_CERTIFICATION,
	EMU_QUIRK_RAM_CERTIFIES,
	EMU_QUIRK_STREAM_REFUSED,
	EMU_QUIRK_BACKGROUND_RESTS,
	EMU_QUIRK_TEST_NWA,
	EMU_QUIRK_RESERVE_CANNOT,
	EMU_QUIRK_CLOSE_COMPLETE,
	EMU_QUIRKS,
};

#define EMU_QUIRKS_MAX 128u

struct emu_quirks {
	uint64_t bits[EMU_QUIRKS_MAX / 64];
};

static inline bool emu_quirk_in(const struct emu_quirks *set, enum emu_quirk quirk)
{
	return set->bits[quirk / 64] >> quirk % 64 & 1;
}

static inline void emu_quirk_add(struct emu_quirks *set, enum emu_quirk quirk)
{
	set->bits[quirk / 64] |= 1ull << quirk % 64;
}

/* The word of the plan, and what it changes; NULL behind the last. */
const char *emu_quirk_name(uint32_t quirk);
const char *emu_quirk_text(uint32_t quirk);
bool emu_quirk_find(const char *name, enum emu_quirk *quirk);

/* What a drive with such traits keeps in mind, since its medium came. */
struct emu_lapses {
	bool polled, busy;		/* an operation with Immed was begun; its end was told */
	bool flushed_at_once;		/* by SYNCHRONIZE CACHE with Immed, not without since */
	bool write_page, written;	/* page 05h was set; WRITE came */
	bool test_closed;		/* CLOSE came in a test write */
	uint64_t command_at;		/* the last one */
	uint16_t profile;		/* before FORMAT and BLANK; 0: as it is */
	uint32_t room;			/* of the buffer, as it was told */
	uint64_t room_at;
};

struct burin_emulator;
struct emu_request;

/* lapse.c: true: the command ends with *code (0: GOOD, and nothing is done). */
bool emu_lapse(struct burin_emulator *emu, const struct emu_request *req, uint32_t *code);
/* performance.c: kB/s as this drive counts them */
uint32_t emu_speed_told(const struct burin_emulator *emu, uint32_t kbps);

#define EMU_PERSONALITY_QUIRKS_MAX 8u

struct emu_personality {
	const char *name;
	char identity[29];		/* INQUIRY bytes 8-35; "": this drive's own */
	bool long_write;		/* policy */
	uint32_t count;
	uint8_t quirks[EMU_PERSONALITY_QUIRKS_MAX];
};

/* NULL: no such one, or behind the last. */
const struct emu_personality *emu_personality_find(const char *name);
const struct emu_personality *emu_personality_at(uint32_t i);

#endif
