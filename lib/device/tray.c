/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tray and door lock. */
#include "device/recorder.h"

#include "core/export.h"
#include "mmc/cdb.h"

#define MOVE_MS 300000	/* a load waits until the medium is recognised */
#define LOCK_MS 30000

static int move(struct burin_recorder *rec, enum bur_start_stop what)
{
	uint8_t cdb[16];
	size_t len = bur_cdb_start_stop(cdb, what, false);

	return bur_recorder_tell(rec, cdb, len, MOVE_MS);
}

BURIN_EXPORT int burin_recorder_eject(struct burin_recorder *rec)
{
	return move(rec, BUR_UNIT_EJECT);
}

BURIN_EXPORT int burin_recorder_load(struct burin_recorder *rec)
{
	return move(rec, BUR_UNIT_LOAD);
}

BURIN_EXPORT int burin_recorder_set_locked(struct burin_recorder *rec, bool locked)
{
	uint8_t cdb[16];
	size_t len = bur_cdb_prevent(cdb, locked);

	return bur_recorder_tell(rec, cdb, len, LOCK_MS);
}
