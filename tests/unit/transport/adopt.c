/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Burns that another process began, gone on with or ended, without a kernel: the driver's side is
 * fake-driver.h, the other process a thread whose source keeps it waiting.
 */
#include "transport/kernel.h"

#include <kselftest_harness.h>
#include <pthread.h>

#include "transport/burn-ops.h"
#include "transport/fake-driver.h"
#include "transport/inserted.h"
#include "transport/note.h"
#include "write/identity.h"

#define SIZE (6000u * BLOCK - 300)
#define STOPS_AT (3000u * BLOCK)

/* A source that is read up to somewhere, and then no further before it may be. */
struct slow {
	const uint8_t *data;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool waits, may;
};

static int64_t slow_read(void *user, uint64_t offset, void *buf, size_t n)
{
	struct slow *slow = user;

	pthread_mutex_lock(&slow->lock);
	while (offset + n > STOPS_AT && offset + n > 20 * BLOCK && !slow->may) {
		slow->waits = true;
		pthread_cond_broadcast(&slow->cond);
		pthread_cond_wait(&slow->cond, &slow->lock);
	}
	pthread_mutex_unlock(&slow->lock);
	n = SIZE - offset < n ? (size_t)(SIZE - offset) : n;
	memcpy(buf, slow->data + offset, n);
	return (int64_t)n;
}

FIXTURE(adopt) {
	struct disc disc;
	struct bur_transport_ops ops, heirs_ops;
	uint8_t *data;
	struct slow slow;
	pthread_t thread;
	int ret;			/* of the first one's burn */
	char node[160];
	struct burin_recorder *rec;
	struct burin_data *heir;
	struct burin_detail detail;
};

FIXTURE_VARIANT(adopt) {
	enum burin_kind kind;
};

FIXTURE_VARIANT_ADD(adopt, cd_r) { .kind = BURIN_KIND_CD_R };
FIXTURE_VARIANT_ADD(adopt, dvd_plus_r) { .kind = BURIN_KIND_DVD_PLUS_R };
FIXTURE_VARIANT_ADD(adopt, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW };
FIXTURE_VARIANT_ADD(adopt, bd_r) { .kind = BURIN_KIND_BD_R };

static void *burn_slowly(void *arg)
{
	static const struct burin_stream_ops ops = { .struct_size = sizeof(ops), .read = slow_read };
	FIXTURE_DATA(adopt) *self = arg;
	struct burin_stream *stream;

	self->ret = burin_stream_new_custom(NULL, &ops, &self->slow, SIZE, true, &stream);
	if (!self->ret)
		self->ret = burin_data_run(self->disc.data, stream, NULL, NULL);
	burin_stream_unref(stream);
	return NULL;
}

/* The first one's burn, as far as its source lets it. */
static void begin_burn(FIXTURE_DATA(adopt) *self)
{
	fake.lazy = true;
	burin_data_set_ring(self->disc.data, 1 << 20);
	pthread_create(&self->thread, NULL, burn_slowly, self);
	pthread_mutex_lock(&self->slow.lock);
	while (!self->slow.waits)
		pthread_cond_wait(&self->slow.cond, &self->slow.lock);
	pthread_mutex_unlock(&self->slow.lock);
}

static void let_go_on(FIXTURE_DATA(adopt) *self)
{
	pthread_mutex_lock(&self->slow.lock);
	self->slow.may = true;
	pthread_cond_broadcast(&self->slow.cond);
	pthread_mutex_unlock(&self->slow.lock);
	pthread_join(self->thread, NULL);
	self->slow.waits = false;
}

FIXTURE_SETUP(adopt)
{
	ASSERT_EQ(0, fake_load());
	fake_path(self->node, sizeof(self->node), "sr0");
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	ASSERT_EQ(0, insert(&self->disc, &fake.emu, self->node, BURIN_TRANSPORT_KERNEL, &self->ops));
	self->data = disc_pattern(SIZE);
	self->slow = (struct slow){ .data = self->data };
	pthread_mutex_init(&self->slow.lock, NULL);
	pthread_cond_init(&self->slow.cond, NULL);
	self->rec = NULL;
	ASSERT_EQ(0, burin_data_new(NULL, &self->heir));
	begin_burn(self);
}

FIXTURE_TEARDOWN(adopt)
{
	if (self->slow.waits)
		let_go_on(self);
	burin_data_free(self->heir);
	burin_recorder_unref(self->rec);
	forget_recorder(&self->disc);
	burin_emulator_close(fake.emu);
	fake_clear();
	disc_close(&self->disc);
	free(self->data);
}

static int open_left(FIXTURE_DATA(adopt) *self)
{
	int ret = burin_recorder_open_left(NULL, self->node, BURIN_TRANSPORT_AUTO, &self->rec,
					   &self->detail);

	if (ret)
		return ret;
	self->heirs_ops = *self->rec->transport->ops;
	self->heirs_ops.now = emulated_now;
	self->heirs_ops.sleep = emulated_sleep;
	self->rec->transport->ops = &self->heirs_ops;
	burin_data_set_recorder(self->heir, self->rec);
	return 0;
}

