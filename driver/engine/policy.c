// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * A table of commands (MMC-6, SPC-4, SBC-3): whom each may be sent by.
 *
 * It holds what reading and burning need and never more than what the kernel lets
 * the same file send by SG_IO; tests/house/policy.sh compares. What is not in it
 * needs privilege: firmware (WRITE BUFFER, READ BUFFER), reservations, keys and
 * region codes, other devices' commands, ATA PASS-THROUGH (16), vendors' commands.
 */
#include "policy.h"

#define READS	BURIN_OPENER_READS
#define WRITES	BURIN_OPENER_WRITES

static const __u8 openers[256] = {
	[0x00] = READS,		/* TEST UNIT READY */
	[0x03] = READS,		/* REQUEST SENSE */
	[0x04] = WRITES,	/* FORMAT UNIT */
	[0x12] = READS,		/* INQUIRY */
	[0x1b] = WRITES,	/* START STOP UNIT: moves the tray */
	[0x1e] = WRITES,	/* PREVENT ALLOW MEDIUM REMOVAL */
	[0x23] = READS,		/* READ FORMAT CAPACITIES */
	[0x25] = READS,		/* READ CAPACITY */
	[0x28] = READS,		/* READ (10) */
	[0x2a] = WRITES,	/* WRITE (10) */
	[0x2e] = WRITES,	/* WRITE AND VERIFY (10) */
	[0x2f] = READS,		/* VERIFY (10) */
	[0x35] = WRITES,	/* SYNCHRONIZE CACHE */
	[0x42] = READS,		/* READ SUB-CHANNEL */
	[0x43] = READS,		/* READ TOC/PMA/ATIP */
	[0x46] = READS,		/* GET CONFIGURATION */
	[0x4a] = READS,		/* GET EVENT STATUS NOTIFICATION */
	[0x51] = READS,		/* READ DISC INFORMATION */
	[0x52] = READS,		/* READ TRACK INFORMATION */
	[0x53] = WRITES,	/* RESERVE TRACK */
	[0x54] = WRITES,	/* SEND OPC INFORMATION */
	[0x55] = WRITES,	/* MODE SELECT (10) */
	[0x58] = WRITES,	/* REPAIR TRACK */
	[0x5a] = READS,		/* MODE SENSE (10) */
	[0x5b] = WRITES,	/* CLOSE TRACK SESSION */
	[0x5c] = READS,		/* READ BUFFER CAPACITY */
	[0x5d] = WRITES,	/* SEND CUE SHEET */
	[0xa1] = WRITES,	/* BLANK; on a disk, which no unit is: ATA PASS-THROUGH (12) */
	[0xa8] = READS,		/* READ (12) */
	[0xaa] = WRITES,	/* WRITE (12) */
	[0xac] = READS,		/* GET PERFORMANCE */
	[0xad] = READS,		/* READ DISC STRUCTURE */
	[0xb6] = WRITES,	/* SET STREAMING */
	[0xb9] = READS,		/* READ CD MSF */
	[0xbb] = WRITES,	/* SET CD SPEED */
	[0xbe] = READS,		/* READ CD */
	[0xbf] = WRITES,	/* SEND DISC STRUCTURE */
};

/* SPC-4 4.2.5.1: the group is the opcode's upper three bits. */
__u8 burin_cdb_length(__u8 opcode)
{
	static const __u8 lengths[8] = { 6, 10, 10, 0, 16, 12, 0, 0 };

	return lengths[opcode >> 5];
}

static int length_is_fine(__u8 opcode, __u32 len)
{
	__u8 wanted = burin_cdb_length(opcode);

	if (wanted)
		return len == wanted;
	return len == 6 || len == 10 || len == 12 || len == 16;
}

int burin_cdb_is_fine(const __u8 *cdb, __u32 len)
{
	__u32 i;

	if (!length_is_fine(cdb[0], len))
		return 0;
	for (i = len; i < BURIN_CDB_MAX; i++)
		if (cdb[i])
			return 0;
	return 1;
}

int burin_policy_allows(const __u8 *cdb, __u32 len, enum burin_opener opener)
{
	if (!len || !length_is_fine(cdb[0], len))
		return 0;
	return opener >= (openers[cdb[0]] ? openers[cdb[0]] : BURIN_OPENER_PRIVILEGED);
}
