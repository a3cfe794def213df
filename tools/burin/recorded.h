/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is recorded on a medium, as one stream: the tracks as they are, zeros for what lies
 * between them. Sessions of a CD have 11,400 blocks or more between them that no drive reads, and
 * its tracks end in two run-out blocks.
 */
#ifndef TOOL_RECORDED_H
#define TOOL_RECORDED_H

#include "source.h"

/* LBA first up to end, or up to the last track's last block before it; *end is where it ends. */
enum exit_status recorded_open(struct tool *tool, const struct source *source, uint32_t first,
			       uint32_t *end, struct burin_stream **out);

#endif
