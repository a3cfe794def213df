/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The loaded medium: kind, state, what is on it and what can be written. */
#include "device/recorder.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/detail.h"
#include "core/export.h"
#include "device/disc.h"
#include "device/formats.h"
#include "mmc/capacity.h"
#include "mmc/cdb.h"
#include "mmc/reply.h"
#include "mmc/toc.h"

/* A table: profiles (MMC-6 table 92), how media of theirs are written, and in what units. */
enum way { WAY_READ_ONLY = 0, WAY_SEQUENTIAL, WAY_OVERWRITABLE };

static const struct profile {
	uint16_t number;
	enum burin_kind kind;
	enum way way;
	uint8_t unit;
} profiles[] = {
	{ 0x0008, BURIN_KIND_CD_ROM, WAY_READ_ONLY, 1 },
	{ 0x0009, BURIN_KIND_CD_R, WAY_SEQUENTIAL, 1 },
	{ 0x000a, BURIN_KIND_CD_RW, WAY_SEQUENTIAL, 1 },
	{ 0x0010, BURIN_KIND_DVD_ROM, WAY_READ_ONLY, 16 },
	{ 0x0011, BURIN_KIND_DVD_R, WAY_SEQUENTIAL, 16 },
	{ 0x0012, BURIN_KIND_DVD_RAM, WAY_OVERWRITABLE, 16 },
	{ 0x0013, BURIN_KIND_DVD_RW, WAY_OVERWRITABLE, 16 },
	{ 0x0014, BURIN_KIND_DVD_RW, WAY_SEQUENTIAL, 16 },
	{ 0x0015, BURIN_KIND_DVD_R_DL, WAY_SEQUENTIAL, 16 },
	{ 0x0016, BURIN_KIND_DVD_R_DL, WAY_SEQUENTIAL, 16 },
	{ 0x001a, BURIN_KIND_DVD_PLUS_RW, WAY_OVERWRITABLE, 16 },
	{ 0x001b, BURIN_KIND_DVD_PLUS_R, WAY_SEQUENTIAL, 16 },
	{ 0x002b, BURIN_KIND_DVD_PLUS_R_DL, WAY_SEQUENTIAL, 16 },
	{ 0x0040, BURIN_KIND_BD_ROM, WAY_READ_ONLY, 32 },
	{ 0x0041, BURIN_KIND_BD_R, WAY_SEQUENTIAL, 32 },
	{ 0x0042, BURIN_KIND_BD_R, WAY_SEQUENTIAL, 32 },
	{ 0x0043, BURIN_KIND_BD_RE, WAY_OVERWRITABLE, 32 },
};

/* The same once it is formatted: fixed packets of 32 blocks, which are overwritten. */
static const struct profile cd_rw_packets = { 0x000a, BURIN_KIND_CD_RW, WAY_OVERWRITABLE, 32 };

/* BD media with more layers have the same profile: one layer holds at most so much. */
#define BD_SINGLE 12219392u
#define BD_DUAL 24438784u
#define BD_TRIPLE 48878592u

#define DI_LEN 116		/* header of 4, one unit */
#define DI_LAYERS 16

#define INVISIBLE_TRACK 0xff

/* Where file systems begin: a medium that reads zero up to here counts as empty. */
#define ANCHOR_BLOCKS 1024u

static const struct profile *find_profile(uint16_t number)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (profiles[i].number == number)
			return &profiles[i];
	return NULL;
}

static unsigned int layers_of(uint32_t blocks)
{
	if (blocks <= BD_SINGLE)
		return 1;
	if (blocks <= BD_DUAL)
		return 2;
	return blocks <= BD_TRIPLE ? 3 : 4;
}

static enum burin_kind layered(enum burin_kind kind, unsigned int layers)
{
	static const enum burin_kind kinds[][4] = {
		{ BURIN_KIND_BD_R, BURIN_KIND_BD_R_DL, BURIN_KIND_BD_R_TL, BURIN_KIND_BD_R_QL },
		{ BURIN_KIND_BD_RE, BURIN_KIND_BD_RE_DL, BURIN_KIND_BD_RE_TL,
		  BURIN_KIND_BD_RE_TL },
	};

