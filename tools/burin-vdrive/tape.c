/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tape.h"

/* Flushed each time: the process may be killed, and that is the end of a drive, too. */
void tape_put(FILE *tape, const struct tape_record *record, const void *data)
{
	if (ferror(tape) || fwrite(record, sizeof(*record), 1, tape) != 1)
		return;
	if (record->bytes && fwrite(data, record->bytes, 1, tape) != 1)
		return;
	fflush(tape);
}
