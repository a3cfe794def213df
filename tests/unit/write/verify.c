/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verification in a new drive: what was changed on the medium from outside is found and named. */
#include "write/disc.h"

#include <kselftest_harness.h>

#include <fcntl.h>

#include "core/bytes.h"

#define BLOCKS 3000
#define SIZE ((size_t)BLOCKS * BLOCK - 5)

struct found {
	enum burin_verdict what[8];
	uint32_t lba[8], count[8];
	unsigned int n;
	unsigned int stop_at;
};

static int note(void *user, enum burin_verdict what, uint32_t lba, uint32_t count)
{
	struct found *found = user;

	if (found->n < 8) {
		found->what[found->n] = what;
		found->lba[found->n] = lba;
		found->count[found->n] = count;
	}
	return ++found->n == found->stop_at;
}

FIXTURE(written) {
	struct disc disc;
	uint8_t *data;
	struct burin_stream *stream;
	struct burin_verify *verify;
	struct burin_verify_result result;
	struct found found;
};

FIXTURE_VARIANT(written) {
	enum burin_kind kind;
	uint32_t padded;
};

FIXTURE_VARIANT_ADD(written, cd_r) { .kind = BURIN_KIND_CD_R, .padded = 3000 };
FIXTURE_VARIANT_ADD(written, bd_r) { .kind = BURIN_KIND_BD_R, .padded = 3008 };
FIXTURE_VARIANT_ADD(written, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW, .padded = 3008 };

FIXTURE_SETUP(written)
{
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	self->data = disc_pattern(SIZE);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &self->stream));
	self->verify = NULL;
	memset(&self->found, 0, sizeof(self->found));
}

FIXTURE_TEARDOWN(written)
{
	burin_verify_free(self->verify);
	burin_stream_unref(self->stream);
	disc_close(&self->disc);
	free(self->data);
}

/* Where a block lies in a medium file, by its identification (Documentation/emulator.rst). */
static off_t place_of(int fd, uint32_t lba)
{
	uint8_t id[12];

	if (pread(fd, id, sizeof(id), 40) != sizeof(id))
		abort();
	return (off_t)get_be64(id) + (off_t)lba * get_be32(id + 8);
}

/* Changes one byte of a block in the medium's file. */
static void flip(struct disc *disc, uint32_t lba, unsigned int at, uint8_t bits)
{
	int fd = open(disc->path, O_RDWR);
	off_t offset = place_of(fd, lba) + at;
	uint8_t byte;

	if (pread(fd, &byte, 1, offset) != 1)
		abort();
	byte ^= bits;
	if (pwrite(fd, &byte, 1, offset) != 1)
		abort();
	close(fd);
}

#define RUN(level) ({									\
	ASSERT_EQ(0, disc_reload(&self->disc));						\
	ASSERT_EQ(0, burin_verify_new(self->disc.rec, &self->verify));			\
	burin_verify_set_level(self->verify, level);					\
	burin_verify_set_report(self->verify, note, &self->found);			\
	int ret_ = burin_verify_run(self->verify, self->stream, 0, 0, NULL, NULL);	\
	burin_verify_get_result(self->verify, &self->result);				\
	ret_; })

TEST_F(written, untouched_medium_is_proven)
{
	ASSERT_EQ(0, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->result.verdict);
	EXPECT_EQ(variant->padded, self->result.total);
	EXPECT_EQ(variant->padded, self->result.compared);
	EXPECT_EQ(0, self->result.unchecked);
	EXPECT_FALSE(self->result.has_first_bad);
	EXPECT_EQ(0, self->found.n);
}

TEST_F(written, one_bit_is_found_and_its_block_named)
{
	flip(&self->disc, 1234, 777, 0x10);
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(BURIN_VERDICT_DIFFERENT, self->result.verdict);
	EXPECT_EQ(1, self->result.different);
	EXPECT_EQ(1234, self->result.first_bad);
	EXPECT_EQ(variant->padded, self->result.compared);
	EXPECT_EQ(1, self->found.n);
	EXPECT_EQ(1234, self->found.lba[0]);
	EXPECT_EQ(1, self->found.count[0]);
	EXPECT_EQ(1234, burin_verify_get_detail(self->verify)->lba);
}

TEST_F(written, last_bit_of_the_padding_is_found)
{
	flip(&self->disc, variant->padded - 1, BLOCK - 1, 1);
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(variant->padded - 1, self->result.first_bad);
}

TEST_F(written, bad_blocks_are_told_in_runs)
{
	flip(&self->disc, 0, 0, 1);
	for (uint32_t lba = 30; lba < 100; lba++)
		flip(&self->disc, lba, lba, 1);
	flip(&self->disc, 101, 0, 1);
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(72, self->result.different);
	EXPECT_EQ(0, self->result.first_bad);
	ASSERT_EQ(3, self->found.n);
	EXPECT_EQ(30, self->found.lba[1]);
	EXPECT_EQ(70, self->found.count[1]);
	EXPECT_EQ(101, self->found.lba[2]);
}

