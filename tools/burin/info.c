/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include "json.h"
#include "message.h"
#include "source.h"
#include "text.h"

#define FEATURES_MAX 128
#define PROFILES_MAX 64
#define SPEEDS_MAX 64
#define FORMATS_MAX 64

struct info_options {
	bool features;
};

static const struct option table[] = {
	{ OPTION_FLAG, "features", 0, NULL, offsetof(struct info_options, features),
	  "also profiles and features of the drive" },
	{ 0 }
};

/* What fits an array of max, when the library says there are that many. */
static size_t at_most(int count, size_t max)
{
	return count < 0 ? 0 : (size_t)count > max ? max : (size_t)count;
}

/* Not every drive has a list of formats or speeds for every medium. */
static bool is_refusal(int code)
{
	return code == BURIN_E_DRIVE_REFUSED || code == BURIN_E_NO_FEATURE ||
	       code == BURIN_E_NO_STRUCTURE || code == BURIN_E_FEATURE_NOT_CURRENT;
}

static void tell_drive(struct tool *tool, struct burin_recorder *rec)
{
	const char *transport = burin_transport_name(burin_recorder_get_transport(rec));
	const char *why = burin_recorder_get_transport_reason(rec);

	show(tool, "recorder    %s", burin_recorder_get_name(rec));
	show(tool, "drive       %s %s, firmware %s", burin_recorder_get_vendor(rec),
	     burin_recorder_get_product(rec), burin_recorder_get_revision(rec));
	show(tool, "transport   %s: %s", transport, why);
	emit(tool, "recorder", TEXT("name", burin_recorder_get_name(rec)),
	     TEXT("vendor", burin_recorder_get_vendor(rec)),
	     TEXT("product", burin_recorder_get_product(rec)),
	     TEXT("revision", burin_recorder_get_revision(rec)), TEXT("transport", transport),
	     TEXT("transport_reason", why));
}

static void tell_medium(struct tool *tool, const struct burin_medium *m)
{
	char all[32], left[32];

	text_bytes((uint64_t)m->blocks * BURIN_BLOCK_SIZE, all, sizeof(all));
	text_bytes((uint64_t)m->free_blocks * BURIN_BLOCK_SIZE, left, sizeof(left));
	if (m->state == BURIN_MEDIUM_ABSENT) {
		show(tool, "medium      none");
	} else {
		show(tool, "medium      %s (%s), %s%s%s", burin_kind_name(m->kind),
		     burin_profile_name(m->profile), burin_medium_state_name(m->state),
		     m->erasable ? ", erasable" : "", m->write_protected ? ", write-protected" : "");
		show(tool, "capacity    %u blocks (%s)", m->blocks, all);
		if (m->state == BURIN_MEDIUM_UNFORMATTED)
			show(tool, "free        all of it, once a burn or 'burin format' formats it");
		else
			show(tool, "free        %u blocks (%s) from LBA %u", m->free_blocks, left,
			     m->next_writable);
		show(tool, "simulation  %s", m->can_simulate ? "yes" : "no");
		show(tool, "sessions    %u", m->sessions);
	}
	emit(tool, "medium", TEXT("kind", burin_kind_name(m->kind)),
	     TEXT("state", burin_medium_state_name(m->state)), NUMBER("profile", m->profile),
	     FLAG("erasable", m->erasable), FLAG("write_protected", m->write_protected),
	     FLAG("has_data", m->has_data), FLAG("can_simulate", m->can_simulate),
	     NUMBER("blocks", m->blocks), NUMBER("free_blocks", m->free_blocks),
	     NUMBER("next_writable", m->next_writable), NUMBER("write_unit", m->write_unit),
	     NUMBER("sessions", m->sessions), NUMBER("tracks", m->tracks),
	     NUMBER("last_session_start", m->last_session_start),
	     NUMBER("last_session_end", m->last_session_end));
}

static void tell_track(struct tool *tool, const struct burin_track *t)
{
	const char *state = t->damaged ? "damaged" : t->blank ? "blank" : t->open ? "open" :
			    "complete";

	show(tool, "track %-5u session %u, LBA %u, %u blocks, %s, %s", t->number, t->session,
	     t->start, t->blocks, t->data ? "data" : "audio", state);
	emit(tool, "track", NUMBER("number", t->number), NUMBER("session", t->session),
	     NUMBER("start", t->start), NUMBER("blocks", t->blocks), FLAG("data", t->data),
	     FLAG("open", t->open), FLAG("damaged", t->damaged), FLAG("blank", t->blank),
	     NUMBER_IF(t->has_next_writable, "next_writable", t->next_writable),
	     NUMBER_IF(t->has_next_writable, "free_blocks", t->free_blocks));
}

static enum exit_status tell_disc(struct tool *tool, struct burin_recorder *rec, const char *name)
{
	struct burin_disc *disc;
	int code = burin_recorder_read_disc(rec, &disc);

	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(rec), name);
	for (size_t i = 0; i < burin_disc_count_tracks(disc); i++)
		tell_track(tool, burin_disc_track_at(disc, i));
	burin_disc_free(disc);
	return EXIT_DONE;
}

