/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ FORMAT CAPACITIES. */
#include "device/formats.h"

#include "core/alloc.h"
#include "core/export.h"
#include "mmc/cdb.h"
#include "mmc/reply.h"

int bur_recorder_read_capacities(struct burin_recorder *rec, struct bur_reply *reply,
				 struct bur_format_capacities *caps)
{
	uint8_t cdb[16];
	int ret;

	bur_cdb_format_capacities(cdb, 0);
	ret = bur_recorder_ask_whole(rec, cdb, BUR_FORMAT_CAPACITIES_HEADER,
				     bur_reply_size_capacities, reply);
	if (ret)
		return ret;
	if (!bur_format_capacities_decode(reply->data, reply->n, caps))
		return 0;
	bur_free(reply->data);
	reply->data = NULL;
	return bur_recorder_bad_reply(rec, cdb, 10);
}

BURIN_EXPORT int burin_recorder_read_formats(struct burin_recorder *rec,
					     struct burin_format *formats, size_t max)
{
	struct bur_format_descriptor format;
	struct bur_format_capacities caps;
	struct bur_reply reply;
	size_t n = 0;
	int ret = bur_recorder_read_capacities(rec, &reply, &caps);

	if (ret)
		return ret;
	for (; bur_format_descriptor_at(&caps, n, &format); n++)
		if (n < max)
			formats[n] = (struct burin_format){
				.type = format.type,
				.sub_type = format.sub_type,
				.blocks = format.blocks,
				.parameter = format.parameter,
			};
	bur_free(reply.data);
	return (int)n;
}
