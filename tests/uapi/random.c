// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random ioctls: most with a struct that is good but for a few bytes, so that they get far. The
 * seed is SEED, or the time, and printed; CALLS how many. Whatever they do, the unit lets itself be
 * owned afterwards and burns well.
 */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MOST_SECONDS	200
#define FILES		3

static unsigned int state;

static unsigned int any(unsigned int below)
{
	state = state * 1103515245u + 12345u;
	return (state >> 8) % below;
}

/* What the calls are made of: they meet again and again. */
struct world {
	struct unit files[FILES];
	struct program program;
	struct burin_epilogue epilogue;
	struct burin_slot slots[SLOTS];
	__u64 next_sequence;
	__u32 generation;
	unsigned int owner;		/* the file that was last seen to be */
};

/* Where answers go: as much as the driver ever gives, whatever a mutation asks for. */
static unsigned char data[BURIN_COMMAND_DATA_MAX];
static struct burin_done done[BURIN_SLOTS_MAX];

union argument {
	__u32 size;
	struct burin_info info;
	struct burin_acquire acquire;
	struct burin_epilogue epilogue;
	struct burin_command command;
	struct burin_ring_spec ring;
	struct burin_start start;
	struct burin_publish publish;
	struct burin_complete complete;
	struct burin_cancel cancel;
	struct burin_adopt adopt;
	struct burin_unit_state state;
	struct burin_release release;
	unsigned char bytes[1024];
};

static void mutate(void *at, size_t bytes, unsigned int most)
{
	unsigned char *p = at;
	unsigned int n = any(most + 1);

	while (n--)
		p[any((unsigned int)bytes)] = any(3) ? (unsigned char)any(4) : (unsigned char)any(256);
}

/*
 * Nothing takes long: not a command, not a wait, not a deserted burn, which fills up to the least and
 * to the declared blocks by commands that may have one each and an error that is carried on after.
 */
static void keep_short(struct program *program)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		program->streams[i].timeout_ms = any(20) ? 2000 : 0;
		program->streams[i].blocks %= 256;
		program->streams[i].least_blocks %= 64;
		program->steps[i].timeout_ms = any(20) ? 2000 : 0;
		program->steps[i].poll_ms = any(500);
		program->reactions[i].wait_ms %= 50;
		program->reactions[i].limit_ms = 1 + program->reactions[i].limit_ms % 500;
	}
	program->start.starve_ms = 1 + any(200);
	program->start.adopt_ms = any(200);
}

/* Ejecting, formatting and parameters would make another drive of it. */
static __u8 any_opcode(void)
{
	static const __u8 usual[] = { 0x00, 0x03, 0x12, 0x23, 0x25, 0x28, 0x2a, 0x35, 0x43, 0x46, 0x51,
				      0x52, 0x5a, 0x5c, 0xa8, 0xaa, 0xac, 0xad, 0x1e };
	__u8 opcode;

	if (any(3))
		return usual[any(COUNT(usual))];
	do
		opcode = (__u8)any(256);
	while (opcode == 0x1b || opcode == 0x04 || opcode == 0x55 || opcode == 0x15 || opcode == 0xa1 ||
	       opcode == 0xb6 || opcode == 0xa6 || opcode == 0x5b);
	return opcode;
}

static __u8 length_of(__u8 opcode)
{
	static const __u8 lengths[8] = { 6, 10, 10, 12, 16, 12, 10, 12 };

	return lengths[opcode >> 5];
}

static void new_program(struct world *w)
{
	struct program *p = &w->program;

	if (any(3))
		program_write(p, (__s32)any(2048) * 16, any(2) ? 0 : any(256));
	else
		program_read(p, (__s32)any(2048) * 16, 1 + any(256));
	p->streams[1] = p->streams[0];
	p->start.stream_count = any(3);
	if (!p->start.stream_count)
		p->start.streams = 0;
	p->streams[0].end = (__u8)any(3);
	p->streams[0].least_blocks = any(64);
	p->start.probe_blocks = any(2) * any(64);
	p->start.start_slots = any(SLOTS + 2);
	p->start.resume_slots = any(SLOTS + 2);
	p->steps[0].cdb[0] = any(2) ? 0x35 : any_opcode();
	p->steps[0].cdb_len = length_of(p->steps[0].cdb[0]);
	p->steps[1] = p->steps[0];
	p->start.steps = POINTER(p->steps);
	p->start.step_count = 1 + any(2);
	p->reactions[0] = (struct burin_reaction){ .key = (__u16)any(16), .asc = BURIN_ANY, .ascq = BURIN_ANY,
						   .opcode = BURIN_ANY, .react = (__u8)any(5) };
	p->reactions[1] = p->reactions[0];
	p->start.reactions = POINTER(p->reactions);
	p->start.reaction_count = 1 + any(2);
	if (!any(3))
		p->start.epilogue = POINTER(&w->epilogue);
	if (!any(3))
		mutate(p->streams, sizeof(p->streams), 3);
	if (!any(3))
		mutate(p->steps, sizeof(p->steps), 3);
	if (!any(3))
		mutate(p->reactions, sizeof(p->reactions), 3);
	/* mutated, a step must not eject either */
	if (p->steps[0].cdb[0] == 0x1b || p->steps[1].cdb[0] == 0x1b)
		p->steps[0].cdb[0] = p->steps[1].cdb[0] = 0x35;
	keep_short(p);
	w->epilogue = SIZED(burin_epilogue, .steps = p->start.steps, .step_count = p->start.step_count,
			    .reactions = p->start.reactions, .reaction_count = p->start.reaction_count);
}

