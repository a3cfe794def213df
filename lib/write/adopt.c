/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Burns that another process began: gone on with from the same source, which is proven first, or
 * brought to their end.
 */
#include <burin/data.h>

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/crc.h"
#include "core/detail.h"
#include "core/export.h"
#include "stream/stream.h"
#include "write/data.h"
#include "write/identity.h"

#define BLOCK BURIN_BLOCK_SIZE
#define WAIT_NS 50000000ull

static int end_adopted(struct bur_job *job, const struct burin_program *program)
{
	struct bur_burn *burn;
	int ret = job->rec->transport->ops->adopt(job->rec->transport, &burn);

	if (ret)
		return ret;
	bur_burn_orphan(burn);
	bur_job_watch(job, program, burn);
	bur_burn_free(burn);
	return 0;
}

/* Once nobody can go on with it the driver ends it by itself. */
static int wait_for_end(struct bur_job *job)
{
	struct bur_transport *t = job->rec->transport;
	int ret;

	while ((ret = t->ops->inherit(t, &job->state)) == -EBUSY) {
		bur_job_tell(job, BURIN_ACTION_CLOSE, bur_job_clock(job));
		if (bur_job_is_cancelled(job))
			return BURIN_E_CANCELLED;
		t->ops->sleep(t, WAIT_NS);
	}
	return ret;
}

int bur_job_end_left(struct bur_job *job)
{
	static const struct burin_program unknown;
	struct bur_transport *t = job->rec->transport;
	struct bur_left left;
	int ret;

	if (!t->ops->look)
		return 0;
	ret = t->ops->look(t, &left);
	if (!ret && !left.deserted)
		return bur_fail(job->detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_CLOSE, job->rec->name,
				"the process that burns there is stopped, not gone");
	if (!ret)
		ret = end_adopted(job, left.program ? left.program : &unknown);
	if (ret == BURIN_E_NO_BURN)
		ret = wait_for_end(job);
	return ret ? bur_fail(job->detail, ret, BURIN_PHASE_CLOSE, job->rec->name,
			      "the burn that was left there") : 0;
}

/* Adoption */

struct adoption {
	struct burin_data *data;
	struct bur_job *job;
	struct bur_left left;
	struct bur_identity burn;	/* what its process has noted */
	uint8_t *buf;			/* of one command */
	uint32_t command;		/* bytes */
	uint64_t read;			/* of the source: these are the burn's, by ... */
	uint32_t chain;			/* ... the checksums of its slots */
};

static int refuse(struct adoption *a, const char *why)
{
	return bur_fail(&a->data->detail, BURIN_E_OTHER_SOURCE, BURIN_PHASE_PROLOGUE,
			a->data->rec->name, "%s", why);
}

static int look(struct adoption *a)
{
	struct bur_transport *t = a->data->rec->transport;
	int ret = t->ops->look ? t->ops->look(t, &a->left) : BURIN_E_NO_BURN;

	a->job->state = a->left.run;
	if (ret)
		return bur_fail(&a->data->detail, ret, BURIN_PHASE_PROLOGUE, a->data->rec->name, NULL);
	return 0;
}

/* The burn, and what its process has noted of it. */
static int find(struct adoption *a)
{
	const struct burin_program *program;
	int ret = look(a);

	if (ret)
		return ret;
	program = a->left.program;
	if (!program || program->stream_count != 1 ||
	    program->streams[0].direction != BURIN_DIR_OUT ||
	    program->streams[0].block_size != BLOCK ||
	    !bur_identity_get(a->left.note, a->left.note_len, &a->burn))
		return refuse(a, "its process has left no note that this version knows");
	a->command = program->streams[0].command_blocks * BLOCK;
	return 0;
}

/* So far must the source be what was published. All ended: nothing tells of the last stream. */
static uint64_t fed(const struct adoption *a)
{
	bool all = a->left.feeding >= a->left.program->stream_count || a->left.fed > a->burn.size;

	return all ? a->burn.size : a->left.fed;
}

static int source_failed(struct adoption *a, int code)
{
	a->data->detail = *burin_stream_get_detail(a->job->stream);
	a->data->detail.phase = BURIN_PHASE_PROLOGUE;
	return code;
}

/* One command's data as they were published. */
static int read_one(struct adoption *a, uint64_t end)
{
	size_t n = end - a->read < a->command ? (size_t)(end - a->read) : a->command;
	int64_t got = burin_stream_read(a->job->stream, a->read, a->buf, n);

	if (got < 0)
		return source_failed(a, (int)got);
	if ((size_t)got != n)
		return refuse(a, "it ends too early");
	a->chain = bur_chain(a->chain, bur_crc32c(0, a->buf, n));
	bur_job_record(a->job, a->buf, n);
	a->read += n;
	return 0;
}

/* Reads on to where the burn was when it was last looked at. */
static int prove(struct adoption *a)
{
	struct bur_job *job = a->job;
	uint64_t end = fed(a);
	int ret = 0;

	while (!ret && a->read < end) {
		job->progress.blocks_read = a->read / BLOCK;
		bur_job_tell(job, BURIN_ACTION_PREPARE, bur_job_clock(job));
		if (bur_job_is_cancelled(job))
			return bur_fail(job->detail, BURIN_E_CANCELLED, BURIN_PHASE_PROLOGUE,
					job->rec->name, "the burn still waits to be adopted");
		ret = read_one(a, end);
	}
	if (ret || !a->left.checksums || a->chain == a->left.chain)
		return ret;
	return refuse(a, "what has been published is not in it");
}

