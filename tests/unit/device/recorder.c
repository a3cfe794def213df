/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a recorder tells of itself and of blank media. */
#include "write/disc.h"

#include <errno.h>
#include <kselftest_harness.h>

#include <fcntl.h>

static int open_name(const char *name, enum burin_transport transport,
		     struct burin_detail *detail)
{
	struct burin_recorder *rec;
	int ret = burin_recorder_open(NULL, name, transport, &rec, detail);

	burin_recorder_unref(rec);
	return ret;
}

TEST(names_that_lead_nowhere)
{
	struct burin_detail detail;
	char name[6000];

	EXPECT_EQ(BURIN_E_NO_RECORDER,
		  open_name("/dev/no-such-recorder", BURIN_TRANSPORT_AUTO, &detail));
	EXPECT_STREQ("/dev/no-such-recorder", detail.subject);
	EXPECT_EQ(BURIN_E_NO_RECORDER, open_name("", BURIN_TRANSPORT_AUTO, &detail));
	EXPECT_EQ(BURIN_E_NO_RECORDER, open_name("no-such-id", BURIN_TRANSPORT_AUTO, &detail));
	EXPECT_EQ(BURIN_E_NO_RECORDER,
		  open_name("virtual:/no/such/medium", BURIN_TRANSPORT_AUTO, &detail));
	EXPECT_STREQ("/no/such/medium", detail.subject);
	memset(name, 'x', sizeof(name) - 1);
	memcpy(name, "virtual:", 8);
	name[sizeof(name) - 1] = '\0';
	EXPECT_EQ(BURIN_E_NO_RECORDER, open_name(name, BURIN_TRANSPORT_AUTO, &detail));
}

TEST(transport_that_does_not_fit)
{
	EXPECT_EQ(BURIN_E_TRANSPORT, open_name("/dev/null", BURIN_TRANSPORT_AUTO, NULL));
	EXPECT_EQ(BURIN_E_TRANSPORT, open_name("/dev/null", BURIN_TRANSPORT_EMULATED, NULL));
	EXPECT_EQ(BURIN_E_TRANSPORT, open_name("virtual:", BURIN_TRANSPORT_SG, NULL));
	EXPECT_EQ(BURIN_E_TRANSPORT, open_name("virtual:", BURIN_TRANSPORT_KERNEL, NULL));
	EXPECT_EQ(-EINVAL, open_name("virtual:", 17, NULL));
}

TEST(transports_have_names)
{
	EXPECT_STREQ("emulated", burin_transport_name(BURIN_TRANSPORT_EMULATED));
	EXPECT_EQ(BURIN_TRANSPORT_SG, burin_transport_from_name("sg"));
	EXPECT_EQ(-EINVAL, burin_transport_from_name("scsi"));
	EXPECT_STREQ("unknown", burin_transport_name(17));
}

TEST(file_that_is_no_medium)
{
	char path[] = "/tmp/burin-foreign-XXXXXX", name[64];
	int fd = mkstemp(path);

	ASSERT_EQ(5, write(fd, "hello", 5));
	snprintf(name, sizeof(name), "virtual:%s", path);
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, open_name(name, BURIN_TRANSPORT_AUTO, NULL));
	close(fd);
	unlink(path);
}

TEST(drives_are_a_list_even_when_there_are_none)
{
	struct burin_drives *drives;

	ASSERT_EQ(0, burin_drives_new(NULL, &drives));
	for (size_t i = 0; i < burin_drives_count(drives); i++) {
		EXPECT_TRUE(burin_drives_at(drives, i) != NULL);
		EXPECT_TRUE(burin_drives_get_model(drives, i) != NULL);
	}
	EXPECT_TRUE(burin_drives_at(drives, burin_drives_count(drives)) == NULL);
	burin_drives_unref(drives);
}

FIXTURE(disc) {
	struct disc disc;
};

FIXTURE_VARIANT(disc) {
	enum burin_kind kind;
	uint16_t profile;
	uint32_t unit;
	bool can_simulate;
};

FIXTURE_VARIANT_ADD(disc, cd_r) {
	.kind = BURIN_KIND_CD_R, .profile = 0x0009, .unit = 1, .can_simulate = true,
};

FIXTURE_VARIANT_ADD(disc, bd_r) {
	.kind = BURIN_KIND_BD_R, .profile = 0x0041, .unit = 32,
};

