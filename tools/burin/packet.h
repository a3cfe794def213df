/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'burin packet format' needs of bind. */
#ifndef TOOL_PACKET_H
#define TOOL_PACKET_H

#include "command.h"

struct burin_packet_writer;

/* Tells what has failed. */
enum exit_status packet_bind(struct tool *tool, struct burin_packet_writer *writer,
			     const char *name);

extern const struct command packet_format_command;

#endif