	return kinds[kind == BURIN_KIND_BD_RE][layers - 1];
}

static bool is_cd(enum burin_kind kind)
{
	return kind == BURIN_KIND_CD_ROM || kind == BURIN_KIND_CD_R || kind == BURIN_KIND_CD_RW;
}

/* Questions a drive may refuse without harm; these end everything. */
static bool is_fatal(int ret)
{
	return ret == BURIN_E_GONE || ret == BURIN_E_COMMAND_TIMEOUT || ret == -ENOMEM ||
	       ret == BURIN_E_NO_MEDIUM;
}

/* A host adapter's trouble says nothing of the medium. */
static bool is_out_of_reach(const struct burin_recorder *rec, int ret)
{
	return is_fatal(ret) || (ret == BURIN_E_HARDWARE && !rec->detail.has_sense);
}

/* READ CAPACITY; 0 blocks when the drive does not tell. */
static int read_capacity(struct burin_recorder *rec, uint32_t *blocks)
{
	uint8_t cdb[16], reply[BUR_CAPACITY_LEN];
	size_t len = bur_cdb_capacity(cdb), got;
	struct bur_capacity capacity;
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	*blocks = 0;
	if (ret)
		return is_out_of_reach(rec, ret) ? ret : 0;
	if (!bur_capacity_decode(reply, got, &capacity) && capacity.last_lba)
		*blocks = capacity.last_lba + 1;
	return 0;
}

static int read_toc(struct burin_recorder *rec, uint8_t format, struct bur_reply *reply,
		    struct bur_toc *toc)
{
	uint8_t cdb[16];
	int ret;

	bur_cdb_toc(cdb, format, false, 0, 0);
	ret = bur_recorder_ask_whole(rec, cdb, BUR_TOC_HEADER, bur_reply_size16, reply);
	if (!ret && !bur_toc_decode(reply->data, reply->n, format, toc))
		return 0;
	*toc = (struct bur_toc){ 0 };
	return is_fatal(ret) ? ret : 0;
}

/* Format 1 points to the last complete session, format 0 ends in its lead-out. */
static int read_last_session(struct burin_recorder *rec, struct burin_medium *medium)
{
	struct bur_toc_track entry;
	struct bur_reply reply;
	struct bur_toc toc;
	int ret = read_toc(rec, 1, &reply, &toc);

	if (!ret && bur_toc_track_at(&toc, 0, &entry) && entry.start > 0)
		medium->last_session_start = (uint32_t)entry.start;
	bur_free(reply.data);
	if (ret)
		return ret;
	ret = read_toc(rec, 0, &reply, &toc);
	for (size_t i = 0; !ret && bur_toc_track_at(&toc, i, &entry); i++)
		if (entry.number == BUR_TOC_LEAD_OUT && entry.start > 0)
			medium->last_session_end = (uint32_t)entry.start;
	bur_free(reply.data);
	return ret;
}

static enum burin_medium_state sequential_state(const struct bur_disc_information *disc,
						const struct bur_track_information *track)
{
	bool unwritten = disc->sessions <= 1 && disc->last_session == BUR_SESSION_EMPTY;

	if (disc->status == BUR_DISC_FINALISED)
		return BURIN_MEDIUM_CLOSED;
	if (disc->last_session == BUR_SESSION_DAMAGED || track->damaged)
		return BURIN_MEDIUM_DAMAGED;
	/* A BD-R that was formatted and not written says it is appendable. */
	if (disc->status == BUR_DISC_EMPTY || (unwritten && !track->next_writable))
		return BURIN_MEDIUM_BLANK;
	return BURIN_MEDIUM_APPENDABLE;
}

/*
 * The track that can be written: CD and DVD+R call it FFh, others by its number. Drives
 * that have no such track refuse; then the last one is asked for.
 */
