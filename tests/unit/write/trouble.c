/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Burns that go wrong: the error, the state of the medium, and what can still be read. */
#include "write/disc.h"

#include <kselftest_harness.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "device/recorder.h"

#define BLOCKS 3000
#define COMMAND_BLOCKS 64	/* of a WRITE */
#define SIZE ((size_t)BLOCKS * BLOCK)

FIXTURE(kind) {
	struct disc disc;
	uint8_t *data;
};

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
	uint32_t unit;
};

FIXTURE_VARIANT_ADD(kind, cd_r) { .kind = BURIN_KIND_CD_R, .unit = 1 };
FIXTURE_VARIANT_ADD(kind, bd_r) { .kind = BURIN_KIND_BD_R, .unit = 32 };
FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW, .unit = 16 };

FIXTURE_SETUP(kind)
{
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	self->data = disc_pattern(SIZE);
}

FIXTURE_TEARDOWN(kind)
{
	disc_close(&self->disc);
	free(self->data);
}

/* Everything acknowledged is there, and the medium can be closed and used again. */
#define EXPECT_SOUND() do {								\
	EXPECT_EQ(0, burin_data_run_close(self->disc.data, NULL, NULL))			\
		disc_say(&self->disc, 0);						\
	EXPECT_EQ(0, disc_read_medium(&self->disc));					\
	EXPECT_NE(BURIN_MEDIUM_DAMAGED, self->disc.medium.state);			\
	if (self->disc.result.acknowledged)						\
		EXPECT_TRUE(disc_holds_cut(&self->disc, self->disc.result.start,	\
			    self->data, SIZE,						\
			    (uint32_t)self->disc.result.acknowledged));			\
	EXPECT_EQ(0, burin_recorder_eject(self->disc.rec));				\
} while (0)

/* A source that calls off, fails or sleeps once it has given so much. */
struct source {
	const uint8_t *data;
	struct burin_data *writer;
	uint64_t cancel_at, fail_at;
};

static int64_t source_read(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct source *source = user;

	if (source->cancel_at && offset >= source->cancel_at)
		burin_data_cancel(source->writer);
	if (source->fail_at && offset >= source->fail_at)
		return BURIN_E_SOURCE_CHANGED;
	memcpy(buf, source->data + offset, n);
	return (int64_t)n;
}

static const struct burin_stream_ops source_ops = {
	.struct_size = sizeof(source_ops), .read = source_read,
};

static int burn_source(struct disc *disc, struct source *source)
{
	struct burin_stream *stream;
	int ret;

	source->writer = disc->data;
	ret = burin_stream_new_custom(NULL, &source_ops, source, SIZE, true, &stream);
	if (!ret)
		ret = burin_data_run(disc->data, stream, NULL, NULL);
	burin_stream_unref(stream);
	burin_data_get_result(disc->data, &disc->result);
	return ret;
}

TEST_F(kind, cancel_in_the_middle_closes_the_medium)
{
	struct source source = { .data = self->data, .cancel_at = SIZE / 2 };

	/* A ring of two slots: the source is never far ahead. */
	burin_data_set_ring(self->disc.data, 1);
	ASSERT_EQ(BURIN_E_CANCELLED, burn_source(&self->disc, &source));
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_get_detail(self->disc.data)->code);
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_LT(0, self->disc.result.written);
	EXPECT_GT(BLOCKS, self->disc.result.written);
	EXPECT_EQ(self->disc.result.written, self->disc.result.acknowledged);
	EXPECT_SOUND();
}

TEST_F(kind, cancel_before_the_start_writes_nothing)
{
	burin_data_cancel(self->disc.data);
	ASSERT_EQ(BURIN_E_CANCELLED, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, self->disc.result.written);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
}

static int stop_at_once(void *user, const struct burin_progress *progress)
{
	(void)user;
	return progress->action == BURIN_ACTION_WRITE;
}

TEST_F(kind, progress_callback_cancels)
{
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_zero(NULL, SIZE, &stream));
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_run(self->disc.data, stream, stop_at_once, NULL));
	burin_stream_unref(stream);
}

static void *cancel_soon(void *arg)
{
	usleep(100000);
	burin_data_cancel(arg);
	return NULL;
}

