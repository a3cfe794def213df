/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of commands out of sequence: a medium, what was done with it, a command, its sense. A
 * step or a command is a word of "steps", a number (so many blocks are written at the next
 * writable address), or a command block in hexadecimal; ":" and the bytes that the host gives
 * follow where it gives some. "!" before a step: it is refused. WRITE gets its blocks by
 * itself; ":short" is one too few.
 */
#ifndef TEST_EMU_SEQUENCE_H
#define TEST_EMU_SEQUENCE_H

#include "emulator/emu.h"

#define K(name) (1u << BURIN_KIND_##name)
#define PRESSED (K(CD_ROM) | K(DVD_ROM) | K(BD_ROM))

struct sequence_case {
	uint32_t kinds;		/* each is a case of its own */
	const char *steps, *command;
	uint32_t sense;
};

#define SEQUENCE_WORD 256

/* Small ones, with room for a session more. */
static inline uint32_t sequence_blocks(unsigned int kind)
{
	return 1u << kind & (K(CD_R) | K(CD_RW)) ? 40000 : 1u << kind & (K(DVD_R) | K(DVD_RW) |
	       K(DVD_R_DL)) ? 131072 : 64000;
}

/* Page 05h, byte 3, byte 4; byte 2 has BUFE, packets of 16 are named for DVD. */
static inline uint32_t sequence_page(struct drive *d, unsigned int type, unsigned int track,
				     unsigned int block)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x %02x 00 00 00 00 00"
			 "00000010 0096", 0x40 | type, track, block);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	return give(d, "5510 0000000000 003c 00", list);
}

static inline uint32_t sequence_format(struct drive *d, unsigned int type, bool immediate)
{
	char list[64];
	uint32_t blocks = 0xffffffff;

	if (type != 0x26 << 2 && ask(d, "2300 0000000000 00fc 00") == OK)
		for (size_t at = 12; at + 8 <= d->cmd.transferred; at += 8)
			if (d->reply[at + 4] >> 2 == type >> 2) {
				blocks = get_be32(d->reply + at);
				break;
			}
	snprintf(list, sizeof(list), "00%02x0008%08x%02x0000%02x", immediate ? 2 : 0, blocks, type,
		 type == 0x10 << 2 || type == 0x15 << 2 ? 16 : 0);
	return give(d, "0411 00000000", list);
}

static inline uint32_t sequence_format_as_kind(struct drive *d, unsigned int kind, bool immediate)
{
	if (!(1u << kind & (K(DVD_PLUS_RW) | K(BD_RE) | K(BD_RE_DL) | K(BD_RE_TL))))
		return OK;
	return sequence_format(d, kind == BURIN_KIND_DVD_PLUS_RW ? 0x26 << 2 : 0, immediate);
}

/* What lets the first WRITE in. */
static inline uint32_t sequence_ready(struct drive *d, unsigned int kind)
{
	if (1u << kind & (K(CD_R) | K(CD_RW)))
		return sequence_page(d, 1, 4, 8);
	if (1u << kind & (K(DVD_R) | K(DVD_RW) | K(DVD_R_DL)))
		return sequence_page(d, 0, 0xc5, 8);
	return sequence_format_as_kind(d, kind, false);
}

static inline uint32_t sequence_power(struct drive *d, bool gently)
{
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	if (gently)
		clear_attentions(d);
	return OK;
}

/* At the end of the track, or from the first block on. */
static inline uint32_t sequence_write(struct drive *d, uint32_t blocks)
{
	uint32_t at, track;

	if (disc_info(d))
		return ~0u;
	track = d->reply[6];
	at = nwa(d, track);
	return write_many(d, at == NO_NWA ? 0 : at, blocks);
}

static inline uint32_t sequence_calibrate(struct drive *d)
{
	uint32_t code = OK;

	for (int i = 0; i < 100 && !code; i++)
		code = tell(d, "5401 00000000000000 00");
	return code;
}

static inline uint32_t sequence_reload(struct drive *d)
{
	return tell(d, "1b0000000200") ?: tell(d, "1b0100000300");
}

/* ~0: not a word. */
static inline uint32_t sequence_word(struct drive *d, unsigned int kind, const char *word)
{
	unsigned int type, track, block;
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (!*end && strlen(word) < 6)
		return sequence_write(d, (uint32_t)n);
	if (sscanf(word, "page:%2x:%2x:%2x", &type, &track, &block) == 3)
		return sequence_page(d, type, track, block);
	if (!strcmp(word, "ready"))
		return sequence_ready(d, kind);
	if (!strcmp(word, "formatted"))
		return sequence_format_as_kind(d, kind, false);
	if (!strcmp(word, "formatting"))
		return sequence_format_as_kind(d, kind, true);
	if (!strcmp(word, "overwrite"))
		return sequence_format(d, 0x10 << 2, false);
	if (!strcmp(word, "intermediate"))
		return sequence_format(d, 0x15 << 2, false);
	if (!strcmp(word, "pow"))
		return sequence_format(d, 0xc8, false);
	if (!strcmp(word, "srm"))
		return sequence_format(d, 0xc9, false);
	if (!strcmp(word, "rrm"))
		return sequence_format(d, 0xca, false);
	if (!strcmp(word, "blanking"))
		return tell(d, "a11000000000000000000000");
	if (!strcmp(word, "calibrated"))
		return sequence_calibrate(d);
	if (!strcmp(word, "power-on"))
		return sequence_power(d, false);
	if (!strcmp(word, "cut"))
		return sequence_power(d, true);
	if (!strcmp(word, "reload"))
		return sequence_reload(d);
	if (!strcmp(word, "remove"))
		return (uint32_t)burin_emulator_remove(d->emu);
	if (!strcmp(word, "wait"))
		return burin_emulator_sleep(d->emu, 100000 * SECOND), OK;
	if (!strcmp(word, "protect"))
		return burin_emulator_set_write_protect(d->emu, true), OK;
	if (!strcmp(word, "swpp"))
		return give(d, "55100000000000001200", "00000000000000001d0800000100001e00c8");
	return ~0u;
}

