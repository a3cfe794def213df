/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Identifiers of one directory, ISO 9660 or Joliet: a name mapped to what the
 * format allows, then made unique by digits at the end of its stem.
 */
#ifndef BUR_IMAGE_IDENT_H
#define BUR_IMAGE_IDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/pool.h"

#define BUR_IDENT_CHARACTERS	64
#define BUR_IDENT_BYTES		(2 * BUR_IDENT_CHARACTERS + 8)

/* A mapped name in two parts, characters of unit bytes each (2: UTF-16BE). */
struct bur_ident {
	uint8_t unit;
	uint8_t limit;			/* characters in stem and extension together */
	bool has_dot;			/* a dot between the two, even with no extension */
	bool has_version;		/* ";1" at the end (unit 1 only) */
	uint8_t stem_len, extension_len;	/* characters */
	uint8_t stem[2 * BUR_IDENT_CHARACTERS];
	uint8_t extension[2 * BUR_IDENT_CHARACTERS];
};

/* Writes the identifier to out, BUR_IDENT_BYTES; returns its bytes. */
size_t bur_ident_put(const struct bur_ident *ident, uint8_t *out);

struct ident_slot {
	const uint8_t *id;		/* length byte and identifier; NULL: free */
	uint32_t hash;
};

struct ident_counter {
	uint64_t key;
	uint32_t next;			/* 0: slot is free */
};

/* The identifiers of one directory so far. All zero: ready for bur_ident_begin(). */
struct bur_ident_set {
	struct ident_slot *slot;
	size_t slot_room, slots;	/* allocated, in use: a power of two */
	struct ident_counter *counter;
	size_t counter_room, counters, counter_mask;
};

/* Empties the set and makes room for count identifiers. -ENOMEM. */
int bur_ident_begin(struct bur_ident_set *set, uint32_t count);
/*
 * Puts ident, changed until it differs from all others, into pool as a length
 * byte and its bytes. -ENOMEM, BURIN_E_NO_UNIQUE_NAME.
 */
int bur_ident_take(struct bur_ident_set *set, struct bur_ident *ident, struct bur_pool *pool,
		   const uint8_t **id);
void bur_ident_free(struct bur_ident_set *set);

#endif
