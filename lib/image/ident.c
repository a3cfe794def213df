/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/ident.h"

#include <burin/error.h>
#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"

#define MOST_DIGITS	9u
#define FIRST_COUNTERS	64u

size_t bur_ident_put(const struct bur_ident *ident, uint8_t *out)
{
	size_t n = (size_t)ident->stem_len * ident->unit;
	size_t extension = (size_t)ident->extension_len * ident->unit;

	memcpy(out, ident->stem, n);
	if (ident->has_dot) {
		out[n] = 0;
		out[n + ident->unit - 1] = '.';
		n += ident->unit;
	}
	memcpy(out + n, ident->extension, extension);
	n += extension;
	if (ident->has_version) {
		out[n++] = ';';
		out[n++] = '1';
	}
	return n;
}

/*
 * The part that tells two identifiers apart for a reader that shows neither the version
 * nor a dot without extension: "A.;1" and the directory "A" are the same to it.
 */
static size_t key_length(const uint8_t *id, size_t n, bool has_version)
{
	if (has_version)
		n -= 2;
	return has_version && n && id[n - 1] == '.' ? n - 1 : n;
}

static size_t slot_key_length(const uint8_t *id, unsigned int unit)
{
	bool has_version = unit == 1 && id[0] > 2 && id[id[0] - 1] == ';';

	return key_length(id + 1, id[0], has_version);
}

