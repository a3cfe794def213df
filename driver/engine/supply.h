/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Part of the sequencer: cuts the running stream into commands. */
#ifndef BURIN_ENGINE_SUPPLY_H
#define BURIN_ENGINE_SUPPLY_H

#include "sequencer.h"

enum burin_supply {
	BURIN_SUPPLY_COMMAND,	/* seq->command and seq->blocks are made */
	BURIN_SUPPLY_WAIT,	/* a whole command's data are not there, and their end neither */
	BURIN_SUPPLY_OVER,
};

/*
 * The next command of the running stream. All are full but the last of the data,
 * and the last of the zeros; so each begins at a multiple of the write unit.
 */
enum burin_supply burin_seq_supply(struct burin_seq *seq);

#endif
