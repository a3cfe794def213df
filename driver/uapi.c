// SPDX-License-Identifier: GPL-2.0-only
/* The table of ioctls, and those that are not about streams. */
#include "uapi.h"

#include <linux/slab.h>
#include <linux/uaccess.h>

#include "chardev.h"
#include "event.h"
#include "owner.h"
#include "packet.h"
#include "unit.h"

int burin_uapi_take(void *to, size_t size, size_t least, const void __user *from)
{
	u32 theirs;
	int ret;

	if (get_user(theirs, (const u32 __user *)from))
		return -EFAULT;
	if (theirs < least || theirs > PAGE_SIZE)
		return -EINVAL;
	ret = copy_struct_from_user(to, size, from, theirs);
	if (!ret)
		*(u32 *)to = theirs;
	return ret;
}

int burin_uapi_give(void __user *to, const void *from, size_t size)
{
	u32 theirs = *(const u32 *)from;

	return copy_to_user(to, from, min_t(size_t, size, theirs)) ? -EFAULT : 0;
}

static int uapi_acquire(struct burin_file *file, void __user *arg)
{
	struct burin_acquire acquire;
	int ret = burin_uapi_take_one(acquire, arg);

	if (ret)
		return ret;
	if (acquire.flags || acquire.pad0 || acquire.generic_fd < -1 ||
	    strnlen(acquire.name, sizeof(acquire.name)) == sizeof(acquire.name))
		return -EINVAL;
	ret = burin_owner_acquire(file, &acquire);
	if (ret)
		return ret;
	ret = burin_uapi_give(arg, &acquire, sizeof(acquire));
	if (ret)
		burin_owner_release(file);
	return ret;
}

int burin_uapi_epilogue(struct burin_file *file, void __user *from, struct burin_copy **copy)
{
	struct burin_epilogue epilogue;
	int ret = burin_uapi_take_one(epilogue, from);

	*copy = NULL;
	if (ret)
		return ret;
	if (epilogue.flags)
		return -EINVAL;
	*copy = burin_copy_epilogue(&epilogue, burin_file_opener(file));
	ret = PTR_ERR_OR_ZERO(*copy);
	if (ret)
		*copy = NULL;
	return ret;
}

/* Under the lock. */
static void arm(struct burin_owner *owner, struct burin_copy **copy)
{
	swap(owner->armed, *copy);
}

static int uapi_arm(struct burin_file *file, void __user *arg)
{
	struct burin_unit *unit = file->unit;
	struct burin_copy *copy;
	int ret = burin_uapi_epilogue(file, arg, &copy);

	if (ret)
		return ret;
	mutex_lock(&unit->lock);
	ret = burin_owner_check(file);
	if (!ret && burin_owner_is_running(unit->owner))
		ret = -EBUSY;
	if (!ret)
		arm(unit->owner, &copy);
	mutex_unlock(&unit->lock);
	burin_copy_free(copy);
	return ret;
}

/* A command with what it arms. */
struct order {
	struct burin_command command;
	struct burin_copy *epilogue, *epilogue_failed;
	struct burin_exec_result result;
};

static int check_command(struct burin_file *file, const struct burin_command *command)
{
	u32 data_len = command->direction == BURIN_DIR_NONE ? 0 : command->data_len;

	if (command->flags || command->pad0 || command->pad1 || command->pad2 ||
	    command->direction > BURIN_DIR_IN || command->data_len != data_len ||
	    command->data_len > BURIN_COMMAND_DATA_MAX || !command->timeout_ms ||
	    command->timeout_ms > BURIN_TIMEOUT_MS_MAX ||
	    !burin_cdb_is_fine(command->cdb, command->cdb_len))
		return -EINVAL;
	return burin_may_send(command->cdb, command->cdb_len, burin_file_opener(file)) ?
	       0 : -EPERM;
}

/* An answer that could not be given is found out before anything is sent. */
static int take_order(struct burin_file *file, struct order *order, void __user *arg)
{
	struct burin_command *command = &order->command;
	int ret = burin_uapi_take_one(*command, arg);

	if (!ret)
		ret = check_command(file, command);
	if (!ret)
		ret = burin_uapi_give(arg, command, sizeof(*command));
	if (!ret && command->epilogue)
		ret = burin_uapi_epilogue(file, u64_to_user_ptr(command->epilogue),
					  &order->epilogue);
	if (!ret && command->epilogue_failed)
		ret = burin_uapi_epilogue(file, u64_to_user_ptr(command->epilogue_failed),
					  &order->epilogue_failed);
	return ret;
}

/* What is armed while the command is under way, and after it. */
static void arm_order(struct burin_owner *owner, struct order *order, bool failed)
{
	mutex_lock(&owner->unit->lock);
	if (!failed && order->command.epilogue)
		arm(owner, &order->epilogue);
	if (failed && order->command.epilogue_failed)
		arm(owner, &order->epilogue_failed);
	mutex_unlock(&owner->unit->lock);
}

static int carry_out(struct burin_owner *owner, struct order *order)
{
	struct burin_command *command = &order->command;
	struct burin_exec_command sent = {
		.cdb = command->cdb,
		.cdb_len = command->cdb_len,
		.direction = command->direction,
		.data = owner->exec->buffer,
		.len = command->data_len,
		.timeout_ms = command->timeout_ms,
	};
	void __user *data = u64_to_user_ptr(command->data);
	int ret = burin_exec_begin(owner->exec, 0, true);

	if (ret)
		return ret;
	if (command->direction == BURIN_DIR_OUT && copy_from_user(sent.data, data, sent.len))
		return -EFAULT;
	if (command->direction == BURIN_DIR_IN)
		memset(sent.data, 0, sent.len);
	arm_order(owner, order, false);
	ret = burin_exec_run(owner->exec, &sent, &order->result, true);
	if (ret)
		return ret;
	burin_owner_note_command(owner, command->cdb, &order->result);
	if (order->result.host || order->result.status)
		arm_order(owner, order, true);
	if (command->direction == BURIN_DIR_IN && !order->result.host &&
	    copy_to_user(data, sent.data, order->result.transferred))
		return -EFAULT;
	return 0;
}

