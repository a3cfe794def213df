/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions and tracks. */
#include "device/disc.h"

#include <errno.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "mmc/cdb.h"
#include "mmc/reply.h"

struct burin_disc {
	uint32_t sessions;
	struct burin_track *tracks;
	size_t n;
};

int bur_recorder_read_disc_information(struct burin_recorder *rec,
				       struct bur_disc_information *info)
{
	struct bur_reply reply;
	uint8_t cdb[16];
	int ret;

	bur_cdb_disc_information(cdb, 0, 0);
	ret = bur_recorder_ask_whole(rec, cdb, 2, bur_reply_size16, &reply);
	if (ret)
		return ret;
	if (bur_disc_information_decode(reply.data, reply.n, info))
		ret = bur_recorder_bad_reply(rec, cdb, 10);
	bur_free(reply.data);
	return ret;
}

int bur_recorder_read_track_information(struct burin_recorder *rec, uint32_t number,
					struct bur_track_information *info)
{
	uint8_t cdb[16], reply[BUR_TRACK_INFORMATION_LEN];
	size_t len = bur_cdb_track_information(cdb, BUR_TRACK_BY_NUMBER, number, sizeof(reply));
	size_t got;
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	if (ret)
		return ret;
	if (bur_track_information_decode(reply, got, info))
		return bur_recorder_bad_reply(rec, cdb, len);
	return 0;
}

static uint32_t address(int32_t lba)
{
	return lba < 0 ? 0 : (uint32_t)lba;	/* CD lead-in: nothing a block reader knows */
}

static struct burin_track describe(const struct bur_track_information *info)
{
	return (struct burin_track){
		.number = info->number,
		.session = info->session,
		/* MMC-6 6.27.3: the reserved bit is set on closed tracks by some drives. */
		.open = info->has_next_writable && !info->blank,
		.damaged = info->damaged,
		.blank = info->blank,
		.data = info->track_mode & 4,
		.start = address(info->start),
		.blocks = info->blocks,
		.has_next_writable = info->has_next_writable,
		.next_writable = address(info->next_writable),
		.free_blocks = info->free_blocks,
		.last_recorded = info->has_last_recorded ? address(info->last_recorded) : 0,
	};
}

/* The invisible track of an appendable CD has its own number in READ TRACK INFORMATION. */
static int read_tracks(struct burin_recorder *rec, const struct bur_disc_information *disc,
		       struct burin_disc *out)
{
	for (uint32_t i = disc->first_track; i <= disc->last_track_last_session; i++) {
		struct bur_track_information info;
		int ret = bur_recorder_read_track_information(rec, i, &info);

		if (ret == BURIN_E_GONE)
			return ret;
		if (ret)	/* a drive that cannot tell one may tell the others */
			continue;
		out->tracks[out->n++] = describe(&info);
	}
	return 0;
}

BURIN_EXPORT int burin_recorder_read_disc(struct burin_recorder *rec, struct burin_disc **out)
{
	struct bur_disc_information info;
	struct burin_disc *disc;
	size_t count = 0;
	int ret = bur_recorder_read_disc_information(rec, &info);

	*out = NULL;
	if (ret)
		return ret;
	if (info.first_track && info.last_track_last_session >= info.first_track)
		count = (size_t)info.last_track_last_session - info.first_track + 1;
	disc = bur_zalloc(sizeof(*disc));
	if (disc)
		disc->tracks = bur_array(count, sizeof(*disc->tracks));
	if (!disc || !disc->tracks) {
		bur_free(disc);
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	}
	disc->sessions = bur_recorded_sessions(&info);
	ret = count ? read_tracks(rec, &info, disc) : 0;
	if (ret) {
		burin_disc_free(disc);
		return ret;
	}
	bur_detail_clear(&rec->detail);
	*out = disc;
	return 0;
}

/* MMC-6 6.22.3.1: the count includes a last session that is still empty. */
uint32_t bur_recorded_sessions(const struct bur_disc_information *info)
{
	if (info->status == BUR_DISC_EMPTY)
		return 0;
	if (info->last_session == BUR_SESSION_EMPTY && info->sessions)
		return info->sessions - 1u;
	return info->sessions;
}

BURIN_EXPORT void burin_disc_free(struct burin_disc *disc)
{
	if (disc)
		bur_free(disc->tracks);
	bur_free(disc);
}

BURIN_EXPORT uint32_t burin_disc_count_sessions(const struct burin_disc *disc)
{
	return disc->sessions;
}

BURIN_EXPORT size_t burin_disc_count_tracks(const struct burin_disc *disc)
{
	return disc->n;
}

BURIN_EXPORT const struct burin_track *burin_disc_track_at(const struct burin_disc *disc,
							    size_t i)
{
	return i < disc->n ? &disc->tracks[i] : NULL;
}
