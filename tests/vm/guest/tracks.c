// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A burner of two tracks in one session and one ownership, which kills itself on the way:
 *
 *	tracks WAY KIND POINT PERMILLE FIRST SECOND
 *
 * "tracks" is one burn for each, what closes the session being armed behind the first; "sheet" is one
 * burn of two streams, by a cue sheet. Drive and unit are named by SR, SG and BURIN_NODE. It says
 * where each track begins, and how many blocks of it were handed over.
 */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PIECE		32u		/* blocks of one command */
#define PIECE_BYTES	(PIECE * BLOCK)
#define PIECES		16u		/* slots */
#define TIMEOUT_MS	200000u
#define CLOSE_MS	3600000u
#define PREGAP		150u

#define MODE_SELECT_10	0x55
#define CLOSE		0x5b
#define CLOSE_TRACK	1
#define CLOSE_SESSION	2

enum { PACKETS, TRACK_AT_ONCE, SESSION_AT_ONCE, NO_PAGE };	/* write types of page 05h */

static const struct method {
	const char *kind;
	__u32 unit, least;
	__u8 write_type;
	bool unnumbered;		/* the next track is FFh */
	bool flush_closes;		/* ... a track */
} methods[] = {
	{ "cd-r", 1, 300, TRACK_AT_ONCE, true, true },
	{ "cd-rw", 1, 300, TRACK_AT_ONCE, true, true },
	{ "dvd-r", 16, 0, PACKETS, false, false },
	{ "dvd-rw", 16, 0, PACKETS, false, false },
	{ "dvd+r", 16, 0, NO_PAGE, true, false },
	{ "bd-r", 32, 0, NO_PAGE, false, false },
};

struct track {
	unsigned char *data;		/* its pregap's first */
	__u32 blocks, pregap;
	__s32 lba;			/* of the first block of data */
	__u32 pieces, given;		/* of these, published */
};

static struct unit unit = { .fd = -1, .sr = -1, .sg = -1 };
static const struct method *method;
static struct track first, second;
static const char *point;
static __u64 sequence, done;		/* slots published, and back, of this burn */

static void fail(const char *what, int answer)
{
	fprintf(stderr, "%s: %d\n", what, answer);
	exit(1);
}

static void must(const char *what, int answer)
{
	if (answer)
		fail(what, answer);
}

static void say(const struct track *track)
{
	__u32 sent = track->given < track->pieces ? track->given * PIECE : track->blocks + track->pregap;

	printf("%d %u ", track->lba, sent > track->pregap ? sent - track->pregap : 0);
}

static void die_at(const char *here)
{
	if (strcmp(point, here))
		return;
	say(&first);
	say(&second);
	printf("\n");
	fflush(stdout);
	raise(SIGKILL);
}

static void load(struct track *track, const char *path, __u32 pregap)
{
	FILE *file = fopen(path, "rb");
	size_t bytes;

	if (!file || fseek(file, 0, SEEK_END))
		fail(path, -1);
	bytes = (size_t)ftell(file);
	rewind(file);
	track->blocks = (__u32)((bytes + BLOCK - 1) / BLOCK);
	track->pregap = pregap;
	track->pieces = (track->blocks + pregap + PIECE - 1) / PIECE;
	track->data = calloc(track->pieces, PIECE_BYTES);
	if (!track->data || fread(track->data + (size_t)pregap * BLOCK, 1, bytes, file) != bytes)
		fail(path, -1);
	fclose(file);
}

/* Commands */

static void order(const char *what, const __u8 *cdb, __u8 direction, void *data, __u32 bytes,
		  const struct burin_epilogue *armed)
{
	struct burin_command command = SIZED(burin_command, .cdb_len = cdb[0] < 0x20 ? 6 : 10,
					     .direction = direction, .timeout_ms = TIMEOUT_MS,
					     .data = POINTER(data), .data_len = bytes,
					     .epilogue = POINTER(armed));

	memcpy(command.cdb, cdb, command.cdb_len);
	must(what, unit_call(unit.fd, BURIN_IOC_COMMAND, &command));
	must(what, command.host ? command.host :
		   command.status ? command.sense[2] << 16 | command.sense[12] << 8 | command.sense[13] : 0);
}

static struct burin_step unlock(__u32 when)
{
	return (struct burin_step){ .cdb = { 0x1e }, .cdb_len = 6, .when = when,
				    .flags = BURIN_STEP_IGNORE, .timeout_ms = TIMEOUT_MS };
}

static struct burin_step flush(__u32 flags)
{
	return (struct burin_step){ .cdb = { 0x35 }, .cdb_len = 10, .when = BURIN_WHEN_WRITTEN,
				    .flags = BURIN_STEP_SYNC | flags, .timeout_ms = CLOSE_MS };
}

static struct burin_step close_of(__u8 function, __u8 track, __u32 when)
{
	return (struct burin_step){ .cdb = { CLOSE, 1, function, 0, 0, track }, .cdb_len = 10,
				    .when = when, .flags = BURIN_STEP_POLL | BURIN_STEP_CLOSES,
				    .timeout_ms = TIMEOUT_MS, .poll_ms = CLOSE_MS };
}

