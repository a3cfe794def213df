/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Images: a tree of directories and files is laid out once as ISO 9660 (level
 * 3), Joliet and Rock Ridge; the result is a seekable stream that makes any
 * block on demand. Nothing is copied to a temporary file, and the memory needed
 * grows with the number of files, never with their sizes. Same input, same
 * options and SOURCE_DATE_EPOCH: same bytes.
 */
#ifndef BURIN_IMAGE_H
#define BURIN_IMAGE_H

#include <burin/medium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_image;
struct burin_node;
struct burin_result;
struct burin_stream;

enum burin_filesystem {
	BURIN_FS_ISO9660	= 1 << 0,
	BURIN_FS_JOLIET		= 1 << 1,
	BURIN_FS_ROCKRIDGE	= 1 << 2,
};

/* "iso9660,joliet,rockridge" -> bits; -EINVAL for an unknown name. */
int burin_filesystems_from_text(const char *text);

int burin_image_new(struct burin_context *ctx, struct burin_image **out);
void burin_image_free(struct burin_image *image);

/* Default: all three. ISO 9660 is always there. */
int burin_image_set_filesystems(struct burin_image *image, unsigned int filesystems);
/* UTF-8; -ENAMETOOLONG over 32 bytes, BURIN_E_NAME when it is not UTF-8. Default "BURIN". */
int burin_image_set_volume_name(struct burin_image *image, const char *name);
const char *burin_image_get_volume_name(const struct burin_image *image);
/*
 * Volume time, and the latest time any item may carry (seconds since 1970, UTC).
 * clamp false: items keep their times. Default: now and no clamp, or, when the
 * environment has SOURCE_DATE_EPOCH, that and clamp.
 */
void burin_image_set_epoch(struct burin_image *image, int64_t epoch, bool clamp);
/* First LBA of the session the image is for. Default 0. */
void burin_image_set_session_start(struct burin_image *image, uint32_t lba);
/* Blocks that may be used; burin_image_create() says BURIN_E_TOO_LARGE. 0: no limit. */
void burin_image_set_free_blocks(struct burin_image *image, uint64_t blocks);
/* Both of the above, from a medium. */
void burin_image_set_medium(struct burin_image *image, const struct burin_medium *medium);
/*
 * A shell pattern, the same under every locale ("*", "?", "[a-z]", "[!a-z]", "\\"): items whose
 * name matches are left out of later adds; a pattern with '/' is matched with the path on
 * disc ("/a/b?.o"), and no wildcard matches '/'.
 */
int burin_image_add_exclude(struct burin_image *image, const char *pattern);
/*
 * Where data lie on the disc: files that match pattern (as of an exclude) weigh weight, others 0;
 * the heaviest come first, equal ones in the order of the tree. The first rule that matches a file
 * decides. Like excludes, rules are not in the record burin_image_set_like() reads.
 */
int burin_image_add_sort(struct burin_image *image, const char *pattern, int32_t weight);

/*
 * Takes everything that decides the bytes beside the sources (volume name, file
 * systems, epoch, session start, options) from the record an earlier burin
 * left in a volume. volume: a seekable stream over the whole medium;
 * session_start as burin_medium.last_session_start. The record stands in the primary
 * and, with Joliet, in the supplementary descriptor; one intact copy is enough.
 * Excludes are not in it: give them again. BURIN_E_NOT_A_VOLUME when no intact record is found.
 */
int burin_image_set_like(struct burin_image *image, struct burin_stream *volume,
			 uint32_t session_start);

/* --- the tree; nodes are owned by the image and live as long as it --- */

struct burin_node *burin_image_get_root(struct burin_image *image);

/*
 * Adds source (file, folder with all below it, symbolic link, device node,
 * FIFO) as on_disc ("/a/b"; missing parents are made; "/a/" for a file: /a under its own
 * name). A folder given for "/" gives its contents, also through a link. Names already there:
 * BURIN_E_NAME_TAKEN, two folders are merged and the first gives mode, owner and time. An
 * unreadable file or folder below: BURIN_E_SOURCE; a socket: BURIN_E_SPECIAL_FILE
 * (exclude it); the detail names it. After an error the tree holds a part: free the image.
 */
