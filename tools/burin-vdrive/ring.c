/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ring.h"

#include <errno.h>
#include <linux/target_core_user.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "uio.h"

#define VERSION_UNDERSTOOD	2u
#define PIECES_MAX		65536u
#define BYTES_MAX		(256u << 20)

static int check_mailbox(struct ring *ring)
{
	struct tcmu_mailbox box;

	memcpy(&box, ring->map, sizeof(box));
	ring->entries = box.cmdr_off;
	ring->entries_size = box.cmdr_size;
	if (box.version != VERSION_UNDERSTOOD || !(box.flags & TCMU_MAILBOX_FLAG_CAP_READ_LEN) ||
	    box.cmdr_off < sizeof(box) || box.cmdr_off > ring->size || !box.cmdr_size ||
	    box.cmdr_size > ring->size - box.cmdr_off || box.cmdr_size % TCMU_OP_ALIGN_SIZE)
		return -EPROTO;
	return 0;
}

int ring_open(struct ring *ring, unsigned int uio)
{
	void *map;
	int code;

	ring->fd = uio_open(uio, &ring->size);
	if (ring->fd < 0)
		return ring->fd;
	if (ring->size < sizeof(struct tcmu_mailbox)) {
		close(ring->fd);
		return -EPROTO;
	}
	map = mmap(NULL, ring->size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (map == MAP_FAILED) {
		code = -errno;
		close(ring->fd);
		return code;
	}
	ring->map = map;
	code = check_mailbox(ring);
	if (code)
		ring_close(ring);
	return code;
}

void ring_close(struct ring *ring)
{
	munmap(ring->map, ring->size);
	close(ring->fd);
}

/* Both indices stand at multiples of their size in a page of their own: one load each. */
static uint32_t *head_of(const struct ring *ring)
{
	return (uint32_t *)(void *)(ring->map + offsetof(struct tcmu_mailbox, cmd_head));
}

static uint32_t *tail_of(const struct ring *ring)
{
	return (uint32_t *)(void *)(ring->map + offsetof(struct tcmu_mailbox, cmd_tail));
}

static uint32_t behind(const struct ring *ring, uint32_t at, uint32_t length)
{
	return (uint32_t)(((uint64_t)at + length) % ring->entries_size);
}

/* The entry's head and length, if it lies in the ring. */
static int entry_head(const struct ring *ring, uint32_t at, struct tcmu_cmd_entry_hdr *head,
		      uint32_t *length)
{
	if (at >= ring->entries_size || ring->entries_size - at < sizeof(*head) ||
	    at % TCMU_OP_ALIGN_SIZE)
		return -EPROTO;
	memcpy(head, ring->map + ring->entries + at, sizeof(*head));
	*length = tcmu_hdr_get_len(head->len_op);
	if (*length < sizeof(*head) || *length > ring->entries_size - at)
		return -EPROTO;
	return 0;
}

/* SPC-4 4.3.4.1, with 12 bytes for group 3 and the vendors' groups as the kernel has them. */
static uint8_t cdb_length(uint8_t opcode)
{
	static const uint8_t length[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };

	return length[opcode >> 5];
}

static int copy_cdb(const struct ring *ring, uint64_t at, struct ring_command *command)
{
	if (at >= ring->size || ring->size - at < sizeof(command->cdb))
		return -EPROTO;
	memset(command->cdb, 0, sizeof(command->cdb));
	command->cdb[0] = ring->map[at];
	command->cdb_len = cdb_length(command->cdb[0]);
	memcpy(command->cdb, ring->map + at, command->cdb_len);
	return 0;
}

static bool piece_at(const struct ring *ring, const struct ring_command *command, uint32_t k,
		     size_t *at, size_t *length)
{
	struct iovec piece;
	size_t base = offsetof(struct tcmu_cmd_entry, req.iov) + k * sizeof(piece);

	memcpy(&piece, ring->map + ring->entries + command->at + base, sizeof(piece));
	*at = (size_t)(uintptr_t)piece.iov_base;
	*length = piece.iov_len;
	return *at <= ring->size && *length <= ring->size - *at;
}

static int check_pieces(const struct ring *ring, struct ring_command *command)
{
	size_t room = command->length - offsetof(struct tcmu_cmd_entry, req.iov);
	size_t at, length;

	if (command->pieces > PIECES_MAX || command->pieces > room / sizeof(struct iovec))
		return -EPROTO;
	command->bytes = 0;
	for (uint32_t k = 0; k < command->pieces; k++) {
		if (!piece_at(ring, command, k, &at, &length) ||
		    length > BYTES_MAX - command->bytes)
			return -EPROTO;
		command->bytes += length;
	}
	return 0;
}

static int take_command(const struct ring *ring, uint32_t at, uint32_t length,
			struct ring_command *command)
{
	struct tcmu_cmd_entry entry;
	int code;

	if (length < sizeof(entry))
		return -EPROTO;
	memcpy(&entry, ring->map + ring->entries + at, sizeof(entry));
	command->at = at;
	command->length = length;
	command->id = entry.hdr.cmd_id;
	command->pieces = entry.req.iov_cnt;
	code = copy_cdb(ring, entry.req.cdb_off, command);
	return code ? code : check_pieces(ring, command);
}

static int tell_kernel(struct ring *ring)
{
	uint32_t any = 0;

	return write(ring->fd, &any, sizeof(any)) == sizeof(any) ? 0 : -errno;
}

int ring_next(struct ring *ring, struct ring_command *command)
{
	uint32_t at = *tail_of(ring), start = at, length;
	struct tcmu_cmd_entry_hdr head;
	int code = 0;

	while (at != __atomic_load_n(head_of(ring), __ATOMIC_ACQUIRE)) {
		code = entry_head(ring, at, &head, &length);
		if (code)
			return code;
		if (tcmu_hdr_get_op(head.len_op) == TCMU_OP_CMD) {
			code = take_command(ring, at, length, command);
			return code ? code : 1;
		}
		at = behind(ring, at, length);
		__atomic_store_n(tail_of(ring), at, __ATOMIC_RELEASE);
	}
	return at == start ? 0 : tell_kernel(ring);
}

static bool names(const struct ring *ring, uint32_t at, uint32_t length, uint16_t id)
{
	struct tcmu_tmr_entry entry;
	uint16_t one;

	if (length < sizeof(entry))
		return false;
	memcpy(&entry, ring->map + ring->entries + at, sizeof(entry));
	for (uint32_t k = 0; k < entry.cmd_cnt; k++) {
		size_t place = sizeof(entry) + (size_t)k * sizeof(one);

		if (place + sizeof(one) > length)
			return false;
		memcpy(&one, ring->map + ring->entries + at + place, sizeof(one));
		if (one == id)
			return true;
	}
	return false;
}

bool ring_aborted(const struct ring *ring, const struct ring_command *command)
{
	uint32_t at = behind(ring, command->at, command->length), length;
	uint32_t end = __atomic_load_n(head_of(ring), __ATOMIC_ACQUIRE);
	struct tcmu_cmd_entry_hdr head;

	for (uint32_t walked = 0; at != end && walked < ring->entries_size; walked += length) {
		if (entry_head(ring, at, &head, &length))
			return false;
		if (tcmu_hdr_get_op(head.len_op) == TCMU_OP_TMR &&
		    names(ring, at, length, command->id))
			return true;
		at = behind(ring, at, length);
	}
	return false;
}

uint8_t *ring_piece(const struct ring *ring, const struct ring_command *command, uint32_t k,
		    size_t *length)
{
	size_t at;

	if (k >= command->pieces || !piece_at(ring, command, k, &at, length)) {
		*length = 0;
		return ring->map;
	}
	return ring->map + at;
}

int ring_answer(struct ring *ring, const struct ring_command *command,
		const struct ring_answer *answer)
{
	uint8_t *entry = ring->map + ring->entries + command->at;
	uint8_t sense[TCMU_SENSE_BUFFERSIZE] = { 0 };
	size_t n = answer->sense_len < sizeof(sense) ? answer->sense_len : sizeof(sense);

	if (n)
		memcpy(sense, answer->sense, n);
	if (answer->received)
		entry[offsetof(struct tcmu_cmd_entry_hdr, uflags)] |= TCMU_UFLAG_READ_LEN;
	entry[offsetof(struct tcmu_cmd_entry, rsp.scsi_status)] = answer->status;
	memcpy(entry + offsetof(struct tcmu_cmd_entry, rsp.read_len), &answer->received,
	       sizeof(answer->received));
	memcpy(entry + offsetof(struct tcmu_cmd_entry, rsp.sense_buffer), sense, sizeof(sense));
	__atomic_store_n(tail_of(ring), behind(ring, command->at, command->length),
			 __ATOMIC_RELEASE);
	return tell_kernel(ring);
}

int ring_acknowledge(struct ring *ring)
{
	uint32_t count;

	if (read(ring->fd, &count, sizeof(count)) == sizeof(count) || errno == EAGAIN ||
	    errno == EINTR)
		return 0;
	return -errno;
}
