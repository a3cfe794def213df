/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source files with more than one name, by device and inode number. */
#ifndef BUR_IMAGE_HARDLINKS_H
#define BUR_IMAGE_HARDLINKS_H

#include <stdint.h>

struct bur_inode;

struct hardlink {
	uint64_t device, number;
	struct bur_inode *inode;	/* NULL: free */
};

struct bur_hardlinks {
	struct hardlink *slot;
	uint32_t mask, used;
};

/*
 * The inode seen under these numbers before, else inode, which is kept. An inode that has lost its last
 * name counts as not seen. NULL: no memory.
 */
struct bur_inode *bur_hardlinks_take(struct bur_hardlinks *links, uint64_t device, uint64_t number,
				     struct bur_inode *inode);
void bur_hardlinks_free(struct bur_hardlinks *links);

#endif
