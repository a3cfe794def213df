// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SG_IO without a drive: open, close, ioctl and nanosleep are wrapped at link time. One
 * file stands for the device node; the emulated recorder answers its commands. So what is
 * tried here is all of sg.c but the kernel.
 */
#include "transport/transport.h"

#include <kselftest_harness.h>

#include <errno.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "core/alloc.h"
#include "transport/wrapped.h"
#include "transport/inserted.h"

static struct fake {
	char path[64];			/* of the node; "": none */
	int fd;				/* as the library has it; -1: not opened */
	int opens, closes, naps, calls;
	int flags[4];			/* of the first opens */
	int open_errors[32];		/* of the first opens; 0: fine */
	int call_errors[32];		/* of the first SG_IO calls */
	int version_error, version;
	int limit, reserved;		/* BLKSECTGET as a generic node tells it; -1: ENOTTY */
	bool scripted;			/* answer is given instead of the emulator's */
	struct sg_io_hdr answer, seen;	/* status, resid...; the header that came */
	uint8_t cdb[16], sense[96];
	sigset_t blocked;
	unsigned int longest;		/* bytes that one command moved at most */
	struct burin_emulator *emu;
} fake;

static int fake_open(const char *path, int flags, mode_t mode)
{
	int n = fake.opens;

	if (!fake.path[0] || strcmp(path, fake.path))
		return __real_open(path, flags, mode);
	if (n < 4)
		fake.flags[n] = flags;
	fake.opens++;
	if (n < 32 && fake.open_errors[n]) {
		errno = fake.open_errors[n];
		return -1;
	}
	return fake.fd = __real_open("/dev/null", (flags & O_ACCMODE) | O_CLOEXEC);
}

int __wrap_close(int fd)
{
	if (fd >= 0 && fd == fake.fd) {
		fake.closes++;
		fake.fd = -1;
	}
	return __real_close(fd);
}

static void fake_nap(void)
{
	fake.naps++;
}

void __wrap_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	log_command(cmd);
	__real_burin_emulator_execute(emu, cmd);
}

/* As the kernel does it: GOOD or not, the answer stands in the header. */
static void answer_by_emulator(struct sg_io_hdr *hdr)
{
	struct burin_emulator_command cmd = {
		.cdb_len = hdr->cmd_len,
		.direction = hdr->dxfer_direction == SG_DXFER_TO_DEV ? BURIN_EMU_OUT :
			     hdr->dxfer_direction == SG_DXFER_FROM_DEV ? BURIN_EMU_IN :
			     BURIN_EMU_NONE,
		.data = hdr->dxferp,
		.data_len = hdr->dxfer_len,
		.timeout_ns = (uint64_t)hdr->timeout * 1000000,
	};

	if (hdr->dxfer_len > fake.longest)
		fake.longest = hdr->dxfer_len;
	memcpy(cmd.cdb, hdr->cmdp, hdr->cmd_len);
	burin_emulator_execute(fake.emu, &cmd);
	if (cmd.status < 0) {
		hdr->host_status = cmd.status == BURIN_EMU_TIMEOUT ? 0x03 : 0x01;
		return;
	}
	hdr->status = (unsigned char)cmd.status;
	hdr->resid = (int)(hdr->dxfer_len - cmd.transferred);
	hdr->sb_len_wr = cmd.sense_len < hdr->mx_sb_len ? cmd.sense_len : hdr->mx_sb_len;
	memcpy(hdr->sbp, cmd.sense, hdr->sb_len_wr);
	hdr->driver_status = hdr->sb_len_wr ? 0x08 : 0;
}

static void answer_by_script(struct sg_io_hdr *hdr)
{
	hdr->status = fake.answer.status;
	hdr->host_status = fake.answer.host_status;
	hdr->driver_status = fake.answer.driver_status;
	hdr->resid = fake.answer.resid;
	hdr->sb_len_wr = fake.answer.sb_len_wr;
	memcpy(hdr->sbp, fake.sense, hdr->sb_len_wr);
}