/* Nothing is published before the source is proven; between two looks its process may go on. */
static int take_over(struct adoption *a, struct bur_burn **burn)
{
	struct bur_transport *t = a->data->rec->transport;
	int ret = prove(a);

	if (ret)
		return ret;
	ret = t->ops->adopt(t, burn);
	if (ret)
		return bur_fail(&a->data->detail, ret, BURIN_PHASE_PROLOGUE, a->data->rec->name, NULL);
	ret = look(a);
	if (ret == BURIN_E_NO_BURN)	/* it is being closed: what came last is to be known all the same */
		ret = 0;
	if (!ret)
		ret = prove(a);
	if (ret)
		bur_burn_desert(*burn);
	return ret;
}

static int check_source(struct adoption *a)
{
	struct bur_identity source;
	const char *why;

	bur_identity_of(a->job->stream, &source);
	why = bur_identity_compare(&a->burn, &source);
	return why ? refuse(a, why) : 0;
}

static int go_on(struct adoption *a)
{
	struct burin_data *data = a->data;
	struct bur_job *job = a->job;
	struct bur_burn *burn;
	int ret;

	bur_job_begin(job, a->burn.kind);
	job->progress.start_lba = data->result.start = a->burn.start;
	job->progress.block_count = (a->burn.size + BLOCK - 1) / BLOCK;
	data->result.simulated = a->burn.simulated;
	ret = take_over(a, &burn);
	job->bytes = a->read;
	job->left = ret != 0;		/* then it is as it was */
	if (!ret)
		ret = bur_job_go_on(job, a->left.program, burn);
	return bur_data_conclude(data, job, ret);
}

static int run(struct adoption *a)
{
	struct burin_data *data = a->data;
	int ret = find(a);

	data->result.written = a->left.run.written;
	data->result.acknowledged = a->left.run.acknowledged;
	data->result.start = a->burn.start;
	data->result.busy = true;
	if (!ret)
		ret = check_source(a);
	if (!ret && data->level != BURIN_VERIFY_NONE && !a->burn.simulated)
		ret = bur_data_new_record(data, a->job);
	if (!ret) {
		a->buf = bur_alloc(a->command + BLOCK);
		ret = a->buf ? go_on(a) : bur_fail(&data->detail, -ENOMEM, BURIN_PHASE_PROLOGUE,
						   NULL, NULL);
	}
	bur_free(a->buf);
	bur_record_free(a->job->record);
	return ret;
}

BURIN_EXPORT int burin_data_run_adoption(struct burin_data *data, struct burin_stream *stream,
					 burin_progress_fn progress, void *user)
{
	struct bur_job job = bur_data_new_job(data, progress, user);
	struct adoption a = { .data = data, .job = &job };
	int ret = bur_data_begin(data);

	if (ret)
		return ret;
	job.stream = burin_stream_ref(stream);
	ret = run(&a);
	burin_stream_unref(stream);
	bur_data_end(data);
	return ret;
}

/* The volume that the burn's image begins, as far as it was noted: one block of it. */

struct volume {
	uint64_t at;			/* of the block, in bytes */
	uint8_t block[BLOCK];
};

static int64_t volume_read(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct volume *volume = user;

	memset(buf, 0, n);
	if (offset >= volume->at && offset < volume->at + BLOCK) {
		size_t left = (size_t)(volume->at + BLOCK - offset);

		n = n < left ? n : left;
		memcpy(buf, volume->block + (offset - volume->at), n);
	} else if (offset < volume->at && n > volume->at - offset) {
		n = (size_t)(volume->at - offset);
	}
	return (int64_t)n;
}

static int new_volume(struct burin_data *data, const struct bur_identity *burn,
		      struct burin_stream **out)
{
	static const struct burin_stream_ops ops = {
		.struct_size = sizeof(ops), .read = volume_read, .free = bur_free,
	};
	struct volume *volume = bur_alloc(sizeof(*volume));
	int ret;

	if (!volume)
		return -ENOMEM;
	volume->at = ((uint64_t)burn->start + BUR_IDENTITY_BLOCK) * BLOCK;
	memcpy(volume->block, burn->block, BLOCK);
	ret = burin_stream_new_custom(data->ctx, &ops, volume, 2 * volume->at + BLOCK, true, out);
	if (ret)
		bur_free(volume);
	return ret;
}

BURIN_EXPORT int burin_data_prepare_adoption(struct burin_data *data, uint32_t *start,
					     struct burin_stream **volume)
{
	struct bur_job job = bur_data_new_job(data, NULL, NULL);
	struct adoption a = { .data = data, .job = &job };
	int ret = bur_data_begin(data);

	*start = 0;
	*volume = NULL;
	if (ret)
		return ret;
	ret = find(&a);
	if (!ret && !a.burn.readable)
		ret = refuse(&a, "the burn's source cannot be read a second time");
	*start = a.burn.start;
	if (!ret && a.burn.has_block)
		ret = new_volume(data, &a.burn, volume);
	if (ret == -ENOMEM)
		bur_fail(&data->detail, ret, BURIN_PHASE_PROLOGUE, NULL, NULL);
	bur_data_end(data);
	return ret;
}
