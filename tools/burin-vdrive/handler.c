/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "handler.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "target.h"

#define SECOND		1000000000ull
#define STATUS_CHECK	0x02
#define STATUS_BUSY	0x08
#define STATUS_ABORTED	0x40

/*
 * A drive that takes no time still has operations that go on by themselves. Each answer that
 * tells of one lets it come this much further.
 */
#define LEAP		(60 * SECOND)

/* How long a command that gets no answer waits for the host to give it up. */
#define SILENCE		(600 * SECOND)

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

void handler_set_clock(struct handler *handler, double factor)
{
	handler->clock = factor;
	burin_emulator_set_clock(handler->emu, factor);
}

void handler_settle(struct handler *handler)
{
	if (handler->clock <= 0)
		burin_emulator_sleep(handler->emu, LEAP);
}

void handler_free(struct handler *handler)
{
	burin_emulator_close(handler->emu);
	if (handler->tape)
		fclose(handler->tape);
	free(handler->buffer);
}

/* The ring does not tell which way data go: these opcodes take data from the host. */
static bool takes_data(const uint8_t *cdb)
{
	static const uint8_t opcodes[] = {
		0x04, 0x0a, 0x15, 0x1d, 0x2a, 0x2e, 0x3b, 0x4c, 0x54, 0x55, 0x5d, 0x8a, 0xa2,
		0xa3, 0xa7, 0xaa, 0xae, 0xb6, 0xbf
	};

	return memchr(opcodes, cdb[0], sizeof(opcodes));
}

static bool make_room(struct handler *handler, size_t bytes)
{
	uint8_t *larger;

	if (bytes <= handler->buffer_size)
		return true;
	larger = realloc(handler->buffer, bytes);
	if (!larger)
		return false;
	handler->buffer = larger;
	handler->buffer_size = bytes;
	return true;
}

static void copy_pieces(struct handler *handler, bool to_host)
{
	const struct ring_command *command = &handler->command;
	size_t done = 0;

	for (uint32_t k = 0; k < command->pieces; k++) {
		size_t length;
		uint8_t *piece = ring_piece(&handler->ring, command, k, &length);

		if (length > command->bytes - done)
			length = command->bytes - done;
		if (to_host)
			memcpy(piece, handler->buffer + done, length);
		else
			memcpy(handler->buffer + done, piece, length);
		done += length;
	}
}

/* One piece is used where it lies; several are copied together. */
static bool find_data(struct handler *handler)
{
	struct burin_emulator_command *answer = &handler->answer;
	const struct ring_command *command = &handler->command;

	if (!command->bytes)
		return true;
	answer->direction = takes_data(command->cdb) ? BURIN_EMU_OUT : BURIN_EMU_IN;
	answer->data_len = command->bytes;
	if (command->pieces == 1) {
		answer->data = ring_piece(&handler->ring, command, 0, &answer->data_len);
		return true;
	}
	if (!make_room(handler, command->bytes))
		return false;
	if (answer->direction == BURIN_EMU_OUT)
		copy_pieces(handler, false);
	answer->data = handler->buffer;
	return true;
}

/* What was not sent must not show what another command left in the area. */
static void give_data(struct handler *handler)
{
	const struct burin_emulator_command *answer = &handler->answer;

	if (answer->direction != BURIN_EMU_IN || !answer->data)
		return;
	memset((uint8_t *)answer->data + answer->transferred, 0,
	       answer->data_len - answer->transferred);
	if (handler->command.pieces > 1)
		copy_pieces(handler, true);
}

/* Not ready, an operation is under way (SPC-4 table 49); REQUEST SENSE gives it as data. */
static bool is_in_progress(const struct burin_emulator_command *answer)
{
	const uint8_t *sense = answer->sense;
	size_t n = answer->sense_len;

	if (answer->status == 0 && answer->cdb[0] == 0x03) {
		sense = answer->data;
		n = answer->transferred;
	}
	return n >= 14 && (sense[2] & 0x0f) == 2 && sense[12] == 0x04;
}

/*
 * The clock of the emulated drive stands still while its answer is held: that time has
 * passed in it already.
 */
static void hold(struct handler *handler, uint64_t taken)
{
	handler->held = true;
	handler->due = now();
	if (handler->answer.status == BURIN_EMU_TIMEOUT) {
		handler->due += SILENCE;
	} else if (handler->clock > 0) {
		handler->due += (uint64_t)((double)taken / handler->clock);
		burin_emulator_set_clock(handler->emu, 0);
	} else if (is_in_progress(&handler->answer)) {
		handler_settle(handler);
	}
}

