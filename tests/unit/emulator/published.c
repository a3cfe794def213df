/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of data: what is published of real drives and media, one fact a line, asked of this
 * drive as a host would. Capacities, lists of formats and features, and the bytes of replies.
 */
#include "emulator/scene.h"

#define STEPS 10

struct fact {
	const char *what;
	enum burin_kind kind;
	uint32_t blocks;		/* of the medium; 0: its true capacity */
	const char *query;
	uint32_t code;			/* sense, or 0 */
	unsigned int at;		/* byte of the reply */
	const char *bytes;		/* hexadecimal; '.': any digit */
	const char *steps[STEPS];
};

#define TRACK_1 "5201 00000001 00 0030 00"
#define DISC "5100 00000000 00 0022 00"
#define INVISIBLE "5201 000000ff 00 0030 00"
#define FORMATS "2300 0000000000 0100 00"
#define CAPACITY "2500 00000000 0000 0000"
#define CONFIGURATION "4600 0000 000000 1000 00"
#define CURVE "ac14 00000000 0000 0010 00 00"
#define SPEEDS "ac00 00000000 0000 0010 03 00"
#define FEATURE(code) "4602 " code " 000000 0100 00"
#define DVD_STRUCTURE(format) "ad00 00000000 00 " format " 0804 0000"
#define BD_STRUCTURE(format) "ad01 00000000 00 " format " 0804 0000"
#define AT_ONCE PAGE_05("42 05 08 000000000000000000", "0000")
#define GAA "5510 0000000000 0010 00 < 0000000000000000 2c06 00 01 00000000"