TEST_F(kind, cancel_while_a_pipe_is_silent)
{
	struct burin_stream *stream;
	pthread_t thread;
	int fds[2];

	ASSERT_EQ(0, pipe(fds));
	ASSERT_EQ(100, write(fds[1], self->data, 100));
	ASSERT_EQ(0, burin_stream_new_fd(NULL, fds[0], &stream));
	pthread_create(&thread, NULL, cancel_soon, self->disc.data);
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_run(self->disc.data, stream, NULL, NULL));
	pthread_join(thread, NULL);
	burin_stream_unref(stream);
	close(fds[0]);
	close(fds[1]);
}

/* Calls off once the drive has been sent a certain command. */
static struct {
	struct burin_data *data;
	const struct bur_transport_ops *real;
	uint8_t opcode;
} spy;

static void spying_execute(struct bur_transport *t, struct bur_command *cmd)
{
	spy.real->execute(t, cmd);
	if (cmd->cdb[0] == spy.opcode)
		burin_data_cancel(spy.data);
}

static void cancel_after(struct disc *disc, struct bur_transport_ops *ops, uint8_t opcode)
{
	spy.data = disc->data;
	spy.real = disc->rec->transport->ops;
	spy.opcode = opcode;
	*ops = *spy.real;
	ops->execute = spying_execute;
	disc->rec->transport->ops = ops;
}

/* The drive formats for 40 seconds. */
TEST(cancel_does_not_wait_for_the_format)
{
	uint8_t *data = disc_pattern(BLOCK);
	static struct bur_transport_ops ops;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_DVD_PLUS_RW, 60000));
	cancel_after(&disc, &ops, 0x04);
	ASSERT_EQ(BURIN_E_CANCELLED, disc_burn(&disc, data, BLOCK));
	EXPECT_TRUE(strstr(burin_data_get_detail(disc.data)->text, "goes on by itself") != NULL);
	EXPECT_TRUE(disc.result.busy);
	EXPECT_FALSE(disc.result.state_known);
	EXPECT_EQ(0, disc.result.written);
	EXPECT_GT(10000, disc.result.elapsed_ms);
	/* The tray is free as soon as the drive is. */
	EXPECT_EQ(0, burin_recorder_wait_ready(disc.rec, 60000));
	EXPECT_EQ(0, burin_recorder_eject(disc.rec));
	disc_close(&disc);
	free(data);
}

TEST(cancel_does_not_wait_for_a_drive_that_is_not_ready)
{
	uint8_t *data = disc_pattern(BLOCK);
	static struct bur_transport_ops ops;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_BD_R, 60000));
	disc_set_faults(&disc, "on test-unit-ready sense 2/04/01\n");
	ASSERT_EQ(0, disc_reload(&disc));
	cancel_after(&disc, &ops, 0x00);
	EXPECT_EQ(BURIN_E_CANCELLED, disc_burn(&disc, data, BLOCK));
	EXPECT_TRUE(disc.result.busy);
	EXPECT_FALSE(disc.result.state_known);
	EXPECT_GT(2000, burin_recorder_get_clock(disc.rec));
	disc_close(&disc);
	free(data);
}

static int stop_format(void *user, const struct burin_progress *progress)
{
	(void)user;
	return progress->action == BURIN_ACTION_FORMAT;
}

TEST(format_that_was_called_off_is_not_begun)
{
	struct burin_stream *stream;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_DVD_PLUS_RW, 60000));
	ASSERT_EQ(0, burin_stream_new_zero(NULL, SIZE, &stream));
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_run(disc.data, stream, stop_format, NULL));
	burin_data_get_result(disc.data, &disc.result);
	EXPECT_FALSE(disc.result.busy);
	EXPECT_TRUE(disc.result.state_known);
	EXPECT_EQ(BURIN_MEDIUM_UNFORMATTED, disc.result.state);
	burin_stream_unref(stream);
	disc_close(&disc);
}

TEST_F(kind, source_that_fails_cuts_the_burn)
{
	struct source source = { .data = self->data, .fail_at = SIZE / 2 };

	ASSERT_EQ(BURIN_E_SOURCE_CHANGED, burn_source(&self->disc, &source));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_data_get_detail(self->disc.data)->code);
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_SOUND();
}

TEST_F(kind, source_file_that_shrinks_is_named)
{
	struct burin_stream *stream;
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/source", self->disc.folder);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	ASSERT_EQ(SIZE, (size_t)write(fd, self->data, SIZE));
	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	ASSERT_EQ(0, ftruncate(fd, SIZE / 2));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_data_run(self->disc.data, stream, NULL, NULL));
	EXPECT_STREQ(path, burin_data_get_detail(self->disc.data)->subject);
	burin_data_get_result(self->disc.data, &self->disc.result);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_SOUND();
	burin_stream_unref(stream);
	close(fd);
	unlink(path);
}

