/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disc in a drive behind a wrapped node. The drive is one whose time is its own; so is the
 * transport's, then. Included after transport/wrapped.h.
 */
#ifndef TESTS_UNIT_TRANSPORT_INSERTED_H
#define TESTS_UNIT_TRANSPORT_INSERTED_H

#include "device/recorder.h"
#include "write/disc.h"

static struct burin_emulator **inserted;	/* where the drive is; the includer closes it */

static uint64_t emulated_now(struct bur_transport *t)
{
	return burin_emulator_now(*inserted);
}

static void emulated_sleep(struct bur_transport *t, uint64_t ns)
{
	burin_emulator_sleep(*inserted, ns);
}

static void forget_recorder(struct disc *disc)
{
	burin_data_set_recorder(disc->data, NULL);
	burin_recorder_unref(disc->rec);
	disc->rec = NULL;
}

static int insert(struct disc *disc, struct burin_emulator **emu, const char *node,
		  enum burin_transport transport, struct bur_transport_ops *ops)
{
	int ret;

	forget_recorder(disc);
	inserted = emu;
	ret = burin_emulator_open(disc->path, emu, NULL);
	if (!ret)
		ret = burin_recorder_open(NULL, node, transport, &disc->rec, NULL);
	if (ret)
		return ret;
	*ops = *disc->rec->transport->ops;
	ops->now = emulated_now;
	ops->sleep = emulated_sleep;
	disc->rec->transport->ops = ops;
	burin_data_set_recorder(disc->data, disc->rec);
	return 0;
}

/*
 * The same burn on the emulated transport: which of its commands is another one than the log has;
 * -1: none; -2: there is no such burn.
 */
static inline long burn_differs(enum burin_kind kind, const void *data, size_t n)
{
	static uint8_t logged[LOG_MAX][16];
	size_t count = command_count, i;
	struct disc other;
	int ret;

	memcpy(logged, commands, count * 16);
	if (count == LOG_MAX || disc_open(&other, kind, 60000))
		return -2;
	command_count = 0;
	ret = disc_burn(&other, data, n);
	disc_close(&other);
	if (ret)
		return -2;
	for (i = 0; i < count && i < command_count; i++)
		if (memcmp(logged[i], commands[i].cdb, 16))
			return (long)i;
	return count == command_count ? -1 : (long)i;
}

#endif
