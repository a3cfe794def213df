/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The data writer from inside: its own burns (data.c), and those it adopts (adopt.c). */
#ifndef BUR_WRITE_DATA_H
#define BUR_WRITE_DATA_H

#include <burin/data.h>

#include "write/job.h"

#define BUR_DATA_RING_BYTES (16u << 20)

struct burin_data {
	struct burin_context *ctx;
	struct burin_recorder *rec;
	uint32_t speed_kbps, ring_bytes;
	bool close_disc, append, overwrite, simulate;
	struct bur_burn_rule rule;	/* without its note */
	enum burin_verify_level level;
	burin_verify_fn on_bad;
	void *on_bad_user;
	atomic_int cancel;
	bool running;
	bool prepared;			/* for an image that begins at prepared_start */
	uint32_t prepared_start;
	struct burin_data_result result;
	struct burin_detail detail;
};

/* One operation: begins it, BURIN_E_RUNNING, BURIN_E_RECORDER_REQUIRED; and ends it. */
int bur_data_begin(struct burin_data *data);
void bur_data_end(struct burin_data *data);
struct bur_job bur_data_new_job(struct burin_data *data, burin_progress_fn progress, void *user);
/* What is read of the source is kept for the verification. */
int bur_data_new_record(struct burin_data *data, struct bur_job *job);
/* NULL: it is not known what the medium is now. */
void bur_data_know_state(struct burin_data *data, const struct burin_medium *medium);
/* The burn has ended with ret: the result, the medium's state, the verification. */
int bur_data_conclude(struct burin_data *data, struct bur_job *job, int ret);

#endif
