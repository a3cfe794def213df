/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of the three trees to names of a path. */
#ifndef BUR_IMAGE_VOLUME_NAME_H
#define BUR_IMAGE_VOLUME_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of an identifier of 222 bytes as Joliet: 111 units of up to three bytes. */
#define BUR_NAME_MAX 340

/*
 * Each writes the name to out, without its NUL, and returns the length. ISO 9660: less
 * the version 1 and a dot that ends the name. Joliet: UTF-8, less the version 1.
 */
size_t bur_name_from_iso9660(const uint8_t *id, size_t n, char out[BUR_NAME_MAX]);
size_t bur_name_from_joliet(const uint8_t *id, size_t n, char out[BUR_NAME_MAX]);

/*
 * Makes a name that can stand in a path: '/' and NUL become '_'. False when the name
 * cannot be a file's: one of these, empty, "." or "..". All others can, control characters
 * too; what shows them is to escape them.
 */
bool bur_name_clean(char *name, size_t n);

#endif