static int adopt(FIXTURE_DATA(adopt) *self, const uint8_t *data, size_t n)
{
	struct burin_stream *stream;
	int ret = burin_stream_new_memory(NULL, data, n, &stream);

	if (!ret)
		ret = burin_data_run_adoption(self->heir, stream, NULL, NULL);
	burin_stream_unref(stream);
	burin_data_get_result(self->heir, &self->disc.result);
	return ret;
}

/* On the medium, by a drive that is another program's. */
static bool is_there(FIXTURE_DATA(adopt) *self, size_t n, uint32_t blocks)
{
	struct disc *disc = &self->disc;
	bool there;

	burin_data_set_recorder(self->heir, NULL);
	burin_recorder_unref(self->rec);
	self->rec = NULL;
	forget_recorder(disc);
	burin_emulator_close(fake.emu);
	if (disc_insert(disc))
		return false;
	there = disc_holds(disc, 0, self->data, n, blocks);
	forget_recorder(disc);
	return burin_emulator_open(disc->path, &fake.emu, NULL) == 0 && there;
}

TEST_F(adopt, burn_of_a_stopped_process_is_finished_and_proven)
{
	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	burin_data_set_verify(self->heir, BURIN_VERIFY_FULL);
	EXPECT_EQ(0, adopt(self, self->data, SIZE));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_EQ(6000, self->disc.result.blocks);
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_FALSE(self->disc.result.busy);
	let_go_on(self);
	EXPECT_EQ(BURIN_E_ADOPTED, self->ret);
	burin_data_get_result(self->disc.data, &self->disc.result);
	EXPECT_TRUE(self->disc.result.busy);
	EXPECT_FALSE(self->disc.result.state_known);
	EXPECT_TRUE(is_there(self, SIZE, 6000));
}

TEST_F(adopt, another_source_leaves_the_burn_as_it_was)
{
	uint64_t head = fake.head;

	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE - 1));
	self->data[STOPS_AT / 2] ^= 1;
	EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE));
	self->data[STOPS_AT / 2] ^= 1;
	self->data[17 * BLOCK - 1] ^= 1;
	EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.busy);
	self->data[17 * BLOCK - 1] ^= 1;
	EXPECT_EQ(head, fake.head);
	let_go_on(self);
	EXPECT_EQ(0, self->ret);
	EXPECT_TRUE(is_there(self, SIZE, 6000));
}

TEST_F(adopt, burn_at_work_is_not_adopted)
{
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, open_left(self));
	EXPECT_NE(NULL, strstr(self->detail.text, "held by process"));
}

/* One who may everything may that, too; not here, where the driver says no. */
TEST_F(adopt, burn_of_another_user_is_not_adopted)
{
	fake.owner_uid = (uint32_t)geteuid() + 1;
	fake.starving = true;
	if (geteuid()) {
		EXPECT_EQ(-EPERM, open_left(self));
	} else {
		ASSERT_EQ(0, open_left(self));
		EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE));
	}
	fake.owner_uid = (uint32_t)geteuid();
}

TEST_F(adopt, burn_that_has_ended_is_not_adopted)
{
	let_go_on(self);
	EXPECT_EQ(0, self->ret);
	forget_recorder(&self->disc);
	EXPECT_EQ(BURIN_E_NO_BURN, open_left(self));
}

TEST_F(adopt, note_that_is_damaged_is_none)
{
	fake.note[40] ^= 1;
	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE));
	EXPECT_NE(NULL, strstr(burin_data_get_detail(self->heir)->text, "no note"));
}

/* Commands that are longer than the ring's slots, by the note of whoever began the burn. */
TEST_F(adopt, note_that_does_not_fit_the_ring_is_none)
{
	fake.ring.slot_bytes = BLOCK;
	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	EXPECT_EQ(BURIN_E_OTHER_SOURCE, adopt(self, self->data, SIZE));
	EXPECT_NE(NULL, strstr(burin_data_get_detail(self->heir)->text, "no note"));
}

TEST_F(adopt, start_and_the_volume_are_told)
{
	struct burin_stream *volume;
	uint8_t block[BLOCK];
	uint32_t start;

	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	ASSERT_EQ(0, burin_data_prepare_adoption(self->heir, &start, &volume));
	EXPECT_EQ(0, start);
	EXPECT_EQ(BLOCK, burin_stream_read(volume, 16 * BLOCK, block, BLOCK));
	EXPECT_EQ(0, memcmp(block, self->data + 16 * BLOCK, BLOCK));
	burin_stream_unref(volume);
}

TEST_F(adopt, closing_waits_for_a_process_that_is_there)
{
	fake.starving = true;
	ASSERT_EQ(0, open_left(self));
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, burin_data_run_close(self->heir, NULL, NULL));
	EXPECT_TRUE(fake.running);
}