static int read_open_track(struct burin_recorder *rec, enum burin_kind kind,
			   const struct bur_disc_information *disc,
			   struct bur_track_information *track)
{
	bool by_name = is_cd(kind) || kind == BURIN_KIND_DVD_PLUS_R ||
		       kind == BURIN_KIND_DVD_PLUS_R_DL;
	int ret = BURIN_E_DRIVE_REFUSED;

	memset(track, 0, sizeof(*track));
	if (by_name && disc->status != BUR_DISC_FINALISED)
		ret = bur_recorder_read_track_information(rec, INVISIBLE_TRACK, track);
	for (int tries = 0; ret && !is_fatal(ret) && tries < 2; tries++)
		ret = bur_recorder_read_track_information(rec, disc->last_track_last_session,
							  track);
	if (!ret || is_out_of_reach(rec, ret))
		return ret;
	/* No answer where there must be one: nothing can be added before it is closed. */
	track->damaged = disc->status != BUR_DISC_FINALISED;
	return 0;
}

static void take_track(struct bur_recorder_state *state, const struct bur_disc_information *disc,
		       const struct bur_track_information *track)
{
	struct burin_medium *medium = &state->medium;
	bool open = disc->last_session == BUR_SESSION_INCOMPLETE ||
		    disc->last_session == BUR_SESSION_DAMAGED;

	/* Some drives tell the pregap of a blank CD, or nothing right before they have page 05h. */
	if (track->has_next_writable && medium->state != BURIN_MEDIUM_CLOSED) {
		int32_t next = track->next_writable > track->start ? track->next_writable :
								     track->start;

		medium->next_writable = next < 0 ? 0 : (uint32_t)next;
		medium->free_blocks = track->free_blocks;
	}
	if (medium->state != BURIN_MEDIUM_CLOSED && (open || track->damaged))
		state->open_track = track->number;
	state->session_open = disc->last_session == BUR_SESSION_INCOMPLETE;
	medium->sessions = bur_recorded_sessions(disc);
	if (disc->first_track && disc->last_track_last_session >= disc->first_track)
		medium->tracks = disc->last_track_last_session - disc->first_track + 1u;
	if (track->blank && medium->tracks && medium->state != BURIN_MEDIUM_CLOSED)
		medium->tracks--;
	medium->has_data = medium->state != BURIN_MEDIUM_BLANK &&
			   (medium->sessions || medium->tracks);
}

/* MMC-6 6.22.3.1: minutes, seconds, frames on CD, all ones once it is finalised. */
static uint32_t last_lead_out(const struct bur_disc_information *disc)
{
	uint8_t min = (uint8_t)(disc->last_lead_out >> 16);
	uint8_t sec = (uint8_t)(disc->last_lead_out >> 8);
	int32_t lba = bur_msf_to_lba(min, sec, (uint8_t)disc->last_lead_out);

	return min >= 90 || lba < 0 ? 0 : (uint32_t)lba;
}

/* A drive may tell more than addresses can name. */
static uint32_t end_of(const struct burin_medium *medium)
{
	return medium->free_blocks > UINT32_MAX - medium->next_writable ?
	       UINT32_MAX : medium->next_writable + medium->free_blocks;
}

static int read_sequential(struct burin_recorder *rec, struct bur_recorder_state *state)
{
	struct burin_medium *medium = &state->medium;
	struct bur_track_information track;
	struct bur_disc_information disc;
	int ret = bur_recorder_read_disc_information(rec, &disc);

	if (ret)
		return ret;
	ret = read_open_track(rec, medium->kind, &disc, &track);
	if (ret)
		return ret;
	medium->erasable = disc.erasable;
	medium->state = sequential_state(&disc, &track);
	state->has_opc = disc.opc_tables > 0;
	take_track(state, &disc, &track);
	if (is_cd(medium->kind))
		medium->blocks = last_lead_out(&disc);
	else if (medium->free_blocks)
		medium->blocks = end_of(medium);
	if (!medium->blocks)
		ret = read_capacity(rec, &medium->blocks);
	if (!ret && medium->has_data)
		ret = read_last_session(rec, medium);
	return ret;
}

