// SPDX-License-Identifier: GPL-2.0-only
#include "packet.h"

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kmod.h>
#include <linux/module.h>

#include "chardev.h"
#include "exec.h"
#include "owner.h"
#include "program.h"
#include "ring.h"
#include "unit.h"

static DEFINE_MUTEX(ops_lock);
static const struct burin_packet_ops *registered;

int burin_packet_register(const struct burin_packet_ops *ops)
{
	int ret = 0;

	mutex_lock(&ops_lock);
	if (registered)
		ret = -EBUSY;
	else
		registered = ops;
	mutex_unlock(&ops_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(burin_packet_register);

void burin_packet_unregister(const struct burin_packet_ops *ops)
{
	mutex_lock(&ops_lock);
	if (registered == ops)
		registered = NULL;
	mutex_unlock(&ops_lock);
}
EXPORT_SYMBOL_GPL(burin_packet_unregister);

static const struct burin_packet_ops *take_registered(void)
{
	const struct burin_packet_ops *ops;

	mutex_lock(&ops_lock);
	ops = registered;
	if (ops && !try_module_get(ops->module))
		ops = NULL;
	mutex_unlock(&ops_lock);
	return ops;
}

/* The module is loaded when it is first asked for. */
static const struct burin_packet_ops *take_ops(void)
{
	const struct burin_packet_ops *ops = take_registered();

	if (ops)
		return ops;
	request_module("burin_packet");
	return take_registered();
}

/* The owner's thread has it from here on. */
static void hand_over(struct burin_owner *owner, const struct burin_packet_ops *ops,
		      struct burin_packet_device *device)
{
	mutex_lock(&owner->unit->lock);
	owner->packet_ops = ops;
	owner->bound = device;
	mutex_unlock(&owner->unit->lock);
}

int burin_packet_bind(struct burin_file *file, struct burin_bind *bind, struct burin_copy *restore)
{
	const struct burin_packet_ops *ops = take_ops();
	struct burin_packet_device *device;
	struct burin_owner *owner;
	int ret = ops ? burin_owner_begin_command(file) : -EOPNOTSUPP;

	if (ret) {
		burin_copy_free(restore);
		if (ops)
			module_put(ops->module);
		return ret;
	}
	owner = file->unit->owner;
	device = ops->bind(owner, bind, restore);
	if (IS_ERR(device)) {
		burin_owner_end_command(owner);
		module_put(ops->module);
		return PTR_ERR(device);
	}
	ops->get(device);
	__module_get(ops->module);	/* until show() has returned */
	hand_over(owner, ops, device);
	burin_owner_end_command(owner);
	ret = ops->show(device);
	if (ret)
		ops->unbind(device);
	ops->put(device);
	module_put(ops->module);
	return ret;
}

void burin_packet_drive(struct burin_owner *owner)
{
	const struct burin_packet_ops *ops = owner->packet_ops;
	struct burin_packet_device *device = owner->bound;

	ops->drive(device);
	mutex_lock(&owner->unit->lock);
	owner->bound = NULL;
	owner->leaving = true;
	if (owner->file)
		owner->file->stale = true;
	owner->file = NULL;
	mutex_unlock(&owner->unit->lock);
	ops->put(device);
	module_put(ops->module);
}

void burin_packet_kick(struct burin_owner *owner)
{
	if (owner->bound)
		owner->packet_ops->kick(owner->bound);
}

/* A device, held: with its module, and whose it was. */
struct hold {
	const struct burin_packet_ops *ops;
	struct burin_packet_device *device;
	const struct burin_owner *owner;
	u32 generation;
	bool mine;			/* by the user */
};

static int take_hold(struct burin_file *file, struct hold *hold)
{
	struct burin_unit *unit = file->unit;
	const struct burin_owner *owner;

	mutex_lock(&unit->lock);
	owner = unit->owner;
	if (owner && owner->bound) {
		*hold = (struct hold){
			.ops = owner->packet_ops, .device = owner->bound, .owner = owner,
			.generation = unit->generation,
			.mine = uid_eq(owner->uid, current_euid()),
		};
		__module_get(hold->ops->module);	/* the binding has one, too */
		hold->ops->get(hold->device);
	}
	mutex_unlock(&unit->lock);
	if (hold->device)
		return 0;
	return burin_unit_is_gone(unit) ? -ENODEV : -ENXIO;
}

static void let_go(struct hold *hold)
{
	hold->ops->put(hold->device);
	module_put(hold->ops->module);
}

int burin_packet_unbind(struct burin_file *file)
{
	struct hold hold = {};
	int ret = take_hold(file, &hold);

	if (ret)
		return ret;
	if (file->writes && (hold.mine || capable(CAP_SYS_ADMIN)))
		ret = hold.ops->unbind(hold.device);
	else
		ret = -EPERM;
	if (!ret)
		ret = burin_owner_wait_end(file->unit, hold.owner, hold.generation);
	if (!ret)
		ret = hold.ops->result(hold.device);
	let_go(&hold);
	return ret;
}

int burin_packet_tell(struct burin_file *file, struct burin_packet_state *state)
{
	struct hold hold = {};
	int ret = take_hold(file, &hold);

	if (ret)
		return ret;
	hold.ops->tell(hold.device, state);
	let_go(&hold);
	return 0;
}
