/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The data writer: puts one stream of 2048-byte blocks on a medium, closes what
 * has to be closed, and verifies. It asks the medium first, makes a plan, and
 * refuses before the first block is written what cannot end well.
 */
#ifndef BURIN_DATA_H
#define BURIN_DATA_H

#include <burin/medium.h>
#include <burin/progress.h>
#include <burin/verify.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_data;
struct burin_detail;
struct burin_recorder;
struct burin_stream;

int burin_data_new(struct burin_context *ctx, struct burin_data **out);
void burin_data_free(struct burin_data *data);	/* NULL is fine; not while it runs */

/* Takes a reference; NULL takes it back. */
void burin_data_set_recorder(struct burin_data *data, struct burin_recorder *rec);

void burin_data_set_speed(struct burin_data *data, uint32_t kbps);	/* 0: the fastest */
/* Finalise: nothing can be added afterwards. Default: the medium stays appendable. */
void burin_data_set_close_disc(struct burin_data *data, bool close);
/* Consent to write on a medium that holds data; without one of them BURIN_E_NOT_BLANK. */
void burin_data_set_append(struct burin_data *data, bool append);
void burin_data_set_overwrite(struct burin_data *data, bool overwrite);
/* Test write, laser low; BURIN_E_NO_SIMULATION where the medium has none. */
void burin_data_set_simulate(struct burin_data *data, bool simulate);
void burin_data_set_verify(struct burin_data *data, enum burin_verify_level level);
void burin_data_set_verify_report(struct burin_data *data, burin_verify_fn fn, void *user);
/* Ring: slots of one command's data each. 0: default (16 MiB in all). */
void burin_data_set_ring(struct burin_data *data, uint32_t bytes);

/*
 * What becomes of a burn without data, or without this process. Only burin's driver goes on with
 * one; with either time burin_data_run() is BURIN_E_TRANSPORT elsewhere, before anything is
 * written. Milliseconds; 0, the default, is for ever and not at all:
 *
 * starve: while the drive waits for data and none come for so long, what came is closed, and the
 * run is BURIN_E_STARVED. adopt_wait: so long a burn whose process is gone waits for another one
 * to adopt it; what has come is written meanwhile, and closed in the end.
 */
void burin_data_set_starve(struct burin_data *data, uint32_t ms);
void burin_data_set_adopt_wait(struct burin_data *data, uint32_t ms);

/*
 * Where the next burn would begin and how much fits, with the options set so
 * far; the image must be built for that start. Same refusals as burin_data_run(). The next
 * run is BURIN_E_MEDIUM_CHANGED if it would begin elsewhere.
 */
int burin_data_prepare(struct burin_data *data, struct burin_medium *medium, uint32_t *start,
		       uint32_t *free_blocks);

/*
 * The plan for a stream of that many blocks (0: unknown) as text; *text is the
 * caller's, to be freed with burin_free(). Sends no command that changes anything.
 */
int burin_data_get_plan(struct burin_data *data, uint64_t blocks, char **text);

/*
 * Burns. A stream of known size must fit; one of unknown size is burned until
 * it ends. The last block is filled with zeros. Blocks until the medium is
 * closed and verified, or until the burn has failed and been closed. On any
 * failure burin_data_get_result() tells the state of the medium.
 */
int burin_data_run(struct burin_data *data, struct burin_stream *stream,
		   burin_progress_fn progress, void *user);

/*
 * With a recorder from burin_recorder_open_left(): where the burn began, and what
 * burin_image_set_like() needs to render its image again (a new reference; NULL: there is
 * nothing). BURIN_E_NO_BURN: it has ended or is being closed; BURIN_E_OTHER_SOURCE: what it
 * writes cannot be read again.
 */
int burin_data_prepare_adoption(struct burin_data *data, uint32_t *start,
				struct burin_stream **volume);

/*
 * Adopts that burn: the stream is read to where the burn is and compared with what was
 * handed over, if that carries checksums, and else with what was known of the source when the
 * burn began; BURIN_E_OTHER_SOURCE leaves the burn as it was. Then as burin_data_run().
 * BURIN_E_ADOPTED: another process has adopted it. The process it was begun by, if that only
 * was stopped, hears BURIN_E_ADOPTED from its burin_data_run().
 */
int burin_data_run_adoption(struct burin_data *data, struct burin_stream *stream,
			    burin_progress_fn progress, void *user);

/*
 * Closes what an earlier burn left open: damaged or open track, session, with
 * close_disc also the disc. 0 when there is nothing to do. With a recorder from
 * burin_recorder_open_left() the burn is first brought to its end: no adoption is waited for.
 */
int burin_data_run_close(struct burin_data *data, burin_progress_fn progress, void *user);

/* Any thread, also a signal handler: ends between two commands, then closes. */
void burin_data_cancel(struct burin_data *data);

/* Filled in by the library. Grows at its end only. */
struct burin_data_result {
	enum burin_medium_state state;	/* of the medium now */
	bool state_known;		/* false: the drive no longer answers, or is busy */
	bool simulated;
	uint32_t start;			/* first LBA of this burn */
	uint64_t blocks;		/* the stream had, its padding not counted */
	uint64_t written;		/* answered GOOD by the drive, padding counted */
	uint64_t acknowledged;		/* of these: a later flush was answered GOOD */
	bool closed;			/* every closing step succeeded */
	uint64_t elapsed_ms;		/* on the recorder's clock */
	uint32_t retries;		/* commands repeated */
	struct burin_verify_result verify;
	bool busy;			/* cancelled while the drive goes on with what it had begun */
};

void burin_data_get_result(const struct burin_data *data, struct burin_data_result *result);
const struct burin_detail *burin_data_get_detail(const struct burin_data *data);

void burin_free(void *p);

#ifdef __cplusplus
}
#endif
#endif
