// SPDX-License-Identifier: GPL-2.0-only
/* The owner's thread at a bound drive: carries out what the machine says. */
#include <linux/blk-mq.h>
#include <linux/ktime.h>
#include <linux/sched/mm.h>

#include "../program.h"
#include "../unit.h"
#include "device.h"
#include "trace.h"

#define GUARD_NS	(250 * NSEC_PER_MSEC)
#define BLOCK		2048

/* Others may ask for a look at any time; both waits of the thread are woken. */
void packet_kick(struct burin_packet_device *device)
{
	struct burin_owner *owner;
	unsigned long flags;

	spin_lock_irqsave(&device->arrived_lock, flags);
	owner = device->owner;
	if (owner) {
		WRITE_ONCE(owner->kicked, true);
		wake_up(&owner->wait);
		wake_up(&owner->exec->wait);
	}
	spin_unlock_irqrestore(&device->arrived_lock, flags);
}

/* --- data --- */

static void *slot_at(struct burin_packet_device *device, u32 slot, u32 block)
{
	return burin_ring_data(device->ring, slot) + (size_t)block * BLOCK;
}

static struct request *request_of(struct burin_packet_request *packet)
{
	return blk_mq_rq_from_pdu(packet);
}

static void copy(struct burin_packet_device *device, const struct burin_packet_action *action,
		 bool in)
{
	char *at = slot_at(device, action->slot, action->first);
	struct req_iterator iter;
	struct bio_vec bvec;

	rq_for_each_segment(bvec, request_of(action->request), iter) {
		if (in)
			memcpy_from_bvec(at, &bvec);
		else
			memcpy_to_bvec(&bvec, at);
		at += bvec.bv_len;
	}
}

