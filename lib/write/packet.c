// SPDX-License-Identifier: LGPL-2.1-or-later
/* Media become block devices of the driver's, and are told of. */
#include <burin/packet.h>

#include <burin/context.h>
#include <errno.h>
#include <stdio.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "write/job.h"
#include "write/request.h"

#define CACHE_BYTES	(16u << 20)
#define CACHE_LEAST	8u	/* packets: uapi.rst */
#define DELAY_MS	5000u

struct burin_packet_writer {
	struct burin_context *ctx;
	struct burin_recorder *rec;
	bool running, bound;
	uint32_t flags;			/* BURIN_BIND_* */
	uint64_t cache;
	uint32_t delay_ms;
	atomic_int cancel;
	char device[32];
	struct burin_detail detail;
};

BURIN_EXPORT int burin_packet_writer_new(struct burin_context *ctx,
					 struct burin_packet_writer **out)
{
	struct burin_packet_writer *writer = bur_zalloc(sizeof(*writer));

	*out = writer;
	if (!writer)
		return -ENOMEM;
	writer->ctx = ctx ? burin_context_ref(ctx) : NULL;
	return 0;
}

BURIN_EXPORT void burin_packet_writer_free(struct burin_packet_writer *writer)
{
	if (!writer)
		return;
	burin_recorder_unref(writer->rec);
	burin_context_unref(writer->ctx);
	bur_free(writer);
}

BURIN_EXPORT void burin_packet_writer_set_recorder(struct burin_packet_writer *writer,
						   struct burin_recorder *rec)
{
	if (rec)
		burin_recorder_ref(rec);
	burin_recorder_unref(writer->rec);
	writer->rec = rec;
}

static void set_flag(struct burin_packet_writer *writer, uint32_t flag, bool on)
{
	writer->flags = on ? writer->flags | flag : writer->flags & ~flag;
}

BURIN_EXPORT void burin_packet_writer_set_read_only(struct burin_packet_writer *writer, bool on)
{
	set_flag(writer, BURIN_BIND_READ_ONLY, on);
}

BURIN_EXPORT void burin_packet_writer_set_through(struct burin_packet_writer *writer, bool on)
{
	set_flag(writer, BURIN_BIND_THROUGH, on);
}

BURIN_EXPORT void burin_packet_writer_set_verify(struct burin_packet_writer *writer, bool on)
{
	set_flag(writer, BURIN_BIND_VERIFY, on);
}

BURIN_EXPORT void burin_packet_writer_set_cache(struct burin_packet_writer *writer, uint64_t bytes)
{
	writer->cache = bytes;
}

BURIN_EXPORT void burin_packet_writer_set_delay(struct burin_packet_writer *writer, uint32_t ms)
{
	writer->delay_ms = ms;
}

BURIN_EXPORT void burin_packet_writer_cancel(struct burin_packet_writer *writer)
{
	atomic_store_explicit(&writer->cancel, 1, memory_order_relaxed);
}

BURIN_EXPORT const char *
burin_packet_writer_get_device(const struct burin_packet_writer *writer)
{
	return writer->device;
}

BURIN_EXPORT const struct burin_detail *
burin_packet_writer_get_detail(const struct burin_packet_writer *writer)
{
	return &writer->detail;
}

static uint32_t cache_packets(const struct burin_packet_writer *writer, uint32_t packet_blocks)
{
	uint64_t bytes = writer->cache ? writer->cache : CACHE_BYTES;
	uint64_t packets = bytes / (packet_blocks * BURIN_BLOCK_SIZE);

	if (packets < CACHE_LEAST)
		return CACHE_LEAST;
	return packets < BURIN_CACHE_PACKETS_MAX ? (uint32_t)packets : BURIN_CACHE_PACKETS_MAX;
}

static int explain(struct burin_packet_writer *writer, int error)
{
	const char *why = NULL;

	switch (error) {
	case BURIN_E_TRANSPORT:
		why = "the driver's module burin_packet is not there";
		break;
	case -ENOSPC:
		why = "the driver's memory for rings and packets is spent; a smaller cache may fit";
		break;
	case -EINVAL:
		why = "its host adapter does not carry a whole packet at once";
		break;
	}
	return bur_fail(&writer->detail, error, BURIN_PHASE_PROLOGUE, writer->rec->name, "%s",
			why ? why : "it could not be made a block device");
}

