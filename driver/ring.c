// SPDX-License-Identifier: GPL-2.0-only
#include "ring.h"

#include <linux/anon_inodes.h>
#include <linux/bitmap.h>
#include <linux/crc32c.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "engine/sense.h"

static unsigned long ring_total_bytes;
module_param(ring_total_bytes, ulong, 0644);
MODULE_PARM_DESC(ring_total_bytes, "most that all rings have together; 0: a quarter of memory");

static unsigned long ring_unit_bytes = 256ul << 20;
module_param(ring_unit_bytes, ulong, 0644);
MODULE_PARM_DESC(ring_unit_bytes, "most that the ring of one unit has");

/* The caller's, who hears of it when there is none: the log need not. */
#define RING_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static atomic_long_t pages_taken;

static u64 total_limit(void)
{
	unsigned long bytes = READ_ONCE(ring_total_bytes);

	return bytes ? bytes : ((u64)totalram_pages() << PAGE_SHIFT) / 4;
}

u64 burin_ring_limit(void)
{
	return min_t(u64, READ_ONCE(ring_unit_bytes), total_limit());
}

u64 burin_ring_left(void)
{
	u64 taken = (u64)atomic_long_read(&pages_taken) << PAGE_SHIFT;
	u64 total = total_limit();

	return min(burin_ring_limit(), total > taken ? total - taken : 0);
}

/* Taken before the pages are, so that two rings at a time cannot pass the limit. */
static int take_share(u32 pages)
{
	if (((u64)pages << PAGE_SHIFT) > burin_ring_limit())
		return -ENOSPC;
	if (((u64)atomic_long_add_return(pages, &pages_taken) << PAGE_SHIFT) <= total_limit())
		return 0;
	atomic_long_sub(pages, &pages_taken);
	return -ENOSPC;
}

static int alloc_pages_of(struct burin_ring *ring, u32 count)
{
	ring->pages = kvcalloc(count, sizeof(*ring->pages), RING_GFP);
	if (!ring->pages)
		return -ENOMEM;
	while (ring->page_count < count) {
		struct page *page = alloc_page(RING_GFP | __GFP_ZERO);

		if (!page)
			return -ENOMEM;
		ring->pages[ring->page_count++] = page;
	}
	ring->base = vmap(ring->pages, count, VM_MAP, PAGE_KERNEL);
	return ring->base ? 0 : -ENOMEM;
}

static int alloc_tables(struct burin_ring *ring)
{
	ring->zeros = __vmalloc(ring->stride, RING_GFP | __GFP_ZERO);
	ring->busy = bitmap_zalloc(ring->slots, RING_GFP);
	ring->entries = kvcalloc(ring->slots, sizeof(*ring->entries), RING_GFP);
	return ring->zeros && ring->busy && ring->entries ? 0 : -ENOMEM;
}

static void ring_free(struct burin_ring *ring)
{
	vunmap(ring->base);
	for (u32 i = 0; i < ring->page_count; i++)
		put_page(ring->pages[i]);
	kvfree(ring->pages);
	kvfree(ring->entries);
	bitmap_free(ring->busy);
	vfree(ring->zeros);
	atomic_long_sub(((u64)ring->slots * ring->stride) >> PAGE_SHIFT, &pages_taken);
	kfree(ring);
}

static void ring_release(struct kref *ref)
{
	ring_free(container_of(ref, struct burin_ring, ref));
}

struct burin_ring *burin_ring_new(const struct burin_ring_spec *spec)
{
	u32 stride = PAGE_ALIGN(spec->slot_bytes);
	u64 pages = ((u64)stride * spec->slots) >> PAGE_SHIFT;
	struct burin_ring *ring;
	int ret;

	if (pages > U32_MAX)
		return ERR_PTR(-ENOSPC);
	ret = take_share(pages);
	if (ret)
		return ERR_PTR(ret);
	ring = kzalloc(sizeof(*ring), GFP_KERNEL_ACCOUNT);
	if (!ring) {
		atomic_long_sub(pages, &pages_taken);
		return ERR_PTR(-ENOMEM);
	}
	kref_init(&ring->ref);
	address_space_init_once(&ring->mappings);
	ring->mappings.a_ops = &empty_aops;
	ring->slot_bytes = spec->slot_bytes;
	ring->stride = stride;
	ring->slots = spec->slots;
	ring->checksum = spec->checksum;
	ret = alloc_tables(ring);
	if (!ret)
		ret = alloc_pages_of(ring, pages);
	if (ret) {
		ring_free(ring);
		return ERR_PTR(ret);
	}
	return ring;
}
EXPORT_SYMBOL_GPL(burin_ring_new);

struct burin_ring *burin_ring_get(struct burin_ring *ring)
{
	kref_get(&ring->ref);
	return ring;
}

void burin_ring_put(struct burin_ring *ring)
{
	if (ring)
		kref_put(&ring->ref, ring_release);
}
EXPORT_SYMBOL_GPL(burin_ring_put);

