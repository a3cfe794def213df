/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands out of sequence: a table of cases, one row for a medium, what was done with it
 * before, the command that comes now and the sense it gets. Rows in the order of the clauses.
 * A step or a command is a word of "steps" or a command block in hexadecimal, ":" and what the
 * host sends with it.
 */
#include "emulator/sequence.h"

#define CD (K(CD_R) | K(CD_RW))
#define MINUS (K(DVD_R) | K(DVD_RW) | K(DVD_R_DL))
#define PLUS_R (K(DVD_PLUS_R) | K(DVD_PLUS_R_DL))
#define BD_R (K(BD_R) | K(BD_R_DL) | K(BD_R_TL) | K(BD_R_QL))
#define BD_RE (K(BD_RE) | K(BD_RE_DL) | K(BD_RE_TL))
#define IN_ORDER (MINUS | PLUS_R | BD_R)
#define ANYWHERE (K(DVD_PLUS_RW) | K(DVD_RAM) | BD_RE)
#define ALL (CD | IN_ORDER | ANYWHERE)
#define ONCE (K(CD_R) | K(DVD_R) | K(DVD_R_DL) | PLUS_R | BD_R)

#define TUR "000000000000"
#define READ_0 "28000000000000000100"
#define WRITE_0 "2a000000000000002000"
#define WRITE_32 "2a000000002000002000"
#define WRITE_64 "2a000000004000002000"
#define SYNC "35000000000000000000"
#define CLOSE_TRACK_1 "5b000100000100000000"
#define CLOSE_SESSION "5b000200000000000000"
#define FINALISE "5b000600000000000000"
#define DISC_INFO "51000000000000002200"
#define TRACK_INFO "52010000000100002400"
#define CAPACITY "25000000000000000000"
#define FORMAT_CAPACITIES "2300000000000000fc00"
#define TOC "43000000000000001400"
#define OPC "54010000000000000000"
#define EJECT "1b0000000200"
#define LOCK "1e0000000100"
#define RESERVE_160 "5300000000000000a000"
#define BLANK_MINIMAL "a10100000000000000000000"
#define BLANK_ALL "a10000000000000000000000"

