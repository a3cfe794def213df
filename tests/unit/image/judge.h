/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A strict and slow judge of image structure, independent of the code that made it: every
 * record of every directory of both trees, path tables against directories, both byte orders, order of identifiers,
 * "." and "..", continuation areas, no block used twice.
 */
#ifndef TEST_IMAGE_JUDGE_H
#define TEST_IMAGE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct judge {
	const uint8_t *image;
	uint32_t start, blocks;		/* first LBA; blocks in all */
	uint8_t *use;			/* one a block: 1 structure, 2 data */
	bool joliet;
	const uint8_t *path_table;
	uint32_t path_bytes, path_at, path_index;
	uint64_t files, directories, sections;
	char what[200];			/* "" while nothing is wrong */
};

#define JUDGE(j, condition)                                                                        \
	do {                                                                                       \
		if (!(condition) && !(j)->what[0])                                                 \
			snprintf((j)->what, sizeof((j)->what), "line %d: %s", __LINE__, #condition); \
	} while (0)

static inline uint32_t judge_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline uint32_t judge_both32(struct judge *j, const uint8_t *p)
{
	uint32_t big = (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 | (uint32_t)p[6] << 8 | p[7];

	JUDGE(j, judge_le32(p) == big);
	return big;
}

static inline const uint8_t *judge_block(struct judge *j, uint32_t lba)
{
	JUDGE(j, lba >= j->start && lba - j->start < j->blocks);
	return j->what[0] ? j->image : j->image + (uint64_t)(lba - j->start) * 2048;
}

/* Structures are used once; data may be shared, but not with structures. */
static inline void judge_use(struct judge *j, uint32_t lba, uint32_t blocks, uint8_t as)
{
	for (uint32_t i = 0; i < blocks && !j->what[0]; i++) {
		judge_block(j, lba + i);
		if (j->what[0])
			return;
		JUDGE(j, !j->use[lba + i - j->start] || (as == 2 && j->use[lba + i - j->start] == 2));
		j->use[lba + i - j->start] = as;
	}
}

/* ECMA-119 9.3, spelled out: name, then extension, both padded with spaces. */
static inline int judge_pad(const uint8_t *a, size_t n, const uint8_t *b, size_t m)
{
	for (size_t i = 0; i < n || i < m; i++) {
		int x = i < n ? a[i] : ' ', y = i < m ? b[i] : ' ';

		if (x != y)
			return x - y;
	}
	return 0;
}

static inline size_t judge_find(const uint8_t *p, size_t n, uint8_t c)
{
	const uint8_t *at = memchr(p, c, n);

	return at ? (size_t)(at - p) : n;
}

static inline int judge_order(struct judge *j, const uint8_t *a, size_t n, const uint8_t *b, size_t m)
{
	size_t dot_a, dot_b;
	int order;

	if (j->joliet) {
		order = memcmp(a, b, n < m ? n : m);
		return order ? order : (int)n - (int)m;
	}
	n = judge_find(a, n, ';');
	m = judge_find(b, m, ';');
	dot_a = judge_find(a, n, '.');
	dot_b = judge_find(b, m, '.');
	order = judge_pad(a, dot_a, b, dot_b);
	if (order)
		return order;
	return judge_pad(a + dot_a + (dot_a < n), n - dot_a - (dot_a < n), b + dot_b + (dot_b < m),
			 m - dot_b - (dot_b < m));
}

static inline void judge_system_use(struct judge *j, const uint8_t *p, size_t n, unsigned int hops)
{
	uint32_t block = 0, offset = 0, length = 0;

	for (; n >= 4 && !j->what[0]; n -= p[2], p += p[2]) {
		JUDGE(j, p[2] >= 4 && p[2] <= n);
		if (j->what[0])
			return;
		if (!memcmp(p, "CE", 2)) {
			block = judge_both32(j, p + 4);
			offset = judge_both32(j, p + 12);
			length = judge_both32(j, p + 20);
		}
	}
	if (!length)
		return;
	JUDGE(j, offset + length <= 2048 && hops < 31);
	judge_block(j, block);
	JUDGE(j, j->use[block - j->start] == 0 || j->use[block - j->start] == 3);
	if (j->what[0])
		return;
	j->use[block - j->start] = 3;
	judge_system_use(j, judge_block(j, block) + offset, length, hops + 1);
}

static inline void judge_path_record(struct judge *j, const uint8_t *id, size_t n, uint32_t lba,
				     uint32_t parent)
{
	const uint8_t *p = j->path_table + j->path_at;

	JUDGE(j, j->path_at + 8 + n <= j->path_bytes);
	if (j->what[0])
		return;
	JUDGE(j, p[0] == n && p[1] == 0 && !memcmp(p + 8, id, n));
	JUDGE(j, judge_le32(p + 2) == lba);
	JUDGE(j, (p[6] | p[7] << 8) == (int)parent);
	JUDGE(j, !(n & 1) || p[8 + n] == 0);
	j->path_at += 8 + (uint32_t)n + (n & 1);
}

struct judge_dir {
	uint32_t lba, size, parent, parent_lba, parent_size;
};

/* One directory; its folders go to the end of queue, in which numbers are path table numbers less 1. */
static inline void judge_dir(struct judge *j, struct judge_dir **queue, uint32_t *count, uint32_t self)
{
	struct judge_dir dir = (*queue)[self];
	const uint8_t *p, *before = NULL;
	uint32_t at = 0, records = 0;

	JUDGE(j, dir.size && dir.size % 2048 == 0);
	judge_use(j, dir.lba, dir.size / 2048, 1);
	while (at < dir.size && !j->what[0]) {
		p = judge_block(j, dir.lba + at / 2048) + at % 2048;
		if (!p[0]) {
			for (uint32_t i = at % 2048; i < 2048; i++)
				JUDGE(j, !p[i - at % 2048]);
			JUDGE(j, at % 2048);
			at += 2048 - at % 2048;
			continue;
		}
		JUDGE(j, p[0] >= 34 && p[0] % 2 == 0 && at % 2048 + p[0] <= 2048);
		JUDGE(j, p[0] >= 33 + p[32] && p[1] == 0 && p[26] == 0 && p[27] == 0);
		JUDGE(j, !memcmp(p + 28, "\1\0\0\1", 4));
		if (j->what[0])
			return;
		judge_system_use(j, p + 33 + p[32] + !(p[32] & 1), p[0] - 33u - p[32] - !(p[32] & 1), 0);
		uint32_t lba = judge_both32(j, p + 2), size = judge_both32(j, p + 10);
		if (records < 2) {
			JUDGE(j, p[32] == 1 && p[33] == records && (p[25] & 2));
			JUDGE(j, lba == (records ? dir.parent_lba : dir.lba));
			JUDGE(j, size == (records ? dir.parent_size : dir.size));
		} else {
			if (before && (before[25] & 0x80)) {
				JUDGE(j, before[32] == p[32] && !memcmp(before + 33, p + 33, p[32]));
				JUDGE(j, judge_le32(before + 10) % 2048 == 0);
				JUDGE(j, judge_le32(before + 2) + judge_le32(before + 10) / 2048 == lba);
			} else if (before) {
				JUDGE(j, judge_order(j, before + 33, before[32], p + 33, p[32]) < 0);
			}
			before = p;
			if (p[25] & 2) {
				if (!(*count & (*count - 1)))
					*queue = realloc(*queue, 2 * *count * sizeof(**queue));
				(*queue)[(*count)++] = (struct judge_dir){ lba, size, self, dir.lba, dir.size };
				judge_path_record(j, p + 33, p[32], lba, self + 1);
				j->directories++;
			} else {
				j->sections += size != 0;
				j->files += !(p[25] & 0x80);
				if (size)
					judge_use(j, lba, size / 2048 + (size % 2048 != 0), 2);
				else
					JUDGE(j, lba == 0);
			}
		}
		records++;
		at += p[0];
	}
	JUDGE(j, records >= 2);
	JUDGE(j, !before || !(before[25] & 0x80));
}

static inline void judge_tree(struct judge *j, const uint8_t *descriptor, bool joliet)
{
	const uint8_t *root = descriptor + 156, *m;
	struct judge_dir *queue = malloc(sizeof(*queue));
	uint32_t lba = judge_both32(j, root + 2), size = judge_both32(j, root + 10), count = 1;
	uint32_t l = judge_le32(descriptor + 140);

	j->joliet = joliet;
	JUDGE(j, root[0] == 34 && root[32] == 1 && root[33] == 0 && root[25] == 2);
	JUDGE(j, judge_both32(j, descriptor + 80) == j->start + j->blocks);
	j->path_bytes = judge_both32(j, descriptor + 132);
	j->path_table = judge_block(j, l);
	judge_use(j, l, (j->path_bytes + 2047) / 2048, 1);
	j->path_at = 0;
	queue[0] = (struct judge_dir){ lba, size, 0, lba, size };
	judge_path_record(j, (const uint8_t *)"", 1, lba, 1);
	for (uint32_t i = 0; i < count && !j->what[0]; i++)
		judge_dir(j, &queue, &count, i);
	JUDGE(j, j->path_at == j->path_bytes);
	/* the M table: the same in big-endian */
	uint32_t big = (uint32_t)descriptor[148] << 24 | (uint32_t)descriptor[149] << 16 |
		       (uint32_t)descriptor[150] << 8 | descriptor[151];
	judge_use(j, big, (j->path_bytes + 2047) / 2048, 1);
	m = judge_block(j, big);
	for (uint32_t at = 0; at < j->path_bytes && !j->what[0]; at += 8u + m[at] + (m[at] & 1)) {
		const uint8_t *p = j->path_table + at, *q = m + at;

		JUDGE(j, p[0] == q[0] && !memcmp(p + 8, q + 8, p[0]));
		JUDGE(j, p[2] == q[5] && p[3] == q[4] && p[4] == q[3] && p[5] == q[2]);
		JUDGE(j, p[6] == q[7] && p[7] == q[6]);
	}
	free(queue);
}

/* "" or what is wrong; to be used before the next call. Counts of both trees are added up. */
static inline const char *judge(struct judge *j, const uint8_t *image, uint32_t blocks, uint32_t start)
{
	memset(j, 0, sizeof(*j));
	j->image = image;
	j->blocks = blocks;
	j->start = start;
	j->use = calloc(blocks, 1);
	for (uint32_t i = 0; i < 16 * 2048; i++)
		JUDGE(j, !image[i]);
	judge_use(j, start, 17, 1);
	JUDGE(j, !memcmp(image + 16 * 2048, "\1CD001\1", 7));
	judge_tree(j, image + 16 * 2048, false);
	if (image[17 * 2048] == 2) {
		judge_use(j, start + 17, 1, 1);
		judge_tree(j, image + 17 * 2048, true);
	}
	for (uint32_t i = 1; i <= 150; i++)
		JUDGE(j, !j->use[blocks - i]);
	for (uint32_t i = 0; i < 150 * 2048; i++)
		JUDGE(j, !image[(uint64_t)blocks * 2048 - 1 - i]);
	free(j->use);
	return j->what;
}

#endif
