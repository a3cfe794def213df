/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replies of a drive, cut and twisted, to every decoder; what points into one is read. */
#include <stdlib.h>

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

static volatile unsigned int sink;

static void touch(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sink += p[i];
}

static void fuzz_configuration(const uint8_t *p, size_t n)
{
	struct bur_configuration config;
	struct bur_feature feature;
	uint16_t profile;
	bool current;
	size_t at = 0;

	if (bur_configuration_decode(p, n, &config))
		return;
	touch(config.features, config.features_len);
	while (bur_configuration_next(&config, &at, &feature)) {
		if (at > config.features_len)
			abort();
		touch(feature.data, feature.data_len);
		for (size_t i = 0; bur_feature_profile_at(&feature, i, &profile, &current); i++)
			sink += profile + current;
		sink += bur_feature_tao_bufe(&feature) + bur_feature_tao_test_write(&feature) +
			bur_feature_streaming_sw(&feature) + bur_feature_streaming_wspd(&feature) +
			bur_feature_streaming_scs(&feature);
	}
	bur_configuration_find(&config, 0x107, &feature);
}

static void fuzz_mode(const uint8_t *p, size_t n)
{
	struct bur_capabilities capabilities;
	struct bur_recovery_page recovery;
	struct bur_write_page write;
	const uint8_t *page;
	size_t length;
	uint8_t out[64];

	if (!bur_mode_find(p, n, 5, &page, &length)) {
		touch(page, length);
		if (!bur_write_page_decode(page, length, &write) &&
		    bur_write_page_encode(out, sizeof(out), &write, length) > sizeof(out))
			abort();
	}
	bur_write_page_decode(p, n, &write);
	bur_recovery_page_decode(p, n, &recovery);
	if (!bur_capabilities_decode(p, n, &capabilities) &&
	    capabilities.speed_count > BUR_CAPABILITY_SPEEDS_MAX)
		abort();
}

static void fuzz_lists(const uint8_t *p, size_t n)
{
	struct bur_format_capacities capacities;
	struct bur_format_descriptor format;
	struct bur_performance performance;
	struct bur_nominal_speed nominal;
	struct bur_write_speed speed;
	size_t i;

	if (!bur_format_capacities_decode(p, n, &capacities))
		for (i = 0; bur_format_descriptor_at(&capacities, i, &format); i++)
			sink += format.blocks;
	if (!bur_performance_decode(p, n, &performance)) {
		for (i = 0; bur_write_speed_at(&performance, i, 1000, &speed); i++)
			sink += speed.write_kbps;
		for (i = 0; bur_nominal_speed_at(&performance, i, &nominal); i++)
			sink += nominal.end_kbps;
	}
}

static void fuzz_toc(const uint8_t *p, size_t n)
{
	struct bur_toc_point point;
	struct bur_toc_track track;
	struct bur_toc toc;

	for (uint8_t format = 0; format <= 2; format++) {
		if (bur_toc_decode(p, n, format, &toc))
			continue;
		touch(toc.entries, toc.count * toc.entry_len);
		for (size_t i = 0; bur_toc_track_at(&toc, i, &track); i++)
			sink += (unsigned int)track.start;
		for (size_t i = 0; bur_toc_point_at(&toc, i, &point); i++)
			sink += (unsigned int)bur_msf_to_lba(point.pmin, point.psec, point.pframe);
	}
}

static void fuzz_plain(const uint8_t *p, size_t n)
{
	struct bur_track_information track;
	struct bur_buffer_capacity buffer;
	struct bur_disc_information disc;
	struct bur_capacity capacity;
	struct bur_inquiry inquiry;
	struct bur_event event;

	bur_track_information_decode(p, n, &track);
	if (!bur_buffer_capacity_decode(p, n, &buffer) && buffer.free > buffer.total)
		abort();
	bur_disc_information_decode(p, n, &disc);
	bur_capacity_decode(p, n, &capacity);
	bur_event_decode(p, n, &event);
	if (!bur_inquiry_decode(p, n, &inquiry) &&
	    (inquiry.vendor[8] || inquiry.product[16] || inquiry.revision[4]))
		abort();
	sink += (unsigned int)(bur_reply_size16(p, n) + bur_reply_size32(p, n) +
			       bur_reply_size_capacities(p, n) + bur_reply_size_inquiry(p, n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_configuration(data, n);
	fuzz_mode(data, n);
	fuzz_lists(data, n);
	fuzz_toc(data, n);
	fuzz_plain(data, n);
	return 0;
}
