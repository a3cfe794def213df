/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Directory records, made one at a time. The layout and the rendering run the
 * same code, so what was measured is what is written.
 */
#include "image/fstree.h"

#include <string.h>

void bur_walk_begin(struct bur_walk *walk, const struct bur_fstree *tree,
		    const struct bur_tree_dir *dir, uint32_t block)
{
	walk->tree = tree;
	walk->dir = dir;
	walk->offset = block * BUR_BLOCK;
	walk->record_len = 0;
	walk->at = block ? tree->marks[dir->block + block] : (struct bur_mark){ .record = 0 };
	bur_susp_clear(&walk->susp);
	walk->susp.start = walk->susp.end = walk->at.position;
}

static const struct bur_tree_dir *dir_of(const struct bur_fstree *tree,
					 const struct burin_node *node)
{
	return &tree->dirs[node->inode->dir->number[tree->kind]];
}

/* Hard links share it; directories come before all others. */
static uint32_t serial_of(const struct bur_fstree *tree, const struct bur_inode *inode)
{
	return S_ISDIR(inode->mode) ? inode->dir->number[BUR_TREE_ISO] + 1 :
				      tree->dir_count + 1 + inode->serial;
}

static void add_posix(const struct bur_fstree *tree, struct bur_susp *susp,
		      const struct bur_inode *inode)
{
	const struct bur_posix posix = {
		.mode = inode->mode,
		.links = S_ISDIR(inode->mode) ? 2 + inode->dir->subdirs : inode->links,
		.uid = inode->uid,
		.gid = inode->gid,
		.serial = serial_of(tree, inode),
	};

	bur_rrip_add_px(susp, &posix);
	bur_rrip_add_tf(susp, bur_image_time(tree->options, inode->mtime));
}

/* System use of record number `record`, which names node. */
static void add_system_use(struct bur_walk *walk, const struct burin_node *node)
{
	const struct bur_inode *inode = node->inode;
	struct bur_susp *susp = &walk->susp;
	bool entry = walk->at.record > 1;
	bool first = !walk->at.record && walk->dir == walk->tree->dirs;

	bur_susp_clear(susp);
	if (first)
		bur_rrip_add_sp(susp);
	add_posix(walk->tree, susp, inode);
	if (entry && (S_ISBLK(inode->mode) || S_ISCHR(inode->mode)))
		bur_rrip_add_pn(susp, inode->device.major, inode->device.minor);
	if (entry)
		bur_rrip_add_nm(susp, node->name);
	if (entry && S_ISLNK(inode->mode))
		bur_rrip_add_sl(susp, inode->target);
	if (first)
		bur_rrip_add_er(susp);
}

/* Sections of a file; 1 for everything else. */
static uint32_t sections_of(const struct bur_inode *inode)
{
	if (!bur_inode_has_data(inode))
		return 1;
	return (uint32_t)((inode->size - 1) / BUR_SECTION_BYTES + 1);
}

static void fill_extent(const struct bur_walk *walk, const struct burin_node *node,
			struct bur_record *record)
{
	const struct bur_fstree *tree = walk->tree;
	const struct bur_inode *inode = node->inode;
	uint64_t done = (uint64_t)walk->at.section * BUR_SECTION_BYTES;
	const struct bur_tree_dir *dir;

	if (S_ISDIR(inode->mode)) {
		dir = dir_of(tree, node);
		record->flags = BUR_RECORD_DIRECTORY;
		record->extent = tree->first_block + dir->block;
		record->size = dir->blocks * BUR_BLOCK;
	} else if (bur_inode_has_data(inode)) {
		if (tree->extents)
			record->extent = tree->extents[inode->serial].block +
					 (uint32_t)(done / BUR_BLOCK);
		if (inode->size - done > BUR_SECTION_BYTES) {
			record->flags = BUR_RECORD_CONTINUES;
			record->size = BUR_SECTION_BYTES;
		} else {
			record->size = (uint32_t)(inode->size - done);
		}
	}
}

/* The node of the record that comes next, and its identifier. */
static const struct burin_node *next_node(const struct bur_walk *walk, const uint8_t **id)
{
	static const uint8_t self[] = { 1, 0 }, parent[] = { 1, 1 };
	const struct bur_entry *entry;

	if (walk->at.record < 2) {
		*id = walk->at.record ? parent : self;
		return walk->at.record ? walk->tree->dirs[walk->dir->parent].node :
					 walk->dir->node;
	}
	entry = &walk->tree->entries[walk->dir->first + walk->at.record - 2];
	*id = entry->id;
	return entry->node;
}

/* Goes on to the next section, or to the next record behind its continuation areas. */
static void advance(struct bur_walk *walk, const struct burin_node *node)
{
	if (++walk->at.section < sections_of(node->inode))
		return;
	walk->at.section = 0;
	walk->at.record++;
	if (walk->tree->rockridge)
		walk->at.position = walk->susp.end;
}

bool bur_walk_next(struct bur_walk *walk)
{
	struct bur_record record = { .extent = 0 };
	const struct bur_fstree *tree = walk->tree;
	const struct burin_node *node;
	const uint8_t *id;
	size_t base, total;

	if (walk->at.record >= walk->dir->count + 2)
		return false;
	node = next_node(walk, &id);
	base = total = bur_record_base(id[0]);
	if (tree->rockridge) {
		add_system_use(walk, node);
		bur_susp_place(&walk->susp, BUR_RECORD_MAX - base, walk->at.position,
			       tree->first_block + walk->dir->block + walk->dir->blocks);
		memcpy(walk->record + base, walk->susp.record, walk->susp.record_len);
		total += walk->susp.record_len;
	}
	record.id = id + 1;
	record.id_len = id[0];
	record.time = bur_image_time(tree->options, node->inode->mtime);
	fill_extent(walk, node, &record);
	bur_record_put(walk->record, &record, total);
	if (walk->offset % BUR_BLOCK + total > BUR_BLOCK)
		walk->offset += BUR_BLOCK - walk->offset % BUR_BLOCK;
	walk->record_offset = walk->offset;
	walk->record_len = (uint32_t)total;
	walk->offset += (uint32_t)total;
	advance(walk, node);
	return true;
}
