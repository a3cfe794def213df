// SPDX-License-Identifier: GPL-2.0-only
/* The ladder of initialisation, and its mirror. */
#include <linux/module.h>

#include "attach.h"
#include "debugfs.h"
#include "exec.h"
#include "power.h"
#include "unit.h"

static int __init burin_init(void)
{
	int ret;

	ret = burin_exec_init();
	if (ret)
		return ret;
	burin_debugfs_init();
	ret = burin_unit_init();
	if (ret)
		goto err_unit;
	ret = burin_power_init();
	if (ret)
		goto err_power;
	ret = burin_attach_init();
	if (ret)
		goto err_attach;
	return 0;

err_attach:
	burin_power_exit();
err_power:
	burin_unit_exit();
err_unit:
	burin_debugfs_exit();
	burin_exec_exit();
	return ret;
}

static void __exit burin_exit(void)
{
	burin_attach_exit();
	burin_power_exit();
	burin_unit_exit();
	burin_debugfs_exit();
	burin_exec_exit();
}

module_init(burin_init);
module_exit(burin_exit);
MODULE_DESCRIPTION("Optical disc write engine");
MODULE_AUTHOR("The burin developers");
MODULE_LICENSE("GPL");