/* One fault; what the burn returns. */
static int burn_with(struct disc *disc, const uint8_t *data, const char *faults)
{
	int ret;

	disc_set_faults(disc, faults);
	ret = disc_reload(disc);
	return ret ? ret : disc_burn(disc, data, SIZE);
}

TEST_F(kind, write_error_tells_command_and_block)
{
	const struct burin_detail *detail = burin_data_get_detail(self->disc.data);

	ASSERT_EQ(BURIN_E_WRITE,
		  burn_with(&self->disc, self->data, "on write nth 40+ sense 3/0c/00\n"));
	EXPECT_EQ(0x2a, detail->cdb[0]);
	EXPECT_EQ(BURIN_PHASE_STREAM, detail->phase);
	EXPECT_TRUE(detail->has_lba);
	EXPECT_EQ(39 * COMMAND_BLOCKS, detail->lba);
	EXPECT_EQ(3, detail->key);
	EXPECT_EQ(0x0c, detail->asc);
	EXPECT_EQ(39 * COMMAND_BLOCKS, self->disc.result.written);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_SOUND();
}

TEST_F(kind, drive_that_is_not_ready_is_waited_for)
{
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, burn_with(&self->disc, self->data,
			       "on write nth 10 sense 2/04/08\non write nth 30-40 sense 2/04/08\n"
			       "on synchronize-cache sense 2/04/07 times 2\n"));
	EXPECT_LT(10, self->disc.result.retries);
}

/* At its own speed: a tenth of the burn's data fits into its buffer. */
TEST_F(kind, drive_with_a_full_buffer_is_asked_not_pressed)
{
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, burn_with(&self->disc, self->data, "policy long-write\nbuffer 786432\n"));
	EXPECT_LT(0, self->disc.result.retries);
	EXPECT_GT(12, self->disc.result.retries);
}

TEST_F(kind, drive_that_refuses_a_write_in_the_middle)
{
	ASSERT_EQ(BURIN_E_DRIVE_REFUSED,
		  burn_with(&self->disc, self->data, "on write nth 40 sense 5/21/02\n"));
	EXPECT_SOUND();
}

TEST_F(kind, reset_in_the_middle_ends_the_burn)
{
	ASSERT_EQ(BURIN_E_MEDIUM_CHANGED,
		  burn_with(&self->disc, self->data, "on write nth 40 sense 6/29/00\n"));
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_SOUND();
}

TEST_F(kind, write_without_answer_is_not_repeated)
{
	ASSERT_EQ(BURIN_E_COMMAND_TIMEOUT,
		  burn_with(&self->disc, self->data, "on write nth 40 timeout\n"));
	EXPECT_EQ(39 * COMMAND_BLOCKS, self->disc.result.written);
}

TEST_F(kind, flush_that_fails_fails_the_burn)
{
	ASSERT_EQ(BURIN_E_WRITE,
		  burn_with(&self->disc, self->data, "on synchronize-cache sense 3/0c/00\n"));
	EXPECT_EQ(BURIN_PHASE_EPILOGUE, burin_data_get_detail(self->disc.data)->phase);
	EXPECT_EQ(0, self->disc.result.acknowledged);
}

TEST_F(kind, close_that_fails_is_told_apart)
{
	if (variant->kind == BURIN_KIND_DVD_PLUS_RW)
		return;
	ASSERT_EQ(BURIN_E_CLOSE,
		  burn_with(&self->disc, self->data, "on close-track-session sense 3/72/00\n"));
	EXPECT_FALSE(self->disc.result.closed);
	EXPECT_EQ(self->disc.result.written, self->disc.result.acknowledged);
}

TEST_F(kind, drive_that_goes_away)
{
	ASSERT_EQ(BURIN_E_GONE,
		  burn_with(&self->disc, self->data, "on write nth 40 gone\n"));
	EXPECT_FALSE(self->disc.result.state_known);
	EXPECT_FALSE(self->disc.result.closed);
	EXPECT_EQ(0, self->disc.result.acknowledged);
}

/* What sets the session open is lost with the reset: it is sent again before the session closes. */
TEST(reset_while_it_closes_leaves_the_disc_appendable)
{
	struct disc disc;
	uint8_t *data = disc_pattern(SIZE);

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_DVD_R, 131072));
	disc_set_faults(&disc, "on close-track-session nth 1 reset\n");
	ASSERT_EQ(0, disc_reload(&disc));
	EXPECT_EQ(BURIN_E_HARDWARE, disc_burn(&disc, data, SIZE))
		disc_say(&disc, 0);
	ASSERT_EQ(0, disc_read_medium(&disc));
	EXPECT_EQ(BURIN_MEDIUM_APPENDABLE, disc.medium.state);
	EXPECT_TRUE(disc_holds(&disc, 0, data, SIZE, BLOCKS));
	disc_close(&disc);
	free(data);
}

