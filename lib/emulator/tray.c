/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL, GET EVENT STATUS NOTIFICATION. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"

#define CLASS_OPERATIONAL 1
#define CLASS_MEDIA 4
#define CLASS_BUSY 6
#define CLASSES (1 << CLASS_OPERATIONAL | 1 << CLASS_MEDIA | 1 << CLASS_BUSY)

/* When more wait than there is room for, the oldest is lost. */
void emu_media_event(struct burin_emulator *emu, enum emu_media_event event)
{
	uint8_t *events = emu->media_events;

	if (emu->media_event_count == EMU_MEDIA_EVENTS_MAX)
		memmove(events, events + 1, --emu->media_event_count);
	events[emu->media_event_count++] = (uint8_t)event;
}

static uint8_t take_media_event(struct burin_emulator *emu)
{
	uint8_t event = emu->media_events[0];

	if (!emu->media_event_count)
		return 0;
	memmove(emu->media_events, emu->media_events + 1, --emu->media_event_count);
	return event;
}

/* Between the first WRITE and SYNCHRONIZE CACHE. */
static bool is_writing(const struct burin_emulator *emu)
{
	return emu_loaded(emu) && (emu->buffer.used || (emu->state.track_count &&
			emu_last_track(emu)->state == EMU_TRACK_WRITING));
}

/* A drive that writes keeps its tray closed, locked or not. */
static uint32_t eject(struct burin_emulator *emu)
{
	if (emu->tray_open)
		return 0;
	if (emu->prevented) {
		emu_media_event(emu, EMU_EJECT_REQUEST);
		return EMU_REMOVAL_PREVENTED;
	}
	if (is_writing(emu))
		return EMU_LONG_WRITE;
	emu_unload(emu);
	emu->tray_open = true;
	emu_media_event(emu, EMU_MEDIA_REMOVAL);
	return 0;
}

static uint32_t load(struct burin_emulator *emu, bool immediate)
{
	if (!emu->tray_open)
		return 0;
	emu->tray_open = false;
	if (!emu->kind)
		return 0;
	emu_become_ready(emu);
	if (!immediate)
		emu_finish_operation(emu);
	return 0;
}

uint32_t emu_start_stop(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t power = req->cdb[4] >> 4;
	bool start = req->cdb[4] & 1, load_eject = req->cdb[4] & 2;

	if (req->cdb[4] & 4)
		return emu_bad_field(emu, 4, 2);
	if (power)
		return power == 1 || power == 2 || power == 3 || power == 5 ?
			       0 : emu_bad_field(emu, 4, 7);
	if (load_eject)
		return start ? load(emu, req->cdb[1] & 1) : eject(emu);
	if (start) {
		emu->lapses.profile = 0;
		return emu_not_ready(emu);
	}
	/* Stopping: what waits is written first. */
	return emu_loaded(emu) && emu->buffer.used ? emu_flush(emu) : 0;
}

uint32_t emu_prevent(struct burin_emulator *emu, struct emu_request *req)
{
	bool persistent = req->cdb[4] & 2, prevent = req->cdb[4] & 1;

	if (!persistent && prevent && emu->tray_open)
		return EMU_NO_MEDIUM_OPEN;
	if (persistent)
		emu->persistent = prevent;
	emu->prevented = prevent;
	return 0;
}

static bool features_changed(const struct burin_emulator *emu)
{
	return emu_loaded(emu) && emu->operation.kind != EMU_OP_LOAD &&
	       emu->features_told != emu_features_current(emu);
}

/* Event 2, the change being that of features. */
static void put_operational(struct burin_emulator *emu, uint8_t *p)
{
	p[1] = (uint8_t)(emu->persistent << 7);
	if (!features_changed(emu))
		return;
	p[0] = 2;
	p[3] = 1;
	emu->features_told = emu_features_current(emu);
}

static void put_media(struct burin_emulator *emu, uint8_t *p)
{
	p[0] = take_media_event(emu);
	p[1] = (uint8_t)(emu_loaded(emu) << 1 | emu->tray_open);
}

/* Busy time in tenths of a second. */
static void put_busy(const struct burin_emulator *emu, uint8_t *p)
{
	const struct emu_operation *op = &emu->operation;
	uint64_t left;

	if (op->kind == EMU_OP_NONE)
		return;
	left = op->waits ? op->duration : op->end - emu->now;
	left = left / (100 * EMU_MS) + 1;
	p[0] = 1;
	p[1] = 2;
	put_be16(p + 2, (uint16_t)(left < 0xffff ? left : 0xffff));
}

/* The lowest class with news; without news the lowest class asked for. */
static uint8_t choose_class(const struct burin_emulator *emu, uint8_t asked)
{
	if (asked & 1 << CLASS_OPERATIONAL && features_changed(emu))
		return CLASS_OPERATIONAL;
	if (asked & 1 << CLASS_MEDIA && emu->media_event_count)
		return CLASS_MEDIA;
	if (asked & 1 << CLASS_BUSY && emu->operation.kind != EMU_OP_NONE)
		return CLASS_BUSY;
	return asked & 1 << CLASS_OPERATIONAL ? CLASS_OPERATIONAL :
	       asked & 1 << CLASS_MEDIA ? CLASS_MEDIA : CLASS_BUSY;
}

/* MMC-6 6.7: polled only. An event is cleared by being told, so its bytes must fit. */
uint32_t emu_event_status(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[8] = { 0, 6, 0, CLASSES }, asked = req->cdb[4] & CLASSES;
	uint16_t allocation = get_be16(req->cdb + 7);

	if (!(req->cdb[1] & 1))
		return emu_bad_field(emu, 1, 0);
	if (!asked) {
		reply[1] = 2;
		reply[2] = 0x80;
		return emu_reply(req, reply, 4, allocation);
	}
	reply[2] = choose_class(emu, asked);
	if (allocation <= 4 || req->in_room <= 4)
		return emu_reply(req, reply, 4, allocation);
	if (reply[2] == CLASS_OPERATIONAL)
		put_operational(emu, reply + 4);
	else if (reply[2] == CLASS_MEDIA)
		put_media(emu, reply + 4);
	else
		put_busy(emu, reply + 4);
	return emu_reply(req, reply, sizeof(reply), allocation);
}
