/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crc.h"
#include "emulator/fault.h"

#define LINE_MAX_BYTES 192

/*
 * A drive may be root's, the folder of the medium somebody else's: only a regular file with
 * one name is written to.
 */
int emu_log_open(const char *path, int *fd)
{
	char name[4096];
	struct stat st;

	*fd = -1;
	if (snprintf(name, sizeof(name), "%s.log", path) >= (int)sizeof(name))
		return 0;
	*fd = open(name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return 0;
	if (*fd < 0)	/* a link, a pipe that nobody reads */
		return errno == ELOOP || errno == ENXIO ? -EACCES : -errno;
	if (!fstat(*fd, &st) && S_ISREG(st.st_mode) && st.st_nlink == 1)
		return 0;
	emu_log_close(fd);
	return -EACCES;
}

void emu_log_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int put_block(char *line, const struct burin_emulator_command *cmd)
{
	const char *name = emu_opcode_name(cmd->cdb[0]);
	int n = snprintf(line, LINE_MAX_BYTES, "%s ", name ? name : "unknown");

	for (uint8_t i = 0; i < cmd->cdb_len && i < sizeof(cmd->cdb); i++)
		n += snprintf(line + n, LINE_MAX_BYTES - (size_t)n, "%02x", cmd->cdb[i]);
	return n;
}

/* What was transferred of what there was room for, and a sum of it. */
static int put_data(char *line, size_t room, const struct burin_emulator_command *cmd)
{
	bool in = cmd->direction == BURIN_EMU_IN;
	size_t n = in ? cmd->transferred : cmd->data_len;

	if (cmd->direction == BURIN_EMU_NONE || !cmd->data || !cmd->data_len)
		return snprintf(line, room, " none");
	if (!in)
		return snprintf(line, room, " out %zu %08x", n, bur_crc32c(0, cmd->data, n));
	return snprintf(line, room, " in %zu/%zu %08x", n, cmd->data_len,
			bur_crc32c(0, cmd->data, n));
}

static int put_status(char *line, size_t room, const struct burin_emulator_command *cmd)
{
	const uint8_t *sense = cmd->sense;
	uint8_t code = sense[0] & 0x7f;

	switch (cmd->status) {
	case BURIN_EMU_TIMEOUT:
		return snprintf(line, room, " timeout\n");
	case BURIN_EMU_GONE:
		return snprintf(line, room, " gone\n");
	case BURIN_EMU_RESET:
		return snprintf(line, room, " reset\n");
	case BURIN_EMU_ERROR:
		return snprintf(line, room, " host-error\n");
	case BURIN_EMU_NO_CONNECT:
		return snprintf(line, room, " no-connect\n");
	case 0:
		return snprintf(line, room, " good\n");
	case 2:
		if (cmd->sense_len < 14 || (code != 0x70 && code != 0x71))
			return snprintf(line, room, " check\n");
		return snprintf(line, room, " %s %x/%02x/%02x\n",
				code == 0x71 ? "deferred" : "check", sense[2] & 15, sense[12],
				sense[13]);
	default:
		return snprintf(line, room, " status %02x\n", (unsigned int)cmd->status & 0xff);
	}
}

void emu_log(int fd, const struct burin_emulator_command *cmd)
{
	char line[LINE_MAX_BYTES];
	int n;

	if (fd < 0)
		return;
	n = put_block(line, cmd);
	n += put_data(line + n, sizeof(line) - (size_t)n, cmd);
	n += put_status(line + n, sizeof(line) - (size_t)n, cmd);
	if (write(fd, line, (size_t)n) < 0)
		return;
}
