// SPDX-License-Identifier: GPL-2.0-or-later
/* BIND, UNBIND and PACKETS, and the block device between them, on a DVD-RAM. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PACKET	16u
#define BLOCKS	4096u

FIXTURE(packet) {
	struct unit unit;
	struct burin_bind bind;
	char node[64];
	unsigned char *data, *back;
};
FIXTURE_SETUP(packet)
{
	self->bind = SIZED(burin_bind, .packet_blocks = PACKET, .blocks = BLOCKS,
			   .cache_packets = 64, .delay_ms = 1000);
	ASSERT_EQ(0, posix_memalign((void **)&self->data, 4096, 1 << 20));
	ASSERT_EQ(0, posix_memalign((void **)&self->back, 4096, 1 << 20));
	ASSERT_EQ(0, unit_own(&self->unit));
	ASSERT_EQ(0, unit_become_ready(&self->unit));
}
FIXTURE_TEARDOWN(packet)
{
	unit_close(&self->unit);
	free(self->data);
	free(self->back);
}

static int bind_it(struct unit *unit, struct burin_bind *bind, char *node, size_t n)
{
	int ret = unit_call(unit->fd, BURIN_IOC_BIND, bind);

	snprintf(node, n, "/dev/burinpacket%u", bind->minor);
	return ret;
}

static int unbind(int fd)
{
	struct burin_unbind unbind = SIZED(burin_unbind);

	return unit_call(fd, BURIN_IOC_UNBIND, &unbind);
}

/* Whoever looks at new devices may have it open for a moment. */
static int unbind_at_last(int fd)
{
	int ret;

	for (int i = 0; i < 500; i++) {
		ret = unbind(fd);
		if (ret != -EBUSY)
			break;
		sleep_ms(20);
	}
	return ret;
}

static struct burin_packet_state tell(int fd)
{
	struct burin_packet_state state = SIZED(burin_packet_state);

	if (unit_call(fd, BURIN_IOC_PACKETS, &state))
		state.error = 1;
	return state;
}

TEST_F(packet, wrong_binds)
{
	static const struct poke pokes[] = {
		POKE(burin_bind, packet_blocks, 0), POKE(burin_bind, packet_blocks, 1),
		POKE(burin_bind, packet_blocks, 8), POKE(burin_bind, packet_blocks, 12), POKE(burin_bind, packet_blocks, 64),
		POKE(burin_bind, packet_blocks, ~0u), POKE(burin_bind, blocks, 0),
		POKE(burin_bind, blocks, BLOCKS + 1), POKE(burin_bind, blocks, ~0u),
		POKE(burin_bind, cache_packets, 0), POKE(burin_bind, cache_packets, 7),
		POKE(burin_bind, cache_packets, BURIN_CACHE_PACKETS_MAX + 1), POKE(burin_bind, cache_packets, ~0u),
		POKE(burin_bind, delay_ms, 0), POKE(burin_bind, delay_ms, ~0u),
		POKE(burin_bind, major, 1), POKE(burin_bind, minor, 1),
		{ "restore nowhere", offsetof(struct burin_bind, restore), 8, 8, -EFAULT },
		{ "cache beyond the limit", offsetof(struct burin_bind, cache_packets), 4, BURIN_CACHE_PACKETS_MAX, -ENOSPC },
	};

	for (size_t i = 0; i < COUNT(pokes); i++) {
		struct burin_bind bind = self->bind;

		poke(&bind, &pokes[i]);
		EXPECT_EQ(pokes[i].answer, unit_call(self->unit.fd, BURIN_IOC_BIND, &bind)) {
			TH_LOG("%s", pokes[i].what);
		}
	}
	EXPECT_EQ(-ENXIO, unbind(self->unit.fd));
}

TEST_F(packet, only_an_owner_that_writes_binds)
{
	int reads = unit_open(O_RDONLY | O_NONBLOCK), other = unit_open(O_RDWR | O_NONBLOCK);

	EXPECT_EQ(-EPERM, unit_call(reads, BURIN_IOC_BIND, &self->bind));
	EXPECT_EQ(-EPERM, unit_call(other, BURIN_IOC_BIND, &self->bind));
	close(reads);
	close(other);
}

