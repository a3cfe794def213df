/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The drive as a whole: power, and the medium that is put in and taken out. */
#include "emulator/drive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/export.h"
#include "emulator/cd.h"
#include "emulator/dvd.h"
#include "emulator/fault.h"
#include "emulator/log.h"
#include "emulator/mrw.h"

int emu_create(const char *path, const struct emu_kind *kind, uint32_t blocks)
{
	struct emu_state *state;
	uint8_t *bytes;
	int err = -ENOMEM;

	if (!emu_kind_takes(kind, blocks))
		return -EINVAL;
	state = bur_alloc(sizeof(*state));
	bytes = bur_alloc(EMU_STATE_BYTES_MAX);
	if (state && bytes) {
		kind->make_blank(kind, blocks, state);
		err = emu_store_create(path, kind->kind, blocks,
				       emu_kind_map_units(kind, blocks), bytes,
				       emu_state_encode(state, bytes));
	}
	bur_free(bytes);
	bur_free(state);
	return err;
}

BURIN_EXPORT int burin_emulator_create_medium(const char *path, enum burin_kind id, uint32_t blocks)
{
	const struct emu_kind *kind = emu_kind_find(id);

	if (!kind || kind->pressed)
		return -ENOTSUP;
	return emu_create(path, kind, blocks ? blocks : kind->blocks);
}

/* The tab of a DVD-RAM's case goes with the medium, and so does its protection. */
uint32_t emu_check_writable(const struct burin_emulator *emu)
{
	bool cased = emu->kind->kind == BURIN_KIND_DVD_RAM;

	if (emu->write_protect || emu_store_read_only(emu->store))
		return cased && emu->write_protect ? EMU_SENSE(7, 0x27, 0x03) : EMU_WRITE_PROTECTED;
	if (emu->state.protect)
		return EMU_SENSE(7, 0x27, cased ? 0x03 : 0x04);
	return emu->pages[EMU_PAGE_TIMEOUT][4] & 1 ? EMU_SOFTWARE_PROTECTED : 0;
}

/*
 * What a killed process leaves is what a power cut would: the accepted units
 * count as recorded, for their data stand in the file.
 */
uint32_t emu_save(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->buffer.track];
	uint32_t recorded = t->recorded, next = emu->buffer.next;
	uint8_t bytes[EMU_STATE_BYTES_MAX];
	const uint8_t *old;
	size_t n, old_len;

	if (emu->simulating)
		return 0;
	if (emu->kind->sequential && !emu->kind->recording->counts_accepted && emu->buffer.used &&
	    t->state == EMU_TRACK_WRITING)
		t->recorded = next - next % emu->kind->unit > recorded ?
				      next - next % emu->kind->unit : recorded;
	n = emu_state_encode(&emu->state, bytes);
	t->recorded = recorded;
	old = emu_store_state(emu->store, &old_len);
	if (n == old_len && !memcmp(old, bytes, n))
		return 0;
	return emu_store_save(emu->store, bytes, n) ? EMU_WRITE_ERROR : 0;
}

void emu_begin_simulation(struct burin_emulator *emu)
{
	if (emu->simulating || !emu->kind->test_write || !(emu->pages[EMU_PAGE_WRITE][2] & 0x10))
		return;
	emu_state_copy(&emu->real, &emu->state);
	emu->simulating = true;
}

const struct emu_state *emu_on_disc(const struct burin_emulator *emu)
{
	return emu->simulating ? &emu->real : &emu->state;
}

void emu_end_simulation(struct burin_emulator *emu)
{
	if (!emu->simulating)
		return;
	emu_cd_end_plan(emu);
	emu_buffer_drop(emu);
	emu->simulating = false;
	emu_state_copy(&emu->state, &emu->real);
}

uint16_t emu_rom_profile(const struct emu_kind *kind)
{
	static const uint16_t rom[] = { [EMU_CD] = 0x0008, [EMU_DVD] = 0x0010, [EMU_BD] = 0x0040 };

	return rom[kind->family];
}

uint16_t emu_profile(const struct burin_emulator *emu)
{
	if (!emu_loaded(emu))
		return 0;
	if (emu->lapses.profile && emu_quirk(emu, EMU_QUIRK_KEEPS_PROFILE))
		return emu->lapses.profile;
	if (emu->state.finalised && emu_quirk(emu, EMU_QUIRK_ROM_WHEN_CLOSED))
		return emu_rom_profile(emu->kind);
	return emu->kind->profile;
}

/* The buffer is empty: what it consists of may differ between the forms. */
uint32_t emu_take_form(struct burin_emulator *emu, enum emu_form form)
{
	const struct emu_kind *old = emu->kind;
	uint8_t old_form = emu->state.form;

	emu->state.form = (uint8_t)form;
	emu->kind = emu_kind_as(old, &emu->state);
	if (emu->kind == old || !emu_buffer_prepare(emu))
		return 0;
	emu->kind = old;
	emu->state.form = old_form;
	return EMU_SENSE(4, 0x44, 0x00);
}