static int give_result(struct order *order, void __user *arg)
{
	struct burin_command *command = &order->command;
	const struct burin_exec_result *result = &order->result;

	command->transferred = result->transferred;
	command->host = result->host;
	command->status = result->status;
	command->sense_len = result->sense_len;
	memcpy(command->sense, result->sense, sizeof(command->sense));
	return burin_uapi_give(arg, command, sizeof(*command));
}

static int uapi_command(struct burin_file *file, void __user *arg)
{
	struct order *order = kzalloc(sizeof(*order), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!order)
		return -ENOMEM;
	ret = take_order(file, order, arg);
	if (!ret)
		ret = burin_owner_begin_command(file);
	if (!ret) {
		struct burin_owner *owner = file->unit->owner;

		ret = carry_out(owner, order);
		burin_owner_end_command(owner);
		if (!ret)
			ret = give_result(order, arg);
	}
	burin_copy_free(order->epilogue);
	burin_copy_free(order->epilogue_failed);
	kfree(order);
	return ret;
}

static int uapi_adopt(struct burin_file *file, void __user *arg)
{
	struct burin_adopt adopt;
	int ret = burin_uapi_take_one(adopt, arg);

	if (ret)
		return ret;
	if (adopt.flags || adopt.new_generation ||
	    strnlen(adopt.name, sizeof(adopt.name)) == sizeof(adopt.name))
		return -EINVAL;
	ret = burin_owner_may_adopt(file, &adopt);
	if (!ret)
		ret = burin_uapi_give(arg, &adopt, sizeof(adopt));
	return ret ? ret : burin_owner_adopt(file, &adopt);
}

static int uapi_release(struct burin_file *file, void __user *arg)
{
	struct burin_release release;
	int ret = burin_uapi_take_one(release, arg);

	if (ret)
		return ret;
	return release.flags ? -EINVAL : burin_owner_release(file);
}

static int check_bind(const struct burin_bind *bind)
{
	const u32 known = BURIN_BIND_READ_ONLY | BURIN_BIND_THROUGH | BURIN_BIND_VERIFY;

	if (bind->flags & ~known || bind->major || bind->minor)
		return -EINVAL;
	return bind->delay_ms && bind->delay_ms <= BURIN_TIMEOUT_MS_MAX ? 0 : -EINVAL;
}

/* The numbers are told before anything has them: an answer that cannot be given binds nothing. */
static int uapi_bind(struct burin_file *file, void __user *arg)
{
	struct burin_copy *restore = NULL;
	struct burin_bind bind;
	int ret = burin_uapi_take_one(bind, arg);

	if (!ret)
		ret = check_bind(&bind);
	if (!ret)
		ret = burin_uapi_give(arg, &bind, sizeof(bind));
	if (!ret && !file->writes)
		ret = -EPERM;
	if (!ret && bind.restore)
		ret = burin_uapi_epilogue(file, u64_to_user_ptr(bind.restore), &restore);
	if (!ret)
		ret = burin_packet_bind(file, &bind, restore);
	return ret ? ret : burin_uapi_give(arg, &bind, sizeof(bind));
}

static int uapi_unbind(struct burin_file *file, void __user *arg)
{
	struct burin_unbind unbind;
	int ret = burin_uapi_take_one(unbind, arg);

	if (ret)
		return ret;
	return unbind.flags ? -EINVAL : burin_packet_unbind(file);
}

static int (*const table[])(struct burin_file *file, void __user *arg) = {
	[_IOC_NR(BURIN_IOC_INFO)] = burin_uapi_info,
	[_IOC_NR(BURIN_IOC_ACQUIRE)] = uapi_acquire,
	[_IOC_NR(BURIN_IOC_ARM)] = uapi_arm,
	[_IOC_NR(BURIN_IOC_COMMAND)] = uapi_command,
	[_IOC_NR(BURIN_IOC_RING)] = burin_uapi_ring,
	[_IOC_NR(BURIN_IOC_START)] = burin_uapi_start,
	[_IOC_NR(BURIN_IOC_PUBLISH)] = burin_uapi_publish,
	[_IOC_NR(BURIN_IOC_COMPLETE)] = burin_uapi_complete,
	[_IOC_NR(BURIN_IOC_CANCEL)] = burin_uapi_cancel,
	[_IOC_NR(BURIN_IOC_ADOPT)] = uapi_adopt,
	[_IOC_NR(BURIN_IOC_STATE)] = burin_uapi_state,
	[_IOC_NR(BURIN_IOC_RELEASE)] = uapi_release,
	[_IOC_NR(BURIN_IOC_BIND)] = uapi_bind,
	[_IOC_NR(BURIN_IOC_UNBIND)] = uapi_unbind,
	[_IOC_NR(BURIN_IOC_PACKETS)] = burin_uapi_packets,
};

long burin_uapi_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	unsigned int number = _IOC_NR(cmd);

	if (number >= ARRAY_SIZE(table) || cmd != _IO(_IOC_TYPE(BURIN_IOC_INFO), number))
		return -ENOTTY;
	return table[number](filp->private_data, (void __user *)arg);
}