static int bind(struct burin_packet_writer *writer, const struct bur_plan *plan, bool read_only)
{
	struct bur_transport *t = writer->rec->transport;
	struct burin_step again[BUR_PLAN_PROLOGUE_MAX];
	struct bur_binding binding = {
		.ending = &plan->program,
		.again = again,
		.flags = writer->flags | (read_only ? BURIN_BIND_READ_ONLY : 0),
		.packet_blocks = plan->packet_blocks,
		.blocks = (uint32_t)plan->blocks_on_medium,
		.cache_packets = cache_packets(writer, plan->packet_blocks),
		.delay_ms = writer->delay_ms ? writer->delay_ms : DELAY_MS,
	};
	uint32_t number;
	int ret;

	for (uint32_t i = 0; i < plan->prologue_count; i++)
		if (plan->prologue[i].again)
			again[binding.again_count++] = plan->prologue[i].step;
	ret = t->ops->bind(t, &binding, &number);
	if (ret)
		return explain(writer, ret);
	writer->bound = true;
	snprintf(writer->device, sizeof(writer->device), "/dev/burinpacket%u", number);
	return 0;
}

static int refuse(struct burin_packet_writer *writer)
{
	if (!writer->rec)
		return bur_fail(&writer->detail, BURIN_E_RECORDER_REQUIRED, BURIN_PHASE_INQUIRY, NULL,
				NULL);
	if (writer->bound)
		return bur_fail(&writer->detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_INQUIRY,
				writer->rec->name, "it is bound as %s", writer->device);
	if (!writer->rec->transport->ops->bind)
		return bur_fail(&writer->detail, BURIN_E_TRANSPORT, BURIN_PHASE_INQUIRY,
				writer->rec->name,
				"only burin's driver makes a block device of a recorder");
	return 0;
}

static int run_plan(struct burin_packet_writer *writer, struct bur_job *job)
{
	struct bur_plan_request request = {
		.task = BUR_TASK_PACKET, .read_only = writer->flags & BURIN_BIND_READ_ONLY,
	};
	struct bur_plan *plan = NULL;
	int ret = bur_request_fill(writer->rec, &request, &writer->cancel, &writer->detail);

	if (!ret)
		ret = bur_request_plan(writer->rec, &request, &plan, &writer->detail);
	if (!ret) {
		bur_job_begin(job, request.medium.kind);
		ret = bur_job_prepare(job, plan);
	}
	if (!ret) {
		ret = bind(writer, plan, request.medium.write_protected);
		if (ret)
			bur_job_leave(job, &plan->program);
	}
	bur_free(plan);
	return ret;
}

BURIN_EXPORT int burin_packet_writer_run_bind(struct burin_packet_writer *writer,
					      burin_progress_fn progress, void *user)
{
	struct bur_job job = {
		.rec = writer->rec,
		.detail = &writer->detail,
		.cancel = &writer->cancel,
		.report = progress,
		.user = user,
		.writing = BURIN_ACTION_PREPARE,
	};
	int ret;

	if (writer->running)
		return BURIN_E_RUNNING;
	writer->running = true;
	bur_detail_clear(&writer->detail);
	ret = refuse(writer);
	if (!ret)
		ret = run_plan(writer, &job);
	if (!ret)
		bur_job_tell(&job, BURIN_ACTION_DONE, bur_job_clock(&job));
	atomic_store_explicit(&writer->cancel, 0, memory_order_relaxed);
	writer->running = false;
	return ret;
}

BURIN_EXPORT int burin_packet_unbind(const char *name, struct burin_detail *detail)
{
	return bur_transport_unbind(name, detail);
}

BURIN_EXPORT int burin_packet_read_status(const char *name, struct burin_packet_status *status,
					  struct burin_detail *detail)
{
	struct burin_packet_state s;
	int ret = bur_transport_look_at_packets(name, &s, detail);

	*status = (struct burin_packet_status){ 0 };
	if (ret)
		return ret;
	*status = (struct burin_packet_status){
		.device = s.minor,
		.read_only = s.flags & BURIN_BIND_READ_ONLY,
		.through = s.flags & BURIN_BIND_THROUGH,
		.verify = s.flags & BURIN_BIND_VERIFY,
		.open = s.opened,
		.error = s.error,
		.packet_blocks = s.packet_blocks,
		.blocks = s.blocks,
		.cache_packets = s.cache_packets,
		.delay_ms = s.delay_ms,
		.dirty = s.dirty,
		.unsynced = s.unsynced,
		.blocks_asked = s.blocks_asked,
		.blocks_written = s.blocks_written,
		.blocks_gathered = s.blocks_gathered,
		.packets_whole = s.packets_whole,
		.packets_gathered = s.packets_gathered,
		.flushes = s.flushes,
		.syncs = s.syncs,
		.resets = s.resets,
		.retries = s.retries,
		.failed = s.failed,
		.failed_lba = s.failed_number * s.packet_blocks,
		.failed_key = s.key,
		.failed_asc = s.asc,
		.failed_ascq = s.ascq,
	};
	return 0;
}