void burin_ring_restart(struct burin_ring *ring)
{
	bitmap_zero(ring->busy, ring->slots);
	ring->head = 0;
	ring->done = 0;
	ring->reaped = 0;
}

static int mapping_gone(struct inode *inode, struct file *file)
{
	burin_ring_put(file->private_data);
	return 0;
}

static const struct file_operations mapping_fops = {
	.owner = THIS_MODULE,
	.release = mapping_gone,
};

static void *mark_of(const struct burin_ring *ring)
{
	return (void *)(unsigned long)READ_ONCE(ring->cuts);
}

/* Its old owner has memory of its own there, and hears of it when it calls. */
static vm_fault_t mapping_cut(struct vm_fault *vmf)
{
	const struct vm_area_struct *vma = vmf->vma;

	if (vma->vm_private_data == mark_of(vma->vm_file->private_data))
		return VM_FAULT_SIGBUS;
	vmf->page = alloc_page(GFP_HIGHUSER | __GFP_ACCOUNT | __GFP_ZERO);
	return vmf->page ? 0 : VM_FAULT_OOM;
}

static const struct vm_operations_struct mapping_ops = {
	.fault = mapping_cut,
};

void burin_ring_cut(struct burin_ring *ring)
{
	WRITE_ONCE(ring->cuts, ring->cuts + 1);
	unmap_mapping_range(&ring->mappings, 0, 0, 1);
}

/*
 * A mapping may outlive everything else of the ring; its memory is taken that long. It holds a
 * file of its own for that: if it held the owner's, a burn whose file was closed would not be
 * deserted while it is mapped. By that file's address space the ring finds its mappings.
 */
static int hold(struct burin_ring *ring, struct vm_area_struct *vma)
{
	struct file *file = anon_inode_getfile("[burin-ring]", &mapping_fops, ring, O_RDWR);

	if (IS_ERR(file))
		return PTR_ERR(file);
	burin_ring_get(ring);
	ring->mappings.host = file_inode(file);
	file->f_mapping = &ring->mappings;
	vma_set_file(vma, file);
	fput(file);
	return 0;
}

int burin_ring_map(struct burin_ring *ring, struct vm_area_struct *vma)
{
	int ret;

	/* VM_SHARED is not set for a file that cannot be written to */
	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_pgoff)
		return -EINVAL;
	burin_vm_flags_set(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = mark_of(ring);
	vma->vm_ops = &mapping_ops;
	ret = vm_map_pages(vma, ring->pages, ring->page_count);
	return ret ? ret : hold(ring, vma);
}

int burin_ring_publish(struct burin_ring *ring, const struct burin_slot *slot)
{
	struct burin_entry *entry;

	if (slot->sequence != ring->head || slot->slot >= ring->slots || slot->pad0 ||
	    !slot->length || slot->length > ring->slot_bytes)
		return -EINVAL;
	if (ring->head - ring->reaped == ring->slots || test_bit(slot->slot, ring->busy))
		return -EAGAIN;
	entry = burin_ring_entry(ring, ring->head++);
	*entry = (struct burin_entry){
		.tag = slot->tag,
		.slot = slot->slot,
		.length = slot->length,
		.checksum = slot->checksum,
	};
	__set_bit(slot->slot, ring->busy);
	return 0;
}

void burin_ring_finish(struct burin_ring *ring, u8 how, const struct burin_sense *sense,
		       u32 length, u32 checksum)
{
	struct burin_entry *entry = burin_ring_entry(ring, ring->done++);

	entry->how = how;
	entry->length = length;
	entry->checksum = checksum;
	if (!sense)
		return;
	entry->key = sense->key;
	entry->asc = sense->asc;
	entry->ascq = sense->ascq;
}

u32 burin_ring_peek(const struct burin_ring *ring, u32 skip, struct burin_done *done, u32 count)
{
	u64 next = ring->reaped + skip;
	u32 n;

	for (n = 0; n < count && next < ring->done; n++) {
		const struct burin_entry *entry = burin_ring_entry(ring, next);

		done[n] = (struct burin_done){
			.sequence = next++,
			.tag = entry->tag,
			.slot = entry->slot,
			.length = entry->length,
			.checksum = entry->checksum,
			.how = entry->how,
			.key = entry->key,
			.asc = entry->asc,
			.ascq = entry->ascq,
		};
	}
	return n;
}

bool burin_ring_reap(struct burin_ring *ring, u64 first, u32 count)
{
	if (ring->reaped != first || ring->done - first < count)
		return false;
	while (count--)
		__clear_bit(burin_ring_entry(ring, ring->reaped++)->slot, ring->busy);
	return true;
}

u32 burin_ring_checksum(const struct burin_ring *ring, const void *data, u32 length)
{
	if (ring->checksum == BURIN_CHECKSUM_NONE)
		return 0;
	return ~crc32c(~0u, data, length);
}