TEST_F(written, callback_stops_and_leaves_the_rest_unchecked)
{
	flip(&self->disc, 10, 0, 1);
	flip(&self->disc, 2000, 0, 1);
	self->found.stop_at = 1;
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(1, self->result.different);
	EXPECT_LT(0, self->result.unchecked);
	EXPECT_EQ(variant->padded, self->result.compared + self->result.unchecked);
}

TEST_F(written, unreadable_blocks_are_named_and_the_others_compared)
{
	disc_set_faults(&self->disc, "on read lba 500-502 sense 3/11/05\n");
	flip(&self->disc, 505, 0, 1);
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(3, self->result.unreadable);
	EXPECT_EQ(1, self->result.different);
	EXPECT_EQ(500, self->result.first_bad);
	EXPECT_EQ(variant->padded - 3, self->result.compared);
	ASSERT_EQ(2, self->found.n);
	EXPECT_EQ(BURIN_VERDICT_UNREADABLE, self->found.what[0]);
	EXPECT_EQ(500, self->found.lba[0]);
	EXPECT_EQ(3, self->found.count[0]);
	EXPECT_EQ(505, self->found.lba[1]);
}

TEST_F(written, unreadable_alone_is_its_own_verdict)
{
	disc_set_faults(&self->disc, "on read lba 0 sense 3/11/05\n");
	ASSERT_EQ(BURIN_E_VERIFY_UNREADABLE, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(BURIN_VERDICT_UNREADABLE, self->result.verdict);
	EXPECT_EQ(1, self->result.unreadable);
}

TEST_F(written, quick_looks_at_both_ends)
{
	flip(&self->disc, variant->padded - 1, 0, 1);
	flip(&self->disc, 31, 0, 1);
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_QUICK));
	EXPECT_EQ(2, self->result.different);
	EXPECT_LT(0, self->result.unchecked);
}

TEST_F(written, drive_that_goes_away_leaves_the_rest_unchecked)
{
	disc_set_faults(&self->disc, "on read lba 1000+ gone\n");
	ASSERT_EQ(BURIN_E_GONE, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(BURIN_VERDICT_NOT_CHECKED, self->result.verdict);
	EXPECT_LT(0, self->result.compared);
	EXPECT_EQ(variant->padded, self->result.compared + self->result.unchecked);
}

TEST_F(written, cancelled_verification_proves_nothing)
{
	ASSERT_EQ(0, burin_verify_new(self->disc.rec, &self->verify));
	burin_verify_cancel(self->verify);
	EXPECT_EQ(BURIN_E_CANCELLED,
		  burin_verify_run(self->verify, self->stream, 0, 0, NULL, NULL));
	burin_verify_get_result(self->verify, &self->result);
	EXPECT_EQ(BURIN_VERDICT_NOT_CHECKED, self->result.verdict);
}

TEST_F(written, other_source_is_different)
{
	burin_stream_unref(self->stream);
	self->data[SIZE - 1] ^= 1;
	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &self->stream));
	ASSERT_EQ(BURIN_E_VERIFY_DIFFERENT, RUN(BURIN_VERIFY_FULL));
	EXPECT_EQ(BLOCKS - 1, self->result.first_bad);
}

TEST_F(written, drive_that_corrupts_what_it_reads_is_caught_by_the_burn)
{
	struct disc other;

	ASSERT_EQ(0, disc_open(&other, variant->kind, 60000));
	disc_set_faults(&other, "on read lba 700 corrupt\n");
	ASSERT_EQ(0, disc_reload(&other));
	burin_data_set_verify(other.data, BURIN_VERIFY_FULL);
	EXPECT_EQ(BURIN_E_VERIFY_DIFFERENT, disc_burn(&other, self->data, SIZE));
	EXPECT_EQ(BURIN_VERDICT_DIFFERENT, other.result.verify.verdict);
	EXPECT_TRUE(other.result.closed);
	disc_close(&other);
}

TEST_F(written, blocks_the_drive_dropped_are_caught_by_the_burn)
{
	struct disc other;
	int ret;

	ASSERT_EQ(0, disc_open(&other, variant->kind, 60000));
	disc_set_faults(&other, "on write nth 20 drop\n");
	ASSERT_EQ(0, disc_reload(&other));
	burin_data_set_verify(other.data, BURIN_VERIFY_FULL);
	ret = disc_burn(&other, self->data, SIZE);
	EXPECT_NE(0, ret);
	disc_close(&other);
}

TEST(names)
{
	EXPECT_EQ(BURIN_VERIFY_QUICK, burin_verify_level_from_name("quick"));
	EXPECT_EQ(-EINVAL, burin_verify_level_from_name("slow"));
	EXPECT_STREQ("full", burin_verify_level_name(BURIN_VERIFY_FULL));
	EXPECT_STREQ("proven", burin_verdict_name(BURIN_VERDICT_PROVEN));
	EXPECT_STREQ("unknown", burin_verdict_name(99));
}

TEST_HARNESS_MAIN
