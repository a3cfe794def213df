// SPDX-License-Identifier: GPL-2.0-or-later
/* Replies of real and of hostile drives. */
#include "mmc/buffer-capacity.h"
#include "mmc/capacity.h"
#include "mmc/configuration.h"
#include "mmc/disc-information.h"
#include "mmc/event.h"
#include "mmc/format-capacities.h"
#include "mmc/inquiry.h"
#include "mmc/mode-page.h"
#include "mmc/performance.h"
#include "mmc/reply.h"
#include "mmc/toc.h"
#include "mmc/track-information.h"

#include <burin/error.h>
#include <kselftest_harness.h>
#include <stdlib.h>
#include <string.h>

TEST(reply_sizes)
{
	uint8_t p[8] = { 0x00, 0x20, 0xff, 0x0b };

	EXPECT_EQ(34, bur_reply_size16(p, 2));
	EXPECT_EQ(0, bur_reply_size16(p, 1));
	EXPECT_EQ(65534, bur_reply_size32(p, 4));
	EXPECT_EQ(16, bur_reply_size_capacities(p, 4));	/* 15, made even */
	p[0] = 0xff;
	p[1] = 0xff;
	EXPECT_EQ(65534, bur_reply_size16(p, 2));
	EXPECT_EQ(65534, bur_reply_size32(p, 4));
	p[4] = 31;
	EXPECT_EQ(36, bur_reply_size_inquiry(p, 5));
}

TEST(inquiry)
{
	uint8_t p[36] = { 5, 0x80, 0, 0x32, 31 };
	struct bur_inquiry out;

	memcpy(p + 8, "HL-DT-ST", 8);
	memcpy(p + 16, "BD-RE  WH16NS40 ", 16);
	memcpy(p + 32, "1.0\x01", 4);
	ASSERT_EQ(0, bur_inquiry_decode(p, 36, &out));
	EXPECT_EQ(5, out.type);
	EXPECT_TRUE(out.removable);
	EXPECT_STREQ("HL-DT-ST", out.vendor);
	EXPECT_STREQ("BD-RE  WH16NS40", out.product);
	EXPECT_STREQ("1.0?", out.revision);
	ASSERT_EQ(0, bur_inquiry_decode(p, 35, &out));
	EXPECT_STREQ("", out.revision);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_inquiry_decode(p, 4, &out));
}

TEST(configuration)
{
	static const uint8_t p[] = { 0, 0, 0, 28, 0, 0, 0, 0x41,
				     0x00, 0x00, 0x03, 8, 0, 0x41, 1, 0, 0, 0x40, 0, 0,
				     0x01, 0x07, 0x10, 4, 0x1b, 0, 0, 0,
				     0x00, 0x2d, 0x08, 200 };
	struct bur_configuration config;
	struct bur_feature feature;
	uint16_t profile;
	size_t at = 0;
	bool current;

	ASSERT_EQ(0, bur_configuration_decode(p, sizeof(p), &config));
	EXPECT_EQ(0x41, config.profile);
	EXPECT_EQ(32, config.total);
	ASSERT_TRUE(bur_configuration_find(&config, 0x107, &feature));
	EXPECT_EQ(4, feature.version);
	EXPECT_FALSE(feature.current);
	EXPECT_TRUE(bur_feature_streaming_sw(&feature));
	EXPECT_TRUE(bur_feature_streaming_wspd(&feature));
	EXPECT_TRUE(bur_feature_streaming_scs(&feature));
	ASSERT_TRUE(bur_configuration_find(&config, 0, &feature));
	EXPECT_TRUE(feature.current);
	EXPECT_TRUE(feature.persistent);
	ASSERT_TRUE(bur_feature_profile_at(&feature, 0, &profile, &current));
	EXPECT_EQ(0x41, profile);
	EXPECT_TRUE(current);
	ASSERT_TRUE(bur_feature_profile_at(&feature, 1, &profile, &current));
	EXPECT_FALSE(current);
	EXPECT_FALSE(bur_feature_profile_at(&feature, 2, &profile, &current));
	/* the last one announces 200 bytes and has none */
	ASSERT_TRUE(bur_configuration_find(&config, 0x2d, &feature));
	EXPECT_EQ(0, feature.data_len);
	EXPECT_FALSE(bur_feature_tao_bufe(&feature));
	for (int n = 0; n < 4; n++)
		EXPECT_EQ(n < 3, bur_configuration_next(&config, &at, &feature));
	EXPECT_FALSE(bur_configuration_find(&config, 0x2e, &feature));
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_configuration_decode(p, 7, &config));
}