static int fake_sg_io(struct sg_io_hdr *hdr)
{
	int n = fake.calls++;

	fake.seen = *hdr;
	memcpy(fake.cdb, hdr->cmdp, hdr->cmd_len);
	pthread_sigmask(SIG_SETMASK, NULL, &fake.blocked);
	if (n < 32 && fake.call_errors[n])
		return fake.call_errors[n];
	if (fake.scripted)
		answer_by_script(hdr);
	else
		answer_by_emulator(hdr);
	return 0;
}

static int give(int *out, int value)
{
	*out = value;
	return value < 0 ? ENOTTY : 0;
}

static int fake_ioctl(unsigned long request, void *arg)
{
	switch (request) {
	case SG_GET_VERSION_NUM:
		*(int *)arg = fake.version;
		return fake.version_error;
	case SG_SET_RESERVED_SIZE:
		return fake.reserved < 0 ? ENOTTY : 0;
	case SG_GET_RESERVED_SIZE:
		return give(arg, fake.reserved);
	case BLKSECTGET:
		return give(arg, fake.limit);
	case SG_IO:
		return fake_sg_io(arg);
	default:
		return ENOTTY;
	}
}

#define WRAP_IOCTL(name) \
	int name(int fd, unsigned long request, ...) \
	{ \
		va_list args; \
		void *arg; \
		va_start(args, request); \
		arg = va_arg(args, void *); \
		va_end(args); \
		if (fd < 0 || fd != fake.fd) \
			return __real_ioctl(fd, request, arg); \
		errno = fake_ioctl(request, arg); \
		return errno ? -1 : 0; \
	}

/* The longer names are those of 32-bit systems whose time_t has grown. */
WRAP_IOCTL(__wrap_ioctl)
WRAP_IOCTL(__wrap___ioctl_time64)

FIXTURE(node) {
	struct bur_transport *t;
	struct burin_detail detail;
	struct bur_command cmd;
	uint8_t data[64];
};

FIXTURE_SETUP(node)
{
	int fd;

	memset(&fake, 0, sizeof(fake));
	strcpy(fake.path, "/tmp/burin-node-XXXXXX");
	fd = mkstemp(fake.path);
	ASSERT_LE(0, fd);
	close(fd);
	fake.fd = -1;
	fake.version = 30536;
	fake.limit = fake.reserved = -1;
	fake.scripted = true;
	self->cmd = (struct bur_command){
		.cdb = { 0x5a, 8, 0x2a }, .cdb_len = 10, .direction = BURIN_DIR_IN,
		.data = self->data, .data_len = sizeof(self->data), .timeout_ms = 1234,
	};
}

FIXTURE_TEARDOWN(node)
{
	bur_transport_close(self->t);
	unlink(fake.path);
	fake.path[0] = '\0';
}

#define OPEN(kind) bur_transport_open(NULL, fake.path, kind, &self->t, &self->detail)

TEST_F(node, is_opened_exclusively_and_closed)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "SG_IO"));
	EXPECT_EQ(1, fake.opens);
	EXPECT_EQ(O_RDWR | O_NONBLOCK | O_EXCL | O_CLOEXEC, fake.flags[0] & ~O_LARGEFILE);
	bur_transport_close(self->t);
	self->t = NULL;
	EXPECT_EQ(1, fake.closes);
}

TEST_F(node, is_reached_when_forced)
{
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_EMULATED));
	EXPECT_EQ(0, fake.opens);
	EXPECT_EQ(0, OPEN(BURIN_TRANSPORT_SG));
}

TEST_F(node, without_rights_is_opened_for_reading)
{
	fake.open_errors[0] = EACCES;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_TRUE(self->t->read_only);
	EXPECT_EQ(O_RDONLY, fake.flags[1] & O_ACCMODE);
	EXPECT_TRUE(fake.flags[1] & O_EXCL);
}

