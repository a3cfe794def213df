/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The write engine: one stream, nothing before it and nothing behind it. */
#include <burin/write.h>

#include <burin/context.h>
#include <errno.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "mmc/cdb.h"
#include "write/job.h"

#define COMMAND_BYTES 65536u
#define COMMAND_BYTES_MAX (1u << 20)
#define TIMEOUT_MS 200000u

struct burin_write {
	struct burin_context *ctx;
	struct burin_recorder *rec;
	uint32_t block_size, command_bytes;
	bool streaming;
	atomic_int cancel, running;
	struct burin_detail detail;
};

BURIN_EXPORT int burin_write_new(struct burin_context *ctx, struct burin_write **out)
{
	struct burin_write *write = bur_zalloc(sizeof(*write));

	*out = write;
	if (!write)
		return -ENOMEM;
	write->ctx = ctx ? burin_context_ref(ctx) : NULL;
	write->block_size = BURIN_BLOCK_SIZE;
	write->command_bytes = COMMAND_BYTES;
	return 0;
}

BURIN_EXPORT void burin_write_free(struct burin_write *write)
{
	if (!write)
		return;
	burin_recorder_unref(write->rec);
	burin_context_unref(write->ctx);
	bur_free(write);
}

BURIN_EXPORT void burin_write_set_recorder(struct burin_write *write, struct burin_recorder *rec)
{
	if (rec)
		burin_recorder_ref(rec);
	burin_recorder_unref(write->rec);
	write->rec = rec;
}

BURIN_EXPORT void burin_write_set_block_size(struct burin_write *write, uint32_t bytes)
{
	write->block_size = bytes;
}

BURIN_EXPORT void burin_write_set_command_bytes(struct burin_write *write, uint32_t bytes)
{
	write->command_bytes = bytes;
}

BURIN_EXPORT void burin_write_set_streaming(struct burin_write *write, bool streaming)
{
	write->streaming = streaming;
}

BURIN_EXPORT void burin_write_cancel(struct burin_write *write)
{
	atomic_store_explicit(&write->cancel, 1, memory_order_relaxed);
}

BURIN_EXPORT bool burin_write_is_running(const struct burin_write *write)
{
	return atomic_load_explicit(&write->running, memory_order_relaxed);
}

BURIN_EXPORT const struct burin_detail *burin_write_get_detail(const struct burin_write *write)
{
	return &write->detail;
}

static int make_spec(struct burin_write *write, int64_t lba, uint64_t blocks,
		     struct burin_stream_spec *spec)
{
	if (!write->block_size || write->block_size > write->command_bytes ||
	    write->command_bytes > COMMAND_BYTES_MAX || lba < INT32_MIN || lba > INT32_MAX ||
	    blocks > UINT32_MAX)
		return bur_fail(&write->detail, -EINVAL, BURIN_PHASE_STREAM, NULL,
				"no such section can be written");
	*spec = (struct burin_stream_spec){
		.direction = BURIN_DIR_OUT,
		.end = blocks ? BURIN_END_DECLARED : BURIN_END_NONE,
		.lba = (int32_t)lba,
		.block_size = write->block_size,
		.unit = 1,
		.command_blocks = write->command_bytes / write->block_size,
		.timeout_ms = TIMEOUT_MS,
		.blocks = blocks,
	};
	spec->cdb_len = (uint8_t)(write->streaming ? bur_cdb_write_12(spec->cdb, 0, 0, true) :
						     bur_cdb_write_10(spec->cdb, 0, 0));
	return 0;
}

static int run(struct burin_write *write, struct bur_job *job, int64_t lba, uint64_t blocks)
{
	struct burin_stream_spec spec;
	struct burin_program program = { .streams = &spec, .stream_count = 1 };
	int ret;

	bur_detail_clear(&write->detail);
	if (!write->rec)
		return bur_fail(&write->detail, BURIN_E_RECORDER_REQUIRED, BURIN_PHASE_STREAM,
				NULL, NULL);
	ret = make_spec(write, lba, blocks, &spec);
	if (ret)
		return ret;
	/* Attentions that wait since the medium was inserted are not about this section. */
	ret = bur_recorder_wait_ready(write->rec, TIMEOUT_MS, &write->cancel);
	if (ret) {
		write->detail = write->rec->detail;
		return ret;
	}
	bur_job_begin(job, BURIN_KIND_NONE);
	job->progress.start_lba = (uint32_t)lba;
	job->progress.block_count = blocks;
	return bur_job_run(job, &program);
}

BURIN_EXPORT int burin_write_run_section(struct burin_write *write, struct burin_stream *stream,
					 int64_t lba, uint64_t blocks,
					 burin_progress_fn progress, void *user)
{
	struct bur_job job = {
		.rec = write->rec,
		.detail = &write->detail,
		.cancel = &write->cancel,
		.report = progress,
		.user = user,
		.stream = stream,
		.writing = BURIN_ACTION_WRITE,
	};
	int ret;

	if (atomic_exchange(&write->running, 1))
		return BURIN_E_RUNNING;
	burin_stream_ref(stream);
	ret = run(write, &job, lba, blocks);
	burin_stream_unref(stream);
	atomic_store(&write->cancel, 0);
	atomic_store(&write->running, 0);
	return ret;
}
