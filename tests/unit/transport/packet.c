/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Block devices of the driver's, as the library makes them: the driver's side is fake-driver.h. */
#include <burin/erase.h>
#include <burin/error.h>
#include <burin/packet.h>

#include <kselftest_harness.h>

#include "transport/fake-driver.h"

FIXTURE(packet) {
	struct burin_recorder *rec;
	struct burin_packet_writer *writer;
	struct burin_detail detail;
	char path[128], medium[64];
};

enum how { AS_BOUGHT, FORMATTED, FORMATTED_QUICKLY };

/* Its time passes by itself there, and not behind the driver. */
static int format(const char *medium, bool packets)
{
	struct burin_recorder *rec;
	struct burin_erase *erase;
	char name[96];
	int ret;

	snprintf(name, sizeof(name), "virtual:%s", medium);
	ret = burin_recorder_open(NULL, name, BURIN_TRANSPORT_AUTO, &rec, NULL);
	if (ret || burin_erase_new(NULL, &erase))
		return -1;
	burin_erase_set_recorder(erase, rec);
	burin_erase_set_packets(erase, packets);
	ret = burin_erase_run_format(erase, NULL, NULL, NULL);
	burin_erase_free(erase);
	burin_recorder_unref(rec);
	return ret;
}

/* A medium of that kind in the drive. */
static void put_in(struct __test_metadata *_metadata, FIXTURE_DATA(packet) *self,
		   enum burin_kind kind, enum how how)
{
	unlink(self->medium);
	ASSERT_EQ(0, burin_emulator_create_medium(self->medium, kind, 20000));
	if (how != AS_BOUGHT)
		ASSERT_EQ(0, format(self->medium, how == FORMATTED));
	ASSERT_EQ(0, burin_emulator_open(self->medium, &fake.emu, NULL));
	ASSERT_EQ(0, burin_recorder_open(NULL, self->path, BURIN_TRANSPORT_KERNEL, &self->rec,
					 &self->detail)) TH_LOG("%s", self->detail.text);
	burin_packet_writer_set_recorder(self->writer, self->rec);
}

FIXTURE_SETUP(packet)
{
	ASSERT_EQ(0, fake_load());
	fake_path(self->path, sizeof(self->path), "sr0");
	snprintf(self->medium, sizeof(self->medium), "/tmp/burin-packet-%d", (int)getpid());
	ASSERT_EQ(0, burin_packet_writer_new(NULL, &self->writer));
}

FIXTURE_TEARDOWN(packet)
{
	burin_packet_writer_free(self->writer);
	burin_recorder_unref(self->rec);
	burin_emulator_close(fake.emu);
	unlink(self->medium);
	fake_clear();
}

#define BIND() burin_packet_writer_run_bind(self->writer, NULL, NULL)
#define TEXT() burin_packet_writer_get_detail(self->writer)->text

TEST_F(packet, dvd_ram_is_bound_by_16_blocks)
{
	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	ASSERT_EQ(0, BIND()) TH_LOG("%s", TEXT());
	EXPECT_STREQ("/dev/burinpacket7", burin_packet_writer_get_device(self->writer));
	EXPECT_EQ(16, fake.bound.packet_blocks);
	EXPECT_EQ(0, fake.bound.blocks % 16);
	EXPECT_EQ(512, fake.bound.cache_packets);	/* 16 MiB */
	EXPECT_EQ(5000, fake.bound.delay_ms);
	EXPECT_EQ(0, fake.bound.flags);
	EXPECT_EQ(0, fake.again_count);
	ASSERT_EQ(1, fake.armed_count);			/* the tray is unlocked */
	EXPECT_EQ(0x1e, fake.armed[0].cdb[0]);
}