TEST(disc_information)
{
	/* appendable BD-R: 2 sessions closed, the third empty */
	uint8_t p[34 + 8] = { 0, 32, 0x01, 1, 3, 3, 3, 0x20, 0, 0, 0, 0 };
	struct bur_disc_information out;

	ASSERT_EQ(0, bur_disc_information_decode(p, 34, &out));
	EXPECT_EQ(BUR_DISC_INCOMPLETE, out.status);
	EXPECT_EQ(BUR_SESSION_EMPTY, out.last_session);
	EXPECT_EQ(3, out.sessions);
	EXPECT_EQ(3, out.last_track_last_session);
	EXPECT_TRUE(out.unrestricted);
	EXPECT_FALSE(out.erasable);
	EXPECT_EQ(0, out.opc_tables);
	p[9] = 1;
	p[2] = 0x1e;
	p[1] = 40;
	p[33] = 5;
	ASSERT_EQ(0, bur_disc_information_decode(p, 42, &out));
	EXPECT_EQ(259, out.sessions);
	EXPECT_EQ(BUR_DISC_FINALISED, out.status);
	EXPECT_EQ(BUR_SESSION_COMPLETE, out.last_session);
	EXPECT_TRUE(out.erasable);
	EXPECT_EQ(1, out.opc_tables);	/* one of the five came */
	/* a drive that announces 24 bytes is tolerated */
	p[1] = 24;
	EXPECT_EQ(0, bur_disc_information_decode(p, 26, &out));
	p[2] = 0x20;	/* track resources */
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_disc_information_decode(p, 34, &out));
	p[2] = 0;
	p[1] = 5;
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_disc_information_decode(p, 34, &out));
}

TEST(track_information)
{
	/* blank BD-R */
	uint8_t p[36] = { 0, 34, 1, 1, 0, 4, 0x61, 0x01, 0, 0, 0, 0, 0, 0, 0, 0,
			  0, 0xba, 0x74, 0x00, 0, 0, 0, 32, 0, 0xba, 0x74, 0x00 };
	struct bur_track_information out;

	ASSERT_EQ(0, bur_track_information_decode(p, 36, &out));
	EXPECT_EQ(1, out.number);
	EXPECT_TRUE(out.blank);
	EXPECT_TRUE(out.packet);
	EXPECT_FALSE(out.reserved);
	EXPECT_TRUE(out.has_next_writable);
	EXPECT_FALSE(out.has_last_recorded);
	EXPECT_EQ(12219392, out.free_blocks);
	EXPECT_EQ(32, out.packet_blocks);
	EXPECT_EQ(1, out.data_mode);
	EXPECT_EQ(4, out.track_mode);
	p[32] = 1;
	p[12] = p[13] = p[14] = 0xff;
	p[15] = 0x6a;
	p[5] = 0x24;
	ASSERT_EQ(0, bur_track_information_decode(p, 36, &out));
	EXPECT_EQ(257, out.number);
	EXPECT_EQ(-150, out.next_writable);
	EXPECT_TRUE(out.damaged);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_track_information_decode(p, 27, &out));
	p[1] = 20;
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_track_information_decode(p, 36, &out));
}