static enum exit_status tell_speeds(struct tool *tool, struct burin_recorder *rec,
				    enum burin_kind kind, const char *name)
{
	struct burin_speed speeds[SPEEDS_MAX];
	uint32_t one = burin_kind_speed_1x(kind);
	char text[32];
	int count = burin_recorder_read_speeds(rec, speeds, SPEEDS_MAX);

	if (count < 0 && !is_refusal(count))
		return fail_detail(tool, count, burin_recorder_get_detail(rec), name);
	for (size_t i = 0; i < at_most(count, SPEEDS_MAX); i++) {
		double factor = one ? (double)speeds[i].write_kbps / one : 0;

		text_speed(factor, text, sizeof(text));
		show(tool, "speed       %s (%u kB/s)", text, speeds[i].write_kbps);
		emit(tool, "speed", NUMBER("write_kbps", speeds[i].write_kbps),
		     NUMBER("read_kbps", speeds[i].read_kbps), REAL("speed", factor));
	}
	return EXIT_DONE;
}

static enum exit_status tell_formats(struct tool *tool, struct burin_recorder *rec,
				     const char *name)
{
	struct burin_format formats[FORMATS_MAX];
	char size[32];
	int count = burin_recorder_read_formats(rec, formats, FORMATS_MAX);

	if (count < 0 && !is_refusal(count))
		return fail_detail(tool, count, burin_recorder_get_detail(rec), name);
	for (size_t i = 0; i < at_most(count, FORMATS_MAX); i++) {
		const struct burin_format *f = &formats[i];

		text_bytes((uint64_t)f->blocks * BURIN_BLOCK_SIZE, size, sizeof(size));
		show(tool, "format      %02X,%u (%s): %u blocks (%s)", f->type, f->sub_type,
		     burin_format_name(f->type), f->blocks, size);
		emit(tool, "format", NUMBER("type", f->type), NUMBER("sub_type", f->sub_type),
		     TEXT("name", burin_format_name(f->type)), NUMBER("blocks", f->blocks),
		     NUMBER("parameter", f->parameter));
	}
	return EXIT_DONE;
}

static enum exit_status tell_profiles(struct tool *tool, struct burin_recorder *rec,
				      const char *name)
{
	uint16_t profiles[PROFILES_MAX];
	int count = burin_recorder_read_profiles(rec, profiles, PROFILES_MAX);

	if (count < 0 && !is_refusal(count))
		return fail_detail(tool, count, burin_recorder_get_detail(rec), name);
	for (size_t i = 0; i < at_most(count, PROFILES_MAX); i++) {
		show(tool, "profile     %04X %s", profiles[i], burin_profile_name(profiles[i]));
		emit(tool, "profile", NUMBER("profile", profiles[i]),
		     TEXT("name", burin_profile_name(profiles[i])));
	}
	return EXIT_DONE;
}

static enum exit_status tell_features(struct tool *tool, struct burin_recorder *rec,
				      const char *name)
{
	struct burin_feature features[FEATURES_MAX];
	enum exit_status status = tell_profiles(tool, rec, name);
	int count;

	if (status)
		return status;
	count = burin_recorder_read_features(rec, features, FEATURES_MAX);
	if (count < 0 && !is_refusal(count))
		return fail_detail(tool, count, burin_recorder_get_detail(rec), name);
	for (size_t i = 0; i < at_most(count, FEATURES_MAX); i++) {
		const struct burin_feature *f = &features[i];

		show(tool, "feature     %04X %s%s", f->code, burin_feature_name(f->code),
		     f->current ? ", current" : "");
		emit(tool, "feature", NUMBER("code", f->code), NUMBER("version", f->version),
		     TEXT("name", burin_feature_name(f->code)), FLAG("current", f->current),
		     FLAG("persistent", f->persistent));
	}
	return EXIT_DONE;
}

static enum exit_status tell_all(struct tool *tool, struct burin_recorder *rec, const char *name,
				 const struct info_options *options)
{
	struct burin_medium medium;
	enum exit_status status = EXIT_DONE;
	int code = burin_recorder_read_medium(rec, &medium);

	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(rec), name);
	tell_drive(tool, rec);
	tell_medium(tool, &medium);
	if (medium.state != BURIN_MEDIUM_ABSENT) {
		status = tell_disc(tool, rec, name);
		if (!status)
			status = tell_speeds(tool, rec, medium.kind, name);
		if (!status)
			status = tell_formats(tool, rec, name);
	}
	if (!status && options->features)
		status = tell_features(tool, rec, name);
	return status;
}

static enum exit_status info_main(struct tool *tool, const void *options,
				  const struct words *operands)
{
	struct burin_recorder *rec;
	enum exit_status status = open_recorder(tool, operands->at[0], false, &rec);

	if (status)
		return status;
	status = tell_all(tool, rec, operands->at[0], options);
	burin_recorder_unref(rec);
	if (!status)
		emit(tool, "result", NUMBER("exit", status), TEXT("recorder", operands->at[0]));
	return status;
}

const struct command info_command = {
	.name = "info",
	.summary = "drive, medium, sessions, tracks, speeds and formats",
	.operands = "[options] RECORDER",
	.options = table,
	.options_size = sizeof(struct info_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = info_main,
};
