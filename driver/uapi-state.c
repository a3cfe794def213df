// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls that tell. */
#include <linux/major.h>
#include <linux/uaccess.h>
#include <scsi/scsi_host.h>

#include "chardev.h"
#include "compat.h"
#include "owner.h"
#include "packet.h"
#include "uapi.h"
#include "unit.h"

/* The numbers of the drive's other nodes: of its gendisk and of sg's device. */
static int take_number(struct device *dev, void *arg)
{
	struct burin_info *info = arg;

	if (MAJOR(dev->devt) != SCSI_GENERIC_MAJOR)
		return 0;
	info->generic_major = MAJOR(dev->devt);
	info->generic_minor = MINOR(dev->devt);
	return 1;
}

static int take_block(struct device *dev, void *arg)
{
	struct burin_info *info = arg;

	if (MAJOR(dev->devt) != SCSI_CDROM_MAJOR)
		return 0;
	info->block_major = MAJOR(dev->devt);
	info->block_minor = MINOR(dev->devt);
	return 1;
}

int burin_uapi_info(struct burin_file *file, void __user *arg)
{
	struct scsi_device *sdev = file->unit->sdev;
	struct burin_info info;
	int ret = burin_uapi_take_one(info, arg);

	if (ret)
		return ret;
	if (info.flags)
		return -EINVAL;
	info = (struct burin_info){ .size = info.size, .version = BURIN_UAPI_VERSION };
	info.ring_bytes = burin_ring_limit();
	info.ring_left = burin_ring_left();
	info.host = sdev->host->host_no;
	info.channel = sdev->channel;
	info.target = sdev->id;
	info.lun = sdev->lun;
	if (burin_unit_is_gone(file->unit))
		return -ENODEV;
	info.transfer_bytes = burin_unit_transfer_bytes(file->unit);
	device_for_each_child(&sdev->sdev_gendev, &info, take_number);
	device_for_each_child(&sdev->sdev_gendev, &info, take_block);
	return burin_uapi_give(arg, &info, sizeof(info));
}

static void tell_stats(struct burin_unit_state *state, const struct burin_stats *stats)
{
	state->run = stats->run;
	state->done_sequence = stats->done_sequence;
	state->used_slots = stats->used_slots;
	state->lowest_slots = stats->lowest_slots;
	state->buffer_total = stats->buffer_total;
	state->buffer_free = stats->buffer_free;
	state->commands = stats->commands;
	state->dry = stats->dry;
	state->remapped = stats->remapped;
	state->relocked = stats->relocked;
	if (stats->valid)
		state->unit |= BURIN_UNIT_RESULT;
}

static void tell_ring(struct burin_unit_state *state, struct burin_ring *ring)
{
	state->slot_bytes = ring->slot_bytes;
	state->slots = ring->slots;
	state->stride = ring->stride;
	state->checksum = ring->checksum;
	state->next_sequence = ring->head;
	state->done_sequence = ring->done;
	state->used_slots = burin_ring_used(ring);
	if (ring->head)
		state->fed_tag = burin_ring_entry(ring, ring->head - 1)->tag;
}

static void tell_run(struct burin_unit_state *state, const struct burin_run *run)
{
	tell_stats(state, &run->stats);
	state->feeding = run->feeding;
	if (run->feeding < run->copy->program.stream_count)
		state->fed_bytes = run->feeds[run->feeding].bytes;
	if (!run->finished)
		state->unit |= BURIN_UNIT_RUNNING;
	if (!run->over && run->waits_since)
		state->unit |= BURIN_UNIT_STARVING;
}

static void tell_owner(struct burin_unit_state *state, const struct burin_file *file,
		       const struct burin_owner *owner)
{
	state->unit |= BURIN_UNIT_OWNED;
	if (owner->file == file)
		state->unit |= BURIN_UNIT_MINE;
	if (!owner->file)
		state->unit |= BURIN_UNIT_DESERTED;
	state->owner_pid = pid_vnr(owner->pid);
	state->owner_uid = from_kuid_munged(current_user_ns(), owner->uid);
	memcpy(state->name, owner->name, sizeof(state->name));
	if (owner->run)
		tell_run(state, owner->run);
	if (owner->ring)
		tell_ring(state, owner->ring);
}

/* A copy for the owner's user; NULL: none. */
static void *copy_note(const struct burin_owner *owner, u32 *len)
{
	*len = 0;
	if (!owner || !owner->run || !owner->run->note ||
	    !(uid_eq(owner->uid, current_euid()) || capable(CAP_SYS_ADMIN)))
		return NULL;
	*len = owner->run->note_len;
	return kmemdup(owner->run->note, *len, GFP_KERNEL);
}

static int give_note(struct burin_unit_state *state, const void *note, u32 len)
{
	u32 room = min(state->note_len, len);

	state->note_len = len;
	if (!note || !state->note)
		return 0;
	return copy_to_user(u64_to_user_ptr(state->note), note, room) ? -EFAULT : 0;
}

int burin_uapi_state(struct burin_file *file, void __user *arg)
{
	struct burin_unit *unit = file->unit;
	struct burin_unit_state state;
	int ret = burin_uapi_take_one(state, arg);
	void *note;
	u32 len;

	if (ret)
		return ret;
	if (state.flags || (!state.note && state.note_len))
		return -EINVAL;
	state = (struct burin_unit_state){
		.size = state.size, .note = state.note, .note_len = state.note_len,
	};
	mutex_lock(&unit->lock);
	state.generation = unit->generation;
	if (unit->owner)
		tell_owner(&state, file, unit->owner);
	else
		tell_stats(&state, &unit->last);
	note = copy_note(unit->owner, &len);
	mutex_unlock(&unit->lock);
	if (READ_ONCE(unit->lost))
		state.unit |= BURIN_UNIT_LOST;
	ret = give_note(&state, note, len);
	kfree(note);
	return ret ? ret : burin_uapi_give(arg, &state, sizeof(state));
}

int burin_uapi_packets(struct burin_file *file, void __user *arg)
{
	struct burin_packet_state state;
	int ret = burin_uapi_take_one(state, arg);

	if (ret)
		return ret;
	if (state.flags)
		return -EINVAL;
	state = (struct burin_packet_state){ .size = state.size };
	ret = burin_packet_tell(file, &state);
	return ret ? ret : burin_uapi_give(arg, &state, sizeof(state));
}
