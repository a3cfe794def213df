// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/configuration.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

int bur_configuration_decode(const uint8_t *p, size_t n, struct bur_configuration *out)
{
	uint64_t total;

	memset(out, 0, sizeof(*out));
	if (n < BUR_CONFIGURATION_HEADER)
		return BURIN_E_BAD_REPLY;
	total = get_be32(p) + (uint64_t)4;
	if (total < BUR_CONFIGURATION_HEADER)
		return BURIN_E_BAD_REPLY;
	out->total = total > SIZE_MAX ? SIZE_MAX : (size_t)total;
	out->profile = get_be16(p + 6);
	out->features = p + BUR_CONFIGURATION_HEADER;
	out->features_len = (n < out->total ? n : out->total) - BUR_CONFIGURATION_HEADER;
	return 0;
}

bool bur_configuration_next(const struct bur_configuration *config, size_t *at,
			    struct bur_feature *out)
{
	const uint8_t *p = config->features + *at;
	size_t left;

	if (!bytes_inside(*at, 4, config->features_len))
		return false;
	left = config->features_len - *at - 4;
	out->code = get_be16(p);
	out->version = p[2] >> 2 & 0x0f;
	out->persistent = p[2] & 2;
	out->current = p[2] & 1;
	out->data = p + 4;
	out->data_len = (uint8_t)(p[3] < left ? p[3] : left);
	*at += 4 + (p[3] < left ? p[3] : left);
	return true;
}

bool bur_configuration_find(const struct bur_configuration *config, uint16_t code,
			    struct bur_feature *out)
{
	size_t at = 0;

	while (bur_configuration_next(config, &at, out))
		if (out->code == code)
			return true;
	memset(out, 0, sizeof(*out));
	return false;
}

bool bur_feature_profile_at(const struct bur_feature *list, size_t i, uint16_t *profile,
			    bool *current)
{
	if (i >= list->data_len / 4u)
		return false;
	*profile = get_be16(list->data + i * 4);
	*current = list->data[i * 4 + 2] & 1;
	return true;
}

static bool first_byte_has(const struct bur_feature *feature, uint8_t bits)
{
	return feature->data_len && (feature->data[0] & bits) == bits;
}

bool bur_feature_tao_bufe(const struct bur_feature *tao)
{
	return first_byte_has(tao, 1 << 6);
}

bool bur_feature_tao_test_write(const struct bur_feature *tao)
{
	return first_byte_has(tao, 1 << 2);
}

bool bur_feature_streaming_sw(const struct bur_feature *streaming)
{
	return first_byte_has(streaming, 1 << 0);
}

bool bur_feature_streaming_wspd(const struct bur_feature *streaming)
{
	return first_byte_has(streaming, 1 << 1);
}

bool bur_feature_streaming_scs(const struct bur_feature *streaming)
{
	return first_byte_has(streaming, 1 << 3);
}
