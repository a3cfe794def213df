/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleep is refused while a burn runs; a reboot waits for it, within a limit. */
#ifndef BURIN_POWER_H
#define BURIN_POWER_H

int burin_power_init(void);
void burin_power_exit(void);

#endif
