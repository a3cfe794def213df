/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table of data: one line a quirk, one a personality. */
#include "emulator/quirk.h"

#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name, *text;
} quirks[] = {
	[EMU_QUIRK_NWA_150] = { "blank-nwa-150", "a blank CD's next writable address is -150" },
	[EMU_QUIRK_SHORT_CAPACITY] = { "capacity-without-run-out",
				       "READ CAPACITY of a CD ends with the data" },
	[EMU_QUIRK_ROM_WHEN_CLOSED] = { "rom-when-closed",
					"a finalised disc shows the profile of a pressed one" },
	[EMU_QUIRK_NO_PROGRESS] = { "no-progress", "sense data carry no progress" },
	[EMU_QUIRK_CLOSE_TRACK_FAILS] = { "close-track-fails",
					  "CLOSE TRACK of a CD is 5/24/00" },
	[EMU_QUIRK_END_ZERO] = { "performance-end-zero",
		"GET PERFORMANCE type 03h ends at block 0" },
	[EMU_QUIRK_END_24_BITS] = { "performance-end-16777215",
		"GET PERFORMANCE type 03h ends at block 16777215" },
	[EMU_QUIRK_END_CAPACITY] = { "performance-end-capacity",
		"GET PERFORMANCE type 03h ends one block too late" },
	[EMU_QUIRK_END_ONES] = { "performance-end-ffffffff",
		"GET PERFORMANCE type 03h ends at FFFFFFFFh" },
	[EMU_QUIRK_DUPLICATES] = { "performance-duplicates",
		"GET PERFORMANCE type 03h tells each speed twice" },
	[EMU_QUIRK_NO_WRITE_CURVE] = { "no-write-curve",
		"GET PERFORMANCE type 00h is empty for writing" },
	[EMU_QUIRK_ONE_ANNOUNCED] = { "performance-one-announced",
		"GET PERFORMANCE announces one speed when asked for one" },
	[EMU_QUIRK_ODD_LENGTH] = { "performance-odd-length",
		"GET PERFORMANCE has four bytes more" },
	[EMU_QUIRK_LOW_SPEED] = { "low-speed-refused",
		"SET CD SPEED below the slowest is 5/24/00" },
	[EMU_QUIRK_BUFFER_GARBAGE] = { "buffer-garbage",
		"READ BUFFER CAPACITY tells more free than there is" },
	[EMU_QUIRK_COMPATIBLE_ZERO] = { "read-compatible-zero",
		"a DVD+R names no block of read compatibility" },
	[EMU_QUIRK_CLOSED_RESERVED] = { "closed-tracks-reserved",
		"complete tracks have RT set" },
	[EMU_QUIRK_MODE_UNKNOWN] = { "data-mode-unknown",
		"READ TRACK INFORMATION has data mode Fh" },
	[EMU_QUIRK_SHORT_DISC] = { "disc-information-24",
		"READ DISC INFORMATION has 24 bytes" },
	[EMU_QUIRK_PLUS_URU] = { "plus-r-unrestricted",
		"a DVD+R has URU set" },
	[EMU_QUIRK_LINK_SIZES] = { "two-link-sizes",
		"feature 0021h of a DVD has link sizes 1 and 16" },
	[EMU_QUIRK_TWO_CURRENT] = { "two-current-profiles",
		"the profile of pressed discs is current, too" },
	[EMU_QUIRK_NO_CERTIFICATION] = { "no-certification",
		"feature 0023h offers no certification" },
	[EMU_QUIRK_STREAM_UNTOLD] = { "stream-writing-untold",
		"feature 0107h does not offer stream writing" },
	[EMU_QUIRK_KEEPS_INCREMENTAL] = { "minimal-blank-keeps-0021",
		"feature 0021h stays current after minimal blanking" },
	[EMU_QUIRK_PAGE_CD_SPEEDS] = { "page-2a-cd-speeds",
		"page 2Ah has speeds of CDs with every medium" },
	[EMU_QUIRK_PAGE_NO_DVD] = { "page-2a-no-dvd-write",
		"page 2Ah says that no DVD can be written" },
	[EMU_QUIRK_OPC_UNKNOWN] = { "opc-unknown",
		"SEND OPC INFORMATION is 5/20/00" },
	[EMU_QUIRK_OPC_PROTECTED] = { "opc-protected",
		"SEND OPC INFORMATION is 5/27/00" },
	[EMU_QUIRK_OPC_SEQUENCE] = { "opc-sequence",
		"SEND OPC INFORMATION is 5/2C/00" },
	[EMU_QUIRK_OPC_INCOMPATIBLE] = { "opc-incompatible",
		"SEND OPC INFORMATION is 5/30/02" },
	[EMU_QUIRK_OPC_OPERATOR] = { "opc-operator",
		"SEND OPC INFORMATION is 6/5A/03" },
	[EMU_QUIRK_OPC_NOT_READY] = { "opc-not-ready",
		"SEND OPC INFORMATION is 2/30/05" },
	[EMU_QUIRK_OPC_SLOW] = { "opc-slow",
		"SEND OPC INFORMATION takes two minutes" },
	[EMU_QUIRK_BLANK_INCOMPATIBLE] = { "blank-incompatible",
		"BLANK of what cannot be blanked is 5/30/02" },
	[EMU_QUIRK_BLANK_PROTECTED] = { "blank-protected",
		"BLANK of what cannot be blanked is 5/27/00" },
	[EMU_QUIRK_SPARE_CORRUPTED] = { "spare-corrupted",
		"spare areas of a BD not formatted are 3/31/00" },
	[EMU_QUIRK_CLOSE_110] = { "close-110-fails",
		"CLOSE SESSION 110b is 5/24/00" },
	[EMU_QUIRK_CD_FORMAT] = { "format-capacity-99-minutes",
		"READ FORMAT CAPACITIES of a CD-R: unknown, 449849 blocks" },
	[EMU_QUIRK_BUSY_AFTER_READY] = { "busy-after-ready",
		"the command behind TEST UNIT READY that ended polling is 2/04/07" },
	[EMU_QUIRK_FLUSH_LOSES_CLOSE] = { "immediate-flush-loses-close",
		"CLOSE right after a SYNCHRONIZE CACHE with Immed does nothing" },
	[EMU_QUIRK_LOADS_EMPTY] = { "no-medium-while-loading",
		"a drive that loads says 2/3A/01" },
	[EMU_QUIRK_EMPTY_NOT_READY] = { "empty-not-ready",
		"a drive without a medium says 2/04/00" },
	[EMU_QUIRK_KEEPS_PROFILE] = { "profile-until-start",
		"FORMAT and BLANK change the profile at START UNIT or a reload" },
	[EMU_QUIRK_CLOSE_EARLY] = { "close-insufficient-time",
		"CLOSE is 6/2E/00 and goes on" },
	[EMU_QUIRK_CLOSE_OPEN] = { "close-needs-closed-track",
		"CLOSE SESSION of a DVD+R with an open track is 5/72/03" },
	[EMU_QUIRK_SPARE_CLOSE] = { "spare-close-fails",
		"CLOSE SESSION of a BD-R with spare areas is 5/24/00 until a reload" },
	[EMU_QUIRK_RESERVE_SLOW] = { "reserve-slow",
		"RESERVE TRACK takes two minutes" },
	[EMU_QUIRK_BREAK_SLOW] = { "layer-break-slow",
		"SEND DISC STRUCTURE 20h takes a minute" },
	[EMU_QUIRK_SPEED_UNIT] = { "speed-unit-1350",
		"speeds count 1350 kB/s of DVDs, 4500 kB/s of BDs" },
	[EMU_QUIRK_END_SHORT] = { "performance-end-short",
		"GET PERFORMANCE type 03h ends one block too early" },
	[EMU_QUIRK_END_RECORDED] = { "performance-end-recorded",
		"GET PERFORMANCE type 03h ends with the recorded blocks" },
	[EMU_QUIRK_END_CD] = { "performance-end-332999",
		"GET PERFORMANCE type 03h ends at block 332999" },
	[EMU_QUIRK_BUFFER_LAGS] = { "buffer-lags",
		"READ BUFFER CAPACITY tells a new figure once a second" },
	[EMU_QUIRK_NWA_AFTER_PAGE] = { "next-address-after-page-05",
		"the next writable address is 0 until page 05h is set" },
	[EMU_QUIRK_SHORT_MODE] = { "short-mode-header",
		"MODE SENSE tells a length that ends within the page" },
	[EMU_QUIRK_DEFAULT_PAGE] = { "default-page-05-illegal",
		"page 05h as it was not set: session format FFh, no pause" },
	[EMU_QUIRK_TYPE_13] = { "block-type-13-refused",
		"data block type 13 of page 05h is 5/26/00" },
	[EMU_QUIRK_APPEND_AT_ONCE] = { "append-at-once-refused",
		"WRITE by the cue sheet of a later session is 5/2C/00" },
	[EMU_QUIRK_ATIP_ZERO] = { "atip-zero",
		"the ATIP is zeros" },
	[EMU_QUIRK_ATIP_BCD] = { "atip-bcd",
		"the ATIP has its times in BCD" },
	[EMU_QUIRK_RUN_OUT_UNREAD] = { "run-out-unreadable",
		"READ of run-out blocks is 3/11/05" },
	[EMU_QUIRK_RUN_OUT_PARAMETER] = { "run-out-bad-parameter",
		"READ of run-out blocks is 5/26/00" },
	[EMU_QUIRK_READ_RECOVERED] = { "reads-recovered",
		"READ while page 01h has PER ends with 1/18/00" },
	[EMU_QUIRK_SPARE_WARNING] = { "spare-warning",
		"the WRITE that takes the last spare unit ends with 1/5D/03" },
	[EMU_QUIRK_CLOSE_ONLY] = { "plus-rw-close-only",
		"feature 002Ah says that a DVD+RW is only closed" },
	[EMU_QUIRK_QUICK_CERTIFICATION] = { "quick-certification-refused",
		"FORMAT of a BD-RE of type 30h, sub-type 3, is 5/26/00" },
	[EMU_QUIRK_RAM_CERTIFIES] = { "ram-certifies-always",
		"FORMAT of a DVD-RAM with DCRT is 5/26/00" },
	[EMU_QUIRK_STREAM_REFUSED] = { "stream-bit-refused",
		"WRITE with Streaming is 5/24/00" },
	[EMU_QUIRK_BACKGROUND_RESTS] = { "background-rests",
		"background formatting rests for a second after each command" },
	[EMU_QUIRK_TEST_NWA] = { "test-write-address-0",
		"the next writable address is 0 after CLOSE of a test write" },
	[EMU_QUIRK_RESERVE_CANNOT] = { "reserve-incompatible",
		"RESERVE TRACK where nothing can be reserved is 5/30/05" },
	[EMU_QUIRK_CLOSE_COMPLETE] = { "close-complete-incompatible",
		"CLOSE of a finalised CD is 5/30/06" },
};

