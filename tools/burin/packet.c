/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recorder as a block device: bind, unbind, status. */
#include "command.h"

#include <stdio.h>
#include <time.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "packet.h"
#include "source.h"
#include "text.h"

struct bind_options {
	bool read_only, through, verify;
	struct number cache, delay;
};

static const struct option bind_table[] = {
	{ OPTION_FLAG, "read-only", 0, NULL, offsetof(struct bind_options, read_only),
	  "nobody can write to it" },
	{ OPTION_FLAG, "write-through", 0, NULL, offsetof(struct bind_options, through),
	  "a write ends when the drive has it; slow" },
	{ OPTION_FLAG, "verify", 0, NULL, offsetof(struct bind_options, verify),
	  "what is synchronised is read back" },
	{ OPTION_NUMBER, "cache", 0, "MIB", offsetof(struct bind_options, cache),
	  "memory for packets; default 16" },
	{ OPTION_NUMBER, "delay", 0, "MS", offsetof(struct bind_options, delay),
	  "longest that a packet waits to become whole; default 5000" },
	{ 0 }
};

struct status_options {
	struct number rates;
};

static const struct option status_table[] = {
	{ OPTION_NUMBER, "rates", 0, "SECONDS", offsetof(struct status_options, rates),
	  "look so long, and tell how fast it goes" },
	{ 0 }
};

static void cancel(void *writer)
{
	burin_packet_writer_cancel(writer);
}

enum exit_status packet_bind(struct tool *tool, struct burin_packet_writer *writer,
			     const char *name)
{
	struct meter meter;
	int code;

	meter_init(&meter, tool);
	interrupt_begin(cancel, writer, "leaving the drive as it is");
	code = burin_packet_writer_run_bind(writer, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	return code ? fail_detail(tool, code, burin_packet_writer_get_detail(writer), name) :
		      EXIT_DONE;
}

static enum exit_status packet_unbind(struct tool *tool, const char *name)
{
	struct burin_detail detail = { 0 };
	int code = burin_packet_unbind(name, &detail);

	return code ? fail_detail(tool, code, &detail, name) : EXIT_DONE;
}

static enum exit_status run_bind(struct tool *tool, struct burin_packet_writer *writer,
				 const char *name, const struct bind_options *o)
{
	const char *device;
	enum exit_status status;

	burin_packet_writer_set_read_only(writer, o->read_only);
	burin_packet_writer_set_through(writer, o->through);
	burin_packet_writer_set_verify(writer, o->verify);
	burin_packet_writer_set_cache(writer, (uint64_t)o->cache.value << 20);
	burin_packet_writer_set_delay(writer, o->delay.value);
	status = packet_bind(tool, writer, name);
	if (status)
		return status;
	device = burin_packet_writer_get_device(writer);
	say(tool, "%s: bound as %s", name, device);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name),
	     TEXT("device", device));
	return EXIT_DONE;
}

static enum exit_status bind_main(struct tool *tool, const void *options,
				  const struct words *operands)
{
	const struct bind_options *o = options;
	const char *name = operands->at[0];
	struct burin_packet_writer *writer;
	struct burin_recorder *rec;
	enum exit_status status;
	int code;

	if (o->cache.given && !o->cache.value)
		return usage_error(tool, "--cache", "at least 1");
	status = open_recorder(tool, name, true, &rec);
	if (status)
		return status;
	code = burin_packet_writer_new(tool->ctx, &writer);
	if (code) {
		status = fail(tool, code, name, NULL);
	} else {
		burin_packet_writer_set_recorder(writer, rec);
		status = run_bind(tool, writer, name, o);
		burin_packet_writer_free(writer);
	}
	burin_recorder_unref(rec);
	return status;
}

static enum exit_status unbind_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const char *name = operands->at[0];
	enum exit_status status = packet_unbind(tool, name);

	(void)options;
	if (status)
		return status;
	say(tool, "%s: unbound", name);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name));
	return EXIT_DONE;
}

static void tell_errors(const struct tool *tool, const struct burin_packet_status *s)
{
	show(tool, "trouble     %llu resets, %llu commands repeated", (unsigned long long)s->resets,
	     (unsigned long long)s->retries);
	if (s->failed)
		show(tool, "lost        %llu packets, the last at LBA %u: %X/%02X/%02X %s",
		     (unsigned long long)s->failed, s->failed_lba, s->failed_key, s->failed_asc,
		     s->failed_ascq,
		     burin_sense_text(s->failed_key, s->failed_asc, s->failed_ascq));
	if (s->error)
		show(tool, "ended       %s", burin_strerror(s->error));
}