/* What the default format leaves of a new BD-RE: spare areas are not for data. */
static uint32_t default_blocks(const struct bur_recorder_state *state)
{
	for (uint32_t i = 0; i < state->format_count; i++)
		if (state->formats[i].type == 0 && state->formats[i].blocks)
			return state->formats[i].blocks;
	return state->medium.blocks;
}

static void take_formats(struct bur_recorder_state *state,
			 const struct bur_format_capacities *caps)
{
	struct burin_medium *medium = &state->medium;
	struct bur_format_descriptor format;

	if (caps->current == BUR_CAPACITY_UNFORMATTED)
		medium->state = BURIN_MEDIUM_UNFORMATTED;
	medium->blocks = caps->current == BUR_CAPACITY_NONE ? 0 : caps->blocks;
	for (size_t i = 0; bur_format_descriptor_at(caps, i, &format); i++) {
		if (!medium->blocks)
			medium->blocks = format.blocks;
		if (state->format_count < BUR_STATE_FORMATS_MAX)
			state->formats[state->format_count++] = format;
	}
	if (medium->kind == BURIN_KIND_BD_RE && medium->state == BURIN_MEDIUM_UNFORMATTED)
		medium->blocks = default_blocks(state);
}

static int read_formatted(struct burin_recorder *rec, struct bur_recorder_state *state)
{
	struct bur_format_capacities caps;
	struct bur_reply reply;
	int ret = bur_recorder_read_capacities(rec, &reply, &caps);

	if (ret && !is_fatal(ret))
		ret = bur_recorder_read_capacities(rec, &reply, &caps);
	if (ret)
		return is_out_of_reach(rec, ret) ? ret : read_capacity(rec, &state->medium.blocks);
	take_formats(state, &caps);
	bur_free(reply.data);
	return 0;
}

static bool is_zero(const uint8_t *p, size_t n)
{
	return !p[0] && !memcmp(p, p + 1, n - 1);
}

static int look_at(struct burin_recorder *rec, struct burin_medium *medium, uint32_t lba,
		   uint32_t blocks, uint8_t *piece)
{
	uint8_t cdb[16];
	size_t got, len = bur_cdb_read_10(cdb, lba, (uint16_t)blocks);
	int ret = bur_recorder_ask(rec, cdb, len, piece, (size_t)blocks * BURIN_BLOCK_SIZE, &got);

	if (!ret && got && !is_zero(piece, got))
		medium->has_data = true;
	return ret;
}

/* A scratch reads like blocks that were never recorded: two anchors by themselves. */
static int look_behind_bad(struct burin_recorder *rec, struct burin_medium *medium, uint8_t *piece)
{
	static const uint32_t anchors[] = { 16, 256 };	/* ECMA-119 6.3; ECMA-167 3/8.4.2.1 */
	int ret = 0;

	for (size_t i = 0; i < sizeof(anchors) / sizeof(anchors[0]); i++)
		if (!is_fatal(ret) && !medium->has_data && anchors[i] < medium->blocks)
			ret = look_at(rec, medium, anchors[i], 1, piece);
	return ret;
}

/*
 * Rewritable media do not tell whether they hold anything. One that reads zero as far as
 * any file system's anchors lie holds nothing, nor does one where these cannot be read.
 */
static int look_for_data(struct burin_recorder *rec, struct burin_medium *medium)
{
	uint32_t step = bur_recorder_read_blocks(rec);
	uint8_t *piece = bur_pages(step * BURIN_BLOCK_SIZE);
	int ret = 0;

	if (!piece)
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	for (uint32_t lba = 0; !ret && lba < ANCHOR_BLOCKS && !medium->has_data; lba += step) {
		if (lba + step > medium->blocks)
			break;
		ret = look_at(rec, medium, lba, step, piece);
	}
	if (ret && !is_fatal(ret))
		ret = look_behind_bad(rec, medium, piece);
	bur_free(piece);
	return is_fatal(ret) ? ret : 0;
}

