/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a transport's failures, long sense and lies about residuals on the way up. */
#include "transport/transport.h"

#include <burin/emulator.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kselftest_harness.h>

FIXTURE(emulated) {
	char dir[64], path[80], faults[96];
	struct bur_transport *t;
	struct bur_command cmd;
	uint8_t reply[64];
};

FIXTURE_SETUP(emulated)
{
	snprintf(self->dir, sizeof(self->dir), "%s/burin-transport.XXXXXX",
		 getenv("TMPDIR") ?: "/tmp");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	snprintf(self->path, sizeof(self->path), "%s/disc", self->dir);
	snprintf(self->faults, sizeof(self->faults), "%s.faults", self->path);
	ASSERT_EQ(0, burin_emulator_create_medium(self->path, BURIN_KIND_BD_R, 3200));
	self->t = NULL;
}

FIXTURE_TEARDOWN(emulated)
{
	bur_transport_close(self->t);
	unlink(self->faults);
	unlink(self->path);
	rmdir(self->dir);
}

/* READ DISC INFORMATION into 64 bytes under a plan of one rule; the host status. */
static int ask(FIXTURE_DATA(emulated) *self, const char *action)
{
	static const uint8_t cdb[10] = { 0x51, [8] = 64 };
	FILE *f = fopen(self->faults, "w");

	bur_transport_close(self->t);
	self->t = NULL;
	if (!f || fprintf(f, "on 51 %s\n", action) < 0 || fclose(f) ||
	    bur_emulated_open(self->path, &self->t, NULL))
		return -1;
	for (int i = 0; i < 3; i++) {	/* power-on, medium, the answer */
		self->cmd = (struct bur_command){ .cdb_len = 10, .direction = BURIN_DIR_IN,
						  .data = self->reply,
						  .data_len = sizeof(self->reply),
						  .timeout_ms = 1000 };
		memcpy(self->cmd.cdb, cdb, sizeof(cdb));
		self->t->ops->execute(self->t, &self->cmd);
	}
	return self->cmd.host;
}

TEST_F(emulated, host_statuses)
{
	static const struct { const char *action; int host; } rows[] = {
		{ "stall 0", BURIN_HOST_OK }, { "timeout", BURIN_HOST_TIMEOUT },
		{ "gone", BURIN_HOST_GONE }, { "no-connect", BURIN_HOST_GONE },
		{ "cut-power", BURIN_HOST_GONE }, { "reset", BURIN_HOST_ERROR },
		{ "host-error", BURIN_HOST_ERROR },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ASSERT_EQ(rows[i].host, ask(self, rows[i].action)) {
			TH_LOG("%s", rows[i].action);
		}
		EXPECT_EQ(0, self->cmd.status);
		EXPECT_EQ(rows[i].host ? 0 : 34, self->cmd.transferred);
	}
}

TEST_F(emulated, statuses)
{
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "task-set-full"));
	EXPECT_EQ(0x28, self->cmd.status);
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "status e7"));
	EXPECT_EQ(0xe7, self->cmd.status);
}

TEST_F(emulated, sense_longer_than_there_is_room)
{
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "sense 3/0c/00 bytes 252"));
	EXPECT_EQ(2, self->cmd.status);
	EXPECT_EQ(sizeof(self->cmd.sense), self->cmd.sense_len);
	EXPECT_EQ(0x0c, self->cmd.sense[12]);
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "sense 3/0c/00 bytes 0"));
	EXPECT_EQ(2, self->cmd.status);
	EXPECT_EQ(0, self->cmd.sense_len);
}

TEST_F(emulated, residuals)
{
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "residual 4294967295"));
	EXPECT_EQ(0, self->cmd.transferred);
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "residual 0"));
	EXPECT_EQ(64, self->cmd.transferred);
	EXPECT_EQ(BURIN_HOST_OK, ask(self, "short 3"));
	EXPECT_EQ(3, self->cmd.transferred);
}

TEST_HARNESS_MAIN
