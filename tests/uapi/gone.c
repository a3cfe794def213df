// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The drive is taken away (TAKE, a command line) while a burn waits for data and files wait for news:
 * all of them hear ENODEV, at once, and whatever is asked later. One case, for the drive is gone then.
 */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SOON_MS		20000u		/* of the removal, with all that the kernel does at it */

static struct unit unit;

/*
 * The file that is read: every record, until there is no more; then its errno. That the drive is gone
 * must be among them; that the burn has ended may come before and after.
 */
static void *read_all(void *arg)
{
	int *error = arg, fd = unit_open(O_RDONLY);
	struct burin_report report;
	bool told = false;

	while (read(fd, &report, sizeof(report)) == sizeof(report))
		told |= report.kind == BURIN_REPORT_GONE;
	*error = told ? -errno : 0;
	close(fd);
	return NULL;
}

static void *wait_for_slots(void *arg)
{
	struct burin_done done[SLOTS];
	int *error = arg;

	*error = unit_complete(&unit, done, SLOTS, SLOTS, SOON_MS * 10);
	return NULL;
}

static void *wait_for_hangup(void *arg)
{
	struct pollfd look = { .fd = unit_open(O_RDWR), .events = 0 };
	int *events = arg;

	poll(&look, 1, (int)SOON_MS * 10);
	*events = look.revents;
	close(look.fd);
	return NULL;
}

static int begin(void)
{
	struct program program;
	int ret = unit_ring(&unit, SLOTS, 0);

	program_write(&program, 0, 0);
	if (!ret)
		ret = unit_start(&unit, &program);
	return ret ? ret : unit_publish(&unit, 0, 0, COMMAND_BYTES, 0);
}

static int call_command(int fd)
{
	struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 1000);

	return unit_call(fd, BURIN_IOC_COMMAND, &command);
}

static int call_arm(int fd)
{
	struct burin_epilogue none = SIZED(burin_epilogue);

	return unit_call(fd, BURIN_IOC_ARM, &none);
}

static int call_info(int fd)
{
	struct burin_info info = SIZED(burin_info);

	return unit_call(fd, BURIN_IOC_INFO, &info);
}

static int call_adopt(int fd)
{
	struct burin_adopt adopt = SIZED(burin_adopt, .generation = unit.generation, .name = "a test");

	return unit_call(fd, BURIN_IOC_ADOPT, &adopt);
}

static void is_told_by_every_call(struct __test_metadata *_metadata)
{
	struct burin_done done;
	struct program program;

	program_write(&program, 0, 0);
	EXPECT_EQ(-ENODEV, call_info(unit.fd));
	EXPECT_EQ(-ENODEV, unit_acquire(&unit));
	EXPECT_EQ(-ENODEV, call_arm(unit.fd));
	EXPECT_EQ(-ENODEV, call_command(unit.fd));
	EXPECT_EQ(-ENODEV, unit_ring(&unit, SLOTS, 0));
	EXPECT_EQ(-ENODEV, unit_start(&unit, &program));
	EXPECT_EQ(-ENODEV, unit_publish(&unit, 1, 1, COMMAND_BYTES, 0));
	EXPECT_EQ(-ENODEV, unit_complete(&unit, &done, 1, 0, 0));
	EXPECT_EQ(-ENODEV, unit_cancel(&unit));
	EXPECT_EQ(-ENODEV, call_adopt(unit.fd));
	EXPECT_EQ(0, unit_release(unit.fd));	/* there is nothing left to be given up */
}

TEST(everybody_hears)
{
	void *(*const who[])(void *) = { read_all, wait_for_slots, wait_for_hangup };
	int got[COUNT(who)] = { 0 };
	unsigned long long since;
	struct burin_unit_state state;
	pthread_t threads[COUNT(who)];
	size_t i, map_bytes;
	unsigned char *map;

	ASSERT_EQ(0, unit_own(&unit));
	ASSERT_EQ(0, unit_burn(&unit, 0, 2, 1));
	ASSERT_EQ(0, begin());
	map = unit.map;
	map_bytes = unit.ring.map_bytes;
	for (i = 0; i < COUNT(who); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, who[i], &got[i]));
	sleep_ms(500);
	since = now_ms();
	ASSERT_EQ(0, system(getenv("TAKE")));
	for (i = 0; i < COUNT(who); i++)
		pthread_join(threads[i], NULL);
	EXPECT_GE(SOON_MS, now_ms() - since);
	EXPECT_EQ(-ENODEV, got[0]);
	EXPECT_EQ(-ENODEV, got[1]);
	EXPECT_EQ(POLLHUP, got[2] & POLLHUP);
	EXPECT_TRUE(unit_is_done_within(unit.fd, SOON_MS));
	state = unit_state(unit.fd);
	EXPECT_EQ(COMMAND_BLOCKS, state.run.written);
	EXPECT_EQ(0, state.run.closed);
	memset(map, 0x5a, COMMAND_BYTES);	/* what was mapped stays */
	unit.map = NULL;			/* unit_ring() is to leave it so */
	is_told_by_every_call(_metadata);
	EXPECT_GT(0, unit_open(O_RDONLY));
	munmap(map, map_bytes);
	close(unit.fd);
	close(unit.sr);
}

TEST_HARNESS_MAIN
