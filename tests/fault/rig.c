/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rig.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rig *tracing;

void __real_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd);
void __wrap_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd);

static void die(const char *what, int code)
{
	printf("Bail out! %s: %s\n", what, burin_strerror(code));
	exit(1);
}

static void trace(struct rig *rig, struct burin_emulator *emu,
		  const struct burin_emulator_command *cmd)
{
	struct burin_emulator_stats stats;
	struct traced *t;

	if (rig->traced == rig->room) {
		rig->room = rig->room ? rig->room * 2 : 256;
		rig->trace = realloc(rig->trace, rig->room * sizeof(*rig->trace));
		if (!rig->trace)
			die("trace", -12);
	}
	burin_emulator_get_stats(emu, &stats);
	rig->buffer_bytes = stats.buffer_bytes;
	t = &rig->trace[rig->traced++];
	memset(t, 0, sizeof(*t));
	memcpy(t->cdb, cmd->cdb, sizeof(t->cdb));
	t->status = cmd->status;
	t->accepted = stats.blocks_accepted;
	t->recorded = stats.blocks_recorded;
	t->now = (double)burin_emulator_now(emu);
	if (cmd->status == 2 && cmd->sense_len >= 14) {
		t->key = cmd->sense[2] & 0xf;
		t->asc = cmd->sense[12];
		t->ascq = cmd->sense[13];
	}
}

void __wrap_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	__real_burin_emulator_execute(emu, cmd);
	pthread_mutex_lock(&lock);
	if (tracing)
		trace(tracing, emu, cmd);
	pthread_mutex_unlock(&lock);
}

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

void rig_open(struct rig *rig, enum burin_kind kind, size_t bytes)
{
	uint32_t state = RIG_SEED + kind;

	memset(rig, 0, sizeof(*rig));
	rig->kind = kind;
	rig->size = bytes;
	rig->data = malloc(bytes);
	snprintf(rig->dir, sizeof(rig->dir), "%s/burin-rig.XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!rig->data || !mkdtemp(rig->dir) || burin_context_new(&rig->ctx))
		die("rig", -12);
	snprintf(rig->path, sizeof(rig->path), "%s/disc", rig->dir);
	snprintf(rig->name, sizeof(rig->name), "virtual:%s", rig->path);
	snprintf(rig->faults, sizeof(rig->faults), "%s.faults", rig->path);
	for (size_t i = 0; i < bytes; i++)
		rig->data[i] = (uint8_t)next_random(&state);
}

void rig_close(struct rig *rig)
{
	unlink(rig->path);
	unlink(rig->faults);
	rmdir(rig->dir);
	burin_context_unref(rig->ctx);
	free(rig->data);
	free(rig->trace);
}

void rig_set_faults(struct rig *rig, const char *plan)
{
	FILE *f;

	unlink(rig->faults);
	if (!plan[0])
		return;
	f = fopen(rig->faults, "w");
	if (!f || fputs(plan, f) < 0 || fclose(f))
		die(rig->faults, -5);
}

void rig_blank(struct rig *rig, const char *plan)
{
	int code;

	unlink(rig->path);
	code = burin_emulator_create_medium(rig->path, rig->kind, 0);
	if (code)
		die("create medium", code);
	rig_set_faults(rig, plan);
}

uint64_t rig_blocks(const struct rig *rig)
{
	return (rig->size + BURIN_BLOCK_SIZE - 1) / BURIN_BLOCK_SIZE;
}

static void start_trace(struct rig *rig)
{
	pthread_mutex_lock(&lock);
	rig->traced = 0;
	tracing = rig;
	pthread_mutex_unlock(&lock);
}

static void stop_trace(void)
{
	pthread_mutex_lock(&lock);
	tracing = NULL;
	pthread_mutex_unlock(&lock);
}

static bool is_overwritten(enum burin_kind kind)
{
	return kind == BURIN_KIND_DVD_PLUS_RW || kind == BURIN_KIND_DVD_RAM ||
	       kind == BURIN_KIND_BD_RE;
}

static struct burin_data *writer(struct rig *rig, struct burin_recorder *rec, bool again)
{
	struct burin_data *data;
	int code = burin_data_new(rig->ctx, &data);

	if (code)
		die("burin_data_new", code);
	burin_data_set_recorder(data, rec);
	burin_data_set_verify(data, BURIN_VERIFY_FULL);
	if (again && is_overwritten(rig->kind))
		burin_data_set_overwrite(data, true);
	else
		burin_data_set_append(data, again);
	return data;
}

static void run(struct rig *rig, struct outcome *out, bool again, bool only_close)
{
	struct burin_recorder *rec;
	struct burin_stream *stream;
	struct burin_data *data;

	memset(out, 0, sizeof(*out));
	start_trace(rig);
	out->code = burin_recorder_open(rig->ctx, rig->name, BURIN_TRANSPORT_AUTO, &rec,
					&out->detail);
	if (out->code) {
		stop_trace();
		return;
	}
	data = writer(rig, rec, again);
	if (burin_stream_new_memory(rig->ctx, rig->data, rig->size, &stream))
		die("stream", -12);
	out->code = only_close ? burin_data_run_close(data, NULL, NULL) :
				 burin_data_run(data, stream, NULL, NULL);
	out->detail = *burin_data_get_detail(data);
	burin_data_get_result(data, &out->result);
	burin_stream_unref(stream);
	burin_data_free(data);
	burin_recorder_unref(rec);
	stop_trace();
}

void rig_burn(struct rig *rig, bool again, struct outcome *out)
{
	run(rig, out, again, false);
}

void rig_run_close(struct rig *rig, struct outcome *out)
{
	run(rig, out, false, true);
}

static struct burin_recorder *reopen(struct rig *rig)
{
	struct burin_recorder *rec;
	int code;

	rig_set_faults(rig, "");
	code = burin_recorder_open(rig->ctx, rig->name, BURIN_TRANSPORT_AUTO, &rec, NULL);
	if (!code)
		code = burin_recorder_wait_ready(rec, 60000);
	if (code)
		die("reopen", code);
	return rec;
}

uint64_t rig_equal_blocks(struct rig *rig, uint32_t start)
{
	struct burin_recorder *rec = reopen(rig);
	uint64_t blocks = rig_blocks(rig), i;
	struct burin_stream *stream;
	uint8_t block[BURIN_BLOCK_SIZE];

	if (burin_recorder_new_stream(rec, start, (uint32_t)blocks, &stream))
		die("read back", -12);
	for (i = 0; i < blocks; i++) {
		uint64_t at = i * BURIN_BLOCK_SIZE;
		size_t n = rig->size - at < sizeof(block) ? rig->size - at : sizeof(block);

		if (burin_stream_read(stream, at, block, sizeof(block)) != sizeof(block))
			break;
		if (memcmp(block, rig->data + at, n))
			break;
	}
	burin_stream_unref(stream);
	burin_recorder_unref(rec);
	return i;
}

int rig_look(struct rig *rig, struct burin_medium *medium)
{
	struct burin_recorder *rec = reopen(rig);
	int code = burin_recorder_read_medium(rec, medium);

	burin_recorder_unref(rec);
	return code;
}

bool rig_unlocked(const struct rig *rig)
{
	bool locked = false;

	for (size_t i = 0; i < rig->traced; i++)
		if (rig->trace[i].cdb[0] == 0x1e && !rig->trace[i].status)
			locked = rig->trace[i].cdb[4] & 1;
	return !locked;
}