_Static_assert(COUNT(quirks) == EMU_QUIRKS && EMU_QUIRKS <= EMU_QUIRKS_MAX, "a line each");

static const struct emu_personality personalities[] = {
	{ "strict", "", false, 0, { 0 } },
	{ "pioneer", "PIONEER BD-RW   BDR-205 1.10", true, 5,
	  { EMU_QUIRK_NWA_150, EMU_QUIRK_NO_CERTIFICATION, EMU_QUIRK_NO_WRITE_CURVE,
	    EMU_QUIRK_BUSY_AFTER_READY, EMU_QUIRK_FLUSH_LOSES_CLOSE } },
	{ "lg", "HL-DT-STDVDRAM GH22LS30 1.00", false, 2,
	  { EMU_QUIRK_CLOSE_TRACK_FAILS, EMU_QUIRK_CLOSED_RESERVED } },
	{ "asus", "ASUS    BW-16D1HT       1.01", false, 1, { EMU_QUIRK_ROM_WHEN_CLOSED } },
	{ "nec", "_NEC    DVD_RW ND-3500AG2.1A", false, 3,
	  { EMU_QUIRK_CLOSED_RESERVED, EMU_QUIRK_PAGE_CD_SPEEDS, EMU_QUIRK_OPC_SLOW } },
	{ "lite-on", "LITE-ONDVDRW SOHW-1673S JS02", false, 2,
	  { EMU_QUIRK_PAGE_NO_DVD, EMU_QUIRK_END_ZERO } },
	{ "tsst", "TSSTcorpCDDVDW SH-224DB SB01", false, 1, { EMU_QUIRK_DUPLICATES } },
	{ "toshiba", "TOSHIBA ODD-DVD TS-L632HTO01", false, 3,
	  { EMU_QUIRK_END_24_BITS, EMU_QUIRK_MODE_UNKNOWN, EMU_QUIRK_OPC_INCOMPATIBLE } },
	{ "panasonic", "MATSHITADVD-RAM LF-D321 A120", false, 2,
	  { EMU_QUIRK_OPC_UNKNOWN, EMU_QUIRK_STREAM_UNTOLD } },
	{ "plextor", "PLEXTOR DVDR   PX-716AL 1.02", false, 1, { EMU_QUIRK_OPC_PROTECTED } },
	{ "hp", "HP      DVD Writer 100i 1.25", false, 2,
	  { EMU_QUIRK_NO_PROGRESS, EMU_QUIRK_SHORT_CAPACITY } },
};

const char *emu_quirk_name(uint32_t quirk)
{
	return quirk < EMU_QUIRKS ? quirks[quirk].name : NULL;
}

const char *emu_quirk_text(uint32_t quirk)
{
	return quirk < EMU_QUIRKS ? quirks[quirk].text : NULL;
}

bool emu_quirk_find(const char *name, enum emu_quirk *quirk)
{
	for (uint32_t i = 0; i < EMU_QUIRKS; i++) {
		if (!strcmp(quirks[i].name, name)) {
			*quirk = (enum emu_quirk)i;
			return true;
		}
	}
	return false;
}

const struct emu_personality *emu_personality_at(uint32_t i)
{
	return i < COUNT(personalities) ? &personalities[i] : NULL;
}

const struct emu_personality *emu_personality_find(const char *name)
{
	for (uint32_t i = 0; i < COUNT(personalities); i++)
		if (!strcmp(personalities[i].name, name))
			return &personalities[i];
	return NULL;
}
