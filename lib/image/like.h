/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * burin's record in the application use area of the descriptors: all options that
 * decide the bytes of the image, so that the same sources can be rendered again.
 * Bytes 0-11 "BURIN IMAGE" and 0, 12 version (1), 13 flags (bit 0 clamp), 14-15 file systems, 16-23 epoch,
 * 24-27 session start, 28-31 blocks, 32-64 volume name (33 bytes with its NUL), then zeros, 508-511 CRC-32C of
 * bytes 0-507. All numbers big-endian.
 */
#ifndef BUR_IMAGE_LIKE_H
#define BUR_IMAGE_LIKE_H

#include "image/image.h"
#include "image/iso9660/iso9660.h"

void bur_like_put(uint8_t *p, const struct bur_image_options *options, uint32_t blocks);
/* p: BUR_APPLICATION_BYTES. BURIN_E_NOT_A_VOLUME: not an intact record of a version known. */
int bur_like_get(const uint8_t *p, struct bur_image_options *options, uint32_t *blocks);

#endif
