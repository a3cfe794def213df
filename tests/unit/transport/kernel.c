/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opening a drive through the driver, and one command: the driver's side is fake-driver.h. */
#include "transport/kernel.h"

#include <kselftest_harness.h>

#include "transport/fake-driver.h"

FIXTURE(unit) {
	struct bur_transport *t;
	struct burin_detail detail;
	struct bur_command cmd;
	uint8_t data[64];
	char path[128];
};

FIXTURE_SETUP(unit)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, burin_emulator_open(NULL, &fake.emu, NULL));
	fake_path(self->path, sizeof(self->path), "sr0");
	self->cmd = (struct bur_command){
		.cdb = { 0x12, 0, 0, 0, sizeof(self->data) }, .cdb_len = 6,
		.direction = BURIN_DIR_IN, .data = self->data, .data_len = sizeof(self->data),
		.timeout_ms = 1234,
	};
}

FIXTURE_TEARDOWN(unit)
{
	bur_transport_close(self->t);
	burin_emulator_close(fake.emu);
	fake_clear();
}

#define OPEN(kind) bur_transport_open(NULL, self->path, kind, &self->t, &self->detail)

TEST_F(unit, is_taken_by_itself_with_both_nodes)
{
	char name[64];

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_KERNEL, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "driver"));
	EXPECT_FALSE(self->t->read_only);
	for (int i = NODE_BLOCK; i <= NODE_GENERIC; i++) {
		EXPECT_EQ(1, fake.opens[i]);
		EXPECT_TRUE(fake.flags[i] & O_EXCL);
		EXPECT_EQ(-1, fake.fd[i]);	/* the driver's now */
	}
	EXPECT_EQ(O_RDWR, fake.flags[NODE_UNIT] & O_ACCMODE);
	EXPECT_LE(0, fake.acquired.generic_fd);
	snprintf(name, sizeof(name), "burin, PID %d", (int)getpid());
	EXPECT_STREQ(name, fake.acquired.name);
	bur_transport_close(self->t);
	self->t = NULL;
	EXPECT_EQ(1, fake.released);
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(unit, is_reached_by_its_own_name)
{
	fake_path(self->path, sizeof(self->path), "burin0");
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_EQ(1, fake.opens[NODE_BLOCK]);
	bur_transport_close(self->t);
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_SG));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_EQ(2, fake.opens[NODE_BLOCK]);
}

/* No module is loaded. */
static void fake_unload(void)
{
	char path[160];

	fake_path(path, sizeof(path), "device/burin/burin0");
	rmdir(path);
	fake_path(path, sizeof(path), "device/burin");
	rmdir(path);
}

TEST_F(unit, that_no_module_made)
{
	fake_unload();
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "burin.ko"));
	EXPECT_STREQ(self->path, self->detail.subject);
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "SG_IO: no unit"));
	EXPECT_EQ(0, self->detail.code);
	EXPECT_EQ(0, fake.opens[NODE_UNIT]);
}

TEST_F(unit, whose_node_is_not_there_yet)
{
	fake.open_errors[NODE_UNIT][0] = ENOENT;
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "burin.ko"));
}

TEST_F(unit, that_this_user_may_not_open)
{
	for (int i = 0; i < 4; i++)
		fake.open_errors[NODE_UNIT][i] = EACCES;
	EXPECT_EQ(-EACCES, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "/dev/burin0"));
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "may not open"));
}

TEST_F(unit, that_this_user_may_only_read)
{
	fake.open_errors[NODE_UNIT][0] = EACCES;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_KERNEL, self->t->kind);
	EXPECT_TRUE(self->t->read_only);
}

TEST_F(unit, whose_generic_node_this_user_may_not_open)
{
	fake.open_errors[NODE_GENERIC][0] = fake.open_errors[NODE_GENERIC][1] = EACCES;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_EQ(-1, fake.acquired.generic_fd);
}

static void own_by_another(struct burin_unit_state *other, uint32_t flags)
{
	other->size = sizeof(*other);
	other->unit = BURIN_UNIT_OWNED | flags;
	other->owner_pid = 4711;
	strcpy(other->name, "burin, PID 4711");
	for (int i = 0; i < 64; i++)
		fake.open_errors[NODE_BLOCK][i] = EBUSY;
}