static void execute(struct handler *handler)
{
	struct burin_emulator_command *answer = &handler->answer;
	uint64_t start;

	handler->began = now();
	*answer = (struct burin_emulator_command){ .cdb_len = handler->command.cdb_len };
	memcpy(answer->cdb, handler->command.cdb, sizeof(answer->cdb));
	if (!find_data(handler)) {
		answer->status = STATUS_BUSY;
		hold(handler, 0);
		return;
	}
	/* Real time that has passed is none of this command's. */
	burin_emulator_set_clock(handler->emu, handler->clock);
	start = burin_emulator_now(handler->emu);
	burin_emulator_execute(handler->emu, answer);
	hold(handler, burin_emulator_now(handler->emu) - start);
}

/* A plan may say when a drive that is gone comes back. */
static void take_offline(struct handler *handler)
{
	uint64_t absent = burin_emulator_absent(handler->emu);

	target_set_online(handler->number, false);
	if (absent == UINT64_MAX)
		return;
	if (handler->clock > 0)
		absent = (uint64_t)((double)absent / handler->clock);
	handler->returns = now() + absent + 1;
}

static int come_back(struct handler *handler)
{
	handler->returns = 0;
	burin_emulator_restore_power(handler->emu);
	handler_settle(handler);
	return target_set_online(handler->number, true);
}

/* The ring has SCSI statuses only: what a transport would say of itself is put into them. */
static uint8_t status_of(struct handler *handler, bool aborted)
{
	int status = handler->answer.status;

	if (status == BURIN_EMU_GONE)
		take_offline(handler);
	if (status == BURIN_EMU_GONE || status == BURIN_EMU_NO_CONNECT)
		return STATUS_BUSY;
	return status < 0 || aborted ? STATUS_ABORTED : (uint8_t)status;
}

static void put_on_tape(struct handler *handler, uint8_t status)
{
	const struct burin_emulator_command *answer = &handler->answer;
	struct tape_record record = { .began = handler->began, .ended = now(), .status = status };

	if (answer->direction == BURIN_EMU_OUT && answer->data)
		record.bytes = (uint32_t)answer->data_len;
	if (status == STATUS_CHECK && answer->sense_len >= 14) {
		record.key = answer->sense[2] & 0x0f;
		record.asc = answer->sense[12];
		record.ascq = answer->sense[13];
	}
	memcpy(record.cdb, answer->cdb, sizeof(record.cdb));
	tape_put(handler->tape, &record, answer->data);
}

static int release(struct handler *handler, bool aborted)
{
	const struct burin_emulator_command *answer = &handler->answer;
	struct ring_answer reply = {
		.status = status_of(handler, aborted),
		.sense = answer->sense,
		.sense_len = answer->sense_len,
	};

	handler->held = false;
	if (handler->tape)
		put_on_tape(handler, reply.status);
	give_data(handler);
	/* All of it goes without saying; but not beside an error (a recovered one). */
	if (answer->direction == BURIN_EMU_IN && answer->residual < answer->data_len &&
	    (answer->residual || answer->status))
		reply.received = (uint32_t)(answer->data_len - answer->residual);
	if (handler->clock > 0)
		burin_emulator_set_clock(handler->emu, handler->clock);
	return ring_answer(&handler->ring, &handler->command, &reply);
}

int handler_run(struct handler *handler)
{
	int code;

	if (handler->returns && now() >= handler->returns) {
		code = come_back(handler);
		if (code)
			return code;
	}
	for (;;) {
		if (!handler->held) {
			code = ring_next(&handler->ring, &handler->command);
			if (code <= 0)
				return code;
			execute(handler);
		}
		if (handler->due > now()) {
			if (!ring_aborted(&handler->ring, &handler->command))
				return 0;
			code = release(handler, true);
		} else {
			code = release(handler, false);
		}
		if (code)
			return code;
	}
}

int handler_patience(const struct handler *handler)
{
	uint64_t left, at = now(), next = handler->held ? handler->due : UINT64_MAX;

	if (handler->returns && handler->returns < next)
		next = handler->returns;
	if (next == UINT64_MAX)
		return -1;
	left = next > at ? next - at : 0;
	return (int)((left + 999999) / 1000000);
}
