/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/defect.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/drive.h"
#include "emulator/mrw.h"

#define REPLACE (300 * EMU_MS)	/* two seeks */
#define AWRE 0x80		/* page 01h: replace while writing */
#define PER 0x04		/* and tell of it */
#define LIST_HEAD 64u
#define LIST_ENTRY 8u

static bool bad(const struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	for (uint32_t i = 0; i < emu->settings.defect_count; i++) {
		const struct emu_defect *d = &emu->settings.defects[i];

		if (lba <= d->last && (uint64_t)lba + count > d->first)
			return true;
	}
	return false;
}

static bool moved(const struct burin_emulator *emu, uint32_t unit)
{
	for (uint32_t i = 0; i < emu->state.moved_count; i++)
		if (emu->state.moved[i] == unit)
			return true;
	return false;
}

uint32_t emu_spares(const struct burin_emulator *emu)
{
	return emu->kind->spares ? emu->kind->spares(emu) : 0;
}

/* Those of random recording are spent by writing again, too. */
uint32_t emu_spares_left(const struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;
	uint64_t used = s->moved_count + (emu->kind->sequential ? 0 : s->replaced);
	uint32_t all = emu_spares(emu);

	return all > used ? (uint32_t)(all - used) : 0;
}

static uint32_t told(struct burin_emulator *emu, uint32_t lba, uint32_t code)
{
	emu_tell_block(&emu->detail, code, emu_mrw_address(emu, lba));
	return code;
}

static uint32_t replace(struct burin_emulator *emu, uint32_t unit)
{
	struct emu_state *s = &emu->state;
	uint32_t lba = unit * emu->kind->unit;

	if (!emu_spares_left(emu))
		return told(emu, lba, EMU_NO_SPARE);
	if (s->moved_count == EMU_MOVED_MAX)
		return told(emu, lba, EMU_SENSE(3, 0x32, 0x01));
	s->moved[s->moved_count++] = unit;
	return 0;
}

/* Without a look at what was written nothing is found: it stays as it came out. */
static bool unseen(const struct burin_emulator *emu)
{
	return emu->streaming || emu->simulating || emu->state.form == EMU_FORM_NO_SPARE;
}

uint32_t emu_defects_write(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t size = emu->kind->unit, code = 0, before = emu->state.moved_count;
	uint8_t recovery = emu->pages[EMU_PAGE_RECOVERY][2];

	if (unseen(emu) || !bad(emu, lba, count))
		return 0;
	for (uint32_t unit = lba / size; !code && unit <= (lba + count - 1) / size; unit++) {
		if (moved(emu, unit) || !bad(emu, unit * size, size))
			continue;
		/* Of Mt. Rainier the host's own area lies behind the others. */
		if (!emu_spares(emu) || !(recovery & AWRE) || unit * size >= emu->state.blocks)
			return told(emu, unit * size < lba ? lba : unit * size, EMU_WRITE_ERROR);
		code = replace(emu, unit);
		if (!code)
			emu_advance(emu, REPLACE + emu_block_time(emu, unit * size, size, true));
	}
	if (!code && emu->state.moved_count > before) {
		if (recovery & PER)
			emu->recovered = EMU_SENSE(1, 0x0c, 0x01);
		if (!emu_spares_left(emu) && emu_quirk(emu, EMU_QUIRK_SPARE_WARNING))
			emu->recovered = EMU_SENSE(1, 0x5d, 0x03);
		code = emu_save(emu);
	}
	return code;
}

uint32_t emu_defects_readable(const struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t size = emu->kind->unit, n = 0;

	if (!bad(emu, lba, count))
		return count;
	while (n < count) {
		uint32_t at = lba + n, part = size - at % size;

		part = part < count - n ? part : count - n;
		if (!moved(emu, at / size))
			for (uint32_t i = 0; i < part; i++)
				if (bad(emu, at + i, 1))
					return n + i;
		n += part;
	}
	return n;
}

uint32_t emu_defects_format(struct burin_emulator *emu, bool certified)
{
	uint32_t size = emu->kind->unit, code = 0;

	emu->state.moved_count = 0;
	for (uint32_t i = 0; certified && i < emu->settings.defect_count; i++) {
		const struct emu_defect *d = &emu->settings.defects[i];

		for (uint32_t unit = d->first / size; !code && unit <= d->last / size &&
		     unit < emu->state.blocks / size; unit++)
			if (!moved(emu, unit))
				code = replace(emu, unit);
	}
	return code;
}

static uint32_t put_list(const struct burin_emulator *emu, uint8_t *p, uint32_t room)
{
	uint32_t n = 0, size = emu->kind->unit, spare = emu->state.blocks;

	memset(p, 0, LIST_HEAD);
	memcpy(p, "DL", 2);
	for (; n < emu->state.moved_count && LIST_HEAD + (n + 1) * LIST_ENTRY <= room; n++) {
		put_be32(p + LIST_HEAD + n * LIST_ENTRY, emu->state.moved[n] * size);
		put_be32(p + LIST_HEAD + n * LIST_ENTRY + 4, spare + n * size);
	}
	put_be32(p + 12, n);
	return LIST_HEAD + n * LIST_ENTRY;
}

uint32_t emu_defects_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			       uint32_t room)
{
	if (!emu_spares(emu) || room < LIST_HEAD)
		return 0;
	if (number == 0x12)
		return put_list(emu, p, room);
	memset(p, 0, LIST_HEAD);
	memcpy(p, "DS", 2);
	put_be32(p + 24, emu->state.blocks - 1);
	put_be32(p + 28, emu_spares(emu));
	return LIST_HEAD;
}
