/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bytes of a file of the volume as a stream. */
#ifndef BUR_IMAGE_VOLUME_FILE_H
#define BUR_IMAGE_VOLUME_FILE_H

#include "image/volume/directory.h"

/* path: for messages. BURIN_E_DAMAGED_VOLUME when the bytes cannot all be there. */
int bur_file_open(struct burin_volume *volume, const struct bur_directory *directory,
		  const struct bur_item *item, const char *path, struct burin_stream **out);
/* That check alone: no section reaches beyond the medium or image. */
int bur_file_check(struct burin_volume *volume, const struct bur_directory *directory,
		   const struct bur_item *item, const char *path);

#endif