TEST_F(kind, medium_that_was_taken_out_is_told_absent)
{
	ASSERT_EQ(BURIN_E_NO_MEDIUM, burn_with(&self->disc, self->data,
		  "on write nth 40 sense 2/3a/00\non test-unit-ready nth 12+ sense 2/3a/00\n"));
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_EQ(BURIN_MEDIUM_ABSENT, self->disc.result.state);
}

/* The drive falls silent once it has let the tray go. */
static bool silent;

static void silent_execute(struct bur_transport *t, struct bur_command *cmd)
{
	if (silent && cmd->cdb[0] == 0x51) {
		cmd->host = BURIN_HOST_TIMEOUT;
		return;
	}
	spy.real->execute(t, cmd);
	silent |= cmd->cdb[0] == 0x1e && !cmd->cdb[4];
}

TEST_F(kind, good_burn_of_a_drive_that_falls_silent)
{
	static struct bur_transport_ops ops;

	spy.real = self->disc.rec->transport->ops;
	ops = *spy.real;
	ops.execute = silent_execute;
	self->disc.rec->transport->ops = &ops;
	silent = false;
	EXPECT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_FALSE(self->disc.result.state_known);
	EXPECT_FALSE(self->disc.result.busy);
	EXPECT_TRUE(self->disc.result.closed);
	silent = false;
	burin_data_set_append(self->disc.data, variant->kind != BURIN_KIND_DVD_PLUS_RW);
	burin_data_set_overwrite(self->disc.data, variant->kind == BURIN_KIND_DVD_PLUS_RW);
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	EXPECT_EQ(BURIN_E_COMMAND_TIMEOUT, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_VERDICT_NOT_CHECKED, self->disc.result.verify.verdict);
	EXPECT_EQ(self->disc.result.written, self->disc.result.verify.unchecked);
}

/* The disk of the checksums is full; they are in the one file without a name. */
static bool disk_full;

ssize_t pwrite64(int fd, const void *buf, size_t n, off64_t at);

ssize_t pwrite64(int fd, const void *buf, size_t n, off64_t at)
{
	ssize_t (*real)(int, const void *, size_t, off64_t);
	struct stat st;

	if (disk_full && !fstat(fd, &st) && !st.st_nlink) {
		errno = ENOSPC;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	return real(fd, buf, n, at);
}

TEST_F(kind, full_disk_costs_the_verification_and_not_the_medium)
{
	uint8_t *data = disc_pattern(6000 * BLOCK);

	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	disk_full = true;
	EXPECT_EQ(-ENOSPC, disc_burn(&self->disc, data, 6000 * BLOCK));
	disk_full = false;
	EXPECT_STREQ("temporary file", burin_data_get_detail(self->disc.data)->subject);
	EXPECT_EQ(BURIN_PHASE_VERIFY, burin_data_get_detail(self->disc.data)->phase);
	EXPECT_LE(6000, self->disc.result.acknowledged);
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_EQ(BURIN_VERDICT_NOT_CHECKED, self->disc.result.verify.verdict);
	EXPECT_EQ(self->disc.result.written, self->disc.result.verify.unchecked);
	EXPECT_TRUE(disc_holds(&self->disc, 0, data, 6000 * BLOCK, 6000));
	free(data);
}

/* No file may grow any more once the verification begins; the checksums are not stored yet. */
static int fill_disk(void *user, const struct burin_progress *progress)
{
	const struct rlimit none = { 0, RLIM_INFINITY };

	(void)user;
	if (progress->action == BURIN_ACTION_VERIFY)
		setrlimit(RLIMIT_FSIZE, &none);
	return 0;
}

TEST_F(kind, checksums_that_cannot_be_kept_are_named)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct burin_stream *stream;
	int ret;

	signal(SIGXFSZ, SIG_IGN);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &stream));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ret = burin_data_run(self->disc.data, stream, fill_disk, NULL);
	setrlimit(RLIMIT_FSIZE, &all);
	EXPECT_EQ(-EFBIG, ret);
	EXPECT_EQ(-EFBIG, burin_data_get_detail(self->disc.data)->code);
	EXPECT_STREQ("temporary file", burin_data_get_detail(self->disc.data)->subject);
	EXPECT_EQ(BURIN_PHASE_VERIFY, burin_data_get_detail(self->disc.data)->phase);
	burin_stream_unref(stream);
}