static void make_command(struct world *w, struct burin_command *command)
{
	__u8 opcode = any_opcode();

	*command = SIZED(burin_command, .cdb_len = length_of(opcode), .timeout_ms = 2000,
			 .data = POINTER(data));
	if (!any(3))
		mutate(command->cdb, sizeof(command->cdb), 4);
	memset(command->cdb + command->cdb_len, 0, BURIN_CDB_MAX - command->cdb_len);
	command->cdb[0] = opcode;
	command->direction = (__u8)any(3);
	command->data_len = command->direction ? any(4097) : 0;
	if (!any(8))
		command->epilogue = POINTER(&w->epilogue);
	if (!any(8))
		command->epilogue_failed = POINTER(&w->epilogue);
}

static void make_publish(struct world *w, struct burin_publish *publish)
{
	unsigned int n;

	*publish = SIZED(burin_publish, .flags = any(6) ? 0 : BURIN_PUBLISH_END, .slots = POINTER(w->slots),
			 .count = any(SLOTS + 1));
	for (n = 0; n < SLOTS; n++)
		w->slots[n] = (struct burin_slot){
			.sequence = w->next_sequence + n, .slot = (__u32)(w->next_sequence + n) % SLOTS,
			.length = any(8) ? COMMAND_BYTES : any(COMMAND_BYTES + 1),
		};
	if (!any(4))
		mutate(w->slots, sizeof(w->slots), 2);
}

/* The struct of a call, good as far as that can be. */
static void make(struct world *w, const struct unit *unit, unsigned int number, union argument *a)
{
	switch (number) {
	case 1:
		a->acquire = SIZED(burin_acquire, .block_fd = unit->sr, .generic_fd = any(2) ? -1 : unit->sg,
				   .name = "chance");
		break;
	case 2:
		a->epilogue = w->epilogue;
		break;
	case 3:
		make_command(w, &a->command);
		break;
	case 4:
		a->ring = SIZED(burin_ring_spec, .slot_bytes = any(6) ? COMMAND_BYTES : any(1u << 22),
				.slots = any(6) ? SLOTS : any(70), .checksum = !any(4));
		break;
	case 5:
		new_program(w);
		a->start = w->program.start;
		break;
	case 6:
		make_publish(w, &a->publish);
		break;
	case 7:
		a->complete = SIZED(burin_complete, .done = POINTER(done), .count = 1 + any(SLOTS),
				    .wait_ms = any(20));
		a->complete.least = any(a->complete.count + 1);
		break;
	case 9:
		a->adopt = SIZED(burin_adopt, .generation = w->generation, .name = "an heir of chance");
		break;
	case 10:
		a->state = SIZED(burin_unit_state, .note = POINTER(data), .note_len = any(100));
		break;
	default:
		a->size = number == 0 ? sizeof(a->info) : sizeof(a->release);
	}
}

/* An answer goes where it belongs, or nowhere: not to this program's own memory. */
static void keep_aim(__u64 *pointer, const void *right)
{
	if (*pointer != POINTER(right))
		*pointer = 8;
}

/* What a mutation must not have made long, or harmful. */
static void restrain(struct world *w, unsigned int number, union argument *a)
{
	switch (number) {
	case 3:
		keep_aim(&a->command.data, data);
		if (a->command.timeout_ms)
			a->command.timeout_ms = 2000;
		if (a->command.cdb[0] == 0x1b || a->command.cdb[0] == 0x04 || a->command.cdb[0] == 0x55)
			a->command.cdb[0] = 0;
		break;
	case 5:
		a->start.starve_ms = w->program.start.starve_ms;
		a->start.adopt_ms = w->program.start.adopt_ms;
		break;
	case 7:
		keep_aim(&a->complete.done, done);
		a->complete.wait_ms %= 20;
		break;
	case 10:
		keep_aim(&a->state.note, data);
		break;
	}
}

static unsigned int good[12];		/* of each number */