int burin_image_add(struct burin_image *image, const char *on_disc, const char *source);
/*
 * The same, of a command line's word: "PATH" (a folder's contents or a file to the
 * root) or "/on/disc=PATH". A word that is the path of something is a PATH, whatever '=' is in it.
 */
int burin_image_add_word(struct burin_image *image, const char *word);

int burin_dir_add_dir(struct burin_node *dir, const char *name, struct burin_node **out);
/* Takes a reference of the stream, which must be seekable and of known size. */
int burin_dir_add_stream(struct burin_node *dir, const char *name, struct burin_stream *stream,
			 struct burin_node **out);
int burin_dir_add_symlink(struct burin_node *dir, const char *name, const char *target,
			  struct burin_node **out);
/* One more name of a file: a hard link. */
int burin_dir_add_link(struct burin_node *dir, const char *name, struct burin_node *file,
		       struct burin_node **out);
int burin_node_remove(struct burin_node *node);	/* with all below it; -EBUSY: the root */

const char *burin_node_get_name(const struct burin_node *node);	/* owned by the image */
bool burin_node_is_dir(const struct burin_node *node);
uint64_t burin_node_get_size(const struct burin_node *node);
uint32_t burin_node_get_mode(const struct burin_node *node);	/* st_mode */
void burin_node_set_mode(struct burin_node *node, uint32_t permissions);	/* low 12 bits */
void burin_node_set_owner(struct burin_node *node, uint32_t uid, uint32_t gid);
void burin_node_set_time(struct burin_node *node, int64_t mtime);
struct burin_node *burin_node_get_parent(const struct burin_node *node);	/* NULL: root */
/* Children in the order of their names' bytes; NULL at the end. */
struct burin_node *burin_dir_first(struct burin_node *dir);
struct burin_node *burin_node_next(struct burin_node *node);
struct burin_node *burin_dir_find(struct burin_node *dir, const char *name);	/* NULL: none */

uint64_t burin_image_count_files(const struct burin_image *image);
uint64_t burin_image_count_directories(const struct burin_image *image);
uint64_t burin_image_count_bytes(const struct burin_image *image);	/* of all files */

/*
 * Lays the tree out. The result is independent of later changes to the options
 * but not to the tree: the image must outlive it unchanged. Errors: BURIN_E_NAME,
 * BURIN_E_NO_UNIQUE_NAME, BURIN_E_TOO_LARGE, BURIN_E_IMAGE_TOO_LARGE,
 * BURIN_E_TOO_MANY_DIRECTORIES (also below one another: 4096); the detail names the item.
 */
int burin_image_create(struct burin_image *image, struct burin_result **out);
const struct burin_detail *burin_image_get_detail(const struct burin_image *image);

struct burin_result *burin_result_ref(struct burin_result *result);
void burin_result_unref(struct burin_result *result);
uint32_t burin_result_get_total_blocks(const struct burin_result *result);
/*
 * A new reference: block 0 of it is the first block of the session. Any block, any number of
 * times. Reading fails with BURIN_E_SOURCE when a source is gone or unreadable and with
 * BURIN_E_SOURCE_CHANGED when it no longer has the size and time it was added with: nothing is
 * ever filled up or cut silently. The stream's detail names the source.
 */
int burin_result_get_stream(struct burin_result *result, struct burin_stream **out);

/*
 * What lies at a block of the session (0-based), "/a/b" or "[primary volume descriptor]"
 * and the like; written to path. BURIN_E_PATH beyond the end.
 */
int burin_result_item_for_block(struct burin_result *result, uint32_t block, char *path,
				size_t n);
/* Sources that had changed when they were read: how many, and their paths on disc. */
size_t burin_result_count_changed(const struct burin_result *result);
const char *burin_result_changed_at(const struct burin_result *result, size_t i);

#ifdef __cplusplus
}
#endif
#endif