FIXTURE_VARIANT_ADD(disc, dvd_plus_rw) {
	.kind = BURIN_KIND_DVD_PLUS_RW, .profile = 0x001a, .unit = 16,
};

FIXTURE_SETUP(disc)
{
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 0));
}

FIXTURE_TEARDOWN(disc)
{
	disc_close(&self->disc);
}

TEST_F(disc, recorder_has_a_name)
{
	EXPECT_STREQ(self->disc.name, burin_recorder_get_name(self->disc.rec));
	EXPECT_LT(0, strlen(burin_recorder_get_vendor(self->disc.rec)));
	EXPECT_LT(0, strlen(burin_recorder_get_product(self->disc.rec)));
	EXPECT_EQ(BURIN_TRANSPORT_EMULATED, burin_recorder_get_transport(self->disc.rec));
	EXPECT_LT(0, strlen(burin_recorder_get_transport_reason(self->disc.rec)));
}

TEST_F(disc, medium_of_true_size)
{
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->kind, self->disc.medium.kind);
	EXPECT_EQ(variant->profile, self->disc.medium.profile);
	EXPECT_EQ(variant->unit, self->disc.medium.write_unit);
	EXPECT_EQ(variant->can_simulate, self->disc.medium.can_simulate);
	EXPECT_FALSE(self->disc.medium.write_protected);
	EXPECT_LT(300000, self->disc.medium.blocks);
}

TEST_F(disc, profiles_and_features)
{
	struct burin_feature features[64];
	uint16_t profiles[64];
	int n = burin_recorder_read_profiles(self->disc.rec, profiles, 64), found = 0;

	ASSERT_LT(0, n);
	for (int i = 0; i < n && i < 64; i++)
		found += profiles[i] == variant->profile;
	EXPECT_EQ(1, found);
	EXPECT_EQ(n, burin_recorder_read_profiles(self->disc.rec, profiles, 1));
	n = burin_recorder_read_features(self->disc.rec, features, 64);
	ASSERT_LT(3, n);
	EXPECT_EQ(0, features[0].code);
	for (int i = 1; i < n && i < 64; i++)
		EXPECT_LT(features[i - 1].code, features[i].code);
	EXPECT_EQ(n, burin_recorder_read_features(self->disc.rec, NULL, 0));
}

TEST_F(disc, speeds_fastest_first)
{
	struct burin_speed speeds[32];
	int n = burin_recorder_read_speeds(self->disc.rec, speeds, 32);

	ASSERT_LT(1, n);
	for (int i = 1; i < n && i < 32; i++)
		EXPECT_GE(speeds[i - 1].write_kbps, speeds[i].write_kbps);
	EXPECT_LE(burin_kind_speed_1x(variant->kind), speeds[n - 1].write_kbps);
	EXPECT_EQ(n, burin_recorder_read_speeds(self->disc.rec, NULL, 0));
}

TEST_F(disc, formats_of_media_that_have_some)
{
	struct burin_format formats[32];
	int n = burin_recorder_read_formats(self->disc.rec, formats, 32);

	if (variant->kind == BURIN_KIND_CD_R) {
		EXPECT_LE(0, n);
		return;
	}
	ASSERT_LT(0, n);
	EXPECT_LT(0, formats[0].blocks);
}

TEST_F(disc, sessions_and_tracks)
{
	const struct burin_track *track;
	struct burin_disc *disc;
	uint8_t *data = disc_pattern(500 * BLOCK);

	ASSERT_EQ(0, disc_burn(&self->disc, data, 500 * BLOCK));
	ASSERT_EQ(0, burin_recorder_read_disc(self->disc.rec, &disc));
	EXPECT_EQ(1, burin_disc_count_sessions(disc));
	ASSERT_LE(1, burin_disc_count_tracks(disc));
	track = burin_disc_track_at(disc, 0);
	EXPECT_EQ(1, track->number);
	EXPECT_EQ(1, track->session);
	EXPECT_EQ(0, track->start);
	EXPECT_LE(500, track->blocks);
	EXPECT_TRUE(track->data);
	EXPECT_FALSE(track->damaged);
	EXPECT_FALSE(track->blank);
	EXPECT_TRUE(burin_disc_track_at(disc, burin_disc_count_tracks(disc)) == NULL);
	burin_disc_free(disc);
	free(data);
}