TEST_F(node, that_nobody_may_open_is_refused)
{
	fake.open_errors[0] = fake.open_errors[1] = EACCES;
	EXPECT_EQ(-EACCES, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(-EACCES, self->detail.code);
	EXPECT_STREQ(fake.path, self->detail.subject);
}

TEST_F(node, that_is_busy_for_a_moment_is_waited_for)
{
	for (int i = 0; i < 5; i++)
		fake.open_errors[i] = EBUSY;
	EXPECT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(6, fake.opens);
	EXPECT_EQ(5, fake.naps);
}

/* What the kernel calls this process: under an emulator of another machine, its name. */
static void own_name(char *name, size_t n)
{
	FILE *f = fopen("/proc/self/comm", "r");

	name[0] = '\0';
	if (f && fgets(name, (int)n, f))
		name[strcspn(name, "\n")] = '\0';
	if (f)
		fclose(f);
}

TEST_F(node, that_stays_busy_names_its_holder)
{
	int fd = __real_open(fake.path, O_RDONLY);
	char holder[64], name[32];

	for (int i = 0; i < 32; i++)
		fake.open_errors[i] = EBUSY;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	own_name(name, sizeof(name));
	snprintf(holder, sizeof(holder), "held by process %d (%s)", (int)getpid(), name);
	EXPECT_STREQ(holder, self->detail.text);
	EXPECT_GT(32, fake.opens);
	__real_close(fd);
}

TEST_F(node, whose_holder_cannot_be_seen_is_busy_all_the_same)
{
	for (int i = 0; i < 32; i++)
		fake.open_errors[i] = EBUSY;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_NE(NULL, strstr(self->detail.text, "another program"));
}

TEST_F(node, without_a_drive_is_no_recorder)
{
	fake.open_errors[0] = ENXIO;
	EXPECT_EQ(BURIN_E_NO_RECORDER, OPEN(BURIN_TRANSPORT_AUTO));
	fake.open_errors[1] = EIO;
	EXPECT_EQ(-EIO, OPEN(BURIN_TRANSPORT_AUTO));
}

TEST_F(node, that_takes_no_commands_is_refused_and_closed)
{
	fake.version_error = ENOTTY;
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_AUTO));
	fake.version_error = 0;
	fake.version = 20000;
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(2, fake.opens);
	EXPECT_EQ(2, fake.closes);
	EXPECT_EQ(-1, fake.fd);
}

TEST_F(node, tells_how_much_one_command_moves)
{
	static const struct { int limit, reserved; uint32_t most; } rows[] = {
		{ -1, -1, 0 }, { 122880, -1, 122880 }, { -1, 65536, 65536 },
		{ 122880, 65536, 65536 }, { 32768, 65536, 32768 }, { 122880, 16384, 16384 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.limit = rows[i].limit;
		fake.reserved = rows[i].reserved;
		ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
		EXPECT_EQ(rows[i].most, self->t->max_transfer);
		bur_transport_close(self->t);
	}
	self->t = NULL;
}

TEST_F(node, is_sent_the_command_as_it_stands)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ('S', fake.seen.interface_id);
	EXPECT_EQ(10, fake.seen.cmd_len);
	EXPECT_EQ(0, memcmp(self->cmd.cdb, fake.cdb, 10));
	EXPECT_EQ(SG_DXFER_FROM_DEV, fake.seen.dxfer_direction);
	EXPECT_TRUE(fake.seen.dxferp == self->data);
	EXPECT_EQ(sizeof(self->data), fake.seen.dxfer_len);
	EXPECT_EQ(96, fake.seen.mx_sb_len);
	EXPECT_EQ(1234, fake.seen.timeout);
	self->cmd.direction = BURIN_DIR_OUT;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(SG_DXFER_TO_DEV, fake.seen.dxfer_direction);
	self->cmd.data_len = 0;
	self->cmd.timeout_ms = 0;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(SG_DXFER_NONE, fake.seen.dxfer_direction);
	EXPECT_EQ(0, fake.seen.dxfer_len);
	EXPECT_EQ(1, fake.seen.timeout);
}

TEST_F(node, what_was_not_moved_is_not_counted)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	fake.answer.resid = 20;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(44, self->cmd.transferred);
	fake.answer.resid = 64;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(0, self->cmd.transferred);
	fake.answer.resid = 1000;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(0, self->cmd.transferred);
	fake.answer.resid = -4;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(64, self->cmd.transferred);
}