static const struct sequence_case cases[] = {
	/* MMC-6 4.1.6, SPC-4 5.14: attentions in the order reset, medium; some commands see none */
	{ ALL, "power-on", TUR, S(6, 0x29, 0) },
	{ ALL, "power-on !" TUR, TUR, S(6, 0x28, 0) },
	{ ALL, "power-on !" TUR " !" TUR, TUR, OK },
	{ ALL, "power-on", DISC_INFO, S(6, 0x29, 0) },
	{ ALL, "power-on", WRITE_0, S(6, 0x29, 0) },
	{ ALL, "power-on", READ_0, S(6, 0x29, 0) },
	{ ALL, "power-on", LOCK, S(6, 0x29, 0) },
	{ ALL, "power-on", "ff000000000000000000", S(6, 0x29, 0) },
	{ ALL, "power-on", "120000002400", OK },
	{ ALL, "power-on", "030000001200", OK },
	{ ALL, "power-on", "46000000000000002000", OK },
	{ ALL, "power-on", "4a010000100000000800", OK },
	{ ALL, "reload", TUR, S(2, 4, 1) },
	{ ALL, "reload", DISC_INFO, S(2, 4, 1) },
	{ ALL, "reload", READ_0, S(2, 4, 1) },
	{ ALL, "reload", WRITE_0, S(2, 4, 1) },
	{ ALL, "reload", "120000002400", OK },
	{ ALL, "reload wait", TUR, S(6, 0x28, 0) },
	{ ALL, "reload wait !" TUR, TUR, OK },

	/* MMC-6 4.1.6.1, 6.x: no medium, tray open or closed */
	{ ALL, "remove", TUR, S(2, 0x3a, 2) },
	{ ALL, "remove", READ_0, S(2, 0x3a, 2) },
	{ ALL, "remove", WRITE_0, S(2, 0x3a, 2) },
	{ ALL, "remove", SYNC, S(2, 0x3a, 2) },
	{ ALL, "remove", CLOSE_SESSION, S(2, 0x3a, 2) },
	{ ALL, "remove", DISC_INFO, S(2, 0x3a, 2) },
	{ ALL, "remove", TRACK_INFO, S(2, 0x3a, 2) },
	{ ALL, "remove", CAPACITY, S(2, 0x3a, 2) },
	{ ALL, "remove", TOC, S(2, 0x3a, 2) },
	{ ALL, "remove", OPC, S(2, 0x3a, 2) },
	{ ALL, "remove", RESERVE_160, S(2, 0x3a, 2) },
	{ ALL, "remove", BLANK_ALL, S(2, 0x3a, 2) },
	{ ALL, "remove", "041100000000:000000080000000000000000", S(2, 0x3a, 2) },
	{ ALL, "remove", "ac0000000000000000010000", S(2, 0x3a, 2) },
	{ ALL, "remove", "ad0000000000000000080000", S(2, 0x3a, 2) },
	{ ALL, "remove", "2b000000000000000000", S(2, 0x3a, 2) },
	{ ALL, "remove", "42004001000000001000", S(2, 0x3a, 2) },
	{ ALL, "remove 1b0000000300", TUR, S(2, 0x3a, 1) },
	{ ALL, "remove 1b0000000300", WRITE_0, S(2, 0x3a, 1) },
	{ ALL, "remove", FORMAT_CAPACITIES, OK },
	{ ALL, "remove", "46000000000000002000", OK },
	{ ALL, "remove", "5a000100000000001000", OK },
	{ ALL, "remove", "bd0000000000000000080000", OK },
	{ ALL, EJECT, TUR, S(2, 0x3a, 2) },

	/* MMC-6 6.47 START STOP UNIT, 6.18 PREVENT ALLOW: a locked door */
	{ ALL, LOCK, EJECT, S(5, 0x53, 2) },
	{ ALL, LOCK " 1e0000000000", EJECT, OK },
	{ ALL, LOCK " !" EJECT, TUR, OK },
	{ ALL, "", "1b0000000400", S(5, 0x24, 0) },
	{ ALL, "", "1b000000f000", S(5, 0x24, 0) },

	/* SPC-4 4.3: what is no command here, and blocks cut short */
	{ ALL, "", "ff000000000000000000", S(5, 0x20, 0) },
	{ ALL, "", "c1000000000000000000", S(5, 0x20, 0) },
	{ ALL, "", "4e000000000000000000", S(5, 0x20, 0) },
	{ ALL, "", "a60000000000000000000000", S(5, 0x20, 0) },
	{ ALL, "", "2c000000000000000000", S(5, 0x20, 0) },
	{ ALL, "", "a40000000000000000000000", S(5, 0x20, 0) },

	/* fields: SPC-4 6.4 INQUIRY, 6.11 MODE SENSE, MMC-6 6.6 GET CONFIGURATION, 6.7 events */
	{ ALL, "", "12000100ff00", S(5, 0x24, 0) },
	{ ALL, "", "1201f000ff00", S(5, 0x24, 0) },
	{ ALL, "", "46030000000000002000", S(5, 0x24, 0) },
	{ ALL, "", "4a000000100000000800", S(5, 0x24, 0) },
	{ ALL, "", "5a00c100000000002000", S(5, 0x39, 0) },
	{ ALL, "", "5a003e00000000002000", S(5, 0x24, 0) },
	{ ALL, "", "51060000000000002200", S(5, 0x24, 0) },
	{ ALL, "", "52030000000100002400", S(5, 0x24, 0) },
	{ ALL, "", "52010000006400002400", S(5, 0x24, 0) },
	{ ALL, "", "52020000006400002400", S(5, 0x24, 0) },
	{ ALL, "", "5200ffffffff00002400", S(5, 0x21, 0) },
	{ ALL, "", "43000f00000000002000", S(5, 0x24, 0) },
	{ ALL, "", "2b00ffffffff00000000", S(5, 0x21, 0) },
	{ IN_ORDER | ANYWHERE, "", "ad0000000000007700080000", S(5, 0x24, 0) },
	{ CD, "", "ad0000000000000000080000", S(5, 0x30, 2) },
	{ IN_ORDER | ANYWHERE, "", "43000200000000002000", S(5, 0x24, 0) },
	{ IN_ORDER | ANYWHERE, "", "43000400000000002000", S(5, 0x24, 0) },
	{ IN_ORDER | ANYWHERE, "", "be0000000000000001f80000", S(5, 0x64, 0) },

	/* SPC-4 6.9 MODE SELECT: frame and length of the list */
	{ ALL, "", "55000000000000001400:0000000000000000080a040000000000000000", S(5, 0x24, 0) },
	{ ALL, "", "55110000000000001400:0000000000000000080a04000000000000000000",
	  S(5, 0x39, 0) },
	{ ALL, "", "55100000000000001400:0000000000000000080a0400000000000000", S(5, 0x1a, 0) },
	{ ALL, "", "55100000000000001300:0000000000000000080a04000000000000000000",
	  S(5, 0x1a, 0) },
	{ ALL, "", "55100000000000000400:00000000", S(5, 0x1a, 0) },
	{ ALL, "", "55100000000000001400:00000000000000003e0a04000000000000000000",
	  S(5, 0x26, 0) },
	{ ALL, "", "55100000000000001400:0000000000000008080a04000000000000000000",
	  S(5, 0x26, 0) },
	{ ALL, "", "55100000000000000000", OK },

	/* MMC-6 6.17, 6.20, 6.32: a blank medium has no block, no contents */
	{ CD | IN_ORDER, "", READ_0, S(5, 0x21, 0) },
	{ CD | IN_ORDER, "", TOC, S(5, 0x24, 0) },
	{ CD | IN_ORDER, "", "43000100000000002000", S(5, 0x24, 0) },
	{ CD | IN_ORDER, "", CAPACITY, OK },
	{ CD | IN_ORDER, "", CLOSE_TRACK_1, S(5, 0x72, 4) },
	{ CD | IN_ORDER, "", CLOSE_SESSION, S(5, 0x72, 4) },
	{ CD | IN_ORDER, "", "5b000000000000000000", S(5, 0x24, 0) },
	{ CD | IN_ORDER, "", "5b000700000000000000", S(5, 0x24, 0) },
	{ CD | IN_ORDER, "", "5b000100006300000000", S(5, 0x24, 0) },
	{ CD | MINUS, "", FINALISE, S(5, 0x24, 0) },
	{ CD | IN_ORDER, "", SYNC, OK },
	{ BD_RE | K(DVD_PLUS_RW), "", WRITE_0, S(5, 0x30, 0x10) },
	{ BD_RE, "", READ_0, S(5, 0x21, 0) },

	/* MMC-6 6.44 WRITE: the address is the next writable one (7.2 of what drives do) */
	{ IN_ORDER, "ready", WRITE_32, S(5, 0x21, 2) },
	{ IN_ORDER, "ready " WRITE_0, WRITE_0, S(5, 0x21, 2) },
	{ IN_ORDER, "ready " WRITE_0, WRITE_64, S(5, 0x21, 2) },
	{ IN_ORDER, "ready " WRITE_0, WRITE_32, OK },
	{ IN_ORDER, "ready " WRITE_0 " " SYNC, WRITE_0, S(5, 0x21, 2) },
	{ IN_ORDER, "ready " WRITE_0 " " SYNC, "2a000000001f00002000", S(5, 0x21, 2) },
	{ IN_ORDER, "ready " WRITE_0 " " SYNC, WRITE_32, OK },
	{ IN_ORDER, "ready " WRITE_0, "2a00ffffffe000002000", S(5, 0x21, 0) },
	{ IN_ORDER, "ready", "2a00ffffff6a00002000", S(5, 0x21, 0) },
	{ CD, "ready", WRITE_32, S(5, 0x21, 2) },
	{ CD, "ready " WRITE_0, WRITE_0, S(5, 0x21, 2) },
	{ CD, "ready " WRITE_0, "2a000000002100002000", S(5, 0x21, 2) },
	{ CD, "ready " WRITE_0, WRITE_32, OK },
	{ CD, "ready 320 " SYNC, "2a000000014000002000", S(5, 0x21, 2) },	/* run-out, pre-gap */
	{ CD, "ready 320 " SYNC, "2a00000001d800002000", OK },
	{ ALL, "ready", "2a000000000000000000", OK },		/* no block is no error */
	{ IN_ORDER, "ready", "aa0000000020000000200000", S(5, 0x21, 2) },
	{ ANYWHERE, "formatted", "2a000fffffff00002000", S(5, 0x21, 0) },
	{ ANYWHERE, "formatted", "2a000000fff000002000", S(5, 0x21, 0) },
	{ ANYWHERE, "formatted", WRITE_64, OK },

	/* MMC-6 6.44, SPC-4 4.5: fewer data than the command block says */
	{ IN_ORDER, "ready", WRITE_0 ":short", S(0xb, 0x4b, 0) },
	{ IN_ORDER, "ready", WRITE_0 ":nothing", S(0xb, 0x4b, 0) },
	{ IN_ORDER, "ready !" WRITE_0 ":short", WRITE_0, OK },
	{ ANYWHERE, "formatted", WRITE_0 ":short", S(0xb, 0x4b, 0) },
	{ CD, "ready", WRITE_0 ":short", S(0xb, 0x4b, 0) },

	/* MMC-6 7.4 page 05h: the write type fits the medium and what was begun */
	{ CD, "", WRITE_0, S(5, 0x64, 0) },
	{ CD, "ready " WRITE_0, "page:01:44:08", S(5, 0x2c, 0) },
	{ CD, "ready 320 " SYNC, "page:01:44:08", OK },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08", WRITE_0, S(5, 0x2c, 0) },
	{ K(DVD_R) | K(DVD_RW), "ready " WRITE_0 " " SYNC " page:02:05:08", WRITE_32, S(5, 0x64, 0) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160 " page:00:05:08", WRITE_0,
	  S(5, 0x64, 0) },
	{ K(DVD_R) | K(DVD_RW), "", "page:05:05:08", S(5, 0x26, 0) },
	{ K(DVD_R) | K(DVD_RW), "", "page:00:05:09", S(5, 0x26, 0) },
	{ CD, "", "page:0f:04:08", S(5, 0x26, 0) },
	{ CD, "", "page:01:84:08", S(5, 0x26, 0) },
	{ PLUS_R | BD_R | ANYWHERE, "", "page:01:04:08", OK },	/* borne, without effect */
	{ K(DVD_RW), "ready 64 " CLOSE_SESSION " " BLANK_MINIMAL " ready", WRITE_0, S(5, 0x64, 0) },
	{ K(DVD_RW), "ready 64 " CLOSE_SESSION " " BLANK_ALL " ready", WRITE_0, OK },

	/* MMC-6 6.27 RESERVE TRACK */
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160, RESERVE_160, S(5, 0x72, 5) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160, "2a000000002000002000",
	  S(5, 0x21, 2) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160 " 160", "2a00000000a000002000",
	  S(5, 0x21, 2) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160 " 160", "2a000000008000003000",
	  S(5, 0x21, 2) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08 " RESERVE_160 " 128", "2a000000008000003000",
	  S(5, 0x63, 0) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08", "53000000000000000000", S(5, 0x24, 0) },
	{ K(DVD_R) | K(DVD_RW), "page:02:05:08", "530000000000ffffff00", S(5, 0x24, 0) },
	{ K(DVD_R) | K(DVD_RW), "ready 64 " SYNC " page:02:05:08", RESERVE_160, S(5, 0x72, 5) },
	{ MINUS, "ready 4000 cut", RESERVE_160, S(5, 0x30, 5) },
	{ PLUS_R | BD_R, RESERVE_160 " 2a000000000000008000", "2a000000008000004000", S(5, 0x63, 0) },
	{ PLUS_R | BD_R, RESERVE_160 " " WRITE_0, RESERVE_160, OK },
	{ PLUS_R | BD_R, RESERVE_160 " 2a00000000000000a000", "2a00000000a000002000", OK },
	{ PLUS_R | BD_R, RESERVE_160 " " WRITE_0, CLOSE_SESSION, S(5, 0x72, 3) },
	{ PLUS_R | BD_R, RESERVE_160, CLOSE_TRACK_1, S(5, 0x72, 4) },
	{ PLUS_R | BD_R, "", "53010000000700000000", S(5, 0x24, 0) },
	{ IN_ORDER, "", "53020000000000010000", S(5, 0x24, 0) },
	{ CD, "ready", RESERVE_160, S(5, 0x24, 0) },		/* shorter than a track */
	{ CD, "ready", "53000000000000019000", OK },
	{ K(DVD_RW), "overwrite", RESERVE_160, S(5, 0x72, 5) },
	{ ANYWHERE, "formatted", RESERVE_160, S(5, 0x30, 5) },

	/* MMC-6 6.3 CLOSE TRACK/SESSION: what is not to be closed, or not yet */
	{ CD, "ready " WRITE_0 " " SYNC, CLOSE_SESSION, S(5, 0x72, 3) },
	{ CD, "ready " WRITE_0 " " SYNC, "5b00010000ff00000000", S(5, 0x72, 3) },
	{ CD, "ready 320 " SYNC, "5b000100000100000000", OK },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, CLOSE_SESSION, S(5, 0x30, 5) },
	{ CD, "page:01:c4:08 320 " SYNC " " CLOSE_SESSION, CLOSE_SESSION, S(5, 0x72, 4) },
	{ IN_ORDER, "ready 64 " SYNC, "5b000100000200000000", S(5, 0x24, 0) },
	{ BD_R | PLUS_R, "64 " SYNC " " CLOSE_SESSION, CLOSE_SESSION, S(5, 0x72, 4) },
	{ BD_R | PLUS_R, "64 " SYNC " " CLOSE_SESSION, CLOSE_TRACK_1, OK },
	{ K(DVD_RAM) | BD_RE, "formatted", CLOSE_SESSION, S(5, 0x2c, 0) },
	{ K(DVD_RAM) | BD_RE, "formatted", CLOSE_TRACK_1, S(5, 0x2c, 0) },
	{ K(DVD_PLUS_RW), "", CLOSE_SESSION, S(5, 0x30, 0x10) },
	{ K(DVD_PLUS_RW), "formatted", "5b000600000000000000", S(5, 0x24, 0) },
	{ K(DVD_RW), "intermediate", CLOSE_SESSION, S(5, 0x72, 4) },

	/* a finalised disc takes nothing more: 5/30/05, and what reads goes on */
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, WRITE_0, S(5, 0x30, 5) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, OPC, S(5, 0x30, 5) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "5201000000ff00002400", S(5, 0x30, 6) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, RESERVE_160, S(5, 0x30, 5) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, READ_0, OK },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "28000000014000000100", S(5, 0x64, 0) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "28000000014200000100", S(5, 0x21, 0) },
	{ MINUS, "page:00:05:08 64 " SYNC " " CLOSE_SESSION, "2a000000004000002000", S(5, 0x30, 5) },
	{ MINUS, "page:00:05:08 64 " SYNC " " CLOSE_SESSION, CLOSE_SESSION, S(5, 0x30, 5) },
	{ MINUS, "page:00:05:08 64 " SYNC " " CLOSE_SESSION, RESERVE_160, S(5, 0x30, 5) },
	{ MINUS, "page:00:05:08 64 " SYNC " " CLOSE_SESSION, OPC, S(5, 0x30, 5) },
	{ MINUS, "page:00:05:08 64 " SYNC " " CLOSE_SESSION, READ_0, OK },
	{ PLUS_R | BD_R, "64 " SYNC " " FINALISE, WRITE_64, S(5, 0x30, 5) },
	{ PLUS_R | BD_R, "64 " SYNC " " FINALISE, CLOSE_SESSION, S(5, 0x30, 5) },
	{ PLUS_R | BD_R, "64 " SYNC " " FINALISE, RESERVE_160, S(5, 0x30, 5) },
	{ PLUS_R | BD_R, "64 " SYNC " " FINALISE, OPC, S(5, 0x30, 5) },
	{ PLUS_R | BD_R, "64 " SYNC " " FINALISE, "28000000004000000100", S(5, 0x21, 0) },
	{ PLUS_R, "64 " SYNC " " FINALISE, "5201000000ff00002400", S(5, 0x30, 6) },
	{ BD_R, "64 " SYNC " " FINALISE, "041100000000:0000000800000000c8000000", S(5, 0x30, 6) },

	/* unrecorded, and behind what is recorded (MMC-6 6.17 READ) */
	{ IN_ORDER, "ready 64 " SYNC, "28000000004000000100", S(5, 0x21, 0) },
	{ IN_ORDER, "ready 64 " SYNC, "28000000003f00000200", S(5, 0x21, 0) },
	{ IN_ORDER, "ready 64 " SYNC, "a80000000040000000010000", S(5, 0x21, 0) },
	{ IN_ORDER, "ready 64 " SYNC, READ_0, OK },
	{ K(BD_RE), "formatted", READ_0, S(8, 0, 0) },
	{ ANYWHERE, "formatted", "28007fffffff00000100", S(5, 0x21, 0) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "be0000000000000001100000", OK },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "be0400000000000001100000", S(5, 0x64, 0) },
	{ CD, "ready 320 " SYNC " " CLOSE_SESSION, "be1c00000000000001100000", S(5, 0x24, 0) },

	/* MMC-6 6.5 FORMAT UNIT, 6.2 BLANK: media that cannot, types and sizes that are not */
	{ K(CD_R) | K(DVD_R) | K(DVD_R_DL) | PLUS_R, "", "041100000000:000000080000000000000000",
	  S(5, 0x30, 6) },
	{ BD_R, "64 " SYNC, "041100000000:0000000800000000c8000000", S(5, 0x30, 6) },
	{ ANYWHERE | K(CD_RW) | K(DVD_RW), "", "041100000000:0000000800000000fc000000",
	  S(5, 0x26, 0) },
	{ ANYWHERE | K(CD_RW) | K(DVD_RW), "", "041100000000:000000070000000000000000",
	  S(5, 0x26, 0) },
	{ ANYWHERE | K(CD_RW) | K(DVD_RW), "", "041100000000:00000008000000", S(5, 0x1a, 0) },
	{ ANYWHERE | K(CD_RW) | K(DVD_RW), "", "040100000000:000000080000000000000000",
	  S(5, 0x24, 0) },
	{ ANYWHERE | K(CD_RW) | K(DVD_RW), "", "041700000000:000000080000000000000000",
	  S(5, 0x24, 0) },
	{ ANYWHERE, "", "041100000000:000000080000000700000000", S(5, 0x26, 0) },
	{ K(DVD_PLUS_RW), "", "041100000000:00000008ffffffff98000001", S(5, 0x26, 0) },
	{ K(DVD_PLUS_RW), "formatted", "041100000000:00000008ffffffff98000001", OK },
	{ ONCE, "", BLANK_ALL, S(5, 0x30, 6) },
	{ ONCE, "", BLANK_MINIMAL, S(5, 0x30, 6) },
	{ ANYWHERE, "formatted", BLANK_ALL, S(5, 0x30, 5) },
	{ K(CD_RW) | K(DVD_RW), "", "a10700000000000000000000", S(5, 0x24, 0) },
	{ K(DVD_RW), "", "a10500000000000000000000", S(5, 0x24, 0) },
	{ K(CD_RW), "", "a10500000000000000000000", S(5, 0x2c, 4) },
	{ K(CD_RW), "ready 320 " SYNC " " CLOSE_SESSION " " BLANK_MINIMAL, WRITE_0, OK },

	/* MMC-6 6.46 WRITE AND VERIFY, 6.45 WRITE(12): not everywhere */
	{ CD | IN_ORDER, "ready", "2e000000000000002000", S(5, 0x20, 0) },
	{ K(DVD_RAM) | BD_RE, "formatted", "2e000000000000002000", OK },
	{ K(DVD_RAM) | BD_RE, "formatted", "2e020000000000002000", S(5, 0x24, 0) },
	{ CD | MINUS | PLUS_R, "ready", "aa0000000000000000208000", S(5, 0x24, 0) },
	{ BD_R | BD_RE, "formatted", "aa0000000000000000208000", OK },

	/* while it is formatted (2/04/04), blanked or closed (2/04/07), flushed (2/04/08) */
	{ BD_RE | K(DVD_PLUS_RW), "formatting", TUR, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", WRITE_0, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", READ_0, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", DISC_INFO, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", TRACK_INFO, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", CAPACITY, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "041100000000:000000080000000000000000",
	  S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", EJECT, S(2, 4, 4) },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "120000002400", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "46000000000000002000", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "4a010000100000000800", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "030000001200", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "5c000000000000000c00", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting", "5a000100000000001000", OK },
	{ BD_RE | K(DVD_PLUS_RW), "formatting wait", TUR, OK },
	{ K(DVD_PLUS_RW), "formatting wait", WRITE_64, OK },	/* in the background */
	{ K(CD_RW) | K(DVD_RW), "blanking", TUR, S(2, 4, 7) },
	{ K(CD_RW) | K(DVD_RW), "blanking", WRITE_0, S(2, 4, 7) },
	{ K(CD_RW) | K(DVD_RW), "blanking", DISC_INFO, S(2, 4, 7) },
	{ K(CD_RW) | K(DVD_RW), "blanking", BLANK_ALL, S(2, 4, 7) },
	{ K(CD_RW) | K(DVD_RW), "blanking", "120000002400", OK },
	{ K(CD_RW) | K(DVD_RW), "blanking wait", TUR, OK },
	{ IN_ORDER, "ready 64 5b010200000000000000", TUR, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", WRITE_64, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", READ_0, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", DISC_INFO, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", TRACK_INFO, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", CLOSE_SESSION, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", EJECT, S(2, 4, 7) },
	{ IN_ORDER, "ready 64 5b010200000000000000", "030000001200", OK },
	{ IN_ORDER, "ready 64 5b010200000000000000", "5c000000000000000c00", OK },
	{ IN_ORDER, "ready 64 35020000000000000000", TUR, S(2, 4, 8) },
	{ IN_ORDER, "ready 64 35020000000000000000", WRITE_64, S(2, 4, 8) },
	{ IN_ORDER, "ready 64 35020000000000000000", CLOSE_SESSION, S(2, 4, 8) },
	{ IN_ORDER, "ready 64 35020000000000000000", DISC_INFO, S(2, 4, 8) },
	{ IN_ORDER, "ready 64 35020000000000000000", "46000000000000002000", OK },
	{ IN_ORDER, "ready 64 35020000000000000000 wait", WRITE_64, OK },

	/* MMC-6 6.40 SEND OPC INFORMATION */
	{ CD | IN_ORDER, "ready", "54010000000000000800:0000000000000000", S(5, 0x24, 0) },
	{ CD | IN_ORDER, "ready", "54000000000000000700:00000000000000", S(5, 0x1a, 0) },
	{ CD | IN_ORDER, "ready", "54000000000000000800:000000", S(5, 0x1a, 0) },
	{ CD | IN_ORDER, "ready " WRITE_0, OPC, S(5, 0x2c, 0) },
	{ CD | IN_ORDER, "ready", OPC, OK },
	{ K(CD_R), "calibrated", OPC, S(3, 0x73, 2) },

	/* 7/27: by software (page 1Dh), by the tab, which is the medium's on a DVD-RAM */
	{ ALL, "ready swpp", WRITE_0, S(7, 0x27, 2) },
	{ ALL & ~K(DVD_RAM), "ready protect", WRITE_0, S(7, 0x27, 0) },
	{ K(DVD_RAM), "ready protect", WRITE_0, S(7, 0x27, 3) },
	{ ALL & ~K(DVD_RAM), "ready protect", OPC, S(7, 0x27, 0) },
	{ K(DVD_RAM), "ready protect", OPC, S(7, 0x27, 3) },
	{ IN_ORDER, "ready 64 " SYNC " protect", CLOSE_SESSION, S(7, 0x27, 0) },
	{ CD | IN_ORDER, "ready protect", RESERVE_160, S(7, 0x27, 0) },
	{ K(CD_RW) | K(DVD_RW), "protect", BLANK_ALL, S(7, 0x27, 0) },
	{ K(BD_RE), "protect", "041100000000:000000080000000000000000", S(7, 0x27, 0) },
	{ K(DVD_RAM), "protect", "041100000000:000000080000000000000000", S(7, 0x27, 3) },

	/* power lost while it was written: to be closed first */
	{ CD | MINUS | PLUS_R | BD_R, "ready 64 cut", TUR, OK },
	{ IN_ORDER, "ready 4000 cut", WRITE_0, S(5, 0x30, 9) },
	{ PLUS_R | BD_R, "4000 cut " CLOSE_SESSION, WRITE_0, S(5, 0x21, 2) },
	{ CD, "ready 4000 cut ready", WRITE_0, S(5, 0x30, 9) },

	/* DVD-RW, restricted overwrite: whole ECC blocks of what is formatted */
	{ K(DVD_RW), "overwrite", "2a000000000100001000", S(5, 0x21, 2) },
	{ K(DVD_RW), "overwrite", "2a000000000000000f00", S(5, 0x21, 2) },
	{ K(DVD_RW), "overwrite", WRITE_64, OK },
	{ K(DVD_RW), "overwrite", "2a000fffffff00001000", S(5, 0x21, 0) },
	{ K(DVD_RW), "overwrite", "5b000100000100000000", S(5, 0x24, 0) },
	{ K(DVD_RW), "intermediate", WRITE_32, S(5, 0x21, 2) },
	{ K(DVD_RW), "intermediate", WRITE_0, OK },

	/* layers: the break is set before the first WRITE, once, at an ECC block */
	{ K(DVD_PLUS_R_DL), WRITE_0, "bf00000000000020000c0000:000a00000000000000000640",
	  S(5, 0x2c, 0) },
	{ K(DVD_PLUS_R_DL), "", "bf00000000000020000c0000:000a00000000000000000641",
	  S(5, 0x26, 2) },
	{ K(DVD_PLUS_R_DL), "", "bf00000000000020000c0000:000a00000000000000100000",
	  S(5, 0x26, 2) },
	{ K(DVD_PLUS_R_DL), "", "bf00000000000020000c0000:000a000000000000", S(5, 0x1a, 0) },
	{ K(DVD_PLUS_R_DL), "bf00000000000020000c0000:000a00000000000000000640",
	  "bf00000000000020000c0000:000a00000000000000000640", S(5, 0x2c, 0) },
	{ K(DVD_PLUS_R) | BD_R, "", "bf00000000000020000c0000:000a00000000000000000640",
	  S(5, 0x24, 0) },

	/* BD-R: pseudo-overwrite and random recording */
	{ K(BD_R), "pow 64 " SYNC, WRITE_0, OK },
	{ K(BD_R), "pow 64 " SYNC, WRITE_64, OK },
	{ K(BD_R), "pow 64 " SYNC, "2a000000008000002000", S(5, 0x21, 2) },
	{ K(BD_R), "srm 64 " SYNC, WRITE_0, S(5, 0x21, 2) },
	{ K(BD_R), "rrm", WRITE_64, OK },
	{ K(BD_R), "rrm", CLOSE_SESSION, S(5, 0x2c, 0) },
	{ K(BD_R), "rrm", "2a000fffffff00002000", S(5, 0x21, 0) },
	{ K(BD_R), "rrm", READ_0, S(8, 0, 0) },
	{ K(BD_R), "pow", "041100000000:0000000800000000c8000000", S(5, 0x30, 6) },

	/* pressed discs are read */
	{ PRESSED, "", WRITE_0, S(5, 0x30, 5) },
	{ PRESSED, "", CLOSE_SESSION, S(5, 0x2c, 0) },
	{ PRESSED, "", RESERVE_160, S(5, 0x30, 5) },
	{ PRESSED, "", OPC, S(5, 0x30, 5) },
	{ PRESSED, "", BLANK_ALL, S(5, 0x30, 5) },
	{ PRESSED, "", "041100000000:000000080000000000000000", S(5, 0x30, 6) },
	{ PRESSED, "", SYNC, OK },
	{ PRESSED, "", READ_0, OK },
	{ PRESSED, "", "28000000014000000100", S(5, 0x21, 0) },
	{ PRESSED, "", "2e000000000000002000", S(5, 0x20, 0) },
	{ PRESSED, "", LOCK, OK },
};

static unsigned int run(uint32_t kinds)
{
	return sequence_run(cases, sizeof(cases) / sizeof(cases[0]), kinds);
}

TEST(cd)
{
	EXPECT_EQ(0, run(CD));
}

TEST(dvd_minus)
{
	EXPECT_EQ(0, run(MINUS));
}

TEST(dvd_plus_and_ram)
{
	EXPECT_EQ(0, run(PLUS_R | K(DVD_PLUS_RW) | K(DVD_RAM)));
}

TEST(bd_r)
{
	EXPECT_EQ(0, run(BD_R));
}

TEST(bd_re)
{
	EXPECT_EQ(0, run(BD_RE));
}

TEST(pressed)
{
	EXPECT_EQ(0, run(PRESSED));
}

TEST(there_are_enough)
{
	EXPECT_LE(200, sizeof(cases) / sizeof(cases[0]));
}

TEST_HARNESS_MAIN
