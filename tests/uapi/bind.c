// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Binds the unit that the environment names, for scripts: bind PACKET BLOCKS CACHE FLAGS prints the
 * block device's node; unbind; tell prints what has been written.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int complain(const char *what, int error)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-error));
	return 1;
}

static int bind_it(char **argv)
{
	struct burin_bind bind = SIZED(burin_bind, .packet_blocks = (__u32)atoi(argv[0]),
				       .blocks = (__u32)atoi(argv[1]),
				       .cache_packets = (__u32)atoi(argv[2]),
				       .flags = (__u32)atoi(argv[3]), .delay_ms = 2000);
	struct unit unit;
	int ret = unit_own(&unit);

	if (!ret)
		ret = unit_become_ready(&unit);
	if (!ret)
		ret = unit_call(unit.fd, BURIN_IOC_BIND, &bind);
	if (ret)
		return complain("bind", ret);
	printf("/dev/burinpacket%u\n", bind.minor);
	return 0;
}

static int unbind(void)
{
	struct burin_unbind unbind = SIZED(burin_unbind);
	int ret = unit_call(unit_open(O_RDWR | O_NONBLOCK), BURIN_IOC_UNBIND, &unbind);

	return ret ? complain("unbind", ret) : 0;
}

static int tell(void)
{
	struct burin_packet_state s = SIZED(burin_packet_state);
	int ret = unit_call(unit_open(O_RDONLY | O_NONBLOCK), BURIN_IOC_PACKETS, &s);

	if (ret)
		return complain("tell", ret);
	printf("asked %llu written %llu gathered %llu flushes %llu syncs %llu resets %llu failed %llu dirty %u unsynced %u error %d\n",
	       s.blocks_asked, s.blocks_written, s.blocks_gathered, s.flushes, s.syncs, s.resets,
	       s.failed, s.dirty, s.unsynced, s.error);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "bind"))
		return bind_it(argv + 2);
	if (argc == 2 && !strcmp(argv[1], "unbind"))
		return unbind();
	return argc == 2 && !strcmp(argv[1], "tell") ? tell() : 2;
}