static const struct fact facts[] = {
	/* Capacities: free blocks of READ TRACK INFORMATION, else READ FORMAT CAPACITIES. */
	{ "CD 80 minutes: the lead-out less two", BURIN_KIND_CD_R, 0, TRACK_1, 0, 16, "00057da7",
	  { NULL } },
	{ "CD 80 minutes: size of the track", BURIN_KIND_CD_R, 0, TRACK_1, 0, 24, "00057da7",
	  { NULL } },
	{ "CD 79:59:73", BURIN_KIND_CD_R, 359848, TRACK_1, 0, 16, "00057da6", { NULL } },
	{ "CD 79:59:71", BURIN_KIND_CD_R, 359846, TRACK_1, 0, 16, "00057da4", { NULL } },
	{ "CD 74:43:00", BURIN_KIND_CD_R, 336075, TRACK_1, 0, 16, "000520c9", { NULL } },
	{ "CD-RW 80 minutes", BURIN_KIND_CD_RW, 0, TRACK_1, 0, 16, "00057da7", { NULL } },
	{ "CD 80 minutes: ATIP lead-out", BURIN_KIND_CD_R, 0, "4302 04000000 00 0020 00", 0, 12,
	  "4f3b4a", { NULL } },
	{ "high speed CD-RW: from 4x to 10x", BURIN_KIND_CD_RW, 0, "4302 04000000 00 0020 00", 0, 6,
	  "cc .. ...... .. ...... .. 24", { NULL } },
	{ "DVD-R", BURIN_KIND_DVD_R, 0, TRACK_1, 0, 16, "00231020", { NULL } },
	{ "DVD-R, at once", BURIN_KIND_DVD_R, 0, TRACK_1, 0, 16, "00231280", { AT_ONCE } },
	{ "DVD-R, at once: size of the track", BURIN_KIND_DVD_R, 0, TRACK_1, 0, 24, "00231280",
	  { AT_ONCE } },
	{ "DVD-R started is no longer to be had at once", BURIN_KIND_DVD_R, 0, TRACK_1, 0, 16,
	  "00231010", { BORDER, "write 0 16", SYNC, AT_ONCE } },
	{ "DVD-R: performance reaches all", BURIN_KIND_DVD_R, 0, SPEEDS, 0, 12, "0023127f",
	  { NULL } },
	{ "DVD-RW sequential", BURIN_KIND_DVD_RW, 0, TRACK_1, 0, 16, "00231020", { NULL } },
	{ "DVD-RW, at once", BURIN_KIND_DVD_RW, 0, TRACK_1, 0, 16, "00231280", { AT_ONCE } },
	{ "DVD-RW formatted", BURIN_KIND_DVD_RW, 0, CAPACITY, 0, 0, "0023101f 00000800",
	  { FORMAT("00231020", "00", "000800") } },
	{ "DVD-RW blank: type 1", BURIN_KIND_DVD_RW, 0, FORMATS, 0, 4, "00231020 01 000800",
	  { NULL } },
	{ "DVD-RW with a border: type 2, recorded size", BURIN_KIND_DVD_RW, 0, FORMATS, 0, 4,
	  "0000fef0 02 000800", { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ "80 mm DVD-R", BURIN_KIND_DVD_R, 714560, DVD_STRUCTURE("10"), 0, 12, "000de73f",
	  { NULL } },
	{ "80 mm DVD-R", BURIN_KIND_DVD_RW, 714560, TRACK_1, 0, 16, "000ae4e0", { NULL } },
	{ "DVD+R", BURIN_KIND_DVD_PLUS_R, 0, TRACK_1, 0, 16, "00230540", { NULL } },
	{ "DVD+RW", BURIN_KIND_DVD_PLUS_RW, 0, CAPACITY, 0, 0, "0023053f 00000800",
	  { FORMAT("ffffffff", "98", "000000") } },
	{ "DVD-R DL", BURIN_KIND_DVD_R_DL, 0, TRACK_1, 0, 16, "003fa7c0", { NULL } },
	{ "DVD+R DL", BURIN_KIND_DVD_PLUS_R_DL, 0, TRACK_1, 0, 16, "003fb000", { NULL } },
	{ "DVD-R DL, layer jump", BURIN_KIND_DVD_R_DL, 0, TRACK_1, 0, 16, "003fa7c0",
	  { LAYER_JUMP } },
	{ "DVD-R DL, layer jump: 48 bytes, not specified", BURIN_KIND_DVD_R_DL, 0, TRACK_1, 0, 0,
	  "002e 01 01 00 44", { LAYER_JUMP } },
	{ "DVD-R DL, layer jump: layer 0", BURIN_KIND_DVD_R_DL, 0, DVD_STRUCTURE("20"), 0, 4,
	  "00000000 001fd3e0", { LAYER_JUMP } },
	{ "DVD+R DL: layer 0", BURIN_KIND_DVD_PLUS_R_DL, 0, DVD_STRUCTURE("20"), 0, 4,
	  "00000000 001fd800", { NULL } },
	{ "DVD-RAM", BURIN_KIND_DVD_RAM, 0, CAPACITY, 0, 0, "0022211f 00000800", { NULL } },
	{ "DVD-RAM: spare areas", BURIN_KIND_DVD_RAM, 0, DVD_STRUCTURE("0a"), 0, 4,
	  "00003200 0000e400 0000e400", { NULL } },
	{ "DVD-RAM: most", BURIN_KIND_DVD_RAM, 0, CAPACITY, 0, 0, "0023051f",
	  { FORMAT("00230520", "00", "000800") } },
	{ "BD-R", BURIN_KIND_BD_R, 0, TRACK_1, 0, 16, "00ba7400", { NULL } },
	{ "BD-R DL", BURIN_KIND_BD_R_DL, 0, TRACK_1, 0, 16, "0174e800", { NULL } },
	{ "BD-R TL", BURIN_KIND_BD_R_TL, 0, TRACK_1, 0, 16, "02e9d400", { NULL } },
	{ "BD-R QL", BURIN_KIND_BD_R_QL, 0, TRACK_1, 0, 16, "03b9b000", { NULL } },
	{ "BD-RE", BURIN_KIND_BD_RE, 0, FORMATS, 0, 4, "00ba7400 01 000800", { NULL } },
	{ "BD-RE DL", BURIN_KIND_BD_RE_DL, 0, FORMATS, 0, 4, "0174e800 01 000800", { NULL } },
	{ "BD-RE TL", BURIN_KIND_BD_RE_TL, 0, FORMATS, 0, 4, "02e9d400 01 000800", { NULL } },
	{ "BD-R, default spares", BURIN_KIND_BD_R, 0, TRACK_1, 0, 16, "00b47400",
	  { FORMAT("00b47400", "00", "003000") } },
	{ "BD-R, most spares", BURIN_KIND_BD_R, 0, TRACK_1, 0, 16, "00587400",
	  { FORMAT("00587400", "c9", "000000") } },
	{ "BD-R, least spares", BURIN_KIND_BD_R, 0, TRACK_1, 0, 16, "00b87400",
	  { FORMAT("00b87400", "c9", "000000") } },
	{ "BD-RE, no spares", BURIN_KIND_BD_RE, 0, CAPACITY, 0, 0, "00ba73ff",
	  { FORMAT("00ba7400", "c4", "000800") } },
	{ "BD-RE, default spares", BURIN_KIND_BD_RE, 0, CAPACITY, 0, 0, "00b473ff",
	  { FORMAT("00b47400", "00", "003000") } },
	{ "BD-RE, most spares", BURIN_KIND_BD_RE, 0, CAPACITY, 0, 0, "00b073ff",
	  { FORMAT("00b07400", "c0", "005000") } },
	{ "BD-RE, least spares", BURIN_KIND_BD_RE, 0, CAPACITY, 0, 0, "00b873ff",
	  { FORMAT("00b87400", "c0", "001000") } },
	{ "BD-RE DL, no spares", BURIN_KIND_BD_RE_DL, 0, CAPACITY, 0, 0, "0174e7ff",
	  { FORMAT("0174e800", "c4", "000800") } },
	{ "BD-RE TL, no spares", BURIN_KIND_BD_RE_TL, 0, CAPACITY, 0, 0, "02e9d3ff",
	  { FORMAT("02e9d400", "c4", "000800") } },
	{ "80 mm BD-R", BURIN_KIND_BD_R, 3804288, TRACK_1, 0, 16, "003a0c80", { NULL } },
	{ "80 mm BD-R DL", BURIN_KIND_BD_R_DL, 7608576, TRACK_1, 0, 16, "00741900", { NULL } },

	/* Lists of formats. */
	{ "formats of a blank BD-R", BURIN_KIND_BD_R, 0, FORMATS, 0, 0,
	  "00000028 00ba7400 01 000800 00b47400 00 003000 00b47400 c. ...... 00587400 c. ......"
	  "00b87400 c. ......", { NULL } },
	{ "formats of a BD-RE", BURIN_KIND_BD_RE, 0, FORMATS, 0, 0,
	  "00000030 00ba7400 01 000800 00b47400 00 003000 00b47400 c0 003000 00b07400 c0 005000"
	  "00b87400 c0 001000 00ba7400 c4 000800", { NULL } },
	{ "spares of a BD-R DL", BURIN_KIND_BD_R_DL, 0, FORMATS, 0, 12, "0168e800 00", { NULL } },
	{ "least spares of a BD-R DL", BURIN_KIND_BD_R_DL, 0, FORMATS, 0, 36, "0172e800 c",
	  { NULL } },
	{ "spares of a BD-R TL", BURIN_KIND_BD_R_TL, 0, FORMATS, 0, 12, "02d1d400 00", { NULL } },
	{ "least spares of a BD-R TL", BURIN_KIND_BD_R_TL, 0, FORMATS, 0, 36, "02e97400 c",
	  { NULL } },
	{ "spares of a BD-R QL", BURIN_KIND_BD_R_QL, 0, FORMATS, 0, 12, "0399b000 00", { NULL } },
	{ "formats of a DVD-RW", BURIN_KIND_DVD_RW, 0, FORMATS, 0, 12,
	  "00231020 00 000800 00231020 40 000010 00231020 54 000010", { NULL } },
	{ "formats of a DVD+RW", BURIN_KIND_DVD_PLUS_RW, 0, FORMATS, 0, 4,
	  "00230540 01 000800 00230540 98 000000 ........ 90 000000", { NULL } },
	{ "DVD+MRW: formatted, the other format as large as ever", BURIN_KIND_DVD_PLUS_RW, 0, FORMATS,
	  0, 8, "02 000800 00230540 98 000000", { FORMAT("ffffffff", "90", "000000") } },
	{ "formats of a DVD-RAM", BURIN_KIND_DVD_RAM, 0, FORMATS, 0, 4,
	  "00222120 02 000800 00222120 00 000800 00230520 00 000800", { NULL } },
	{ "DVD-RAM with all blocks offers a spare area", BURIN_KIND_DVD_RAM, 0, FORMATS, 0, 4,
	  "00230520 02 000800 00222120 00 000800 00230520 00 000800 00222120 04 000800",
	  { FORMAT("00230520", "00", "000800") } },
	{ "formats of a CD-RW", BURIN_KIND_CD_RW, 0, FORMATS, 0, 12,
	  "00048160 40 000020 00000000 44 000020 00000000 48 000020 00043940 90 000000", { NULL } },
	{ "CD-MRW: 9227 packets less 65, 136 of each 144", BURIN_KIND_CD_RW, 0, CAPACITY, 0, 0,
	  "0004393f 00000800", { FORMAT("ffffffff", "90", "000000") } },
	{ "CD-MRW 74 minutes: a last spare area with 48 packets", BURIN_KIND_CD_RW, 336075, CAPACITY, 0,
	  0, "0003f0ff 00000800", { FORMAT("ffffffff", "90", "000000") } },
	{ "CD-MRW: 2 MiB for applications", BURIN_KIND_CD_RW, 0, CAPACITY, 0, 0, "000003ff 00000800",
	  { FORMAT("ffffffff", "90", "000000"), GAA } },
	{ "DVD+MRW: 2 MiB for applications", BURIN_KIND_DVD_PLUS_RW, 0, CAPACITY, 0, 0,
	  "000003ff 00000800", { FORMAT("ffffffff", "90", "000000"), GAA } },
	{ "page 2Ch: six bytes, defect managed area", BURIN_KIND_CD_RW, 0, "5a00 2c 00000000 0010 00", 0,
	  0, "000e 000000000000 2c06 00 00 00000000", { NULL } },
	{ "DVD-RW intermediate: type 3, no growing", BURIN_KIND_DVD_RW, 0, FORMATS, 0, 8,
	  "03 000800 00231020 00 000800 00231020 40 000010 00231020 54 000010",
	  { FORMAT("00000000", "54", "000010") } },
	{ "DVD-RW formatted whole: growing by nothing", BURIN_KIND_DVD_RW, 0, FORMATS, 0, 28,
	  "00000000 4c 000010", { FORMAT("00231020", "00", "000800") } },

	/* What is told of tracks. */
	{ "FFh is the invisible track of a CD", BURIN_KIND_CD_R, 0, INVISIBLE, 0, 2, "01 01 00",
	  { NULL } },
	{ "FFh is that of a DVD+R", BURIN_KIND_DVD_PLUS_R, 0, INVISIBLE, 0, 2, "02 02 00",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ "FFh is that of a DVD+R DL", BURIN_KIND_DVD_PLUS_R_DL, 0, INVISIBLE, 0, 2, "01 01 00",
	  { NULL } },
	{ "FFh is none of a DVD-R", BURIN_KIND_DVD_R, 0, INVISIBLE, S(5, 0x24, 0), 0, "", { NULL } },
	{ "FFh is none of a DVD-RW", BURIN_KIND_DVD_RW, 0, INVISIBLE, S(5, 0x24, 0), 0, "",
	  { NULL } },
	{ "FFh is none of a BD-R", BURIN_KIND_BD_R, 0, INVISIBLE, S(5, 0x24, 0), 0, "", { NULL } },
	{ "what is overwritten has track 1", BURIN_KIND_DVD_RAM, 0, TRACK_1, 0, 24, "00222120",
	  { NULL } },
	{ "DVD+R: tracks there may be", BURIN_KIND_DVD_PLUS_R, 0, "5101 00000000 00 0022 00", 0, 0,
	  "000a 20 00 0099 0001", { NULL } },
	{ "blank BD-R: invisible, incremental", BURIN_KIND_BD_R, 0, TRACK_1, 0, 6,
	  "6. 01 00000000 00000000 00ba7400", { NULL } },
	{ "blank DVD+R DL", BURIN_KIND_DVD_PLUS_R_DL, 0, TRACK_1, 0, 0,
	  "002e 01 01 00 .. 6. 01 00000000 00000000 003fb000 00000010 003fb000", { NULL } },
	{ "DVD+R DL: read compatibility", BURIN_KIND_DVD_PLUS_R_DL, 0, TRACK_1, 0, 36, "0003b300",
	  { NULL } },
	{ "DVD+R: read compatibility", BURIN_KIND_DVD_PLUS_R, 0, TRACK_1, 0, 36, "00042000",
	  { NULL } },
	{ "DVD+R: read compatibility, closed", BURIN_KIND_DVD_PLUS_R, 0, TRACK_1, 0, 36, "00042000",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ "finalised: neither address nor room", BURIN_KIND_BD_R, 3200, TRACK_1, 0, 7,
	  ".2 00000000 00000000 00000000", { "write 0 32", SYNC, FINALISE } },
	{ "closed CD-R: no invisible track", BURIN_KIND_CD_R, 0, INVISIBLE, S(5, 0x30, 0x06), 0, "",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "closed CD-R: nothing to close", BURIN_KIND_CD_R, 0, CLOSE_SESSION, S(5, 0x30, 0x05), 0,
	  "", { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "packets on a CD-RW: number of blocks", BURIN_KIND_CD_RW, 0, TRACK_1, 0, 24, "00048160",
	  { FORMAT("00048160", "40", "000020") } },
	{ "packets on a CD-RW: nature", BURIN_KIND_CD_RW, 0, TRACK_1, 0, 5, "07 b2",
	  { FORMAT("00048160", "40", "000020") } },

	/* Gaps between sessions. */
	{ "DVD-R: the first border reaches 65264", BURIN_KIND_DVD_R, 0, TRACK_1, 0, 24, "0000fef0",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ "DVD-R: the next begins at 93952", BURIN_KIND_DVD_R, 0, "5201 00000002 00 0030 00", 0, 12,
	  "00016f00", { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ "DVD+R: a session is not extended, the next 2048 behind", BURIN_KIND_DVD_PLUS_R, 0,
	  "5201 00000002 00 0030 00", 0, 12, "000008c0",
	  { "write 0 192", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ "CD: the next session 11400 behind", BURIN_KIND_CD_R, 0, "5201 00000002 00 0030 00", 0, 12,
	  "00002db6", { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "CD: and then 6900", BURIN_KIND_CD_R, 0, "5201 00000003 00 0030 00", 0, 12, "000049d8",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION, "write 11702 300", SYNC, CLOSE_SESSION } },

	/* READ TOC: an entry for each closed session, the last one's end. */
	{ "TOC of three sessions, the third open", BURIN_KIND_DVD_PLUS_R, 0,
	  "4300 00000000 00 0100 00", 0, 0,
	  "001a 01 02 00 14 01 00 00000000 00 14 02 00 00000810 00 14 aa 00 00000820",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION, "write 2064 16", SYNC,
	    "5b00 01 00 0002 00000000", CLOSE_SESSION } },
	{ "format 1: the last closed session", BURIN_KIND_DVD_PLUS_R, 0,
	  "4300 01000000 00 0100 00", 0, 0, "000a 01 02 00 14 02 00 00000810",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION, "write 2064 16", SYNC,
	    "5b00 01 00 0002 00000000", CLOSE_SESSION } },

	/* READ DISC INFORMATION. */
	{ "blank DVD-R: unrestricted, no addresses", BURIN_KIND_DVD_R, 0, DISC, 0, 0,
	  "0020 00 01 01 01 01 20 00 00 00 00 00000000 00000000 00000000", { NULL } },
	{ "blank BD-R: unrestricted", BURIN_KIND_BD_R, 0, DISC, 0, 2, "00 01 01 01 01 20",
	  { NULL } },
	{ "appendable DVD-R: unrestricted", BURIN_KIND_DVD_R, 0, DISC, 0, 2, "01 01 02 02 02 20",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ "DVD+RW: not", BURIN_KIND_DVD_PLUS_RW, 0, DISC, 0, 2, "10 01 01 01 01 00", { NULL } },
	{ "DVD-RAM: status 3", BURIN_KIND_DVD_RAM, 0, DISC, 0, 2, "1f 01 01 01 01 00", { NULL } },
	{ "DVD+RW formatting", BURIN_KIND_DVD_PLUS_RW, 0, DISC, 0, 2, "1e 01 01 01 01 02",
	  { FORMAT("ffffffff", "98", "000000") } },
	{ "DVD+MRW formatting", BURIN_KIND_DVD_PLUS_RW, 0, DISC, 0, 2, "1e 01 01 01 01 02",
	  { FORMAT("ffffffff", "90", "000000") } },
	{ "CD-MRW formatting", BURIN_KIND_CD_RW, 0, DISC, 0, 2, "1e 01 01 01 01 02",
	  { FORMAT("ffffffff", "90", "000000") } },
	{ "CD-MRW written, not synchronised: D bit", BURIN_KIND_CD_RW, 0, DISC, 0, 2, "1e 01 01 01 01 06",
	  { FORMAT("ffffffff", "90", "000000"), "write 5 1" } },
	{ "DVD-RW overwritten: status 2", BURIN_KIND_DVD_RW, 0, DISC, 0, 2, "1e 01 01 01 01 00",
	  { FORMAT("00231020", "00", "000800") } },
	{ "DVD-RW intermediate", BURIN_KIND_DVD_RW, 0, DISC, 0, 2, "15 01 01 01 01 00",
	  { FORMAT("00000000", "54", "000010") } },
	{ "BD-RE formatted: status 2", BURIN_KIND_BD_RE, 0, DISC, 0, 2, "1e 01 01 01 01 00",
	  { FORMAT("00b47400", "00", "003000") } },
	{ "BD-R formatted, not written", BURIN_KIND_BD_R, 0, DISC, 0, 2, "01 01 01 01 01 20",
	  { FORMAT("00b47400", "00", "003000") } },
	{ "new CD-R", BURIN_KIND_CD_R, 0, DISC, 0, 2, "00 01 01 01 01 .. ff", { NULL } },
	{ "new CD-R: lead-in and lead-out", BURIN_KIND_CD_R, 0, DISC, 0, 16, "00610f11 004f3b4a",
	  { NULL } },
	{ "CD-R with a track", BURIN_KIND_CD_R, 0, DISC, 0, 2, "05", { TAO, "write 0 300", SYNC } },
	{ "CD-R with a session", BURIN_KIND_CD_R, 0, DISC, 0, 2, "01 01 02 02 02",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "CD-R finalised", BURIN_KIND_CD_R, 0, DISC, 0, 2, "0e 01 01 01 01",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "CD-R finalised: no more addresses", BURIN_KIND_CD_R, 0, DISC, 0, 17, "ffffff .. ffffff",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },

	/* READ DISC STRUCTURE. */
	{ "blank DVD-R: 196608 to 2495103", BURIN_KIND_DVD_R, 0, DVD_STRUCTURE("10"), 0, 4,
	  "2. 0f 02 .. 00030000 0026127f", { NULL } },
	{ "DVD-R: the first border ends at 3FEEFh", BURIN_KIND_DVD_R, 0, DVD_STRUCTURE("00"), 0, 4,
	  "2. 0f 02 .. 00030000 0003feef", { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ "DVD+R: ADIP", BURIN_KIND_DVD_PLUS_R, 0, DVD_STRUCTURE("11"), 0, 4,
	  "a. 0f 02 .. 00030000 0026053f 00000000", { NULL } },
	{ "DVD+R DL: ADIP", BURIN_KIND_DVD_PLUS_R_DL, 0, DVD_STRUCTURE("11"), 0, 4,
	  "e. 0f 32 .. 00030000", { NULL } },
	{ "DVD+RW: ADIP", BURIN_KIND_DVD_PLUS_RW, 0, DVD_STRUCTURE("11"), 0, 4,
	  "9. 0f 0. .. 00030000 0026053f", { NULL } },
	{ "DVD-RAM begins at 31000h", BURIN_KIND_DVD_RAM, 0, DVD_STRUCTURE("00"), 0, 4,
	  "1. 0f 06 .. 00031000", { NULL } },
	{ "spares of a BD-R not formatted", BURIN_KIND_BD_R, 0, BD_STRUCTURE("0a"), S(5, 0x24, 0), 0,
	  "", { NULL } },
	{ "spares of a BD-R", BURIN_KIND_BD_R, 0, BD_STRUCTURE("0a"), 0, 8, "00003000 00003000",
	  { FORMAT("00b47400", "00", "003000") } },
	{ "BD-R", BURIN_KIND_BD_R, 0, BD_STRUCTURE("00"), 0, 4, "4449 .. .. .... .... 424452 .. 1.",
	  { NULL } },
	{ "BD-RE TL", BURIN_KIND_BD_RE_TL, 0, BD_STRUCTURE("00"), 0, 12, "424457 .. 3.", { NULL } },

	/* Profiles: the one told, closed media too. */
	{ "CD-R", BURIN_KIND_CD_R, 0, CONFIGURATION, 0, 6, "0009", { NULL } },
	{ "CD-RW", BURIN_KIND_CD_RW, 0, CONFIGURATION, 0, 6, "000a", { NULL } },
	{ "DVD-R", BURIN_KIND_DVD_R, 0, CONFIGURATION, 0, 6, "0011", { NULL } },
	{ "DVD-RAM", BURIN_KIND_DVD_RAM, 0, CONFIGURATION, 0, 6, "0012", { NULL } },
	{ "DVD-RW", BURIN_KIND_DVD_RW, 0, CONFIGURATION, 0, 6, "0014", { NULL } },
	{ "DVD+RW", BURIN_KIND_DVD_PLUS_RW, 0, CONFIGURATION, 0, 6, "001a", { NULL } },
	{ "DVD+R", BURIN_KIND_DVD_PLUS_R, 0, CONFIGURATION, 0, 6, "001b", { NULL } },
	{ "DVD+R DL", BURIN_KIND_DVD_PLUS_R_DL, 0, CONFIGURATION, 0, 6, "002b", { NULL } },
	{ "BD-R", BURIN_KIND_BD_R, 0, CONFIGURATION, 0, 6, "0041", { NULL } },
	{ "BD-R QL", BURIN_KIND_BD_R_QL, 0, CONFIGURATION, 0, 6, "0041", { NULL } },
	{ "BD-RE", BURIN_KIND_BD_RE, 0, CONFIGURATION, 0, 6, "0043", { NULL } },
	{ "BD-RE TL", BURIN_KIND_BD_RE_TL, 0, CONFIGURATION, 0, 6, "0043", { NULL } },
	{ "all profiles, that of the medium current", BURIN_KIND_BD_RE, 0, FEATURE("0000"), 0, 8,
	  "0000 03 44 00430100 00420000 00410000 00400000 002b0000 001b0000 001a0000 00160000"
	  "00150000 00140000 00130000 00120000 00110000 00100000 000a0000 00090000 00080000",
	  { NULL } },
	{ "DVD-RW formatted", BURIN_KIND_DVD_RW, 0, CONFIGURATION, 0, 6, "0013",
	  { FORMAT("00000000", "54", "000010") } },
	{ "DVD-RW blanked again", BURIN_KIND_DVD_RW, 0, CONFIGURATION, 0, 6, "0014",
	  { FORMAT("00000000", "54", "000010"), "a100 00000000 000000000000" } },
	{ "BD-R for random recording", BURIN_KIND_BD_R, 0, CONFIGURATION, 0, 6, "0042",
	  { FORMAT("00b47400", "ca", "000000") } },
	{ "DVD-R DL", BURIN_KIND_DVD_R_DL, 0, CONFIGURATION, 0, 6, "0015", { NULL } },
	{ "DVD-R DL, layer jump", BURIN_KIND_DVD_R_DL, 0, CONFIGURATION, 0, 6, "0016",
	  { LAYER_JUMP } },
	{ "DVD-R DL, no more", BURIN_KIND_DVD_R_DL, 0, CONFIGURATION, 0, 6, "0015",
	  { LAYER_JUMP, BORDER } },
	{ "closed BD-R", BURIN_KIND_BD_R, 0, CONFIGURATION, 0, 6, "0041",
	  { "write 0 32", SYNC, FINALISE } },
	{ "closed DVD+R", BURIN_KIND_DVD_PLUS_R, 0, CONFIGURATION, 0, 6, "001b",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, FINALISE } },
	{ "closed CD-R", BURIN_KIND_CD_R, 0, CONFIGURATION, 0, 6, "0009",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },

	/* Data of features. */
	{ "random readable, CD", BURIN_KIND_CD_R, 0, FEATURE("0010"), 0, 10, ".1 08 00000800 0001 01",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "random readable, DVD", BURIN_KIND_DVD_RAM, 0, FEATURE("0010"), 0, 10,
	  ".1 08 00000800 0010 01", { NULL } },
	{ "random readable, BD", BURIN_KIND_BD_R, 0, FEATURE("0010"), 0, 10,
	  ".1 08 00000800 0020 01", { "write 0 32", SYNC } },
	{ "random readable, nothing recorded", BURIN_KIND_BD_R, 0, FEATURE("0010"), 0, 10,
	  ".0 08 0000000000000000", { NULL } },
	{ "random writable", BURIN_KIND_DVD_RAM, 0, FEATURE("0020"), 0, 11,
	  "0c 0022211f 00000800 0010 01", { NULL } },
	{ "incremental, DVD", BURIN_KIND_DVD_R, 0, FEATURE("0021"), 0, 12, "0100 .. 0. 1", { NULL } },
	{ "layer jump: links of 16", BURIN_KIND_DVD_R_DL, 0, FEATURE("0033"), 0, 8,
	  "0033 01 08 000000 01 10", { LAYER_JUMP } },
	{ "incremental not current: no data", BURIN_KIND_DVD_PLUS_R, 0, FEATURE("0021"), 0, 10,
	  ".. 08 0000000000000000", { NULL } },
	{ "formattable BD-RE: no spares, quick and full certification", BURIN_KIND_BD_RE, 0,
	  FEATURE("0023"), 0, 12, ".b", { NULL } },
	{ "formattable BD-R: random", BURIN_KIND_BD_R, 0, FEATURE("0023"), 0, 16, ".1", { NULL } },
	{ "DVD-RAM: supplementary spares", BURIN_KIND_DVD_RAM, 0, FEATURE("0024"), 0, 10, ".. 04 80",
	  { NULL } },
	{ "Mt. Rainier: written on CD and DVD", BURIN_KIND_CD_RW, 0, FEATURE("0028"), 0, 8,
	  "0028 05 04 07000000", { FORMAT("ffffffff", "90", "000000") } },
	{ "Mt. Rainier: not current", BURIN_KIND_CD_RW, 0, FEATURE("0028"), 0, 8,
	  "0028 04 04 00000000", { NULL } },
	{ "tray", BURIN_KIND_BD_R, 0, FEATURE("0003"), 0, 11, "04 39", { NULL } },
	{ "streaming: what hosts may use", BURIN_KIND_BD_R, 0, FEATURE("0107"), 0, 11, "04 1f",
	  { NULL } },
	{ "streaming of CDs: not while writing", BURIN_KIND_CD_R, 0, FEATURE("0107"), 0, 11, "04 1e",
	  { NULL } },
	{ "a feature that no drive has", BURIN_KIND_BD_R, 0, FEATURE("0777"), 0, 0,
	  "00000004 0000 0041", { NULL } },

	/* Speed over the medium. */
	{ "DVD+R, 16x CAV from 6.6x", BURIN_KIND_DVD_PLUS_R, 0, CURVE, 0, 8,
	  "00000000 000023b4 0023053f 00005690", { NULL } },
	{ "DVD+R, 12x CAV from 5.0x", BURIN_KIND_DVD_PLUS_R, 0, CURVE, 0, 8,
	  "00000000 00001ac2 0023053f 000040ec", { "bb00 ffff 40ec 000000000000" } },
	{ "DVD+R DL, 6x in zones", BURIN_KIND_DVD_PLUS_R_DL, 0, CURVE, 0, 0,
	  "00000054 02 000000 00000000 00000cfc 0005ffff 00000cfc 00060000 000015a4 0010ffff 000015a4"
	  "00110000 00002076 002eafff 00002076", { "bb00 ffff 2076 000000000000" } },
	{ "DVD+R DL, 4x in zones", BURIN_KIND_DVD_PLUS_R_DL, 0, CURVE, 0, 0,
	  "00000034 02 000000 00000000 00000cfc 00035aff 00000cfc 00035b00 000015a4 003c54ff 000015a4"
	  "003c5500 00000cfc 003fafff 00000cfc", { "bb00 ffff 15a4 000000000000" } },
	{ "BD-RE, 2x CLV", BURIN_KIND_BD_RE, 0, CURVE, 0, 8, "00000000 0000231e 00ba73ff 0000231e",
	  { NULL } },
	{ "DVD-RAM, 3x", BURIN_KIND_DVD_RAM, 0, SPEEDS, 0, 36, "0000103b", { NULL } },

	/* What is refused, and how. */
	{ "blanking a CD-R", BURIN_KIND_CD_R, 0, "a100 00000000 000000000000", S(5, 0x30, 6), 0, "",
	  { NULL } },
	{ "blanking a DVD-R", BURIN_KIND_DVD_R, 0, "a100 00000000 000000000000", S(5, 0x30, 6), 0, "",
	  { NULL } },
	{ "blanking a DVD+R", BURIN_KIND_DVD_PLUS_R, 0, "a100 00000000 000000000000", S(5, 0x30, 6),
	  0, "", { NULL } },
	{ "blanking a BD-R", BURIN_KIND_BD_R, 0, "a100 00000000 000000000000", S(5, 0x30, 6), 0, "",
	  { NULL } },
	{ "blanking a BD-RE", BURIN_KIND_BD_RE, 0, "a100 00000000 000000000000", S(5, 0x30, 5), 0, "",
	  { NULL } },
	{ "blanking a DVD+RW", BURIN_KIND_DVD_PLUS_RW, 0, "a100 00000000 000000000000",
	  S(5, 0x30, 5), 0, "", { NULL } },
	{ "blanking a DVD-RAM", BURIN_KIND_DVD_RAM, 0, "a100 00000000 000000000000", S(5, 0x30, 5),
	  0, "", { NULL } },
	{ "reserving behind a border", BURIN_KIND_DVD_R, 0, "5300 000000 00001000 00", S(5, 0x72, 5),
	  0, "", { BORDER, "write 0 16", SYNC, CLOSE_SESSION, AT_ONCE } },
	{ "reserving on an overwritten DVD-RW", BURIN_KIND_DVD_RW, 0, "5300 000000 00001000 00",
	  S(5, 0x72, 5), 0, "", { FORMAT("00231020", "00", "000800") } },
	{ "formatting a written BD-R", BURIN_KIND_BD_R, 0, FORMAT("00b47400", "00", "003000"),
	  S(5, 0x30, 6), 0, "", { "write 0 32", SYNC } },
	{ "formatting to what is not offered", BURIN_KIND_BD_RE, 0, FORMAT("00000020", "00", "003000"),
	  S(5, 0x26, 0), 0, "", { NULL } },
	{ "reading a run-out", BURIN_KIND_CD_R, 0, "2800 0000012c 00 0001 00", S(5, 0x64, 0), 0, "",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ "raw TOC of a DVD", BURIN_KIND_DVD_PLUS_R, 0, "4300 02000000 00 0100 00", S(5, 0x24, 0), 0,
	  "", { "write 0 16", SYNC, CLOSE_TRACK_1, FINALISE } },
};

#define FACTS (sizeof(facts) / sizeof(facts[0]))

static int digit_fits(char want, unsigned int have)
{
	return want == '.' || want == "0123456789abcdef"[have];
}

/* The whole of bytes, and no further than what was transferred. */
static int fits(const struct drive *d, const struct fact *f)
{
	size_t at = 2 * (size_t)f->at;

	for (const char *p = f->bytes; *p; p++) {
		if (*p == ' ')
			continue;
		if (at / 2 >= d->cmd.transferred ||
		    !digit_fits(*p, at % 2 ? d->reply[at / 2] & 15u : d->reply[at / 2] >> 4))
			return 0;
		at++;
	}
	return 1;
}

static void show(const struct fact *f, const struct drive *d, uint32_t code)
{
	char text[3 * 48 + 1] = "";

	for (unsigned int i = 0; !code && i < 48 && f->at + i < d->cmd.transferred; i++)
		snprintf(text + 3 * i, 4, "%02x ", d->reply[f->at + i]);
	fprintf(stderr, "# %s: %06x, %u: %s\n", f->what, code, f->at, text);
}

/* How a step that failed is told: code 1 and nothing else. */
static uint32_t play(struct drive *d, const struct fact *f)
{
	for (int i = 0; i < STEPS && f->steps[i]; i++)
		if (perform(d, f->steps[i]) != OK)
			return 1;
	return perform(d, f->query);
}

TEST(each_fact_is_answered_as_it_stands)
{
	size_t wrong = 0;

	for (size_t i = 0; i < FACTS; i++) {
		struct drive d;
		uint32_t code;

		ASSERT_EQ(0, drive_open(&d, facts[i].kind, facts[i].blocks));
		code = play(&d, &facts[i]);
		if (code != facts[i].code || !fits(&d, &facts[i])) {
			show(&facts[i], &d, code);
			wrong++;
		}
		drive_close(&d);
	}
	EXPECT_EQ(0, wrong);
	TH_LOG("%zu published facts asked for", FACTS);
}

TEST_HARNESS_MAIN