static void tell_text(const struct tool *tool, const char *name,
		      const struct burin_packet_status *s)
{
	char size[32];

	text_bytes((uint64_t)s->blocks * BURIN_BLOCK_SIZE, size, sizeof(size));
	show(tool, "recorder    %s", name);
	show(tool, "device      /dev/burinpacket%u, %s%s%s%s", s->device,
	     s->open ? "in use" : "not in use", s->read_only ? ", read-only" : "",
	     s->through ? ", write-through" : "", s->verify ? ", verified" : "");
	show(tool, "medium      %u blocks (%s), packets of %u", s->blocks, size, s->packet_blocks);
	show(tool, "memory      %u packets, %u ms to become whole", s->cache_packets, s->delay_ms);
	show(tool, "waiting     %u packets to be written, %u to be synchronised", s->dirty,
	     s->unsynced);
	show(tool, "asked       %llu blocks to be written, %llu flushes",
	     (unsigned long long)s->blocks_asked, (unsigned long long)s->flushes);
	show(tool, "written     %llu blocks, %llu packets whole, %llu gathered (%llu blocks read), "
	     "%llu times synchronised", (unsigned long long)s->blocks_written,
	     (unsigned long long)s->packets_whole, (unsigned long long)s->packets_gathered,
	     (unsigned long long)s->blocks_gathered, (unsigned long long)s->syncs);
	tell_errors(tool, s);
}

static void tell(struct tool *tool, const char *name, const struct burin_packet_status *s)
{
	char device[32];

	snprintf(device, sizeof(device), "/dev/burinpacket%u", s->device);
	tell_text(tool, name, s);
	emit(tool, "packet", TEXT("recorder", name), TEXT("device", device),
	     FLAG("open", s->open), FLAG("read_only", s->read_only), FLAG("through", s->through),
	     FLAG("verify", s->verify), NUMBER("blocks", s->blocks),
	     NUMBER("packet_blocks", s->packet_blocks), NUMBER("cache_packets", s->cache_packets),
	     NUMBER("delay_ms", s->delay_ms), NUMBER("dirty", s->dirty),
	     NUMBER("unsynced", s->unsynced), NUMBER("blocks_asked", s->blocks_asked),
	     NUMBER("blocks_written", s->blocks_written),
	     NUMBER("blocks_gathered", s->blocks_gathered),
	     NUMBER("packets_whole", s->packets_whole),
	     NUMBER("packets_gathered", s->packets_gathered), NUMBER("flushes", s->flushes),
	     NUMBER("syncs", s->syncs), NUMBER("resets", s->resets), NUMBER("retries", s->retries),
	     NUMBER("failed", s->failed), NUMBER_IF(s->failed, "failed_lba", s->failed_lba),
	     NUMBER_IF(s->failed, "sense_key", s->failed_key),
	     NUMBER_IF(s->failed, "asc", s->failed_asc), NUMBER_IF(s->failed, "ascq", s->failed_ascq),
	     TEXT("error", s->error ? burin_error_name(s->error) : NULL));
}

static double kb(uint64_t blocks, uint32_t seconds)
{
	return (double)blocks * BURIN_BLOCK_SIZE / 1000 / seconds;
}

static enum exit_status tell_rates(struct tool *tool, const char *name,
				   const struct burin_packet_status *before, uint32_t seconds)
{
	struct timespec ts = { .tv_sec = seconds };
	struct burin_packet_status s;
	struct burin_detail detail = { 0 };
	double asked, written, gathered;
	int code;

	nanosleep(&ts, NULL);
	code = burin_packet_read_status(name, &s, &detail);
	if (code)
		return fail_detail(tool, code, &detail, name);
	asked = kb(s.blocks_asked - before->blocks_asked, seconds);
	written = kb(s.blocks_written - before->blocks_written, seconds);
	gathered = kb(s.blocks_gathered - before->blocks_gathered, seconds);
	show(tool, "rates       asked %.0f kB/s, written %.0f kB/s, gathered %.0f kB/s over %u s",
	     asked, written, gathered, seconds);
	emit(tool, "rates", NUMBER("seconds", seconds), REAL("asked_kbps", asked),
	     REAL("written_kbps", written), REAL("gathered_kbps", gathered));
	return EXIT_DONE;
}

static enum exit_status status_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const struct status_options *o = options;
	const char *name = operands->at[0];
	struct burin_packet_status s;
	struct burin_detail detail = { 0 };
	int code;

	if (o->rates.given && (!o->rates.value || o->rates.value > 3600))
		return usage_error(tool, "--rates", "1 to 3600 seconds");
	code = burin_packet_read_status(name, &s, &detail);
	if (code)
		return fail_detail(tool, code, &detail, name);
	tell(tool, name, &s);
	return o->rates.given ? tell_rates(tool, name, &s, o->rates.value) : EXIT_DONE;
}

static const struct command bind_command = {
	.name = "bind",
	.summary = "makes a recorder a block device, /dev/burinpacketN",
	.operands = "[options] RECORDER",
	.options = bind_table,
	.options_size = sizeof(struct bind_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = bind_main,
};

static const struct command unbind_command = {
	.name = "unbind",
	.summary = "records what was written, and frees the recorder",
	.operands = "RECORDER",
	.min_operands = 1,
	.max_operands = 1,
	.run = unbind_main,
};

static const struct command status_command = {
	.name = "status",
	.summary = "what a block device has done, and what is still to be written",
	.operands = "[options] RECORDER",
	.options = status_table,
	.options_size = sizeof(struct status_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = status_main,
};

static const struct command *const children[] = {
	&bind_command, &unbind_command, &status_command, &packet_format_command, NULL
};

const struct command packet_command = {
	.name = "packet",
	.summary = "rewritable media as block devices",
	.children = children,
};
