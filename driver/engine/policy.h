/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Which commands may be sent by whom: asked alike for COMMAND, ARM and START. */
#ifndef BURIN_ENGINE_POLICY_H
#define BURIN_ENGINE_POLICY_H

#include <linux/burin.h>

/* Each may send what those before it may. */
enum burin_opener {
	BURIN_OPENER_READS = 1,		/* its file is open for reading only */
	BURIN_OPENER_WRITES,
	BURIN_OPENER_PRIVILEGED,	/* CAP_SYS_RAWIO: every command there is */
};

/* Bytes of a command, by its opcode's group; 0: any length (variable, vendor). */
__u8 burin_cdb_length(__u8 opcode);

/* 1: in BURIN_CDB_MAX bytes stands a command of this length, and nothing behind it. */
int burin_cdb_is_fine(const __u8 *cdb, __u32 len);

/* 1: the command may be sent. Its length is 6, 10, 12 or 16, and fits its opcode. */
int burin_policy_allows(const __u8 *cdb, __u32 len, enum burin_opener opener);

#endif