static void lock(void)
{
	struct burin_step step = unlock(0);
	struct burin_epilogue armed = SIZED(burin_epilogue, .steps = POINTER(&step), .step_count = 1);

	order("PREVENT", (const __u8[6]){ 0x1e, 0, 0, 0, 1 }, BURIN_DIR_NONE, NULL, 0, &armed);
}

/* Page 05h: another session may follow; mode 1, or on DVD packets of one unit. */
static void set_page(__u8 type)
{
	const __u8 cdb[10] = { MODE_SELECT_10, 0x10, 0, 0, 0, 0, 0, 0, 60 };
	__u8 list[60] = { [8] = 5, 50, 0x40 | type, 0xc0 | 4, 8, [22] = 0, PREGAP };

	if (type == NO_PAGE)
		return;
	if (type == PACKETS) {
		list[10] |= 0x20;
		list[11] = 0xc0 | 0x20 | 5;
		list[13] = list[21] = (__u8)method->unit;
	}
	order("MODE SELECT", cdb, BURIN_DIR_OUT, list, sizeof(list), NULL);
}

static __s32 next_writable(__u8 track)
{
	const __u8 cdb[10] = { 0x52, 1, 0, 0, 0, method->unnumbered ? 0xff : track, 0, 0, 32 };
	__u8 reply[32] = { 0 };

	order("READ TRACK INFORMATION", cdb, BURIN_DIR_IN, reply, sizeof(reply), NULL);
	if (!(reply[7] & 1))
		fail("next writable", track);
	return (__s32)((__u32)reply[12] << 24 | reply[13] << 16 | reply[14] << 8 | reply[15]);
}

/* Data */

static struct burin_stream_spec stream_of(const struct track *track)
{
	return (struct burin_stream_spec){
		.cdb = { WRITE_10 }, .cdb_len = 10, .direction = BURIN_DIR_OUT,
		.end = BURIN_END_UNIT, .lba = track->lba - (__s32)track->pregap,
		.block_size = BLOCK, .unit = method->unit, .command_blocks = PIECE,
		.timeout_ms = TIMEOUT_MS, .least_blocks = method->least,
	};
}

static void start(struct burin_stream_spec *streams, __u32 stream_count, struct burin_step *steps,
		  __u32 step_count, const struct burin_epilogue *after)
{
	struct burin_start start = SIZED(burin_start, .streams = POINTER(streams),
					 .stream_count = stream_count, .steps = POINTER(steps),
					 .step_count = step_count, .epilogue = POINTER(after),
					 .start_slots = 2, .resume_slots = 1);

	sequence = done = 0;
	must("START", unit_call(unit.fd, BURIN_IOC_START, &start));
}

static void make_ring(void)
{
	unit.ring = SIZED(burin_ring_spec, .slot_bytes = PIECE_BYTES, .slots = PIECES,
			  .checksum = BURIN_CHECKSUM_CRC32C);
	must("RING", unit_call(unit.fd, BURIN_IOC_RING, &unit.ring));
	unit.map = mmap(NULL, unit.ring.map_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, unit.fd, 0);
	if (unit.map == MAP_FAILED)
		fail("mmap", -1);
}

static void take_back(__u32 least)
{
	struct burin_done back[PIECES];
	int n = unit_complete(&unit, back, PIECES, least, TIMEOUT_MS), i;

	if (n < (int)least)
		fail("COMPLETE", n);
	for (i = 0; i < n; i++, done++)
		must("a slot", back[i].how);
}

static void feed(struct track *track, __u32 pieces)
{
	__u32 all = (track->blocks + track->pregap) * BLOCK, at, length, slot;

	for (; track->given < pieces; track->given++, sequence++) {
		if (sequence - done == PIECES)
			take_back(1);
		at = track->given * PIECE_BYTES;
		length = all - at < PIECE_BYTES ? all - at : PIECE_BYTES;
		slot = (__u32)(sequence % PIECES);
		memcpy(unit.map + (size_t)slot * unit.ring.stride, track->data + at, length);
		must("PUBLISH", unit_publish(&unit, sequence, slot, length, 0));
	}
}

/* Never all of it: at least a piece, and not the last. */
static __u32 part_of(const struct track *track, unsigned int permille)
{
	return 1 + (track->pieces - 2) * permille / 1000;
}

static void end_first(void)
{
	feed(&first, first.pieces);
	must("END", unit_end(&unit));
	die_at("ended");
}

static void wait_for_epilogue(void)
{
	while (unit_state(unit.fd).run.phase < BURIN_RUN_EPILOGUE)
		sleep_ms(1);
}

static void wait_until_done(void)
{
	struct burin_run_state run;

	if (!unit_is_done_within(unit.fd, TIMEOUT_MS))
		fail("not done", 0);
	run = unit_state(unit.fd).run;
	if (run.failed || !run.closed || run.end != BURIN_END_COMPLETE)
		fail("the burn failed", run.failure.cdb[0] << 24 | run.failure.key << 16 |
		     run.failure.asc << 8 | run.failure.ascq);
}