TEST_F(packet, a_bound_drive_is_not_released)
{
	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	ASSERT_EQ(0, BIND());
	burin_packet_writer_free(self->writer);
	burin_recorder_unref(self->rec);
	self->writer = NULL;
	self->rec = NULL;
	EXPECT_EQ(0, fake.released);
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(packet, a_cd_rw_is_told_its_packets_after_each_reset)
{
	put_in(_metadata, self, BURIN_KIND_CD_RW, FORMATTED);
	ASSERT_EQ(0, BIND()) TH_LOG("%s", TEXT());
	EXPECT_EQ(32, fake.bound.packet_blocks);
	EXPECT_EQ(256, fake.bound.cache_packets);
	ASSERT_EQ(1, fake.again_count);
	EXPECT_EQ(0x55, fake.again[0].cdb[0]);
	EXPECT_EQ(0x05, fake.again[0].data[8]);
	EXPECT_EQ(0x20, fake.again[0].data[8 + 3] & 0x20);	/* FP */
	EXPECT_EQ(32, fake.again[0].data[8 + 13]);
}

TEST_F(packet, what_is_asked_for_is_handed_on)
{
	put_in(_metadata, self, BURIN_KIND_BD_RE, FORMATTED);
	burin_packet_writer_set_read_only(self->writer, true);
	burin_packet_writer_set_through(self->writer, true);
	burin_packet_writer_set_verify(self->writer, true);
	burin_packet_writer_set_through(self->writer, false);
	burin_packet_writer_set_cache(self->writer, 1);
	burin_packet_writer_set_delay(self->writer, 17);
	ASSERT_EQ(0, BIND());
	EXPECT_EQ(BURIN_BIND_READ_ONLY | BURIN_BIND_VERIFY, fake.bound.flags);
	EXPECT_EQ(8, fake.bound.cache_packets);
	EXPECT_EQ(17, fake.bound.delay_ms);
}

TEST_F(packet, no_cache_is_larger_than_the_driver_takes)
{
	put_in(_metadata, self, BURIN_KIND_BD_RE, FORMATTED);
	burin_packet_writer_set_cache(self->writer, UINT64_MAX);
	ASSERT_EQ(0, BIND());
	EXPECT_EQ(BURIN_CACHE_PACKETS_MAX, fake.bound.cache_packets);
}

TEST_F(packet, an_unformatted_medium_is_refused)
{
	put_in(_metadata, self, BURIN_KIND_DVD_PLUS_RW, AS_BOUGHT);
	EXPECT_EQ(BURIN_E_NOT_FORMATTED, BIND());
	EXPECT_NE(NULL, strstr(TEXT(), "burin packet format"));
	EXPECT_FALSE(fake.is_bound);
}

TEST_F(packet, a_medium_that_is_written_once_is_refused)
{
	put_in(_metadata, self, BURIN_KIND_BD_R, AS_BOUGHT);
	EXPECT_EQ(BURIN_E_MEDIUM_UNSUPPORTED, BIND());
}

TEST_F(packet, a_dvd_rw_formatted_quickly_is_refused)
{
	put_in(_metadata, self, BURIN_KIND_DVD_RW, FORMATTED_QUICKLY);
	EXPECT_EQ(BURIN_E_NOT_FORMATTED, BIND());
	EXPECT_NE(NULL, strstr(TEXT(), "quick way"));
}

TEST_F(packet, what_the_driver_refuses_has_a_reason_and_frees_the_tray)
{
	static const struct { int error, code; const char *text; } rows[] = {
		{ EOPNOTSUPP, BURIN_E_TRANSPORT, "burin_packet" }, { ENOSPC, -ENOSPC, "smaller cache" },
		{ EINVAL, -EINVAL, "whole packet" }, { ENOMEM, -ENOMEM, "" },
	};

	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.bind_error = rows[i].error;
		EXPECT_EQ(rows[i].code, BIND()) { TH_LOG("row %zu", i); }
		EXPECT_NE(NULL, strstr(TEXT(), rows[i].text));
		EXPECT_EQ(0, fake.armed_count);		/* given up again */
		EXPECT_STREQ("", burin_packet_writer_get_device(self->writer));
	}
	fake.bind_error = 0;
	EXPECT_EQ(0, BIND());
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, BIND());
}

TEST_F(packet, one_that_is_bound_says_so_to_others)
{
	struct burin_recorder *other;

	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	ASSERT_EQ(0, BIND());
	for (int i = 0; i < 64; i++)
		fake.open_errors[NODE_BLOCK][i] = EBUSY;
	memset(fake.opens, 0, sizeof(fake.opens));
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, burin_recorder_open(NULL, self->path, BURIN_TRANSPORT_AUTO,
							     &other, &self->detail));
	EXPECT_NE(NULL, strstr(self->detail.text, "bound as /dev/burinpacket7"));
}

TEST_F(packet, status_tells_what_the_driver_tells)
{
	struct burin_packet_status status;

	EXPECT_EQ(BURIN_E_NOT_BOUND, burin_packet_read_status(self->path, &status, &self->detail));
	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	ASSERT_EQ(0, BIND());
	fake.packets = (struct burin_packet_state){
		.flags = BURIN_BIND_VERIFY, .packet_blocks = 16, .blocks = 160, .dirty = 3,
		.unsynced = 4, .opened = 1, .error = -ENXIO, .blocks_asked = 5, .failed = 1,
		.failed_number = 2, .key = 3, .asc = 0x0c, .ascq = 9,
	};
	ASSERT_EQ(0, burin_packet_read_status(self->path, &status, &self->detail));
	EXPECT_EQ(7, status.device);
	EXPECT_TRUE(status.verify && status.open && !status.read_only && !status.through);
	EXPECT_EQ(3, status.dirty);
	EXPECT_EQ(4, status.unsynced);
	EXPECT_EQ(-ENXIO, status.error);
	EXPECT_EQ(5, status.blocks_asked);
	EXPECT_EQ(32, status.failed_lba);
	EXPECT_EQ(0x0c, status.failed_asc);
}

TEST_F(packet, unbinding_waits_for_udev_and_names_what_is_in_its_way)
{
	static const struct { int error, code; } rows[] = {
		{ EPERM, -EPERM }, { EIO, BURIN_E_WRITE }, { ENODEV, BURIN_E_GONE }, { 0, 0 },
	};

	EXPECT_EQ(BURIN_E_NOT_BOUND, burin_packet_unbind(self->path, &self->detail));
	put_in(_metadata, self, BURIN_KIND_DVD_RAM, FORMATTED);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.is_bound = true;
		fake.unbind_busy = 3;
		fake.unbind_error = rows[i].error;
		EXPECT_EQ(rows[i].code, burin_packet_unbind(self->path, &self->detail));
	}
	fake.is_bound = true;
	fake.unbind_busy = 1000;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, burin_packet_unbind(self->path, &self->detail));
	EXPECT_NE(NULL, strstr(self->detail.text, "mounted"));
}

TEST_HARNESS_MAIN