/* How its packets were recorded is how they are written: the drive is told so (page 05h). */
static int read_packets(struct burin_recorder *rec, struct bur_recorder_state *state)
{
	struct bur_track_information track;
	int ret = bur_recorder_read_track_information(rec, 1, &track);

	if (ret)
		return is_out_of_reach(rec, ret) ? ret : 0;
	if (track.fixed_packet && track.packet_blocks)
		state->medium.write_unit = track.packet_blocks;
	state->track_mode = track.track_mode;
	state->data_mode = track.data_mode;
	return 0;
}

static int read_overwritable(struct burin_recorder *rec, struct bur_recorder_state *state)
{
	struct burin_medium *medium = &state->medium;
	struct bur_disc_information disc;
	int ret = bur_recorder_read_disc_information(rec, &disc);

	if (ret)
		return ret;
	medium->erasable = true;
	medium->state = BURIN_MEDIUM_OVERWRITABLE;
	state->background_format = disc.background_format;
	state->mrw &= disc.background_format != 0;	/* else it is only possible */
	state->has_opc = disc.opc_tables > 0;
	/* DVD-RW formatted the quick way: its session is open until a burn has closed it. */
	if (medium->kind == BURIN_KIND_DVD_RW && disc.last_session == BUR_SESSION_INCOMPLETE)
		state->open_track = 1;
	ret = is_cd(medium->kind) ? read_packets(rec, state) : 0;
	if (!ret)
		ret = read_formatted(rec, state);
	if (ret)
		return ret;
	if (medium->kind == BURIN_KIND_DVD_PLUS_RW && !disc.background_format &&
	    disc.status == BUR_DISC_EMPTY)
		medium->state = BURIN_MEDIUM_UNFORMATTED;
	if (medium->state == BURIN_MEDIUM_UNFORMATTED)
		return 0;
	medium->free_blocks = medium->blocks;
	ret = look_for_data(rec, medium);
	if (!ret && medium->has_data) {
		medium->sessions = medium->tracks = 1;
		medium->last_session_end = medium->blocks;
	}
	return ret;
}

static int read_only(struct burin_recorder *rec, struct burin_medium *medium)
{
	int ret = read_capacity(rec, &medium->blocks);

	medium->state = BURIN_MEDIUM_CLOSED;
	medium->has_data = true;
	medium->sessions = medium->tracks = 1;
	return ret ? ret : read_last_session(rec, medium);
}

/*
 * Disc Information (READ DISC STRUCTURE format 00h): the layers stand in byte 12 of its
 * first unit. Drives that do not give it are believed by the size.
 */
static int read_layers(struct burin_recorder *rec, struct burin_medium *medium)
{
	uint8_t cdb[16], reply[DI_LEN] = { 0 };
	size_t len = bur_cdb_disc_structure(cdb, 1, 0, 0, 0, sizeof(reply)), got;
	unsigned int layers = layers_of(medium->blocks);
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	if (!ret && got > DI_LAYERS && !memcmp(reply + 4, "DI", 2) && reply[DI_LAYERS] >> 4 >= 1 &&
	    reply[DI_LAYERS] >> 4 <= 4)
		layers = reply[DI_LAYERS] >> 4;
	medium->kind = layered(medium->kind, layers);
	return is_fatal(ret) ? ret : 0;
}

/* READ DISC STRUCTURE format C0h (MMC-6 6.22.3.5): any of the protections in byte 4. */
static int read_protection(struct burin_recorder *rec, struct burin_medium *medium)
{
	uint8_t cdb[16], reply[8] = { 0 }, media = medium->write_unit == 32;	/* 1: BD */
	size_t len = bur_cdb_disc_structure(cdb, media, 0, 0, 0xc0, sizeof(reply)), got;
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	if (!ret && got > 4)
		medium->write_protected = reply[4] & 0x0f;
	return is_fatal(ret) ? ret : 0;
}