/* Ways */

/* Cut short it closes the session; else that is armed until another burn goes on with it. */
static void start_first(void)
{
	struct burin_stream_spec stream = stream_of(&first);
	struct burin_step later[] = { close_of(CLOSE_SESSION, 0, 0), unlock(0) }, steps[4];
	struct burin_epilogue after = SIZED(burin_epilogue, .steps = POINTER(later), .step_count = 2);
	__u32 n = 0;

	steps[n++] = flush(0);
	if (!method->flush_closes)
		steps[n++] = close_of(CLOSE_TRACK, 1, BURIN_WHEN_WRITTEN);
	steps[n++] = close_of(CLOSE_SESSION, 0, BURIN_WHEN_WRITTEN | BURIN_WHEN_CUT);
	steps[n++] = unlock(BURIN_WHEN_CUT);
	start(&stream, 1, steps, n, &after);
}

static void start_second(void)
{
	struct burin_stream_spec stream = stream_of(&second);
	struct burin_step steps[4];
	__u32 n = 0;

	steps[n++] = flush(0);
	if (!method->flush_closes)
		steps[n++] = close_of(CLOSE_TRACK, 2, BURIN_WHEN_WRITTEN);
	steps[n++] = close_of(CLOSE_SESSION, 0, 0);
	steps[n++] = unlock(0);
	start(&stream, 1, steps, n, NULL);
}

static void burn_tracks(unsigned int permille)
{
	set_page(method->write_type);
	first.lba = next_writable(1);
	start_first();
	feed(&first, part_of(&first, permille));
	die_at("begun");
	end_first();
	wait_for_epilogue();
	die_at("closing");
	wait_until_done();
	die_at("closed");
	set_page(method->write_type);
	second.lba = next_writable(2);
	die_at("prepared");
	start_second();
	die_at("started");
	feed(&second, part_of(&second, permille));
	die_at("second");
}

static void put_time(__u8 *at, __u32 lba)
{
	at[0] = (__u8)((lba + PREGAP) / 75 / 60);
	at[1] = (__u8)((lba + PREGAP) / 75 % 60);
	at[2] = (__u8)((lba + PREGAP) % 75);
}

/* Data without subchannels; the pregap of the first track is sent, too. */
static void send_sheet(void)
{
	__u8 sheet[5][8] = {
		{ 0x41, 0, 0, 0x14 }, { 0x41, 1, 0, 0x10 }, { 0x41, 1, 1, 0x10 },
		{ 0x41, 2, 1, 0x10 }, { 0x41, 0xaa, 1, 0x14 },
	};
	const __u8 cdb[10] = { 0x5d, 0, 0, 0, 0, 0, 0, 0, sizeof(sheet) };

	put_time(&sheet[2][5], 0);
	put_time(&sheet[3][5], first.blocks);
	put_time(&sheet[4][5], first.blocks + second.blocks);
	order("SEND CUE SHEET", cdb, BURIN_DIR_OUT, sheet, sizeof(sheet), NULL);
}

static void burn_sheet(unsigned int permille)
{
	struct burin_step steps[] = { flush(BURIN_STEP_CLOSES), unlock(0) };
	struct burin_stream_spec streams[2];

	second.lba = (__s32)first.blocks;
	set_page(SESSION_AT_ONCE);
	send_sheet();
	streams[0] = stream_of(&first);
	streams[1] = stream_of(&second);
	streams[0].end = streams[1].end = BURIN_END_DECLARED;
	streams[0].blocks = first.pregap + first.blocks;
	streams[1].blocks = second.blocks;
	start(streams, 2, steps, 2, NULL);
	feed(&first, part_of(&first, permille));
	die_at("begun");
	end_first();
	if (!strcmp(point, "emptied"))
		take_back((__u32)(sequence - done));
	die_at("emptied");
	feed(&second, part_of(&second, permille));
	die_at("second");
}

static void own(void)
{
	unit.sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	unit.sg = unit_open_node("SG", O_RDWR | O_EXCL);
	unit.fd = unit_open(O_RDWR | O_NONBLOCK);
	if (unit.sr < 0 || unit.sg < 0 || unit.fd < 0)
		fail("open", unit.sr < 0 ? unit.sr : unit.sg < 0 ? unit.sg : unit.fd);
	must("ACQUIRE", unit_acquire(&unit));
	must("not ready", unit_become_ready(&unit));
}

int main(int argc, char **argv)
{
	bool sheet = argc > 1 && !strcmp(argv[1], "sheet");
	size_t i;

	if (argc != 7)
		fail("arguments", argc);
	for (i = 0; i < COUNT(methods); i++)
		if (!strcmp(argv[2], methods[i].kind))
			method = &methods[i];
	if (!method)
		fail(argv[2], 0);
	point = argv[3];
	load(&first, argv[5], sheet ? PREGAP : 0);
	load(&second, argv[6], 0);
	own();
	lock();
	make_ring();
	(sheet ? burn_sheet : burn_tracks)((unsigned int)strtoul(argv[4], NULL, 10));
	fail("no such point", 0);
}
