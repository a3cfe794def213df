// SPDX-License-Identifier: GPL-2.0-only
#include "exec.h"

#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <scsi/scsi.h>
#include <scsi/scsi_eh.h>

#include "compat.h"
#include "event.h"
#include "ring.h"
#include "trace.h"
#include "unit.h"

#define RETRY_US	1000

static struct workqueue_struct *releases;

static void exec_free(struct work_struct *work)
{
	struct burin_exec *exec = container_of(work, struct burin_exec, release);
	bool retired = exec->retired;

	burin_ring_put(exec->ring);
	scsi_device_put(exec->unit->sdev);
	burin_unit_put(exec->unit);
	vfree(exec->buffer);
	kfree(exec);
	if (retired)
		module_put(THIS_MODULE);
}

/* The last one may be a command's end, in an interrupt. */
static void exec_release(struct kref *ref)
{
	queue_work(releases, &container_of(ref, struct burin_exec, ref)->release);
}

struct burin_exec *burin_exec_new(struct burin_unit *unit)
{
	struct burin_exec *exec = kzalloc(sizeof(*exec), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!exec)
		return ERR_PTR(ret);
	exec->buffer = __vmalloc(BURIN_COMMAND_DATA_MAX, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (exec->buffer)
		ret = scsi_device_get(unit->sdev);
	if (ret) {
		vfree(exec->buffer);
		kfree(exec);
		return ERR_PTR(ret == -ENOMEM ? ret : -ENODEV);
	}
	kref_init(&exec->ref);
	exec->unit = burin_unit_get(unit);
	INIT_WORK(&exec->release, exec_free);
	init_waitqueue_head(&exec->wait);
	spin_lock_init(&exec->lock);
	return exec;
}

void burin_exec_retire(struct burin_exec *exec)
{
	spin_lock_irq(&exec->lock);
	if (exec->flying) {
		exec->retired = true;
		__module_get(THIS_MODULE);	/* the owner still holds it, too */
	}
	spin_unlock_irq(&exec->lock);
	kref_put(&exec->ref, exec_release);
}

static bool is_flying(struct burin_exec *exec)
{
	return READ_ONCE(exec->flying);
}

static unsigned long jiffies_until(u64 deadline)
{
	u64 now = ktime_get_ns();

	return deadline > now ? nsecs_to_jiffies(deadline - now) + 1 : 1;
}

static u8 host_of(struct burin_unit *unit, u32 result, blk_status_t error)
{
	if (error == BLK_STS_OFFLINE)		/* not sent: the drive is being taken away */
		return BURIN_HOST_GONE;
	switch (host_byte(result)) {
	case DID_OK:
		if (!error || result)
			return BURIN_HOST_OK;
		break;
	case DID_NO_CONNECT:
	case DID_BAD_TARGET:
		return BURIN_HOST_GONE;
	case DID_TIME_OUT:
		return BURIN_HOST_TIMEOUT;
	}
	return burin_unit_is_gone(unit) ? BURIN_HOST_GONE : BURIN_HOST_ERROR;
}

static void take_result(struct burin_exec *exec, struct scsi_cmnd *cmd, blk_status_t error)
{
	struct burin_exec_result *result = &exec->result;

	result->ended = ktime_get_ns();
	result->host = host_of(exec->unit, cmd->result, error);
	result->status = cmd->result & 0xff;
	result->transferred = exec->len - min_t(u32, cmd->resid_len, exec->len);
	if (result->host != BURIN_HOST_OK)
		result->transferred = 0;
	result->sense_len = 0;
	if (result->status != SAM_STAT_CHECK_CONDITION)
		return;
	result->sense_len = min_t(u32, SCSI_SENSE_BUFFERSIZE, BURIN_SENSE_MAX);
	memcpy(result->sense, cmd->sense_buffer, result->sense_len);
}

/*
 * May run in an interrupt. From the wake-up on the owner may be gone, and the module
 * about to go: it waits for all that are inside the read lock.
 */
BURIN_END_IO(command_ended)
{
	struct burin_exec *exec = rq->end_io_data;
	unsigned long flags;
	bool found;

	rcu_read_lock();
	spin_lock_irqsave(&exec->lock, flags);
	take_result(exec, blk_mq_rq_to_pdu(rq), error);
	found = exec->given_up;
	exec->given_up = false;
	WRITE_ONCE(exec->flying, false);
	spin_unlock_irqrestore(&exec->lock, flags);
	if (found) {
		WRITE_ONCE(exec->unit->lost, false);
		burin_event_plain(exec->unit, BURIN_REPORT_FOUND);
	}
	wake_up_all(&exec->wait);
	kref_put(&exec->ref, exec_release);
	rcu_read_unlock();
	return RQ_END_IO_FREE;
}

static struct request *ask_request(struct burin_exec *exec, u8 direction)
{
	blk_opf_t op = direction == BURIN_DIR_OUT ? REQ_OP_DRV_OUT : REQ_OP_DRV_IN;