TEST(toc)
{
	static const uint8_t p[] = { 0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0,
				     0, 0x14, 0xaa, 0, 0, 0, 0x10, 0 };
	static const uint8_t full[] = { 0, 13, 1, 1, 1, 0x14, 0, 0xa2, 0, 0, 0, 0, 14, 55, 47 };
	struct bur_toc_track track;
	struct bur_toc_point point;
	struct bur_toc toc;

	ASSERT_EQ(0, bur_toc_decode(p, sizeof(p), 0, &toc));
	ASSERT_EQ(2, toc.count);
	ASSERT_TRUE(bur_toc_track_at(&toc, 1, &track));
	EXPECT_EQ(BUR_TOC_LEAD_OUT, track.number);
	EXPECT_EQ(0x1000, track.start);
	EXPECT_EQ(4, track.control);
	EXPECT_FALSE(bur_toc_track_at(&toc, 2, &track));
	EXPECT_FALSE(bur_toc_point_at(&toc, 0, &point));
	ASSERT_EQ(0, bur_toc_decode(full, sizeof(full), 2, &toc));
	ASSERT_TRUE(bur_toc_point_at(&toc, 0, &point));
	EXPECT_EQ(0xa2, point.point);
	EXPECT_EQ(67022, bur_msf_to_lba(point.pmin, point.psec, point.pframe));
	EXPECT_EQ(-150, bur_msf_to_lba(0, 0, 0));
	EXPECT_EQ(-11635, bur_msf_to_lba(97, 26, 65));
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_toc_decode(p, sizeof(p), 3, &toc));
}

TEST(write_page_there_and_back)
{
	struct bur_write_page in = {
		.underrun_protection = true, .test_write = true, .write_type = BUR_WRITE_TAO,
		.multi_session = BUR_MULTI_NEXT, .track_mode = 4, .block_type = 8,
		.packet_blocks = 16, .audio_pause = 150, .link_size = 16, .link_size_valid = true,
		.fixed_packet = true, .copy = true, .session_format = 0x20,
	}, out;
	uint8_t p[64];

	EXPECT_EQ(0, bur_write_page_encode(p, sizeof(p), &in, 51));
	EXPECT_EQ(0, bur_write_page_encode(p, 59, &in, 52));
	ASSERT_EQ(60, bur_write_page_encode(p, sizeof(p), &in, 52));
	EXPECT_EQ(0x32, p[9]);
	EXPECT_EQ(0x71, p[10]);
	EXPECT_EQ(0xf4, p[11]);
	ASSERT_EQ(0, bur_write_page_decode(p, 60, &out));
	EXPECT_EQ(0, memcmp(&in, &out, sizeof(in)));
	ASSERT_EQ(64, bur_write_page_encode(p, sizeof(p), &in, 56));
	EXPECT_EQ(0x36, p[9]);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_write_page_decode(p, 20, &out));
}

TEST(page_behind_block_descriptors_and_other_pages)
{
	uint8_t p[8 + 8 + 12 + 24] = { 0, 50, 0, 0, 0, 0, 0, 8 };
	const uint8_t *page;
	size_t len;

	p[16] = 0x81;
	p[17] = 10;
	p[18] = 0xc0;
	p[28] = 0x2a;
	p[29] = 22;
	ASSERT_EQ(0, bur_mode_find(p, sizeof(p), 0x2a, &page, &len));
	EXPECT_EQ(28, page - p);
	EXPECT_EQ(24, len);
	ASSERT_EQ(0, bur_mode_find(p, sizeof(p), 0x01, &page, &len));
	EXPECT_EQ(12, len);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_mode_find(p, sizeof(p), 0x05, &page, &len));
	/* only its first bytes came */
	ASSERT_EQ(0, bur_mode_find(p, 31, 0x2a, &page, &len));
	EXPECT_EQ(3, len);
	p[6] = 0xff;
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_mode_find(p, sizeof(p), 0x2a, &page, &len));
}