/* Two of three times one that makes sense now: others stand on it. */
static unsigned int any_number(const struct burin_unit_state *now)
{
	static const unsigned char running[] = { 6, 6, 6, 6, 7, 7, 7, 6, 7, 8, 9, 10 };
	static const unsigned char idle[] = { 3, 3, 3, 3, 5, 5, 5, 2, 7 };

	if (!any(3))
		return any(12);
	if (!(now->unit & BURIN_UNIT_OWNED))
		return 1;
	if (!now->slots)
		return 4;
	return now->unit & BURIN_UNIT_RUNNING ? running[any(sizeof(running))] : idle[any(sizeof(idle))];
}

static void call(struct world *w, struct unit *unit, const struct burin_unit_state *now)
{
	unsigned int number = any_number(now);
	union argument a = { .bytes = { 0 } };

	if (!any(40)) {
		unit_call(unit->fd, _IO(0xbb, any(300)), any(2) ? &a : (void *)(unsigned long)any(5000));
		return;
	}
	make(w, unit, number, &a);
	if (!any(4))
		mutate(a.bytes, a.size < sizeof(a) ? a.size : 8, 3);
	restrain(w, number, &a);
	good[number] += !unit_call(unit->fd, _IO(0xbb, number), &a);
}

static void remap(struct unit *unit)
{
	if (unit->map)
		munmap(unit->map, 65536);
	unit->map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, unit->fd, 0);
	if (unit->map == MAP_FAILED)
		unit->map = NULL;
	else
		memset(unit->map, any(256), 65536);
}

static void reopen(struct world *w, unsigned int n)
{
	struct unit *unit = &w->files[n];

	if (unit->map)
		munmap(unit->map, 65536);
	if (unit->fd >= 0)
		close(unit->fd);
	*unit = (struct unit){ unit_open((any(4) ? O_RDWR : O_RDONLY) | O_NONBLOCK), w->files[0].sr,
			       w->files[0].sg, 0, { 0 }, NULL };
}

static void one(struct world *w)
{
	unsigned int n = any(16) ? w->owner : any(FILES);
	struct unit *unit = &w->files[n];
	struct burin_unit_state now = unit_state(unit->fd);
	struct burin_report reports[4];
	struct pollfd look = { .fd = unit->fd, .events = POLLIN | POLLOUT };

	if (now.unit & BURIN_UNIT_MINE)
		w->owner = n;
	else if (now.unit & BURIN_UNIT_OWNED)
		w->owner = (w->owner + 1) % FILES;	/* until it is found */
	w->next_sequence = now.next_sequence;
	w->generation = now.generation;
	if (!any(150))
		reopen(w, n);
	else if (!any(20))
		remap(unit);
	else if (!any(20))
		(void)!read(unit->fd, reports, any(sizeof(reports)));
	else if (!any(20))
		poll(&look, 1, 0);
	call(w, unit, &now);
}

FIXTURE(chance) { struct world world; };
FIXTURE_SETUP(chance)
{
	struct world *w = &self->world;
	struct unit unit;
	unsigned int n;

	ASSERT_EQ(0, unit_own(&unit));	/* nobody else is left */
	unit_close(&unit);
	memset(w, 0, sizeof(*w));
	w->files[0].sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	w->files[0].sg = unit_open_node("SG", O_RDWR | O_NONBLOCK);
	for (n = 0; n < FILES; n++)
		w->files[n].fd = -1;
	for (n = 0; n < FILES; n++)
		reopen(w, n);
}
FIXTURE_TEARDOWN(chance) { }

TEST_F(chance, ten_thousand_calls)
{
	unsigned int seed = number_of("SEED", (unsigned int)time(NULL)), calls = number_of("CALLS", 10000), n;
	unsigned long long end = now_ms() + MOST_SECONDS * 1000ull;
	struct world *w = &self->world;
	struct unit unit;

	state = seed;
	new_program(w);
	for (n = 0; n < calls && now_ms() < end; n++)
		one(w);
	TH_LOG("seed %u: %u calls", seed, n);
	for (n = 0; n < COUNT(good); n++) {
		TH_LOG("%u of number %u succeeded", good[n], n);
		if (calls >= 10000)
			EXPECT_LT(0, good[n]);
	}
	for (n = 0; n < FILES; n++) {
		if (w->files[n].map)
			munmap(w->files[n].map, 65536);
		close(w->files[n].fd);
	}
	close(w->files[0].sr);
	close(w->files[0].sg);
	ASSERT_TRUE(unit_is_free_within(60000));
	ASSERT_EQ(0, unit_own(&unit));
	EXPECT_EQ(0, unit_burn(&unit, 0, 2 * SLOTS, seed));
	unit_close(&unit);
}

TEST_HARNESS_MAIN
