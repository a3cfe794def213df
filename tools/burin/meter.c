/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "meter.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "json.h"
#include "text.h"

#define TERMINAL_MS 200
#define LINES_MS 1000

uint64_t meter_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void meter_init(struct meter *meter, const struct tool *tool)
{
	memset(meter, 0, sizeof(*meter));
	meter->tool = tool;
	meter->terminal = isatty(STDERR_FILENO) && !tool->quiet && !tool->json && !tool->verbose;
	meter->lines = tool->progress && !meter->terminal && !tool->json;
}

void meter_end(struct meter *meter)
{
	if (meter->open)
		fputs("\r\033[K", stderr);
	meter->open = false;
}

static int width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return columns && atoi(columns) > 0 ? atoi(columns) : 80;
}

/* Adds a part if the line has room for the whole of it; else that and all after it is left out. */
struct line {
	char text[256];
	int used, room;
};

static void part(struct line *line, const char *text, ...) __attribute__((format(printf, 2, 3)));

static void part(struct line *line, const char *text, ...)
{
	char part[64];
	va_list args;
	int len, gap = line->used ? 2 : 0;

	va_start(args, text);
	len = vsnprintf(part, sizeof(part), text, args);
	va_end(args);
	if (len < 0 || len >= (int)sizeof(part) || line->used + gap + len > line->room ||
	    line->used + gap + len >= (int)sizeof(line->text)) {
		line->room = 0;
		return;
	}
	line->used += sprintf(line->text + line->used, "%s%s", gap ? "  " : "", part);
}

static double speed(const struct burin_progress *p)
{
	return p->rate_1x ? (double)p->rate / p->rate_1x : 0;
}

static unsigned int percent(uint64_t part_of, uint64_t all)
{
	return all ? (unsigned int)(part_of > all ? 100 : part_of * 100 / all) : 0;
}

/* What matters most comes first: a narrow terminal loses the end. */
static void format(struct line *line, const struct burin_progress *p)
{
	char done[32], all[32], left[32];

	part(line, "%s", burin_action_name(p->action));
	if (p->block_count)
		part(line, "%3u%%", percent(p->blocks_written, p->block_count));
	else if (p->done_permille)
		part(line, "%3u%%", p->done_permille / 10);
	if (p->remaining_ms) {
		text_time(p->remaining_ms, left, sizeof(left));
		part(line, "%s left", left);
	}
	if (p->rate && p->rate_1x)
		part(line, "%.1f MB/s (%.1fx)", p->rate / 1000.0, speed(p));
	else if (p->rate)
		part(line, "%.1f MB/s", p->rate / 1000.0);
	if (p->buffer_total)
		part(line, "buffer %3u%%", percent(p->buffer_used, p->buffer_total));
	if (p->ring_total)
		part(line, "ring %3u%%", percent(p->ring_used, p->ring_total));
	if (p->blocks_written) {
		text_bytes(p->blocks_written * BURIN_BLOCK_SIZE, done, sizeof(done));
		text_bytes(p->block_count * BURIN_BLOCK_SIZE, all, sizeof(all));
		part(line, p->block_count ? "%s of %s" : "%s", done, all);
	}
}

static void print(struct meter *meter, const struct burin_progress *p)
{
	/* The last column stays free: filling it would wrap the line on some terminals. */
	struct line line = { .room = meter->terminal ? width() - 1 : 200 };

	format(&line, p);
	if (meter->terminal)
		fprintf(stderr, "\r%s\033[K", line.text);
	else
		fprintf(stderr, "%s\n", line.text);
	fflush(stderr);
	meter->open = meter->terminal;
}

static void print_json(const struct tool *tool, const struct burin_progress *p)
{
	emit(tool, "progress", TEXT("action", burin_action_name(p->action)),
	     NUMBER("start_lba", p->start_lba),
	     NUMBER_IF(p->block_count, "blocks", p->block_count),
	     NUMBER("blocks_read", p->blocks_read), NUMBER("blocks_written", p->blocks_written),
	     NUMBER("ring_total", p->ring_total), NUMBER("ring_used", p->ring_used),
	     NUMBER("buffer_total", p->buffer_total), NUMBER("buffer_used", p->buffer_used),
	     NUMBER("elapsed_ms", p->elapsed_ms), NUMBER("remaining_ms", p->remaining_ms),
	     NUMBER("rate_kbps", p->rate), REAL("speed", speed(p)),
	     NUMBER("done_permille", p->done_permille));
}

int meter_update(void *user, const struct burin_progress *progress)
{
	struct meter *meter = user;
	uint64_t now = meter_clock();
	bool fresh = !meter->started || meter->action != progress->action;

	if (!fresh && now < meter->next_ms)
		return interrupted();
	meter->started = true;
	meter->action = progress->action;
	meter->next_ms = now + (meter->terminal ? TERMINAL_MS : LINES_MS);
	if (meter->tool->json)
		print_json(meter->tool, progress);
	else if (meter->terminal || meter->lines)
		print(meter, progress);
	return interrupted();
}

void meter_begin_copy(struct meter *meter, uint64_t total)
{
	meter->begun_ms = meter_clock();
	meter->total = total == BURIN_SIZE_UNKNOWN ? 0 : total;
}

int meter_copied(void *user, uint64_t bytes)
{
	struct meter *meter = user;
	uint64_t ms = meter_clock() - meter->begun_ms;
	struct burin_progress p = {
		.action = BURIN_ACTION_READ,
		.block_count = meter->total / BURIN_BLOCK_SIZE,
		.blocks_read = bytes / BURIN_BLOCK_SIZE,
		.blocks_written = bytes / BURIN_BLOCK_SIZE,
		.elapsed_ms = ms,
		.rate = ms ? (uint32_t)(bytes / ms) : 0,
	};

	if (bytes && meter->total > bytes)
		p.remaining_ms = (uint64_t)((double)ms * (double)(meter->total - bytes) /
					    (double)bytes);
	return meter_update(meter, &p);
}
