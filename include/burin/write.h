/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The write engine: one run of blocks at one address, no preparing and no
 * closing. It is what the format writers are made of; use it for a write method
 * burin has no writer for.
 */
#ifndef BURIN_WRITE_H
#define BURIN_WRITE_H

#include <burin/progress.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_recorder;
struct burin_stream;
struct burin_write;

int burin_write_new(struct burin_context *ctx, struct burin_write **out);
void burin_write_free(struct burin_write *write);
void burin_write_set_recorder(struct burin_write *write, struct burin_recorder *rec);
void burin_write_set_block_size(struct burin_write *write, uint32_t bytes);	/* 2048 */
void burin_write_set_command_bytes(struct burin_write *write, uint32_t bytes);	/* 65536 */
void burin_write_set_streaming(struct burin_write *write, bool streaming);	/* WRITE(12) */
/* blocks 0: until the stream ends. */
int burin_write_run_section(struct burin_write *write, struct burin_stream *stream, int64_t lba,
			    uint64_t blocks, burin_progress_fn progress, void *user);
void burin_write_cancel(struct burin_write *write);	/* any thread */
bool burin_write_is_running(const struct burin_write *write);	/* any thread */
const struct burin_detail *burin_write_get_detail(const struct burin_write *write);

#ifdef __cplusplus
}
#endif
#endif