/* A command block and what goes with it. */
static inline uint32_t sequence_command(struct drive *d, const char *word)
{
	const char *data = strchr(word, ':');
	unsigned int opcode = 0, blocks = 0;
	char hex[SEQUENCE_WORD];

	snprintf(hex, sizeof(hex), "%.*s", data ? (int)(data - word) : (int)strlen(word), word);
	sscanf(hex, "%2x", &opcode);
	if (opcode == 0x2a || opcode == 0x2e)
		sscanf(hex, "%*14s%4x", &blocks);
	else if (opcode == 0xaa)
		sscanf(hex, "%*12s%8x", &blocks);
	else if (data)
		return give(d, hex, data + 1);
	else
		return opcode == 0x35 || opcode == 0x5b || opcode == 0xa1 || opcode == 0x1b ||
		       opcode == 0x1e || opcode == 0x53 || opcode == 0x54 ? tell(d, hex) :
									    ask(d, hex);
	if (data)
		blocks = !strcmp(data, ":short") ? blocks - 1 : 0;
	pattern(test_blocks, 0, blocks, 0);
	return command(d, hex, BURIN_EMU_OUT, test_blocks, blocks * 2048u);
}

static inline uint32_t sequence_step(struct drive *d, unsigned int kind, const char *word)
{
	uint32_t code = sequence_word(d, kind, word);

	return code != ~0u ? code : sequence_command(d, word);
}

static inline int sequence_open(struct drive *d, unsigned int kind)
{
	char image[96];
	FILE *f;
	int err;

	if (!(1u << kind & PRESSED))
		return drive_open(d, (enum burin_kind)kind, sequence_blocks(kind));
	memset(d, 0, sizeof(*d));
	snprintf(d->dir, sizeof(d->dir), "%s/burin-emu.XXXXXX", getenv("TMPDIR") ?: "/tmp");
	if (!mkdtemp(d->dir))
		return -1;
	snprintf(d->path, sizeof(d->path), "%s/disc", d->dir);
	snprintf(image, sizeof(image), "%s.image", d->path);
	pattern(test_blocks, 0, 320, 0);
	f = fopen(image, "w");
	err = !f || fwrite(test_blocks, 2048, 320, f) != 320 || fclose(f) ||
	      burin_emulator_press_medium(d->path, (enum burin_kind)kind, image);
	unlink(image);
	return err ? -1 : drive_reopen(d);
}

/* The sense of the case's command; ~0: its steps fail, and which one is told. */
static inline uint32_t sequence_try(struct drive *d, unsigned int kind,
				    const struct sequence_case *c)
{
	char steps[1024], *rest = steps, *word;
	uint32_t code;

	snprintf(steps, sizeof(steps), "%s", c->steps);
	while ((word = strsep(&rest, " ")) != NULL) {
		bool fails = *word == '!';

		code = *word ? sequence_step(d, kind, word + fails) : OK;
		if (!code == fails) {
			printf("# step %s: %X/%02X/%02X\n", word, code >> 16, code >> 8 & 255,
			       code & 255);
			return ~0u;
		}
	}
	return sequence_step(d, kind, c->command);
}

/* Cases that do not get their sense. */
static inline unsigned int sequence_run(const struct sequence_case *cases, size_t rows,
					uint32_t kinds)
{
	unsigned int tried = 0, wrong = 0;

	for (size_t i = 0; i < rows; i++) {
		for (unsigned int kind = 1; kind < 32; kind++) {
			struct drive d;
			uint32_t code;

			if (!((cases[i].kinds & kinds) >> kind & 1))
				continue;
			code = sequence_open(&d, kind) ? ~0u : sequence_try(&d, kind, &cases[i]);
			tried++;
			wrong += code != cases[i].sense;
			if (code != cases[i].sense)
				printf("# %s, %s, %s: %X/%02X/%02X, not %X/%02X/%02X\n",
				       burin_kind_name((enum burin_kind)kind), cases[i].steps,
				       cases[i].command, code >> 16, code >> 8 & 255, code & 255,
				       cases[i].sense >> 16, cases[i].sense >> 8 & 255,
				       cases[i].sense & 255);
			drive_close(&d);
		}
	}
	printf("# %zu rows, %u cases, %u wrong\n", rows, tried, wrong);
	fflush(stdout);
	return wrong + !tried;
}

#endif