TEST_F(packet, ownership_is_the_block_devices)
{
	struct burin_release release = SIZED(burin_release);
	static const unsigned char test_unit_ready[BURIN_CDB_MAX];
	struct burin_bind second = self->bind;
	struct burin_packet_state state;
	struct unit again;
	int fd;

	ASSERT_EQ(0, bind_it(&self->unit, &self->bind, self->node, sizeof(self->node)));
	EXPECT_EQ(-EBUSY, unit_call(self->unit.fd, BURIN_IOC_BIND, &second));
	EXPECT_EQ(-EBUSY, unit_call(self->unit.fd, BURIN_IOC_RELEASE, &release));
	EXPECT_EQ(-EBUSY, unit_ring(&self->unit, SLOTS, BURIN_CHECKSUM_NONE));
	EXPECT_EQ(-EBUSY, unit_command(&self->unit, test_unit_ready, 6, NULL, 0));
	unit_close(&self->unit);
	EXPECT_EQ(-EBUSY, unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL));
	again.fd = unit_open(O_RDWR | O_NONBLOCK);
	state = tell(again.fd);
	EXPECT_EQ(0, state.error);
	EXPECT_EQ(PACKET, state.packet_blocks);
	EXPECT_EQ(BLOCKS, state.blocks);
	fd = open(self->node, O_RDWR);
	ASSERT_LE(0, fd) { TH_LOG("%s", strerror(errno)); }
	EXPECT_EQ(-EBUSY, unbind(again.fd));
	EXPECT_EQ(1, tell(again.fd).opened);
	close(fd);
	EXPECT_EQ(0, unbind_at_last(again.fd));
	EXPECT_EQ(-ENXIO, unbind(again.fd));
	EXPECT_EQ(-1, open(self->node, O_RDONLY));
	close(again.fd);
}

TEST_F(packet, unbound_by_its_user_or_by_root)
{
	int fd = unit_open(O_RDWR | O_NONBLOCK), status;
	pid_t child;

	ASSERT_EQ(0, bind_it(&self->unit, &self->bind, self->node, sizeof(self->node)));
	child = fork();
	if (!child)
		_exit(!become_nobody() || unbind(fd) != -EPERM);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, unbind_at_last(fd));
	close(fd);
}

/* Blocks of any size and place; what was synchronised is on the disc. */
TEST_F(packet, blocks_are_written_and_read)
{
	unsigned int size, logical, i;
	unsigned long long bytes;
	int fd, sr;

	ASSERT_EQ(0, bind_it(&self->unit, &self->bind, self->node, sizeof(self->node)));
	fd = open(self->node, O_RDWR | O_DIRECT);
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, ioctl(fd, BLKGETSIZE64, &bytes));
	EXPECT_EQ(BLOCKS * 2048ull, bytes);
	EXPECT_EQ(0, ioctl(fd, BLKSSZGET, &logical));
	EXPECT_EQ(2048, logical);
	srand(number_of("SEED", 1));
	unit_fill(self->data, 1 << 20, (unsigned int)rand(), 0);
	for (i = 0; i < 512; i += size) {
		size = 1 + (unsigned int)rand() % 40;
		size = size < 512 - i ? size : 512 - i;
		ASSERT_EQ((ssize_t)size * 2048, pwrite(fd, self->data + i * 2048, size * 2048, (off_t)(1000 + i) * 2048));
	}
	ASSERT_EQ(1 << 20, pread(fd, self->back, 1 << 20, 1000 * 2048));
	EXPECT_EQ(0, memcmp(self->data, self->back, 1 << 20));
	EXPECT_EQ(0, fsync(fd));
	EXPECT_EQ(512, tell(self->unit.fd).blocks_asked);
	EXPECT_LE(1, tell(self->unit.fd).syncs);
	close(fd);
	EXPECT_EQ(0, unbind_at_last(self->unit.fd));
	unit_close(&self->unit);
	memset(self->back, 0, 1 << 20);
	sr = unit_open_node("SR", O_RDONLY | O_DIRECT);
	ASSERT_LE(0, sr);
	EXPECT_EQ(1 << 20, pread(sr, self->back, 1 << 20, 1000 * 2048));
	EXPECT_EQ(0, memcmp(self->data, self->back, 1 << 20));
	close(sr);
}

TEST_F(packet, read_only)
{
	int fd;

	self->bind.flags = BURIN_BIND_READ_ONLY;
	ASSERT_EQ(0, bind_it(&self->unit, &self->bind, self->node, sizeof(self->node)));
	fd = open(self->node, O_RDWR);
	EXPECT_TRUE(fd < 0 ? errno == EACCES || errno == EROFS : write(fd, self->data, 2048) < 0);
	if (fd >= 0)
		close(fd);
	fd = open(self->node, O_RDONLY);
	ASSERT_LE(0, fd);
	EXPECT_EQ(2048, read(fd, self->back, 2048));
	close(fd);
	EXPECT_EQ(0, unbind_at_last(self->unit.fd));
}

TEST_F(packet, bound_and_unbound_often)
{
	for (unsigned int i = 0; i < 20; i++) {
		struct burin_bind bind = self->bind;

		ASSERT_EQ(0, bind_it(&self->unit, &bind, self->node, sizeof(self->node)));
		ASSERT_EQ(0, unbind_at_last(self->unit.fd));
		unit_close(&self->unit);
		ASSERT_EQ(0, unit_own(&self->unit));
	}
}

TEST_HARNESS_MAIN