TEST_F(unit, that_another_owns_names_it)
{
	static const enum burin_transport kinds[] = { BURIN_TRANSPORT_KERNEL, BURIN_TRANSPORT_AUTO };

	for (int i = 0; i < 2; i++) {
		memset(fake.opens, 0, sizeof(fake.opens));
		own_by_another(&fake.other, i ? BURIN_UNIT_DESERTED : 0);
		EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(kinds[i]));
		EXPECT_NE(NULL, strstr(self->detail.text, "process 4711 (burin, PID 4711)"));
		EXPECT_EQ(i, strstr(self->detail.text, "has left it") != NULL);
		EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
		EXPECT_EQ(20, fake.opens[NODE_BLOCK]);	/* SG_IO is not tried behind its back */
	}
}

TEST_F(unit, whose_drive_another_program_holds)
{
	own_by_another(&fake.other, 0);
	fake.other.unit = 0;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_NE(NULL, strstr(self->detail.text, "another program"));
}

TEST_F(unit, whose_last_owner_is_about_to_leave)
{
	fake.acquire_errors = 3;
	EXPECT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(3, fake.naps);
	bur_transport_close(self->t);
	self->t = NULL;
	fake.acquire_errors = 1000;
	fake.other.unit = BURIN_UNIT_OWNED;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	for (int i = 0; i < NODES; i++)
		EXPECT_EQ(-1, fake.fd[i]);
}

TEST_F(unit, without_a_drive_is_no_recorder)
{
	fake.gone = true;
	EXPECT_EQ(BURIN_E_NO_RECORDER, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(unit, tells_how_much_one_command_moves)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(1 << 20, self->t->max_transfer);
	bur_transport_close(self->t);
	fake.info.transfer_bytes = 32768;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(32768, self->t->max_transfer);
}

TEST_F(unit, is_sent_the_command_as_it_stands)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(0, memcmp(self->cmd.cdb, fake.last.cdb, 16));
	EXPECT_EQ(1234, fake.last.timeout_ms);
	EXPECT_EQ((uintptr_t)self->data, fake.last.data);
	EXPECT_EQ(BURIN_HOST_OK, self->cmd.host);
	EXPECT_EQ(sizeof(self->data), self->cmd.transferred);
	EXPECT_EQ(5, self->data[0] & 0x1f);
	self->cmd = (struct bur_command){ .cdb_len = 6, .direction = BURIN_DIR_OUT };
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(1, fake.last.timeout_ms);
	EXPECT_EQ(BURIN_DIR_NONE, fake.last.direction);
	EXPECT_EQ(2, self->cmd.status);		/* it was just switched on */
	EXPECT_EQ(0x29, self->cmd.sense[12]);
}

TEST_F(unit, that_does_not_send_is_gone_lost_or_refuses)
{
	static const struct { int error; uint8_t host, status; } rows[] = {
		{ ENODEV, BURIN_HOST_GONE, 0 },	  { EIO, BURIN_HOST_TIMEOUT, 0 },
		{ EPERM, BURIN_HOST_OK, 2 },	  { ESTALE, BURIN_HOST_ERROR, 0 },
		{ EINVAL, BURIN_HOST_ERROR, 0 },
	};

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.commands_asked = 0;
		fake.command_errors[0] = rows[i].error;
		bur_transport_execute(self->t, &self->cmd);
		EXPECT_EQ(rows[i].host, self->cmd.host) { TH_LOG("row %zu", i); }
		EXPECT_EQ(rows[i].status, self->cmd.status);
		EXPECT_EQ(rows[i].status ? 0x20 : 0, self->cmd.sense_len ? self->cmd.sense[12] : 0);
		EXPECT_EQ(0, self->cmd.transferred);
	}
}

TEST_F(unit, interrupted_command_is_sent_all_the_same)
{
	fake.interrupts = true;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(sizeof(self->data), self->cmd.transferred);
	EXPECT_EQ(1, fake.commands_asked);
	bur_transport_close(self->t);
	self->t = NULL;
	EXPECT_EQ(1, fake.released);
}

TEST_HARNESS_MAIN
