/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a volume back: ISO 9660 with Rock Ridge or Joliet, from a stream over
 * an image file or a medium. Everything on it is taken for hostile: lengths,
 * chains, names, depths are checked before use, and no loop is without a bound.
 */
#ifndef BURIN_VOLUME_H
#define BURIN_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_stream;
struct burin_volume;

enum burin_tree { BURIN_TREE_BEST = 0, BURIN_TREE_ISO9660, BURIN_TREE_JOLIET, BURIN_TREE_ROCKRIDGE };

/*
 * stream: seekable, block 0 = LBA 0; takes a reference. session_start: where the
 * session's descriptors are looked for (+16). BEST is Rock Ridge, else Joliet, else
 * ISO 9660; a tree that is asked for and not there is BURIN_E_NOT_A_VOLUME, too.
 * BURIN_E_DAMAGED_VOLUME (then another tree may still be whole), BURIN_E_READ.
 * detail may be NULL.
 *
 * Borne: no set terminator, a wrong volume size, wrong big-endian halves, impossible
 * dates (0), a file type against the record's. All else that contradicts the standard
 * fails the directory it stands in, and is named.
 */
int burin_volume_open(struct burin_context *ctx, struct burin_stream *stream,
		      uint32_t session_start, enum burin_tree tree, struct burin_volume **out,
		      struct burin_detail *detail);
void burin_volume_free(struct burin_volume *volume);

enum burin_tree burin_volume_get_tree(const struct burin_volume *volume);
const char *burin_volume_get_name(const struct burin_volume *volume);
uint32_t burin_volume_get_blocks(const struct burin_volume *volume);
int64_t burin_volume_get_time(const struct burin_volume *volume);
const struct burin_detail *burin_volume_get_detail(const struct burin_volume *volume);

/*
 * A view, valid during the callback. Strings are UTF-8 where the volume's are, and may
 * hold control characters: who shows them escapes them. A '/' or NUL in a name, which
 * no path could hold, is given as '_'; such names, "." and ".." are listed, never extracted.
 */
struct burin_entry {
	const char *path;		/* "/a/b", relative to the volume's root */
	const char *name;		/* its last part */
	uint32_t mode;			/* st_mode; 0555/0444 where the tree has none */
	uint32_t uid, gid, links;
	uint64_t size;
	int64_t mtime;
	uint64_t serial;		/* equal: the same file (hard links); 0: not told */
	const char *target;		/* of a symbolic link, else NULL */
	uint32_t device_major, device_minor;
	uint32_t first_block;		/* of the data; 0: none */
};

/* Non-zero stops the walk, which then returns that value if negative, else 0. */
typedef int (*burin_entry_fn)(void *user, const struct burin_entry *entry);

/*
 * Everything below path ("/"), parents before children, names in byte order. find and
 * open_file may be called within. BURIN_E_NOT_A_DIRECTORY when path is something else.
 */
int burin_volume_walk(struct burin_volume *volume, const char *path, burin_entry_fn fn,
		      void *user);
/* BURIN_E_PATH when there is none. entry and its strings: valid until the next call. */
int burin_volume_find(struct burin_volume *volume, const char *path, struct burin_entry *entry);
/*
 * The bytes of a regular file as a seekable stream; it holds the volume's stream and may
 * outlive the volume. Compressed files (zisofs) are given as they are stored.
 */
int burin_volume_open_file(struct burin_volume *volume, const char *path,
			   struct burin_stream **out);

/*
 * Extracts path ("/": all) below directory, which is made if missing; a path other
 * than "/" keeps its last name there. Nothing is ever written outside of directory,
 * whatever names and links the volume holds or others swap in meanwhile. Modes and times
 * are restored, owners (and with them set-id bits) when the caller may, hard links by
 * their serial as links; where the tree has no modes the umask decides. Symbolic links
 * are made as they are told, never followed. Folders that are there are filled and keep
 * their attributes; of anything else that is there nothing is overwritten: -EEXIST.
 * on_entry (may be NULL) is called before each; non-zero stops as in a walk.
 *
 * An item that cannot be written or read stops the extraction, the detail names it, no
 * part of it stays; what was extracted before stays. BURIN_E_UNSAFE_PATH: a name that is no
 * file's (empty, "." and "..", with '/' or NUL), or a link where a folder must be.
 *
 * Left out, each with a warning in the log, are devices, FIFOs, sockets and symbolic links that
 * the caller, or the file system there, may not have; the rest is extracted, then
 * BURIN_E_SPECIAL_FILE says so, and the detail names the first and how many more.
 */
int burin_volume_extract(struct burin_volume *volume, const char *path, const char *directory,
			 burin_entry_fn on_entry, void *user);

#ifdef __cplusplus
}
#endif
#endif