TEST_F(disc, locked_door_stays_shut)
{
	ASSERT_EQ(0, burin_recorder_wait_ready(self->disc.rec, 30000));
	ASSERT_EQ(0, burin_recorder_set_locked(self->disc.rec, true));
	EXPECT_EQ(BURIN_E_TRAY, burin_recorder_eject(self->disc.rec));
	EXPECT_EQ(2, burin_recorder_get_detail(self->disc.rec)->ascq);
	ASSERT_EQ(0, burin_recorder_set_locked(self->disc.rec, false));
	ASSERT_EQ(0, burin_recorder_eject(self->disc.rec));
	EXPECT_EQ(BURIN_E_NO_MEDIUM, burin_recorder_wait_ready(self->disc.rec, 1000));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_ABSENT, self->disc.medium.state);
	ASSERT_EQ(0, burin_recorder_load(self->disc.rec));
	EXPECT_EQ(0, burin_recorder_wait_ready(self->disc.rec, 60000));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->kind, self->disc.medium.kind);
}

TEST_F(disc, commands_of_the_callers_own)
{
	static const uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36 }, bad[12] = { 0xfe };
	uint8_t reply[36];
	size_t got;

	ASSERT_EQ(0, burin_recorder_send_in(self->disc.rec, inquiry, 6, reply, sizeof(reply),
					    &got, 0));
	EXPECT_EQ(36, got);
	EXPECT_EQ(5, reply[0]);
	ASSERT_EQ(0, burin_recorder_wait_ready(self->disc.rec, 30000));
	EXPECT_EQ(BURIN_E_DRIVE_REFUSED, burin_recorder_send(self->disc.rec, bad, 12, 0));
	EXPECT_EQ(5, burin_recorder_get_detail(self->disc.rec)->key);
	EXPECT_EQ(0x20, burin_recorder_get_detail(self->disc.rec)->asc);
	EXPECT_EQ(0xfe, burin_recorder_get_detail(self->disc.rec)->cdb[0]);
	EXPECT_EQ(-EINVAL, burin_recorder_send(self->disc.rec, bad, 7, 0));
}

TEST_F(disc, buffer_has_a_size)
{
	uint32_t total, left;

	ASSERT_EQ(0, burin_recorder_read_buffer(self->disc.rec, &total, &left));
	EXPECT_LT(65536, total);
	EXPECT_GE(total, left);
}

struct log {
	unsigned int lines;
	bool saw_inquiry;
};

static void note(void *user, enum burin_log_level level, const char *text)
{
	struct log *log = user;

	log->lines += level == BURIN_LOG_DEBUG;
	log->saw_inquiry |= !strncmp(text, "12 00 00 00 24", 14);
}

TEST(every_command_is_logged_for_who_listens)
{
	struct burin_context *ctx;
	struct burin_recorder *rec;
	struct log log = { 0 };

	ASSERT_EQ(0, burin_context_new(&ctx));
	burin_context_set_log(ctx, BURIN_LOG_DEBUG, note, &log);
	ASSERT_EQ(0, burin_recorder_open(ctx, "virtual:", BURIN_TRANSPORT_AUTO, &rec, NULL));
	EXPECT_TRUE(log.saw_inquiry);
	burin_recorder_unref(rec);
	burin_context_unref(ctx);
}

TEST(drive_that_is_reset_for_ever_is_not_waited_for)
{
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_BD_R, 60000));
	disc_set_faults(&disc, "on test-unit-ready sense 6/29/00\n");
	ASSERT_EQ(0, disc_reload(&disc));
	EXPECT_EQ(BURIN_E_MEDIUM_CHANGED, burin_recorder_wait_ready(disc.rec, 60000));
	EXPECT_GT(61000, burin_recorder_get_clock(disc.rec));
	disc_close(&disc);
}

/* Nor is a disc damaged because the drive is out of reach while it is asked. */
TEST(host_that_fails_says_nothing_of_the_medium)
{
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_CD_R, 60000));
	disc_set_faults(&disc, "on read-track-information host-error\n");
	ASSERT_EQ(0, disc_reload(&disc));
	EXPECT_EQ(BURIN_E_HARDWARE, disc_read_medium(&disc));
	disc_close(&disc);
	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_DVD_PLUS_RW, 32768));
	disc_set_faults(&disc, "on read-format-capacities host-error\n");
	ASSERT_EQ(0, disc_reload(&disc));
	EXPECT_EQ(BURIN_E_HARDWARE, disc_read_medium(&disc));
	disc_close(&disc);
}

TEST_HARNESS_MAIN
