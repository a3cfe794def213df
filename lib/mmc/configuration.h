/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GET CONFIGURATION (MMC-6 6.6): current profile, features. */
#ifndef BUR_MMC_CONFIGURATION_H
#define BUR_MMC_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_CONFIGURATION_HEADER 8

enum bur_feature_code {
	BUR_FEATURE_PROFILES		= 0x0000,
	BUR_FEATURE_WRITE_PROTECT	= 0x0004,
	BUR_FEATURE_RANDOM_WRITABLE	= 0x0020,
	BUR_FEATURE_INCREMENTAL		= 0x0021,
	BUR_FEATURE_FORMATTABLE		= 0x0023,
	BUR_FEATURE_RESTRICTED_OVERWRITE = 0x0026,
	BUR_FEATURE_MRW			= 0x0028,
	BUR_FEATURE_DVD_PLUS_RW		= 0x002a,
	BUR_FEATURE_CD_TAO		= 0x002d,
	BUR_FEATURE_CD_MASTERING	= 0x002e,
	BUR_FEATURE_DVD_MINUS		= 0x002f,
	BUR_FEATURE_PSEUDO_OVERWRITE	= 0x0038,
	BUR_FEATURE_BD_WRITE		= 0x0041,
	BUR_FEATURE_STREAMING		= 0x0107,
};

struct bur_configuration {
	uint16_t profile;		/* current */
	size_t total;			/* bytes the drive has to tell, header counted */
	const uint8_t *features;	/* descriptors that came; points into the reply */
	size_t features_len;
};

/* BURIN_E_BAD_REPLY: shorter than its header. */
int bur_configuration_decode(const uint8_t *p, size_t n, struct bur_configuration *out);

struct bur_feature {
	uint16_t code;
	uint8_t version;
	bool persistent, current;
	const uint8_t *data;		/* behind the 4 bytes of header; points into the reply */
	uint8_t data_len;		/* as far as it came */
};

/* Walks the descriptors: *at begins at 0. false: no whole header is left. */
bool bur_configuration_next(const struct bur_configuration *config, size_t *at,
			    struct bur_feature *out);
/* false: the drive did not tell this feature. */
bool bur_configuration_find(const struct bur_configuration *config, uint16_t code,
			    struct bur_feature *out);

/* Feature 0000h: entry i of the profile list; false beyond the end. */
bool bur_feature_profile_at(const struct bur_feature *list, size_t i, uint16_t *profile,
			    bool *current);
/* Feature 002Dh: buffer underrun protection, test write. */
bool bur_feature_tao_bufe(const struct bur_feature *tao);
bool bur_feature_tao_test_write(const struct bur_feature *tao);
/* Feature 0107h: WRITE(12) with the streaming bit; GET PERFORMANCE type 3; SET CD SPEED. */
bool bur_feature_streaming_sw(const struct bur_feature *streaming);
bool bur_feature_streaming_wspd(const struct bur_feature *streaming);
bool bur_feature_streaming_scs(const struct bur_feature *streaming);

#endif