	return scsi_alloc_request(exec->unit->sdev->request_queue, op, BLK_MQ_REQ_NOWAIT);
}

/* Tags are shared with whoever else uses the drive: none free is a matter of moments. */
static struct request *alloc_request(struct burin_exec *exec, u8 direction)
{
	struct request *rq;

	for (;;) {
		rq = ask_request(exec, direction);
		if (!IS_ERR(rq) || burin_unit_is_gone(exec->unit) || PTR_ERR(rq) == -ENODEV ||
		    ktime_get_ns() >= exec->deadline)
			return rq;
		usleep_range(RETRY_US, 2 * RETRY_US);
	}
}

static int map_once(struct request *rq, const struct burin_exec_command *command, gfp_t gfp)
{
	return command->len ? burin_map_kern(rq, command->data, command->len, gfp) : 0;
}

static int map(struct burin_exec *exec, struct request *rq,
	       const struct burin_exec_command *command)
{
	int ret;

	for (;;) {
		ret = map_once(rq, command, GFP_NOIO);
		if (ret != -ENOMEM || ktime_get_ns() >= exec->deadline)
			return ret;
		exec->result.remapped++;
		usleep_range(RETRY_US, 2 * RETRY_US);
	}
}

static void fill(struct request *rq, struct burin_exec *exec,
		 const struct burin_exec_command *command)
{
	struct scsi_cmnd *cmd = blk_mq_rq_to_pdu(rq);

	memset(cmd->cmnd, 0, sizeof(cmd->cmnd));
	memcpy(cmd->cmnd, command->cdb, command->cdb_len);
	cmd->cmd_len = command->cdb_len;
	cmd->allowed = 0;		/* only the sequencer sends a write twice */
	rq->timeout = msecs_to_jiffies(command->timeout_ms);
	rq->rq_flags |= RQF_QUIET;
	rq->end_io = command_ended;
	rq->end_io_data = exec;
}

static struct request *make(struct burin_exec *exec, const struct burin_exec_command *command)
{
	struct request *rq = alloc_request(exec, command->direction);
	int ret;

	if (IS_ERR(rq))
		return rq;
	ret = map(exec, rq, command);
	if (!ret)
		return rq;
	blk_mq_free_request(rq);
	return ERR_PTR(ret);
}

void burin_exec_prepare(struct burin_exec *exec, const struct burin_exec_command *command)
{
	struct request *rq;

	burin_exec_give_up(exec);
	rq = ask_request(exec, command->direction);
	if (IS_ERR(rq))
		return;
	if (!map_once(rq, command, GFP_NOWAIT | __GFP_NOWARN)) {
		exec->ready = rq;
		return;
	}
	blk_mq_free_request(rq);
	exec->unmapped++;
}

void burin_exec_give_up(struct burin_exec *exec)
{
	struct request *rq = exec->ready;
	struct bio *bio;

	if (!rq)
		return;
	exec->ready = NULL;
	while ((bio = rq->bio)) {
		rq->bio = bio->bi_next;
		bio->bi_next = NULL;
		bio_endio(bio);
	}
	blk_mq_free_request(rq);
}

static struct request *take_ready(struct burin_exec *exec)
{
	struct request *rq = exec->ready;

