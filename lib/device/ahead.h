/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading ahead, on a transport that runs burns by itself: what is expected to be read becomes
 * streams that read, and is taken out of their ring in order. Whatever else is asked of the drive
 * ends them (bur_transport_stop_ahead()); they begin again with what is taken next.
 */
#ifndef BUR_DEVICE_AHEAD_H
#define BUR_DEVICE_AHEAD_H

#include <stdint.h>

#include "transport/transport.h"

struct bur_ahead;

/* The transport outlives it. command_blocks: read in one command. NULL: no memory. */
struct bur_ahead *bur_ahead_new(struct bur_transport *t, uint32_t command_blocks);
void bur_ahead_free(struct bur_ahead *ahead);	/* NULL is fine */

/* These will be read whole and in order, after what was expected before. */
void bur_ahead_expect(struct bur_ahead *ahead, uint32_t lba, uint32_t blocks);

/* So many blocks from lba on are expected to be read; 0: it is not. */
uint32_t bur_ahead_expected(struct bur_ahead *ahead, uint32_t lba);

/*
 * Up to most blocks from lba on into buf: how many. 0: they are to be asked for. BURIN_E_READ:
 * one in the command that begins there cannot be read.
 */
int64_t bur_ahead_take(struct bur_ahead *ahead, uint32_t lba, uint32_t most, uint8_t *buf);

#endif