static uint32_t loaded(struct burin_emulator *emu)
{
	emu->lapses = (struct emu_lapses){ 0 };
	emu_layer_jump_choose(emu);
	emu->pages[EMU_PAGE_MRW][3] = 0;
	emu_media_event(emu, EMU_NEW_MEDIA);
	emu->features_told = emu_features_current(emu);
	emu_attention(emu, EMU_MEDIUM_CHANGED);
	return 0;
}

void emu_become_ready(struct burin_emulator *emu)
{
	emu->tray_open = false;
	emu_operate(emu, EMU_OP_LOAD, emu->kind->times.load, false, loaded, true);
}

/* A medium leaves in order: buffered data are written, formatting is suspended. */
void emu_unload(struct burin_emulator *emu)
{
	if (!emu_loaded(emu))
		return;
	emu_thaw(emu);
	emu_finish_operation(emu);
	if (emu->state.background == 2)
		emu->state.background = 1;
	emu_flush(emu);
	emu_end_simulation(emu);
	emu_buffer_drop(emu);
	emu_cd_end_plan(emu);
	emu->position = 0;
	emu->deferred = 0;
}

static void forget_medium(struct burin_emulator *emu)
{
	emu_buffer_free(emu);
	emu_cd_end_plan(emu);
	emu_store_close(emu->store);
	emu_log_close(&emu->log);
	emu->store = NULL;
	emu->kind = NULL;
	emu->operation.kind = EMU_OP_NONE;
}

/* What the kind's code relies on beyond a state's own order. */
static bool state_fits(const struct emu_kind *kind, const struct emu_state *s)
{
	const struct emu_track *last = &s->tracks[s->track_count - 1];

	if (s->is_cd != (kind->family == EMU_CD) || s->track_count > kind->tracks_max || s->blocks % kind->unit ||
	    s->blocks < kind->blocks_min || s->replaced > s->blocks / kind->unit)
		return false;
	if (s->jump_interval > s->blocks / 2 || s->jump_next > s->blocks / 2 ||
	    s->jump_last > s->blocks / 2)
		return false;
	if (!kind->sequential)
		return s->sessions_closed == (s->formatted && last->state == EMU_TRACK_COMPLETE) &&
		       last->session == 1 && !s->finalised && last->end <= s->blocks &&
		       (s->background != 0) == (s->formatted && kind->pass_time);
	for (uint32_t i = 0; i < s->track_count; i++)
		if (s->tracks[i].session <= s->sessions_closed &&
		    s->tracks[i].state != EMU_TRACK_COMPLETE)
			return false;
	return !s->background && last->session == s->sessions_closed + !s->finalised;
}

static int decode_medium(struct burin_emulator *emu)
{
	uint32_t physical = emu_store_blocks(emu->store), units;
	const uint8_t *state;
	size_t n;

	emu->kind = emu_kind_find(emu_store_kind(emu->store));
	if (!emu->kind || !emu_kind_takes(emu->kind, physical))
		return BURIN_E_MEDIUM_FILE;
	state = emu_store_state(emu->store, &n);
	if (!emu_state_decode(state, n, physical, &emu->state) ||
	    !state_fits(emu_kind_as(emu->kind, &emu->state), &emu->state))
		return BURIN_E_MEDIUM_FILE;
	emu->kind = emu_kind_as(emu->kind, &emu->state);
	if (!emu_mrw_fits(emu))
		return BURIN_E_MEDIUM_FILE;
	units = emu_kind_map_units(emu->kind, physical);
	return units ? emu_store_load_map(emu->store, units) : 0;
}

/* PATH.faults, when it is there. */
static int load_faults(struct burin_emulator *emu, const char *path)
{
	char *text, name[4096];
	size_t n = 0;
	ssize_t got;
	int fd, err;

	if (snprintf(name, sizeof(name), "%s.faults", path) >= (int)sizeof(name))
		return 0;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	text = bur_alloc(EMU_FAULT_TEXT_MAX + 1);
	err = text ? 0 : -ENOMEM;
	while (!err && (got = read(fd, text + n, EMU_FAULT_TEXT_MAX + 1 - n)) != 0) {
		if (got < 0)
			err = -errno;
		else if ((n += (size_t)got) > EMU_FAULT_TEXT_MAX)
			err = -EFBIG;
	}
	close(fd);
	if (!err) {
		text[n] = 0;
		err = burin_emulator_set_faults(emu, text, NULL);
	}
	bur_free(text);
	return err;
}