	exec->ready = NULL;
	return rq;
}

/* 0, or why the command was not sent. */
static int issue(struct burin_exec *exec, const struct burin_exec_command *command)
{
	struct request *rq = take_ready(exec) ?: make(exec, command);

	if (IS_ERR(rq))
		return PTR_ERR(rq);
	fill(rq, exec, command);
	exec->len = command->len;
	burin_ring_put(exec->ring);
	exec->ring = command->ring ? burin_ring_get(command->ring) : NULL;
	kref_get(&exec->ref);
	exec->result.began = ktime_get_ns();
	WRITE_ONCE(exec->flying, true);
	atomic_inc(&exec->unit->sent);
	trace_burin_issue(exec->unit, command->cdb, command->cdb_len, command->len);
	blk_execute_rq_nowait(rq, false);
	return 0;
}

static void not_sent(struct burin_exec *exec, int error)
{
	struct burin_exec_result *result = &exec->result;

	result->began = ktime_get_ns();
	result->ended = result->began;
	result->transferred = 0;
	result->status = 0;
	result->sense_len = 0;
	result->host = error == -ENODEV || burin_unit_is_gone(exec->unit) ?
		       BURIN_HOST_GONE : BURIN_HOST_ERROR;
}

/* Nobody waits for it any more. */
static void take_leave(struct burin_exec *exec, struct burin_exec_result *result)
{
	bool late;

	spin_lock_irq(&exec->lock);
	late = exec->flying;
	exec->given_up = late;
	*result = exec->result;
	if (late) {
		WRITE_ONCE(exec->unit->lost, true);
		result->host = BURIN_HOST_TIMEOUT;
		result->status = 0;
		result->sense_len = 0;
		result->transferred = 0;
		result->ended = ktime_get_ns();
	}
	spin_unlock_irq(&exec->lock);
	if (!late)
		return;
	burin_exec_give_up(exec);
	burin_event_plain(exec->unit, BURIN_REPORT_LOST);
}

int burin_exec_begin(struct burin_exec *exec, u32 wait_ms, bool killable)
{
	u64 until = max(exec->deadline, ktime_get_ns()) + (u64)wait_ms * NSEC_PER_MSEC;
	long left;

	if (!is_flying(exec))
		return READ_ONCE(exec->unit->lost) ? -EIO : 0;
	if (killable)
		left = wait_event_killable_timeout(exec->wait, !is_flying(exec),
						   jiffies_until(until));
	else
		left = wait_event_idle_timeout(exec->wait, !is_flying(exec), jiffies_until(until));
	if (left < 0)
		return -EINTR;
	return left ? 0 : -EIO;
}
EXPORT_SYMBOL_GPL(burin_exec_begin);

bool burin_exec_send(struct burin_exec *exec, const struct burin_exec_command *command,
		     bool prepared, struct burin_exec_result *result)
{
	int ret;

	if (!prepared)
		burin_exec_give_up(exec);
	exec->deadline = ktime_get_ns() +
			 ((u64)command->timeout_ms + BURIN_PATIENCE_MS) * NSEC_PER_MSEC;
	exec->result.remapped = exec->unmapped;
	exec->unmapped = 0;
	ret = issue(exec, command);
	if (!ret)
		return true;
	not_sent(exec, ret);
	*result = exec->result;
	return false;
}
EXPORT_SYMBOL_GPL(burin_exec_send);

int burin_exec_wait(struct burin_exec *exec, const struct burin_exec_command *command,
		    struct burin_exec_result *result, bool killable)
{
	long left;

	if (killable)
		left = wait_event_killable_timeout(exec->wait, !is_flying(exec),
						   jiffies_until(exec->deadline));
	else
		left = wait_event_idle_timeout(exec->wait, !is_flying(exec),
					       jiffies_until(exec->deadline));
	if (left < 0)
		return -EINTR;
	take_leave(exec, result);
	trace_burin_done(exec->unit, command->cdb, result);
	return 0;
}
EXPORT_SYMBOL_GPL(burin_exec_wait);

int burin_exec_run(struct burin_exec *exec, const struct burin_exec_command *command,
		   struct burin_exec_result *result, bool killable)
{
	if (!burin_exec_send(exec, command, false, result))
		return 0;
	return burin_exec_wait(exec, command, result, killable);
}
EXPORT_SYMBOL_GPL(burin_exec_run);

struct burin_sense burin_exec_sense(const struct burin_exec_result *result)
{
	struct burin_sense sense = {};

	if (result->status == SAM_STAT_CHECK_CONDITION)
		burin_sense_decode(result->sense, result->sense_len, &sense);
	return sense;
}
EXPORT_SYMBOL_GPL(burin_exec_sense);

int burin_exec_init(void)
{
	releases = alloc_workqueue("burin", 0, 0);
	return releases ? 0 : -ENOMEM;
}

void burin_exec_exit(void)
{
	synchronize_rcu();
	destroy_workqueue(releases);
}
