// SPDX-License-Identifier: GPL-2.0-or-later
/* Threads of one process that use one file at once, none of them knowing of the others. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define THREADS	4

struct rivals {
	struct unit unit;
	struct program program;
	volatile bool stop;
	unsigned int starts, taken, back;	/* that went well, roughly */
};

static void hammer_start(struct rivals *r)
{
	if (!unit_start(&r->unit, &r->program))
		r->starts++;
	sleep_ms(5);
	unit_cancel(&r->unit);
	unit_call(r->unit.fd, BURIN_IOC_RING, &SIZED(burin_ring_spec, .slot_bytes = COMMAND_BYTES,
						     .slots = SLOTS));
}

static void hammer_publish(struct rivals *r)
{
	__u64 next = unit_state(r->unit.fd).next_sequence;
	struct burin_slot slots[3];
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(slots), .count = 3);
	unsigned int n;

	for (n = 0; n < 3; n++)
		slots[n] = (struct burin_slot){ .sequence = next + n, .slot = (__u32)(next + n) % SLOTS,
						.length = COMMAND_BYTES };
	unit_call(r->unit.fd, BURIN_IOC_PUBLISH, &publish);
	r->taken += publish.count;
}

static void hammer_complete(struct rivals *r)
{
	struct burin_done done[SLOTS];
	int n = unit_complete(&r->unit, done, SLOTS, 1, 20);

	r->back += n > 0 ? (unsigned int)n : 0;
}

static void hammer_the_rest(struct rivals *r)
{
	struct burin_report reports[4];
	struct pollfd look = { .fd = r->unit.fd, .events = POLLIN | POLLOUT };
	struct burin_epilogue none = SIZED(burin_epilogue);
	void *map = mmap(NULL, COMMAND_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, r->unit.fd, 0);

	if (map != MAP_FAILED) {
		memset(map, 0, COMMAND_BYTES);
		munmap(map, COMMAND_BYTES);
	}
	poll(&look, 1, 1);
	(void)!read(r->unit.fd, reports, sizeof(reports));
	unit_call(r->unit.fd, BURIN_IOC_ARM, &none);
	unit_command(&r->unit, "\0\0\0\0\0", 6, NULL, 0);
}

struct rival {
	struct rivals *all;
	void (*hammer)(struct rivals *r);
};

static void *hammer(void *arg)
{
	struct rival *rival = arg;

	while (!rival->all->stop)
		rival->hammer(rival->all);
	return NULL;
}

static int run(struct rivals *r, unsigned int ms, bool close_under_them)
{
	struct rival rivals[THREADS] = {
		{ r, hammer_start }, { r, hammer_publish }, { r, hammer_complete }, { r, hammer_the_rest },
	};
	pthread_t threads[THREADS];
	int n, ret = 0;

	r->stop = false;
	program_write(&r->program, 0, 0);
	if (unit_own(&r->unit) || unit_ring(&r->unit, SLOTS, 0))
		return 1;
	unit_unmap(&r->unit);
	for (n = 0; n < THREADS; n++)
		ret |= pthread_create(&threads[n], NULL, hammer, &rivals[n]);
	sleep_ms(ms);
	if (close_under_them)
		close(r->unit.fd);
	else
		ret |= unit_release(r->unit.fd);
	sleep_ms(20);
	r->stop = true;
	for (n = 0; n < THREADS; n++)
		ret |= pthread_join(threads[n], NULL);
	if (close_under_them)
		r->unit.fd = -1;
	unit_close(&r->unit);
	return ret;
}

FIXTURE(rivals) { struct rivals rivals; };
FIXTURE_SETUP(rivals)
{
	memset(&self->rivals, 0, sizeof(self->rivals));
}
FIXTURE_TEARDOWN(rivals) { }

static int burns_well(void)
{
	struct unit unit;
	int ret;

	if (!unit_is_free_within(30000) || unit_own(&unit))
		return -1;
	ret = unit_burn(&unit, 0, 2 * SLOTS, 21);
	unit_close(&unit);
	return ret;
}