TEST(capabilities)
{
	uint8_t p[8 + 32 + 8] = { 0, 46 };
	struct bur_capabilities out;
	uint8_t *page = p + 8;

	page[0] = 0x2a;
	page[1] = 38;
	page[3] = 0x07;
	page[4] = 0x80;
	page[6] = 0x29;
	page[12] = 0x08;
	page[30] = 0x01;	/* announces 256 descriptors, has two */
	page[33] = 1;
	page[34] = 0x21;
	page[38] = 0x10;
	ASSERT_EQ(0, bur_capabilities_decode(p, sizeof(p), &out));
	EXPECT_TRUE(out.writes_cd_r);
	EXPECT_TRUE(out.test_write);
	EXPECT_TRUE(out.underrun_protection);
	EXPECT_TRUE(out.lock_supported);
	EXPECT_FALSE(out.locked);
	EXPECT_EQ(1, out.loading);
	EXPECT_EQ(2048, out.buffer_kib);
	ASSERT_EQ(2, out.speed_count);
	EXPECT_EQ(0x2100, out.speeds[0]);
	EXPECT_TRUE(out.speed_cav[0]);
	EXPECT_EQ(0x1000, out.speeds[1]);
	EXPECT_FALSE(out.speed_cav[1]);
}

TEST(performance)
{
	uint8_t p[8 + 32] = { 0, 0, 0, 36, 2 };
	struct bur_performance perf;
	struct bur_write_speed speed;

	p[8] = 0x0a;
	p[15] = 100;
	p[18] = 0x10;
	p[22] = 0x20;
	p[28] = p[29] = p[30] = p[31] = 0xff;
	ASSERT_EQ(0, bur_performance_decode(p, 40, &perf));
	ASSERT_EQ(2, perf.count);
	ASSERT_TRUE(bur_write_speed_at(&perf, 0, 5000, &speed));
	EXPECT_EQ(1, speed.rotation);
	EXPECT_TRUE(speed.exact);
	EXPECT_EQ(0, speed.end_lba >> 16);
	ASSERT_TRUE(bur_write_speed_at(&perf, 1, 5000, &speed));
	EXPECT_EQ(5000, speed.end_lba);
	EXPECT_FALSE(bur_write_speed_at(&perf, 2, 5000, &speed));
	ASSERT_EQ(0, bur_performance_decode(p, 39, &perf));
	EXPECT_EQ(1, perf.count);
	EXPECT_EQ(2, perf.total);
	p[3] = 35;
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_performance_decode(p, 40, &perf));
}

TEST(capacities)
{
	/* blank BD-R: unformatted 12219392; 00h with spares; 32h sub-type 1 */
	static const uint8_t p[] = { 0, 0, 0, 24, 0x00, 0xba, 0x74, 0x00, 1, 0, 8, 0,
				     0x00, 0xb4, 0x74, 0x00, 0x00, 0, 0x30, 0,
				     0x00, 0xb4, 0x74, 0x00, 0x32 << 2 | 1, 0, 0, 0 };
	static const uint8_t last[8] = { 0, 0, 0x10, 0, 0, 0, 8, 0 };
	static const uint8_t none[8] = { 0 };
	struct bur_format_capacities caps;
	struct bur_format_descriptor format;
	struct bur_capacity capacity;

	ASSERT_EQ(0, bur_format_capacities_decode(p, sizeof(p), &caps));
	EXPECT_EQ(BUR_CAPACITY_UNFORMATTED, caps.current);
	EXPECT_EQ(12219392, caps.blocks);
	EXPECT_EQ(2048, caps.block_size);
	ASSERT_EQ(2, caps.count);
	ASSERT_TRUE(bur_format_descriptor_at(&caps, 0, &format));
	EXPECT_EQ(0x3000, format.parameter);
	ASSERT_TRUE(bur_format_descriptor_at(&caps, 1, &format));
	EXPECT_EQ(0x32, format.type);
	EXPECT_EQ(1, format.sub_type);
	EXPECT_FALSE(bur_format_descriptor_at(&caps, 2, &format));
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_format_capacities_decode(p, 11, &caps));
	ASSERT_EQ(0, bur_capacity_decode(last, 8, &capacity));
	EXPECT_EQ(0x1000, capacity.last_lba);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_capacity_decode(none, 8, &capacity));
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_capacity_decode(last, 7, &capacity));
}