TEST_F(kind, power_cut_leaves_a_medium_that_can_be_closed_and_read)
{
	struct burin_stream *stream;
	uint64_t good = 0;
	uint8_t block[BLOCK];

	ASSERT_EQ(BURIN_E_GONE,
		  burn_with(&self->disc, self->data, "on write nth 40 cut-power\n"));
	EXPECT_FALSE(self->disc.result.state_known);
	disc_set_faults(&self->disc, "");
	ASSERT_EQ(0, disc_reload(&self->disc));
	ASSERT_EQ(0, burin_data_run_close(self->disc.data, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_NE(BURIN_MEDIUM_DAMAGED, self->disc.medium.state);
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &stream));
	while (burin_stream_read(stream, good * BLOCK, block, BLOCK) == BLOCK &&
	       !memcmp(block, self->data + good * BLOCK, BLOCK))
		good++;
	burin_stream_unref(stream);
	EXPECT_GE(39 * COMMAND_BLOCKS, good);
	EXPECT_LT(0, good);
	printf("# frontier %llu of %u\n", (unsigned long long)good, 39 * COMMAND_BLOCKS);
}

TEST_F(kind, refusal_while_preparing_frees_the_drive)
{
	ASSERT_EQ(BURIN_E_HARDWARE, burn_with(&self->disc, self->data,
		  "on bb sense 4/44/00\non b6 sense 4/44/00\n"));
	EXPECT_EQ(BURIN_PHASE_PROLOGUE, burin_data_get_detail(self->disc.data)->phase);
	EXPECT_EQ(0, self->disc.result.written);
	EXPECT_EQ(0, burin_recorder_eject(self->disc.rec));
}

TEST_F(kind, burn_does_not_begin_elsewhere_than_prepared)
{
	struct disc other = self->disc;
	uint32_t start, room;

	if (variant->kind == BURIN_KIND_DVD_PLUS_RW)
		return;
	ASSERT_EQ(0, burin_data_prepare(self->disc.data, &self->disc.medium, &start, &room));
	ASSERT_EQ(0, burin_data_new(NULL, &other.data));
	burin_data_set_recorder(other.data, other.rec);
	ASSERT_EQ(0, disc_burn(&other, self->data, SIZE));
	burin_data_free(other.data);
	burin_data_set_append(self->disc.data, true);
	EXPECT_EQ(BURIN_E_MEDIUM_CHANGED, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, self->disc.result.written);
	/* That was told; who burns all the same does not mind. */
	EXPECT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_LT(0, self->disc.result.start);
}

TEST_F(kind, protected_medium_is_not_written)
{
	ASSERT_EQ(0, chmod(self->disc.path, 0444));
	ASSERT_EQ(0, disc_reload(&self->disc));
	EXPECT_EQ(BURIN_E_WRITE_PROTECTED, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, self->disc.result.written);
}

TEST_F(kind, recorder_held_by_another_is_busy)
{
	struct burin_recorder *second;
	struct burin_detail detail;

	EXPECT_EQ(BURIN_E_RECORDER_BUSY, burin_recorder_open(NULL, self->disc.name,
		  BURIN_TRANSPORT_AUTO, &second, &detail));
	EXPECT_TRUE(second == NULL);
	EXPECT_STREQ(self->disc.path, detail.subject);
}

TEST(empty_drive_has_no_medium)
{
	struct burin_recorder *rec;
	struct burin_stream *stream;
	struct burin_medium medium;
	struct burin_data *data;

	ASSERT_EQ(0, burin_recorder_open(NULL, "virtual:", BURIN_TRANSPORT_AUTO, &rec, NULL));
	ASSERT_EQ(0, burin_recorder_read_medium(rec, &medium));
	EXPECT_EQ(BURIN_MEDIUM_ABSENT, medium.state);
	ASSERT_EQ(0, burin_data_new(NULL, &data));
	burin_data_set_recorder(data, rec);
	ASSERT_EQ(0, burin_stream_new_zero(NULL, 1, &stream));
	EXPECT_EQ(BURIN_E_NO_MEDIUM, burin_data_run(data, stream, NULL, NULL));
	burin_stream_unref(stream);
	burin_data_free(data);
	burin_recorder_unref(rec);
}

TEST_HARNESS_MAIN