static uint64_t hash_bytes(uint64_t h, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

/* The slot that holds the key, or the free one where it belongs. */
static struct ident_slot *find(struct bur_ident_set *set, const uint8_t *key, size_t n,
			       unsigned int unit, uint32_t hash)
{
	struct ident_slot *slot;

	for (size_t i = hash;; i++) {
		slot = &set->slot[i & (set->slots - 1)];
		if (!slot->id)
			return slot;
		if (slot->hash == hash && slot_key_length(slot->id, unit) == n &&
		    !memcmp(slot->id + 1, key, n))
			return slot;
	}
}

/* NULL: taken already. */
static struct ident_slot *find_free(struct bur_ident_set *set, const struct bur_ident *ident,
				    const uint8_t *id, size_t n, uint32_t *hash)
{
	size_t key = key_length(id, n, ident->has_version);
	uint64_t h = hash_bytes(0xcbf29ce484222325u, id, key);
	struct ident_slot *slot;

	*hash = (uint32_t)(h ^ h >> 32);
	slot = find(set, id, key, ident->unit, *hash);
	return slot->id ? NULL : slot;
}

static struct ident_counter *find_counter(struct bur_ident_set *set, uint64_t key)
{
	struct ident_counter *counter;

	for (uint64_t i = key >> 20;; i++) {
		counter = &set->counter[i & set->counter_mask];
		if (!counter->next || counter->key == key)
			return counter;
	}
}

static int grow_counters(struct bur_ident_set *set)
{
	size_t room = set->counter ? (set->counter_mask + 1) * 2 : FIRST_COUNTERS;
	struct ident_counter *old = set->counter;
	size_t old_room = old ? set->counter_mask + 1 : 0;

	set->counter = bur_array(room, sizeof(*set->counter));
	if (!set->counter) {
		set->counter = old;
		return -ENOMEM;
	}
	set->counter_room = room;
	set->counter_mask = room - 1;
	for (size_t i = 0; i < old_room; i++)
		if (old[i].next)
			*find_counter(set, old[i].key) = old[i];
	bur_free(old);
	return 0;
}

/*
 * The next number to try for this stem cut to len characters, followed by
 * digits digits. Two keys with one hash share a counter, which only leaves numbers out.
 */
static int get_counter(struct bur_ident_set *set, const struct bur_ident *ident, size_t len,
		       unsigned int digits, uint32_t first, struct ident_counter **out)
{
	uint64_t key = hash_bytes(0xcbf29ce484222325u + digits, ident->stem, len * ident->unit);

	key = hash_bytes(key * 31, ident->extension, (size_t)ident->extension_len * ident->unit);
	key ^= key >> 29;
	if ((!set->counter || set->counters >= set->counter_room / 2) && grow_counters(set))
		return -ENOMEM;
	*out = find_counter(set, key);
	if (!(*out)->next) {
		(*out)->key = key;
		(*out)->next = first;
		set->counters++;
	}
	return 0;
}

/* Characters of the stem that stay before that many digits; never half of a surrogate pair. */
static size_t cut_stem(const struct bur_ident *ident, size_t stem_len, unsigned int digits)
{
	size_t most = (size_t)ident->limit - ident->extension_len;
	size_t len = most > digits ? most - digits : 0;

	if (len > stem_len)
		len = stem_len;
	if (len && len < stem_len && ident->unit == 2 &&
	    (get_be16(ident->stem + 2 * len - 2) & 0xfc00) == 0xd800)
		len--;
	return len;
}

static void put_number(struct bur_ident *ident, size_t at, unsigned int digits, uint32_t number)
{
	ident->stem_len = (uint8_t)(at + digits);
	for (size_t i = at + digits; i > at; i--, number /= 10) {
		uint8_t *p = ident->stem + (i - 1) * ident->unit;

		p[0] = 0;
		p[ident->unit - 1] = (uint8_t)('0' + number % 10);
	}
}

/* Each counter goes up once for each name tried, so all names of a directory cost linear time. */
static int renumber(struct bur_ident_set *set, struct bur_ident *ident, uint8_t *id, size_t *n,
		    struct ident_slot **slot, uint32_t *hash)
{
	struct bur_ident base = *ident;
	struct ident_counter *counter;
	uint32_t first = 1;

	for (unsigned int digits = 1; digits <= MOST_DIGITS; digits++, first *= 10) {
		size_t len = cut_stem(&base, base.stem_len, digits);

		if (len + digits + base.extension_len > base.limit)
			break;
		if (get_counter(set, &base, len, digits, first, &counter))
			return -ENOMEM;
		while (counter->next < first * 10) {
			*ident = base;
			put_number(ident, len, digits, counter->next++);
			*n = bur_ident_put(ident, id);
			*slot = find_free(set, ident, id, *n, hash);
			if (*slot)
				return 0;
		}
	}
	return BURIN_E_NO_UNIQUE_NAME;
}

int bur_ident_begin(struct bur_ident_set *set, uint32_t count)
{
	size_t slots = 8;
	struct ident_slot *bigger;

	while (slots / 2 < count)
		slots *= 2;
	if (slots > set->slot_room) {
		bigger = bur_array(slots, sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		bur_free(set->slot);
		set->slot = bigger;
		set->slot_room = slots;
	} else {
		memset(set->slot, 0, slots * sizeof(*set->slot));
	}
	set->slots = slots;
	if (set->counters)
		memset(set->counter, 0, set->counter_room * sizeof(*set->counter));
	set->counters = 0;
	return 0;
}

int bur_ident_take(struct bur_ident_set *set, struct bur_ident *ident, struct bur_pool *pool,
		   const uint8_t **out)
{
	uint8_t id[BUR_IDENT_BYTES], *copy;
	size_t n = bur_ident_put(ident, id);
	struct ident_slot *slot;
	uint32_t hash;
	int err = 0;

	slot = find_free(set, ident, id, n, &hash);
	if (!slot)
		err = renumber(set, ident, id, &n, &slot, &hash);
	if (err)
		return err;
	copy = bur_pool_bytes(pool, n + 1);
	if (!copy)
		return -ENOMEM;
	copy[0] = (uint8_t)n;
	memcpy(copy + 1, id, n);
	*slot = (struct ident_slot){ copy, hash };
	*out = copy;
	return 0;
}

void bur_ident_free(struct bur_ident_set *set)
{
	bur_free(set->slot);
	bur_free(set->counter);
	memset(set, 0, sizeof(*set));
}
