/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recorder from inside: asking it, and what writers must know of its medium. */
#ifndef BUR_DEVICE_RECORDER_H
#define BUR_DEVICE_RECORDER_H

#include <burin/error.h>
#include <burin/recorder.h>
#include <stdatomic.h>

#include "mmc/configuration.h"
#include "mmc/format-capacities.h"
#include "transport/transport.h"

struct burin_recorder {
	unsigned int refs;		/* one thread at a time, see the public header */
	struct burin_context *ctx;
	struct bur_transport *transport;
	char *name;
	char vendor[9], product[17], revision[5];
	struct burin_detail detail;
	unsigned int generation;	/* counts what changed the medium: pieces held are stale */
};

/* A reply of any length; free with bur_free(data). */
struct bur_reply {
	uint8_t *data;
	size_t n;
};

/*
 * One command with data-in, with the usual retries. *got: bytes that came. The
 * failure, named and in rec->detail.
 */
int bur_recorder_ask(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len, void *buf,
		     size_t n, size_t *got);
/* Blocks to be read in one command: 64 KiB, or what the host carries if that is less. */
#define BUR_READ_BLOCKS_MAX 32u
uint32_t bur_recorder_read_blocks(const struct burin_recorder *rec);

/* One without data. */
int bur_recorder_tell(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len,
		      uint32_t timeout_ms);
/*
 * In two steps, the header first (mmc/reply.h). cdb: of 10 bytes, the allocation length in
 * bytes 7-8. The caller frees out->data, also after a failure (then NULL).
 */
int bur_recorder_ask_whole(struct burin_recorder *rec, uint8_t *cdb, size_t header,
			   size_t (*size)(const uint8_t *p, size_t n), struct bur_reply *out);

/* burin_recorder_wait_ready() that ends with BURIN_E_CANCELLED once *cancel is set. */
int bur_recorder_wait_ready(struct burin_recorder *rec, uint32_t timeout_ms,
			    const atomic_int *cancel);

/* A reply that makes no sense: BURIN_E_BAD_REPLY with the command in rec->detail. */
int bur_recorder_bad_reply(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len);

/* *config points into reply. */
int bur_recorder_read_configuration(struct burin_recorder *rec, struct bur_reply *reply,
				    struct bur_configuration *config);

#define BUR_STATE_FORMATS_MAX 32

/* All that a plan depends on (lib/plan/plan.h). */
struct bur_recorder_state {
	struct burin_medium medium;
	uint8_t background_format;
	bool has_opc;			/* the medium has OPC tables */
	bool has_buffer_protection;
	bool has_incremental;		/* feature 0021h is current */
	bool mrw;			/* formatted as Mt. Rainier: the drive sees to its defects */
	uint8_t track_mode, data_mode;	/* of a CD-RW's fixed packets; else 0 */
	uint16_t open_track;		/* open or damaged; 0: none */
	bool session_open;		/* the last session holds data and was not closed */
	struct bur_format_descriptor formats[BUR_STATE_FORMATS_MAX];
	uint32_t format_count;		/* offered for a medium that is formatted to be written */
};

int bur_recorder_read_state(struct burin_recorder *rec, struct bur_recorder_state *state);

#endif
