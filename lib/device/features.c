/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the drive can do: GET CONFIGURATION. */
#include "device/recorder.h"

#include <string.h>

#include "core/alloc.h"
#include "core/export.h"
#include "mmc/cdb.h"
#include "mmc/reply.h"

int bur_recorder_read_configuration(struct burin_recorder *rec, struct bur_reply *reply,
				    struct bur_configuration *config)
{
	uint8_t cdb[16];
	int ret;

	bur_cdb_configuration(cdb, BUR_FEATURES_ALL, 0, 0);
	ret = bur_recorder_ask_whole(rec, cdb, BUR_CONFIGURATION_HEADER, bur_reply_size32, reply);
	if (ret)
		return ret;
	if (!bur_configuration_decode(reply->data, reply->n, config))
		return 0;
	bur_free(reply->data);
	reply->data = NULL;
	return bur_recorder_bad_reply(rec, cdb, 10);
}

BURIN_EXPORT int burin_recorder_read_profiles(struct burin_recorder *rec, uint16_t *profiles,
					      size_t max)
{
	struct bur_configuration config;
	struct bur_feature list;
	struct bur_reply reply;
	uint16_t profile;
	bool current;
	size_t n = 0;
	int ret = bur_recorder_read_configuration(rec, &reply, &config);

	if (ret)
		return ret;
	if (bur_configuration_find(&config, BUR_FEATURE_PROFILES, &list))
		for (; bur_feature_profile_at(&list, n, &profile, &current); n++)
			if (n < max)
				profiles[n] = profile;
	bur_free(reply.data);
	return (int)n;
}

static void copy_feature(struct burin_feature *to, const struct bur_feature *from)
{
	*to = (struct burin_feature){
		.code = from->code,
		.version = from->version,
		.current = from->current,
		.persistent = from->persistent,
		.data_len = from->data_len,
	};
	if (to->data_len > sizeof(to->data))
		to->data_len = sizeof(to->data);
	memcpy(to->data, from->data, to->data_len);
}

BURIN_EXPORT int burin_recorder_read_features(struct burin_recorder *rec,
					      struct burin_feature *features, size_t max)
{
	struct bur_configuration config;
	struct bur_feature feature;
	struct bur_reply reply;
	size_t n = 0, at = 0;
	int ret = bur_recorder_read_configuration(rec, &reply, &config);

	if (ret)
		return ret;
	for (; bur_configuration_next(&config, &at, &feature); n++)
		if (n < max)
			copy_feature(&features[n], &feature);
	bur_free(reply.data);
	return (int)n;
}