TEST(buffer_and_event)
{
	static const uint8_t good[12] = { 0, 10, 0, 0, 0, 0x40, 0, 0, 0, 0x10, 0, 0 };
	static const uint8_t more_free[12] = { 0, 10, 0, 0, 0, 0x10, 0, 0, 0, 0x40, 0, 0 };
	static const uint8_t media[8] = { 0, 6, 4, 0x5e, 1, 2, 0, 0 };
	static const uint8_t none[4] = { 0, 2, 0x80, 0x10 };
	struct bur_buffer_capacity buffer;
	struct bur_event event;

	ASSERT_EQ(0, bur_buffer_capacity_decode(good, 12, &buffer));
	EXPECT_EQ(4 << 20, buffer.total);
	EXPECT_EQ(1 << 20, buffer.free);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_buffer_capacity_decode(more_free, 12, &buffer));
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_buffer_capacity_decode(good, 11, &buffer));
	ASSERT_EQ(0, bur_event_decode(media, 8, &event));
	EXPECT_EQ(BUR_EVENT_MEDIA, event.klass);
	EXPECT_EQ(1, event.code);
	EXPECT_TRUE(event.medium_present);
	EXPECT_FALSE(event.tray_open);
	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_event_decode(media, 7, &event));
	ASSERT_EQ(0, bur_event_decode(none, 4, &event));
	EXPECT_EQ(BUR_EVENT_NONE, event.klass);
	EXPECT_EQ(0x10, event.supported);
}

static void decode_all(const uint8_t *p, size_t n)
{
	union {
		struct bur_inquiry inquiry;
		struct bur_disc_information disc;
		struct bur_track_information track;
		struct bur_write_page write;
		struct bur_capabilities capabilities;
		struct bur_recovery_page recovery;
		struct bur_capacity capacity;
		struct bur_buffer_capacity buffer;
		struct bur_event event;
	} out;
	struct bur_configuration config;
	struct bur_format_capacities caps;
	struct bur_format_descriptor format;
	struct bur_performance perf;
	struct bur_write_speed speed;
	struct bur_nominal_speed nominal;
	struct bur_toc_track track;
	struct bur_toc_point point;
	struct bur_feature feature;
	struct bur_toc toc;
	uint16_t profile;
	size_t at = 0;
	bool current;

	bur_inquiry_decode(p, n, &out.inquiry);
	bur_disc_information_decode(p, n, &out.disc);
	bur_track_information_decode(p, n, &out.track);
	bur_write_page_decode(p, n, &out.write);
	bur_capabilities_decode(p, n, &out.capabilities);
	bur_recovery_page_decode(p, n, &out.recovery);
	bur_capacity_decode(p, n, &out.capacity);
	bur_buffer_capacity_decode(p, n, &out.buffer);
	bur_event_decode(p, n, &out.event);
	if (!bur_configuration_decode(p, n, &config))
		while (bur_configuration_next(&config, &at, &feature))
			for (size_t i = 0; bur_feature_profile_at(&feature, i, &profile, &current); i++)
				;
	if (!bur_format_capacities_decode(p, n, &caps))
		for (size_t i = 0; bur_format_descriptor_at(&caps, i, &format); i++)
			;
	if (!bur_performance_decode(p, n, &perf))
		for (size_t i = 0; bur_write_speed_at(&perf, i, 100, &speed) &&
			     bur_nominal_speed_at(&perf, i, &nominal); i++)
			;
	for (uint8_t f = 0; f < 4; f++)
		if (!bur_toc_decode(p, n, f, &toc))
			for (size_t i = 0; bur_toc_track_at(&toc, i, &track) ||
				     bur_toc_point_at(&toc, i, &point); i++)
				;
}

/* Exact-size copies: a read behind the end is caught by the address sanitizer. */
TEST(hostile_replies)
{
	srandom(7);
	for (int turn = 0; turn < 60000; turn++) {
		size_t n = (size_t)random() % 80;
		uint8_t *p = malloc(n + !n);

		for (size_t i = 0; i < n; i++)
			p[i] = random() & 1 ? (uint8_t)(random() % 64) : (uint8_t)random();
		if (n && random() & 1)
			p[0] = 0;
		if (n > 9 && random() & 1) {
			static const uint8_t pages[] = { 0x01, 0x05, 0x2a };

			p[6] = p[7] = 0;
			p[8] = pages[random() % 3];
		}
		decode_all(p, n);
		free(p);
	}
}

TEST_HARNESS_MAIN