TEST_F(node, sense_data_come_with_their_status)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	fake.answer.status = 2;
	fake.answer.driver_status = 0x08;
	fake.answer.sb_len_wr = 18;
	memcpy(fake.sense, "\x70\0\x05\0\0\0\0\x0a\0\0\0\0\x24", 13);
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_OK, self->cmd.host);
	EXPECT_EQ(2, self->cmd.status);
	EXPECT_EQ(18, self->cmd.sense_len);
	EXPECT_EQ(0x24, self->cmd.sense[12]);
	fake.answer.status = fake.answer.driver_status = fake.answer.sb_len_wr = 0;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(0, self->cmd.status);
	EXPECT_EQ(0, self->cmd.sense_len);
}

TEST_F(node, ends_below_scsi)
{
	static const struct { unsigned short host, driver; uint8_t wanted; } rows[] = {
		{ 0x00, 0x00, BURIN_HOST_OK },	  { 0x00, 0x08, BURIN_HOST_OK },
		{ 0x01, 0x00, BURIN_HOST_GONE },  { 0x04, 0x00, BURIN_HOST_GONE },
		{ 0x03, 0x00, BURIN_HOST_TIMEOUT }, { 0x00, 0x06, BURIN_HOST_TIMEOUT },
		{ 0x00, 0x36, BURIN_HOST_TIMEOUT }, { 0x02, 0x00, BURIN_HOST_ERROR },
		{ 0x05, 0x00, BURIN_HOST_ERROR }, { 0x07, 0x00, BURIN_HOST_ERROR },
		{ 0x08, 0x00, BURIN_HOST_ERROR }, { 0x00, 0x04, BURIN_HOST_ERROR },
	};

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.answer.host_status = rows[i].host;
		fake.answer.driver_status = rows[i].driver;
		bur_transport_execute(self->t, &self->cmd);
		EXPECT_EQ(rows[i].wanted, self->cmd.host) { TH_LOG("row %zu", i); }
	}
}

TEST_F(node, that_fails_to_send_is_gone_refuses_or_is_unknown)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	fake.call_errors[0] = ENODEV;
	fake.call_errors[1] = ENXIO;
	fake.call_errors[2] = EPERM;
	fake.call_errors[3] = EIO;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_GONE, self->cmd.host);
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_GONE, self->cmd.host);
	EXPECT_EQ(0, self->cmd.transferred);
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_OK, self->cmd.host);
	EXPECT_EQ(2, self->cmd.status);
	EXPECT_EQ(18, self->cmd.sense_len);
	EXPECT_EQ(5, self->cmd.sense[2]);
	EXPECT_EQ(0x20, self->cmd.sense[12]);
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_ERROR, self->cmd.host);
	EXPECT_EQ(4, fake.calls);
}

TEST_F(node, without_memory_is_asked_again_and_not_for_ever)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	fake.call_errors[0] = fake.call_errors[1] = ENOMEM;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_OK, self->cmd.host);
	EXPECT_EQ(3, fake.calls);
	fake.calls = 0;
	for (int i = 0; i < 32; i++)
		fake.call_errors[i] = ENOMEM;
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(BURIN_HOST_ERROR, self->cmd.host);
	EXPECT_GT(32, fake.calls);
}

TEST_F(node, signals_wait_until_the_command_has_ended)
{
	sigset_t now;

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(1, sigismember(&fake.blocked, SIGINT));
	EXPECT_EQ(1, sigismember(&fake.blocked, SIGTERM));
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	EXPECT_EQ(0, sigismember(&now, SIGINT));
}

TEST_F(node, time_is_real)
{
	uint64_t before;

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	before = self->t->ops->now(self->t);
	self->t->ops->sleep(self->t, 20000000);
	EXPECT_LE(before + 20000000, self->t->ops->now(self->t));
}

/* Over the emulated recorder's own transport, and over SG_IO with the same recorder below. */

FIXTURE(kind) {
	struct disc disc;
	uint8_t *data;
	struct bur_transport_ops ops;
};

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
};