static int take_medium(struct burin_emulator *emu, const char *path, int32_t *holder)
{
	int err = emu_store_open(path, &emu->store, holder);

	if (!err)
		err = decode_medium(emu);
	if (!err)
		err = emu_buffer_prepare(emu);
	if (!err)
		err = load_faults(emu, path);
	if (!err)
		err = emu_log_open(path, &emu->log);
	if (err) {
		forget_medium(emu);
		return err;
	}
	emu->noted = 0;
	emu->buffer.track = 0;
	emu->kind->recording->power_lost(emu);	/* if the last holder was killed */
	emu_speed_reset(emu);
	return 0;
}

static void forget_settings(struct burin_emulator *emu)
{
	emu->prevented = emu->persistent = false;
	emu->streaming = false;
	emu->lapses.write_page = false;
	emu->phase = EMU_PHASE_IDLE;
	emu_end_simulation(emu);
	emu_mode_reset(emu);
	emu_layer_jump_choose(emu);
	emu_speed_reset(emu);
}

void emu_reset(struct burin_emulator *emu)
{
	forget_settings(emu);
	emu_attention(emu, EMU_BUS_RESET);
}

static void power_on(struct burin_emulator *emu)
{
	emu->off = emu->gone = false;
	emu->back_at = 0;
	emu->attention_count = 0;
	emu->deferred = 0;
	emu->operation.kind = EMU_OP_NONE;
	forget_settings(emu);
	emu_attention(emu, EMU_POWER_ON);
}

BURIN_EXPORT int burin_emulator_open(const char *path, struct burin_emulator **out, int32_t *holder)
{
	struct burin_emulator *emu = bur_zalloc(sizeof(*emu));
	int err;

	*out = NULL;
	if (holder)
		*holder = 0;
	if (!emu)
		return -ENOMEM;
	emu->log = -1;
	emu_fault_settings_reset(emu);
	err = path ? take_medium(emu, path, holder) : 0;
	if (err) {
		emu_faults_free(emu->faults);
		bur_free(emu);
		return err;
	}
	power_on(emu);
	if (emu->kind)
		loaded(emu);
	*out = emu;
	return 0;
}

BURIN_EXPORT void burin_emulator_close(struct burin_emulator *emu)
{
	if (!emu)
		return;
	if (!emu->off)
		emu_unload(emu);
	forget_medium(emu);
	emu_faults_free(emu->faults);
	bur_free(emu);
}

void emu_lose_power(struct burin_emulator *emu)
{
	emu->off = true;
	emu->operation.kind = EMU_OP_NONE;
	if (!emu_loaded(emu))
		return;
	emu_end_simulation(emu);
	emu->kind->recording->power_lost(emu);
	emu_buffer_drop(emu);
	emu_save(emu);
}

BURIN_EXPORT void burin_emulator_cut_power(struct burin_emulator *emu)
{
	emu_catch_up(emu);
	if (!emu->off)
		emu_lose_power(emu);
}

BURIN_EXPORT int burin_emulator_restore_power(struct burin_emulator *emu)
{
	bool was_off = emu->off;

	emu_catch_up(emu);
	if (!was_off && !emu->gone)
		return 0;
	power_on(emu);
	if (emu_loaded(emu))
		emu_become_ready(emu);
	return 0;
}

BURIN_EXPORT uint64_t burin_emulator_absent(const struct burin_emulator *emu)
{
	if (!emu->off && !emu->gone)
		return 0;
	if (!emu->back_at)
		return UINT64_MAX;
	return emu->back_at > emu->now ? emu->back_at - emu->now : 0;
}

BURIN_EXPORT int burin_emulator_insert(struct burin_emulator *emu, const char *path)
{
	int err;

	if (emu->kind)
		return -EBUSY;
	err = take_medium(emu, path, NULL);
	if (err)
		return err;
	emu_become_ready(emu);
	return 0;
}

BURIN_EXPORT int burin_emulator_remove(struct burin_emulator *emu)
{
	if (!emu->kind)
		return BURIN_E_NO_MEDIUM;
	if (emu->prevented && !emu->off && !emu->tray_open) {
		emu_media_event(emu, EMU_EJECT_REQUEST);
		return -EBUSY;
	}
	if (!emu->off)
		emu_unload(emu);
	forget_medium(emu);
	emu->tray_open = true;
	emu_media_event(emu, EMU_MEDIA_REMOVAL);
	return 0;
}

BURIN_EXPORT void burin_emulator_set_write_protect(struct burin_emulator *emu, bool protect)
{
	emu->write_protect = protect;
}

BURIN_EXPORT void burin_emulator_get_stats(const struct burin_emulator *emu,
					   struct burin_emulator_stats *stats)
{
	*stats = emu->stats;
	stats->buffer_used = emu->buffer.used * BURIN_BLOCK_SIZE;
}
