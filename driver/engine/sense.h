/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Sense data: decoding, the default reactions, and the floor no table lowers.
 */
#ifndef BURIN_ENGINE_SENSE_H
#define BURIN_ENGINE_SENSE_H

#include "plan.h"

struct burin_sense {
	__u8 valid;		/* a response code of 70h..73h, long enough for a key */
	__u8 deferred;
	__u8 key, asc, ascq;
	__u8 has_info, has_progress;
	__s64 info;
	__u16 progress;		/* 65536ths */
};

/* Fixed and descriptor format, cut short anywhere. */
void burin_sense_decode(const __u8 *sense, __u32 len, struct burin_sense *out);

/*
 * The reaction for one ended command: program's reactions, then the defaults,
 * then the floor: a WRITE of unknown outcome is never sent again, whatever the
 * tables say. missing sense (valid 0) has only default reactions.
 */
void burin_sense_react(const struct burin_program *program, const struct burin_sense *sense,
		       __u8 opcode, struct burin_reaction *out);

/* Nothing of the command that ended so was carried out. */
int burin_sense_untaken(const struct burin_sense *sense);

/* The drive was reset, or its medium changed: what it had buffered may be lost. */
int burin_sense_lost_buffer(const struct burin_sense *sense);

/*
 * REPEAT: milliseconds before the repetition that follows so many tries. It grows by
 * wait_ms each time, within bounds, and is never none twice: every repetition ends.
 */
__u32 burin_reaction_wait(const struct burin_reaction *reaction, __u32 tries);

#endif