static void merge(struct burin_packet_device *device, const struct burin_packet_action *action)
{
	for (u32 i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (action->mask >> i & 1)
			memcpy(slot_at(device, action->slot, i), slot_at(device, action->from, i),
			       BLOCK);
}

static void clear(struct burin_packet_device *device, const struct burin_packet_action *action)
{
	for (u32 i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (action->mask >> i & 1)
			memset(slot_at(device, action->slot, i), 0, BLOCK);
}

static bool is_same(struct burin_packet_device *device, const struct burin_packet_action *action)
{
	for (u32 i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (action->mask >> i & 1 &&
		    memcmp(slot_at(device, action->slot, i), slot_at(device, action->from, i),
			   BLOCK))
			return false;
	return true;
}

/* --- commands --- */

static void tell_machine(struct burin_packet_device *device,
			 const struct burin_exec_result *result)
{
	struct burin_packet_result ended = {
		.host = result->host, .status = result->status,
		.transferred = result->transferred, .sense = burin_exec_sense(result),
	};

	/* A reset has unlocked the door: the guard is to see to it. */
	burin_owner_note_command(device->owner, device->cdb, result);
	burin_packets_finished(&device->machine, &ended, ktime_get_ns());
}

/* The unit is lost: its error handling goes on, and memory may still be moved. */
static void not_sent(struct burin_packet_device *device)
{
	struct burin_packet_result result = {
		.not_sent = !burin_unit_is_gone(device->unit), .host = BURIN_HOST_GONE,
	};

	burin_packets_finished(&device->machine, &result, ktime_get_ns());
}

static void send(struct burin_packet_device *device, const struct burin_packet_action *action)
{
	struct burin_exec *exec = device->owner->exec;
	struct burin_exec_result result;

	memcpy(device->cdb, action->cdb, sizeof(device->cdb));
	device->command = (struct burin_exec_command){
		.cdb = device->cdb, .cdb_len = action->cdb_len, .direction = action->direction,
		.data = action->count ? slot_at(device, action->slot, action->first) : NULL,
		.len = action->count * BLOCK, .timeout_ms = action->timeout_ms,
		.ring = device->ring,
	};
	if (burin_exec_begin(exec, 0, false)) {
		not_sent(device);
		return;
	}
	device->flying = burin_exec_send(exec, &device->command, false, &result);
	if (!device->flying)
		tell_machine(device, &result);
}

static void take_end(struct burin_packet_device *device)
{
	struct burin_exec_result result;

	burin_exec_wait(device->owner->exec, &device->command, &result, false);
	device->flying = false;
	tell_machine(device, &result);
}

/*
 * A reset has taken the settings that writing needs. One that fails is found out by the
 * WRITEs that follow.
 */
static void restore(struct burin_packet_device *device)
{
	const struct burin_program *program;
	struct burin_exec *exec = device->owner->exec;
	struct burin_exec_result result;

	program = device->restore ? &device->restore->program : NULL;
	for (u32 i = 0; program && i < program->step_count; i++) {
		const struct burin_step *step = &program->steps[i];
		struct burin_exec_command command = {
			.cdb = step->cdb, .cdb_len = step->cdb_len, .direction = step->direction,
			.data = exec->buffer, .len = step->data_len,
			.timeout_ms = step->timeout_ms,
		};

		if (burin_exec_begin(exec, 0, false))
			return;
		if (step->direction == BURIN_DIR_OUT)
			memcpy(exec->buffer, step->data, step->data_len);
		burin_exec_run(exec, &command, &result, false);
	}
	device->resets = device->machine.stats.resets;
}

/* --- waiting --- */

static bool is_looked_for(struct burin_packet_device *device)
{
	return xchg(&device->owner->kicked, false);
}

static bool is_flying(struct burin_packet_device *device)
{
	return READ_ONCE(device->owner->exec->flying);
}

static long jiffies_until(u64 until)
{
	u64 now = ktime_get_ns();

	return until > now ? nsecs_to_jiffies(until - now) + 1 : 1;
}

static void wait_for_command(struct burin_packet_device *device)
{
	struct burin_exec *exec = device->owner->exec;

	wait_event_idle_timeout(exec->wait, !is_flying(device) || is_looked_for(device),
				jiffies_until(exec->deadline));
	if (!is_flying(device) || ktime_get_ns() >= exec->deadline)
		take_end(device);
}

static void look_after_door(struct burin_packet_device *device)
{
	u64 now = ktime_get_ns();
	struct burin_sense sense;

	if (device->flying || now < device->guarded + GUARD_NS)
		return;
	device->guarded = now;
	sense = burin_owner_guard(device->owner);
	burin_packets_attention(&device->machine, &sense);
}

static void wait(struct burin_packet_device *device, u64 until)
{
	if (device->flying) {
		wait_for_command(device);
		return;
	}
	if (READ_ONCE(device->owner->locked))
		until = min(until, ktime_get_ns() + GUARD_NS);
	burin_owner_sleep(device->owner, until);
}

/* --- what others see --- */

static void warn(struct burin_packet_device *device)
{
	const struct burin_packet_stats *stats = &device->machine.stats;

	if (stats->failed != device->told.failed)
		dev_warn_ratelimited(&device->unit->dev, "packet at block %u lost, sense %x/%02x/%02x\n",
				     stats->failed_number * device->machine.config.packet_blocks,
				     stats->failed_key, stats->failed_asc, stats->failed_ascq);
}

static void tell_others(struct burin_packet_device *device)
{
	const struct burin_packets *machine = &device->machine;
	const struct burin_packet_stats *stats = &machine->stats;
	struct burin_packet_state *told = &device->told;

	warn(device);
	spin_lock_irq(&device->arrived_lock);
	told->dirty = machine->dirty;
	told->unsynced = machine->unsynced;
	told->blocks_asked = stats->blocks_asked;
	told->blocks_written = stats->blocks_written;
	told->blocks_gathered = stats->blocks_gathered;
	told->packets_whole = stats->packets_whole;
	told->packets_gathered = stats->packets_gathered;
	told->flushes = stats->flushes;
	told->syncs = stats->syncs;
	told->resets = stats->resets;
	told->retries = stats->retries;
	told->failed = stats->failed;
	told->failed_number = stats->failed_number;
	told->key = stats->failed_key;
	told->asc = stats->failed_asc;
	told->ascq = stats->failed_ascq;
	spin_unlock_irq(&device->arrived_lock);
}

/* --- the loop --- */

static void take_arrived(struct burin_packet_device *device)
{
	struct packet_request *request, *next;
	LIST_HEAD(list);

	spin_lock_irq(&device->arrived_lock);
	list_splice_init(&device->arrived, &list);
	spin_unlock_irq(&device->arrived_lock);
	list_for_each_entry_safe(request, next, &list, link) {
		trace_burin_packet_request(device, &request->packet);
		burin_packets_submit(&device->machine, &request->packet);
	}
}

static void complete_request(struct burin_packet_device *device,
			     const struct burin_packet_action *action)
{
	trace_burin_packet_end(device, action->request, action->error);
	if (action->request == &device->final) {
		device->finished = true;
		WRITE_ONCE(device->final_error, action->error);
	} else {
		blk_mq_end_request(request_of(action->request), errno_to_blk_status(action->error));
	}
}

static void carry_out(struct burin_packet_device *device, const struct burin_packet_action *action)
{
	switch (action->act) {
	case BURIN_PACKET_TAKE:
	case BURIN_PACKET_GIVE:
		copy(device, action, action->act == BURIN_PACKET_TAKE);
		break;
	case BURIN_PACKET_MERGE:
		merge(device, action);
		break;
	case BURIN_PACKET_CLEAR:
		clear(device, action);
		break;
	case BURIN_PACKET_COMPARE:
		burin_packets_compared(&device->machine, is_same(device, action));
		break;
	case BURIN_PACKET_COMPLETE:
		complete_request(device, action);
		break;
	case BURIN_PACKET_COMMAND:
		if (device->resets != device->machine.stats.resets)
			restore(device);
		send(device, action);
		break;
	default:
		tell_others(device);
		wait(device, action->until);
	}
}

/* Nothing arrives any more once that is known to whoever queues. */
static void end_machine(struct burin_packet_device *device, s32 error)
{
	spin_lock_irq(&device->arrived_lock);
	if (!device->error)
		device->error = error;
	spin_unlock_irq(&device->arrived_lock);
	burin_packets_end(&device->machine, error);
}

static void note_end(struct burin_packet_device *device)
{
	s32 error = burin_packets_ended(&device->machine);

	if (burin_unit_is_gone(device->unit))
		error = -ENODEV;
	if (error && !device->error)
		end_machine(device, error);
}

/* A flush of our own when nobody writes any more: then, or when all has ended, it is over. */
static bool is_over(struct burin_packet_device *device)
{
	if (!READ_ONCE(device->over) && !READ_ONCE(device->owner->leaving) &&
	    !burin_unit_is_gone(device->unit))
		return false;
	if (!device->finishing) {
		device->finishing = true;
		device->final.kind = BURIN_PACKET_FLUSH;
		burin_packets_submit(&device->machine, &device->final);
	}
	return device->finished && !device->flying;
}

static void drive_until_over(struct burin_packet_device *device)
{
	struct burin_packet_action action;

	for (;;) {
		take_arrived(device);
		note_end(device);
		if (is_over(device))
			return;
		look_after_door(device);
		burin_packets_next(&device->machine, ktime_get_ns(), &action);
		carry_out(device, &action);
	}
}

/* What still arrived fails; then the block device goes, whoever has it open. */
static void end(struct burin_packet_device *device)
{
	struct burin_packet_action action;

	end_machine(device, -ENODEV);
	take_arrived(device);
	do {
		burin_packets_next(&device->machine, ktime_get_ns(), &action);
		if (action.act != BURIN_PACKET_WAIT)
			carry_out(device, &action);
	} while (action.act != BURIN_PACKET_WAIT);
	packet_disk_remove(device, true);
	spin_lock_irq(&device->arrived_lock);
	device->owner = NULL;
	spin_unlock_irq(&device->arrived_lock);
}

void packet_drive(struct burin_packet_device *device)
{
	unsigned int noio = memalloc_noio_save();

	drive_until_over(device);
	tell_others(device);
	end(device);
	memalloc_noio_restore(noio);
}