TEST_F(adopt, closing_ends_a_burn_that_was_left)
{
	size_t fed = (size_t)fake.feeds[0].bytes;

	fake.deserted = true;
	ASSERT_EQ(0, open_left(self));
	EXPECT_EQ(0, burin_data_run_close(self->heir, NULL, NULL));
	burin_data_get_result(self->heir, &self->disc.result);
	EXPECT_LE(fed, self->disc.result.written * BLOCK);
	EXPECT_EQ(self->disc.result.written, self->disc.result.acknowledged);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_FALSE(fake.running);
	let_go_on(self);
	EXPECT_EQ(BURIN_E_ADOPTED, self->ret);
	EXPECT_TRUE(is_there(self, fed, (uint32_t)(fed / BLOCK)));
}

/* The driver ends it by itself when nothing comes. */
TEST_F(adopt, process_that_was_silent_for_too_long_is_told)
{
	uint64_t fed = fake.feeds[0].bytes;

	fake.orphaned = true;
	fake_pump(~0u);
	let_go_on(self);
	EXPECT_EQ(BURIN_E_STARVED, self->ret);
	burin_data_get_result(self->disc.data, &self->disc.result);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_LE(fed, self->disc.result.acknowledged * BLOCK);
}

/* Notes and identities by themselves. */

static const struct burin_stream_spec spec = {
	.lba = -150, .block_size = BLOCK, .command_blocks = 16, .direction = BURIN_DIR_OUT,
	.blocks = 1ull << 33,
};
static const struct burin_step step = { .flags = BURIN_STEP_SYNC | BURIN_STEP_CLOSES };
static const struct burin_program program = {
	.streams = &spec, .stream_count = 1, .steps = &step, .step_count = 1,
};

TEST(note_comes_back)
{
	uint8_t bytes[BURIN_NOTE_MAX];
	size_t n = bur_note_put(bytes, &program, "something", 10);
	struct bur_note *note = bur_note_get(bytes, n);

	ASSERT_NE(NULL, note);
	EXPECT_EQ(-150, note->program.streams[0].lba);
	EXPECT_EQ(BLOCK, note->program.streams[0].block_size);
	EXPECT_EQ(16, note->program.streams[0].command_blocks);
	EXPECT_EQ(BURIN_DIR_OUT, note->program.streams[0].direction);
	EXPECT_EQ(1ull << 33, note->program.streams[0].blocks);
	EXPECT_EQ(step.flags, note->program.steps[0].flags);
	EXPECT_EQ(10, note->n);
	EXPECT_STREQ("something", (const char *)note->bytes);
	bur_note_free(note);
}

TEST(note_that_differs_in_any_bit_is_none)
{
	uint8_t bytes[BURIN_NOTE_MAX];
	size_t n = bur_note_put(bytes, &program, "x", 2);

	for (size_t i = 0; i < 8 * n; i++) {
		bytes[i / 8] ^= (uint8_t)(1u << i % 8);
		EXPECT_EQ(NULL, bur_note_get(bytes, n));
		bytes[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	for (size_t i = 0; i < n; i++)
		EXPECT_EQ(NULL, bur_note_get(bytes, i));
}

TEST(note_that_finds_no_room_is_none)
{
	static const uint8_t much[BURIN_NOTE_MAX];
	uint8_t bytes[BURIN_NOTE_MAX];
	size_t room = BURIN_NOTE_MAX - 20 - 24 - 4 - 4;

	EXPECT_EQ(BURIN_NOTE_MAX, bur_note_put(bytes, &program, much, room));
	EXPECT_EQ(0, bur_note_put(bytes, &program, much, room + 1));
}

TEST(identity_comes_back)
{
	struct bur_identity identity = {
		.readable = true, .start = 12345, .size = 1ull << 40, .digest = 0xfedcba98,
		.kind = BURIN_KIND_BD_R, .has_block = true, .block = "a volume",
	}, got;
	uint8_t bytes[BUR_IDENTITY_MAX];
	size_t n = bur_identity_put(bytes, &identity);

	ASSERT_TRUE(bur_identity_get(bytes, n, &got));
	EXPECT_EQ(12345, got.start);
	EXPECT_EQ(BURIN_KIND_BD_R, got.kind);
	EXPECT_EQ(NULL, bur_identity_compare(&identity, &got));
	got.digest++;
	EXPECT_NE(NULL, bur_identity_compare(&identity, &got));
	got = identity;
	got.readable = false;
	EXPECT_NE(NULL, bur_identity_compare(&identity, &got));
	EXPECT_NE(NULL, bur_identity_compare(&got, &identity));
	EXPECT_FALSE(bur_identity_get(bytes, n - 1, &got));
	bytes[9]++;
	EXPECT_FALSE(bur_identity_get(bytes, n, &got));
}

TEST_HARNESS_MAIN
