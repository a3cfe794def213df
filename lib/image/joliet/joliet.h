/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_IMAGE_JOLIET_H
#define BUR_IMAGE_JOLIET_H

#include "image/ident.h"

/*
 * A Joliet identifier of at most 64 UTF-16 units; what Joliet forbids, and bytes that
 * are not UTF-8, become '_'. A longer name keeps its extension.
 */
void bur_joliet_name(struct bur_ident *ident, const char *name, bool dir);
int bur_joliet_compare(const uint8_t *a, const uint8_t *b);

#endif