FIXTURE_VARIANT_ADD(kind, cd_r) { .kind = BURIN_KIND_CD_R };
FIXTURE_VARIANT_ADD(kind, bd_r) { .kind = BURIN_KIND_BD_R };
FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW };
FIXTURE_VARIANT_ADD(kind, cd_rw) { .kind = BURIN_KIND_CD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_r) { .kind = BURIN_KIND_DVD_R };
FIXTURE_VARIANT_ADD(kind, dvd_r_dl) { .kind = BURIN_KIND_DVD_R_DL };
FIXTURE_VARIANT_ADD(kind, dvd_rw) { .kind = BURIN_KIND_DVD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r) { .kind = BURIN_KIND_DVD_PLUS_R };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r_dl) { .kind = BURIN_KIND_DVD_PLUS_R_DL };
FIXTURE_VARIANT_ADD(kind, dvd_ram) { .kind = BURIN_KIND_DVD_RAM };
FIXTURE_VARIANT_ADD(kind, bd_r_dl) { .kind = BURIN_KIND_BD_R_DL };
FIXTURE_VARIANT_ADD(kind, bd_r_tl) { .kind = BURIN_KIND_BD_R_TL };
FIXTURE_VARIANT_ADD(kind, bd_r_ql) { .kind = BURIN_KIND_BD_R_QL };
FIXTURE_VARIANT_ADD(kind, bd_re) { .kind = BURIN_KIND_BD_RE };
FIXTURE_VARIANT_ADD(kind, bd_re_dl) { .kind = BURIN_KIND_BD_RE_DL };
FIXTURE_VARIANT_ADD(kind, bd_re_tl) { .kind = BURIN_KIND_BD_RE_TL };

#define SIZE (2000 * BLOCK - 300)

static int insert_by_sg(struct disc *disc, struct bur_transport_ops *ops)
{
	return insert(disc, &fake.emu, fake.path, BURIN_TRANSPORT_SG, ops);
}

FIXTURE_SETUP(kind)
{
	memset(&fake, 0, sizeof(fake));
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	self->data = disc_pattern(SIZE);
	strcpy(fake.path, self->disc.folder);	/* any path that is there */
	fake.fd = -1;
	fake.version = 30536;
	fake.limit = fake.reserved = 1 << 20;
	ASSERT_EQ(0, insert_by_sg(&self->disc, &self->ops));
}

FIXTURE_TEARDOWN(kind)
{
	forget_recorder(&self->disc);
	burin_emulator_close(fake.emu);
	fake.path[0] = '\0';
	disc_close(&self->disc);
	free(self->data);
}

TEST_F(kind, burn_over_sg_is_proven_and_reads_back)
{
	ASSERT_EQ(BURIN_TRANSPORT_SG, burin_recorder_get_transport(self->disc.rec));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 2000));
}

TEST_F(kind, commands_are_those_of_the_emulated_transport)
{
	command_count = 0;
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(-1, burn_differs(variant->kind, self->data, SIZE));
}

TEST_F(kind, whose_node_may_only_be_read_is_not_written)
{
	forget_recorder(&self->disc);
	burin_emulator_close(fake.emu);
	fake.opens = 0;
	fake.open_errors[0] = EACCES;
	ASSERT_EQ(0, insert_by_sg(&self->disc, &self->ops));
	EXPECT_EQ(-EACCES, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_STREQ("this user may only read its node",
		     burin_data_get_detail(self->disc.data)->text);
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(0, self->disc.medium.sessions);
}

/* An adapter that carries less than 64 KiB: nothing longer is sent to it. */
TEST_F(kind, adapter_of_16_KiB_is_not_asked_for_more)
{
	forget_recorder(&self->disc);
	burin_emulator_close(fake.emu);
	fake.limit = 16384;
	ASSERT_EQ(0, insert_by_sg(&self->disc, &self->ops));
	fake.longest = 0;
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 2000));
	EXPECT_EQ(16384, fake.longest);
}

TEST_F(kind, drive_that_goes_away_ends_the_burn)
{
	for (int i = 20; i < 32; i++)
		fake.call_errors[i] = ENODEV;
	fake.calls = 0;
	EXPECT_EQ(BURIN_E_GONE, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_FALSE(self->disc.result.state_known);
}

TEST_HARNESS_MAIN
