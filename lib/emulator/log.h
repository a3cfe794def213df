/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command log: a line of text for each command that reaches a drive, in PATH.log beside
 * the medium. Its words are in Documentation/emulator.rst.
 */
#ifndef EMU_LOG_H
#define EMU_LOG_H

#include <burin/emulator.h>

/* A file to append to, -1 where there is no PATH.log, or -errno (*fd is -1 then). */
int emu_log_open(const char *path, int *fd);
void emu_log_close(int *fd);		/* -1 is fine */

/* cmd has been answered. A line that cannot be written is lost; the drive goes on. */
void emu_log(int fd, const struct burin_emulator_command *cmd);

#endif
