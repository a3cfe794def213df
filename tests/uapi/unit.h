/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The unit that a test abuses: /dev/burinN and the drive's other nodes, named by the
 * environment (BURIN_NODE, SR, SG; SR2 and SG2 of another drive). Calls answer with
 * 0 or an errno's negative, as the driver does.
 */
#ifndef TESTS_UAPI_UNIT_H
#define TESTS_UAPI_UNIT_H

#include <linux/burin.h>
#include <stdbool.h>
#include <stddef.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define SIZED(type, ...) ((struct type){ .size = sizeof(struct type), ##__VA_ARGS__ })
#define POINTER(p)	((__u64)(unsigned long)(p))

#define BLOCK		2048u
#define COMMAND_BLOCKS	16u
#define COMMAND_BYTES	(COMMAND_BLOCKS * BLOCK)
#define SLOTS		8u
#define READ_10		0x28
#define WRITE_10	0x2a

struct unit {
	int fd, sr, sg;			/* -1: not open */
	__u32 generation;
	struct burin_ring_spec ring;
	unsigned char *map;		/* NULL: none */
};

/* One stream or two, a flush, and what START is told of them. */
struct program {
	struct burin_stream_spec streams[2];
	struct burin_step steps[2];
	struct burin_reaction reactions[2];
	struct burin_start start;
};

/* One field set to something else than what is right, and what comes of it. */
struct poke {
	const char *what;
	size_t offset, size;
	__u64 value;
	int answer;
};
#define POKE(type, field, value) \
	{ #type "." #field, offsetof(struct type, field), sizeof(((struct type *)0)->field), value, -EINVAL }
void poke(void *at, const struct poke *poke);

int unit_call(int fd, unsigned int number, void *arg);
/* Another file of the unit's node; of a node named by the environment. */
int unit_open(int flags);
int unit_open_node(const char *variable, int flags);

/* The owner of the unit, which others may just be about to leave: 0 or -errno. */
int unit_own(struct unit *unit);
int unit_acquire(struct unit *unit);
int unit_release(int fd);
/* Closes all; what was owned is released first. */
void unit_close(struct unit *unit);
/* Nobody owns the unit: within that time; else its state is printed. */
bool unit_is_free_within(unsigned int ms);

int unit_ring(struct unit *unit, __u32 slots, __u32 checksum);
void unit_unmap(struct unit *unit);
struct burin_unit_state unit_state(int fd);
/* The burn is at its end: within that time. */
bool unit_is_done_within(int fd, unsigned int ms);

/* blocks 0: until the data end. */
void program_write(struct program *program, __s32 lba, __u64 blocks);
void program_read(struct program *program, __s32 lba, __u64 blocks);
int unit_start(const struct unit *unit, struct program *program);
/* A pattern of the seed and the number. */
void unit_fill(void *at, size_t bytes, unsigned int seed, __u64 number);
__u32 crc32c(const void *data, size_t bytes);
/* A slot of a whole command, filled with the pattern before. */
int unit_publish(const struct unit *unit, __u64 sequence, __u32 slot, __u32 length, __u32 flags);
int unit_end(const struct unit *unit);
/* How many, or -errno. */
int unit_complete(const struct unit *unit, struct burin_done *done, __u32 room, __u32 least,
		  __u32 wait_ms);
int unit_cancel(const struct unit *unit);
/* cdb_len 0: of 6 bytes; reads data when there is room. 0, -errno, or status and sense key. */
int unit_command(const struct unit *unit, const void *cdb, __u32 cdb_len, void *data, __u32 bytes);
/* The drive has told what it has to tell: 0, or what it goes on answering. */
int unit_become_ready(const struct unit *unit);
/* Burns so many commands there by the ring, checks counters and what the medium holds: 0, or a line. */
int unit_burn(struct unit *unit, __s32 lba, unsigned int commands, unsigned int seed);
/* So many commands' blocks hold the pattern: 0, -errno, or the number of a differing command and 1. */
int unit_holds(const struct unit *unit, __s32 lba, unsigned int commands, unsigned int seed);

/* Named by the environment. */
unsigned int number_of(const char *name, unsigned int otherwise);
/* A page that ends where nothing can be reached; what lies in it can be made unwritable. */
struct page {
	unsigned char *start, *end;
};
bool page_new(struct page *page);
void page_free(struct page *page);
/* The struct at the end of the page, which cannot be written to any more. */
void *page_keep(struct page *page, const void *what, size_t bytes);
unsigned long long now_ms(void);
void sleep_ms(unsigned int ms);
/* A child that has done with being root; false when that did not go. */
bool become_nobody(void);

#endif
