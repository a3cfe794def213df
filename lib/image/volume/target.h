/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder files are extracted to. Every name is made in a directory held open,
 * one component at a time, and no symbolic link is ever followed: neither those of
 * the volume, nor what lay in the folder before, nor what someone swaps in meanwhile
 * leads a write out of it.
 */
#ifndef BUR_IMAGE_VOLUME_TARGET_H
#define BUR_IMAGE_VOLUME_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct burin_context;

struct bur_attributes {
	bool has_mode;		/* else: what the umask leaves; mode has the type in any case */
	uint32_t mode, uid, gid;
	int64_t mtime;
};

/* Which file it is, whatever its name. */
struct bur_identity {
	dev_t device;
	ino_t inode;
};

struct bur_target_level {
	struct bur_identity identity;
	bool made;		/* by us: attributes are set when it is left */
	struct bur_attributes attributes;
};

/* Of the levels above the present one only the identity is kept, not a descriptor. */
struct bur_target {
	struct burin_context *ctx;
	int root, here;		/* descriptors; here may be root */
	bool owners;		/* restore them */
	bool made;		/* the folder itself is ours */
	bool warned;		/* of a file system without modes or owners */
	struct bur_target_level *levels;
	size_t depth, capacity;
};

/*
 * All return 0, a negated errno, or BURIN_E_UNSAFE_PATH where a symbolic link, or a
 * directory that moved, is in the way.
 */

/* Opens directory, made if missing (its parent must be there). */
int bur_target_open(struct bur_target *target, struct burin_context *ctx, const char *directory);
/* Leaves every level, then closes. */
void bur_target_close(struct bur_target *target);

/* Makes name, or goes into the directory of that name which is there. */
int bur_target_enter(struct bur_target *target, const char *name,
		     const struct bur_attributes *attributes);
/* Sets the attributes of the directory, if it was made by enter, and goes up. */
int bur_target_leave(struct bur_target *target);
/* The attributes of the folder itself, if it was made by open. */
int bur_target_finish_root(struct bur_target *target, const struct bur_attributes *attributes);

/* Makes an empty file; -EEXIST when anything of that name is there. */
int bur_target_create(struct bur_target *target, const char *name,
		      const struct bur_attributes *attributes, int *fd);
/* Sets the attributes and closes fd in any case; identity may be NULL. */
int bur_target_finish(struct bur_target *target, int fd, const struct bur_attributes *attributes,
		      struct bur_identity *identity);
void bur_target_remove(struct bur_target *target, const char *name);

/* -EPERM of these two: the caller, or the file system there, may not have such a thing. */
int bur_target_symlink(struct bur_target *target, const char *name, const char *to,
		       const struct bur_attributes *attributes);
/* A device, FIFO or socket. */
int bur_target_node(struct bur_target *target, const char *name, uint32_t major, uint32_t minor,
		    const struct bur_attributes *attributes);
/*
 * One more name of the file made earlier at path below the folder. -EXDEV when path no
 * longer leads to it, or it can have no more names: then it is to be copied.
 */
int bur_target_link(struct bur_target *target, const char *name, const char *path,
		    const struct bur_identity *identity);

#endif