TEST_F(rivals, on_one_file)
{
	ASSERT_EQ(0, run(&self->rivals, 8000, false));
	TH_LOG("%u burns, %u slots, %u back", self->rivals.starts, self->rivals.taken, self->rivals.back);
	EXPECT_LT(1, self->rivals.starts);
	EXPECT_LT(1, self->rivals.taken);
	EXPECT_LT(1, self->rivals.back);
	EXPECT_EQ(0, burns_well());
}

TEST_F(rivals, on_a_file_that_is_closed)
{
	int n;

	for (n = 0; n < 20; n++) {
		ASSERT_EQ(0, run(&self->rivals, 100, true)) { TH_LOG("%d", n); }
	}
	EXPECT_EQ(0, burns_well());
}

/* Two that want to own it: one does at a time, and each in turn. */
static void *own_and_release(void *arg)
{
	unsigned int *times = arg;
	struct unit unit;
	int n;

	for (n = 0; n < 20; n++)
		if (!unit_own(&unit)) {
			++*times;
			unit_close(&unit);
		}
	return NULL;
}

TEST_F(rivals, for_the_ownership)
{
	unsigned int times[3] = { 0 };
	pthread_t threads[3];
	int n;

	for (n = 0; n < 3; n++) {
		ASSERT_EQ(0, pthread_create(&threads[n], NULL, own_and_release, &times[n]));
	}
	for (n = 0; n < 3; n++) {
		ASSERT_EQ(0, pthread_join(threads[n], NULL));
		EXPECT_EQ(20, times[n]);
	}
}

/* Who would adopt the same generation at once: one of them does. */
struct heir {
	pthread_barrier_t *barrier;
	int fd;
	unsigned int rounds, won, wrong;
};

static void *inherit(void *arg)
{
	struct heir *heir = arg;
	unsigned int n;

	for (n = 0; n < heir->rounds; n++) {
		struct burin_adopt adopt = SIZED(burin_adopt, .name = "an heir");
		int ret;

		adopt.generation = unit_state(heir->fd).generation;
		pthread_barrier_wait(heir->barrier);
		ret = unit_call(heir->fd, BURIN_IOC_ADOPT, &adopt);
		heir->won += !ret;
		heir->wrong += ret && ret != -ESTALE;
		pthread_barrier_wait(heir->barrier);
	}
	return NULL;
}

TEST_F(rivals, for_an_adoption)
{
	struct rivals *r = &self->rivals;
	struct heir heirs[THREADS];
	pthread_barrier_t barrier;
	pthread_t threads[THREADS];
	unsigned int won = 0, n;

	ASSERT_EQ(0, unit_own(&r->unit));
	ASSERT_EQ(0, unit_ring(&r->unit, SLOTS, 0));
	program_write(&r->program, 0, 0);
	ASSERT_EQ(0, unit_start(&r->unit, &r->program));
	ASSERT_EQ(0, pthread_barrier_init(&barrier, NULL, THREADS));
	for (n = 0; n < THREADS; n++) {
		heirs[n] = (struct heir){ &barrier, unit_open(O_RDWR), 200, 0, 0 };
		ASSERT_EQ(0, pthread_create(&threads[n], NULL, inherit, &heirs[n]));
	}
	for (n = 0; n < THREADS; n++) {
		ASSERT_EQ(0, pthread_join(threads[n], NULL));
		EXPECT_EQ(0, heirs[n].wrong);
		won += heirs[n].won;
	}
	EXPECT_EQ(200, won);
	EXPECT_EQ(r->unit.generation + 200, unit_state(r->unit.fd).generation);
	EXPECT_EQ(-ESTALE, unit_release(r->unit.fd));
	for (n = 0; n < THREADS; n++)
		close(heirs[n].fd);
	unit_close(&r->unit);
	EXPECT_EQ(0, burns_well());
}

TEST_HARNESS_MAIN