static bool is_current(const struct bur_configuration *config, uint16_t code)
{
	struct bur_feature feature;

	return bur_configuration_find(config, code, &feature) && feature.current;
}

/* Features 002Dh and 002Fh have both bits at the same place. */
static void take_features(struct bur_recorder_state *state,
			  const struct bur_configuration *config)
{
	uint16_t code = is_cd(state->medium.kind) ? BUR_FEATURE_CD_TAO : BUR_FEATURE_DVD_MINUS;
	struct bur_feature feature;

	state->has_incremental = is_current(config, BUR_FEATURE_INCREMENTAL);
	state->mrw = is_current(config, BUR_FEATURE_MRW);
	if (!bur_configuration_find(config, code, &feature) || !feature.current)
		return;
	state->medium.can_simulate = bur_feature_tao_test_write(&feature);
	state->has_buffer_protection = bur_feature_tao_bufe(&feature);
}

static int read_configuration(struct burin_recorder *rec, struct bur_recorder_state *state,
			      const struct profile **profile, bool *can_protect)
{
	struct bur_configuration config;
	struct bur_feature feature;
	struct bur_reply reply;
	int ret = bur_recorder_read_configuration(rec, &reply, &config);

	if (ret)
		return ret;
	*profile = find_profile(config.profile);
	if (config.profile == cd_rw_packets.number &&
	    (is_current(&config, BUR_FEATURE_RESTRICTED_OVERWRITE) ||
	     is_current(&config, BUR_FEATURE_MRW)))
		*profile = &cd_rw_packets;
	state->medium.profile = config.profile;
	if (*profile) {
		state->medium.kind = (*profile)->kind;
		state->medium.write_unit = (*profile)->unit;
		take_features(state, &config);
	}
	*can_protect = bur_configuration_find(&config, BUR_FEATURE_WRITE_PROTECT, &feature);
	bur_free(reply.data);
	return 0;
}

static int read_by_way(struct burin_recorder *rec, enum way way, struct bur_recorder_state *state)
{
	switch (way) {
	case WAY_SEQUENTIAL:
		return read_sequential(rec, state);
	case WAY_OVERWRITABLE:
		return read_overwritable(rec, state);
	default:
		return read_only(rec, &state->medium);
	}
}

int bur_recorder_read_state(struct burin_recorder *rec, struct bur_recorder_state *state)
{
	const struct profile *profile;
	bool can_protect;
	uint8_t cdb[16];
	int ret = bur_recorder_tell(rec, cdb, bur_cdb_test_unit_ready(cdb), 60000);

	memset(state, 0, sizeof(*state));
	if (ret == BURIN_E_NO_MEDIUM) {
		bur_detail_clear(&rec->detail);
		return 0;
	}
	if (!ret)
		ret = read_configuration(rec, state, &profile, &can_protect);
	if (ret)
		return ret;
	if (!profile)
		return bur_fail(&rec->detail, BURIN_E_MEDIUM_FOREIGN, BURIN_PHASE_INQUIRY,
				rec->name, "profile %04Xh is not known", state->medium.profile);
	ret = read_by_way(rec, profile->way, state);
	if (!ret && (profile->kind == BURIN_KIND_BD_R || profile->kind == BURIN_KIND_BD_RE))
		ret = read_layers(rec, &state->medium);
	if (!ret && profile->way != WAY_READ_ONLY && can_protect)
		ret = read_protection(rec, &state->medium);
	if (!ret)
		bur_detail_clear(&rec->detail);
	return ret;
}

BURIN_EXPORT int burin_recorder_read_medium(struct burin_recorder *rec,
					    struct burin_medium *medium)
{
	struct bur_recorder_state state;
	int ret = bur_recorder_read_state(rec, &state);

	*medium = state.medium;
	return ret;
}
