// SPDX-License-Identifier: GPL-2.0-only
#include "power.h"

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/suspend.h>

#include "attach.h"

#define LOOK_MS		100

static unsigned int reboot_wait_s = 300;
module_param(reboot_wait_s, uint, 0644);
MODULE_PARM_DESC(reboot_wait_s, "seconds that a reboot waits for burns to end");

static int on_sleep(struct notifier_block *block, unsigned long event, void *data)
{
	if (event != PM_SUSPEND_PREPARE && event != PM_HIBERNATION_PREPARE)
		return NOTIFY_DONE;
	return burin_attach_count_burning() ? notifier_from_errno(-EBUSY) : NOTIFY_OK;
}

/* Owners are called off first: who shuts down does not feed any more. */
static int on_reboot(struct notifier_block *block, unsigned long event, void *data)
{
	unsigned long end = jiffies + READ_ONCE(reboot_wait_s) * HZ;

	burin_attach_orphan_all();
	while (burin_attach_count_burning() && time_before(jiffies, end))
		msleep(LOOK_MS);
	return NOTIFY_DONE;
}

static struct notifier_block sleep_block = { .notifier_call = on_sleep };
static struct notifier_block reboot_block = { .notifier_call = on_reboot };

int burin_power_init(void)
{
	int ret = register_pm_notifier(&sleep_block);

	if (ret)
		return ret;
	ret = register_reboot_notifier(&reboot_block);
	if (ret)
		unregister_pm_notifier(&sleep_block);
	return ret;
}

void burin_power_exit(void)
{
	unregister_reboot_notifier(&reboot_block);
	unregister_pm_notifier(&sleep_block);
}
