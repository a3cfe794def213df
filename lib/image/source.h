/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the files of an image: one open folder, one open file. Sizes were
 * frozen when the tree was made; a file that no longer has the size or the time it had
 * then is an error, never zeros or a mixture.
 */
#ifndef BUR_IMAGE_SOURCE_H
#define BUR_IMAGE_SOURCE_H

#include "image/result.h"

struct bur_source {
	struct burin_result *result;		/* keeps the paths of those that changed; may be NULL */
	const struct bur_origin *origin;	/* of dir_fd; NULL: none is open */
	int dir_fd;
	const struct burin_node *node;		/* of fd; NULL: none is open */
	int fd;
	bool lent;				/* fd was given to someone to copy from */
};

void bur_source_init(struct bur_source *source, struct burin_result *result);
/*
 * n bytes of the node's data at offset, all inside its size. BURIN_E_SOURCE,
 * BURIN_E_SOURCE_CHANGED: detail names the source.
 */
int bur_source_read(struct bur_source *source, const struct burin_node *node, uint64_t offset,
		    uint8_t *buf, size_t n, struct burin_detail *detail);
/*
 * A descriptor of the node's file, open until the next call here, or -1 when its
 * data lie in no file. Errors as above.
 */
int bur_source_lend(struct bur_source *source, const struct burin_node *node,
		    struct burin_detail *detail, int *fd);
/* Ends a loan: says whether what was copied from the descriptor was what it should be. */
int bur_source_return(struct bur_source *source, struct burin_detail *detail);
void bur_source_close(struct bur_source *source);

#endif
