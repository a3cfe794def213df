/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/recorder.h"

#include <burin/context.h>
#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/detail.h"
#include "core/export.h"
#include "mmc/cdb.h"
#include "mmc/inquiry.h"
#include "transport/burn.h"
#include "transport/kernel.h"

#define TIMEOUT_MS 30000
#define POLL_NS 100000000ull
#define ATTENTIONS_MAX 8	/* drives queue a few of them */

static int fail(struct burin_recorder *rec, const struct burin_failure *failure)
{
	return bur_failure_tell(failure, BURIN_PHASE_INQUIRY, rec->name, &rec->detail);
}

static int send(struct burin_recorder *rec, struct bur_command *cmd)
{
	struct burin_failure failure;

	bur_detail_clear(&rec->detail);
	if (!bur_transport_send(rec->transport, cmd, &failure))
		return 0;
	return fail(rec, &failure);
}

static void set_cdb(struct bur_command *cmd, const uint8_t *cdb, size_t cdb_len)
{
	memcpy(cmd->cdb, cdb, cdb_len);
	cmd->cdb_len = (uint8_t)cdb_len;
}

int bur_recorder_ask(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len, void *buf,
		     size_t n, size_t *got)
{
	struct bur_command cmd = {
		.direction = BURIN_DIR_IN,
		.data = buf,
		.data_len = n,
		.timeout_ms = TIMEOUT_MS,
	};
	int ret;

	set_cdb(&cmd, cdb, cdb_len);
	ret = send(rec, &cmd);
	*got = ret ? 0 : cmd.transferred;
	return ret;
}

uint32_t bur_recorder_read_blocks(const struct burin_recorder *rec)
{
	uint32_t blocks = rec->transport->max_transfer / BURIN_BLOCK_SIZE;

	if (!rec->transport->max_transfer || blocks > BUR_READ_BLOCKS_MAX)
		return BUR_READ_BLOCKS_MAX;
	return blocks ? blocks : 1;
}

int bur_recorder_tell(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len,
		      uint32_t timeout_ms)
{
	struct bur_command cmd = { .timeout_ms = timeout_ms };

	set_cdb(&cmd, cdb, cdb_len);
	return send(rec, &cmd);
}

int bur_recorder_bad_reply(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len)
{
	bur_fail(&rec->detail, BURIN_E_BAD_REPLY, BURIN_PHASE_INQUIRY, rec->name, NULL);
	bur_detail_set_command(&rec->detail, cdb, cdb_len, NULL, 0);
	return BURIN_E_BAD_REPLY;
}

int bur_recorder_ask_whole(struct burin_recorder *rec, uint8_t *cdb, size_t header,
			   size_t (*size)(const uint8_t *p, size_t n), struct bur_reply *out)
{
	uint8_t first[16];
	size_t n, got;
	int ret;

	*out = (struct bur_reply){ 0 };
	put_be16(cdb + 7, (uint16_t)header);
	ret = bur_recorder_ask(rec, cdb, 10, first, header, &got);
	if (ret)
		return ret;
	n = size(first, got);
	if (n < header)
		return bur_recorder_bad_reply(rec, cdb, 10);
	out->data = bur_zalloc(n);
	if (!out->data)
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	put_be16(cdb + 7, (uint16_t)n);
	ret = bur_recorder_ask(rec, cdb, 10, out->data, n, &out->n);
	if (ret) {
		bur_free(out->data);
		out->data = NULL;
	}
	return ret;
}

static int inquire(struct burin_recorder *rec)
{
	uint8_t cdb[16], reply[BUR_INQUIRY_LEN];
	size_t len = bur_cdb_inquiry(cdb, sizeof(reply)), got;
	struct bur_inquiry inquiry;
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	if (ret)
		return ret;
	if (bur_inquiry_decode(reply, got, &inquiry))
		return bur_recorder_bad_reply(rec, cdb, len);
	if (inquiry.type != 5)	/* SPC-4 table 147 */
		return bur_fail(&rec->detail, BURIN_E_RECORDER_UNSUPPORTED, BURIN_PHASE_OPEN,
				rec->name, "this is not an optical drive");
	memcpy(rec->vendor, inquiry.vendor, sizeof(rec->vendor));
	memcpy(rec->product, inquiry.product, sizeof(rec->product));
	memcpy(rec->revision, inquiry.revision, sizeof(rec->revision));
	return 0;
}

/* One TEST UNIT READY, nothing repeated: 0, or the failure. */
static int test_ready(struct burin_recorder *rec, struct burin_failure *failure)
{
	struct bur_command cmd = { .timeout_ms = TIMEOUT_MS };

	cmd.cdb_len = (uint8_t)bur_cdb_test_unit_ready(cmd.cdb);
	bur_transport_execute(rec->transport, &cmd);
	if (cmd.host == BURIN_HOST_OK && !cmd.status)
		return 0;
	bur_failure_from(&cmd, failure);
	return bur_failure_code(failure);
}

/* What happened before the recorder was opened is no news to who opens it. */
static void clear_attentions(struct burin_recorder *rec)
{
	struct burin_failure failure;

	for (int i = 0; i < ATTENTIONS_MAX; i++)
		if (test_ready(rec, &failure) != BURIN_E_MEDIUM_CHANGED)
			break;
}

static int new_recorder(struct burin_context *ctx, const char *name, struct burin_recorder **out,
			struct burin_detail *detail)
{
	struct burin_recorder *rec = bur_zalloc(sizeof(*rec));

	*out = rec;
	if (!rec)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, name, NULL);
	rec->refs = 1;
	rec->ctx = ctx ? burin_context_ref(ctx) : NULL;
	rec->name = bur_strdup(name);
	return rec->name ? 0 : bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_OPEN, name, NULL);
}

/* What opening has ended with: the recorder, or why there is none. */
static int hand_out(struct burin_recorder *rec, int ret, struct burin_recorder **out,
		    struct burin_detail *detail)
{
	*out = ret ? NULL : rec;
	if (!ret || !rec)
		return ret;
	if (detail)
		*detail = rec->detail;
	burin_recorder_unref(rec);
	return ret;
}

BURIN_EXPORT int burin_recorder_open(struct burin_context *ctx, const char *name,
				     enum burin_transport transport,
				     struct burin_recorder **out, struct burin_detail *detail)
{
	struct burin_recorder *rec;
	int ret = new_recorder(ctx, name, &rec, detail);

	if (!ret)
		ret = bur_transport_open(ctx, name, transport, &rec->transport, &rec->detail);
	if (!ret && inquire(rec))	/* once more: the first answer may be of the past */
		ret = inquire(rec);
	if (!ret)
		clear_attentions(rec);
	return hand_out(rec, ret, out, detail);
}

BURIN_EXPORT int burin_recorder_open_left(struct burin_context *ctx, const char *name,
					  enum burin_transport transport,
					  struct burin_recorder **out,
					  struct burin_detail *detail)
{
	struct burin_recorder *rec;
	int ret = new_recorder(ctx, name, &rec, detail);

	if (!ret)
		ret = bur_transport_open_left(ctx, name, transport, &rec->transport, &rec->detail);
	return hand_out(rec, ret, out, detail);
}

BURIN_EXPORT struct burin_recorder *burin_recorder_ref(struct burin_recorder *rec)
{
	rec->refs++;
	return rec;
}

BURIN_EXPORT void burin_recorder_unref(struct burin_recorder *rec)
{
	if (!rec || --rec->refs)
		return;
	bur_transport_close(rec->transport);
	burin_context_unref(rec->ctx);
	bur_free(rec->name);
	bur_free(rec);
}

BURIN_EXPORT const char *burin_recorder_get_name(const struct burin_recorder *rec)
{
	return rec->name;
}

BURIN_EXPORT const char *burin_recorder_get_vendor(const struct burin_recorder *rec)
{
	return rec->vendor;
}

BURIN_EXPORT const char *burin_recorder_get_product(const struct burin_recorder *rec)
{
	return rec->product;
}

BURIN_EXPORT const char *burin_recorder_get_revision(const struct burin_recorder *rec)
{
	return rec->revision;
}

BURIN_EXPORT enum burin_transport burin_recorder_get_transport(const struct burin_recorder *rec)
{
	return rec->transport->kind;
}

BURIN_EXPORT void burin_recorder_set_checksums(struct burin_recorder *rec, bool on)
{
	if (rec->transport->kind == BURIN_TRANSPORT_KERNEL)
		bur_kernel_of(rec->transport)->checksum = on ? BURIN_CHECKSUM_CRC32C :
							       BURIN_CHECKSUM_NONE;
}

BURIN_EXPORT const char *burin_recorder_get_transport_reason(const struct burin_recorder *rec)
{
	return rec->transport->reason;
}

BURIN_EXPORT const struct burin_detail *
burin_recorder_get_detail(const struct burin_recorder *rec)
{
	return &rec->detail;
}

BURIN_EXPORT uint64_t burin_recorder_get_clock(const struct burin_recorder *rec)
{
	return rec->transport->ops->now(rec->transport) / 1000000;
}

static bool may_become_ready(int code)
{
	return code == BURIN_E_MEDIUM_NOT_READY || code == BURIN_E_MEDIUM_BUSY ||
	       code == BURIN_E_MEDIUM_FORMATTING || code == BURIN_E_MEDIUM_CHANGED;
}

int bur_recorder_wait_ready(struct burin_recorder *rec, uint32_t timeout_ms,
			    const atomic_int *cancel)
{
	struct bur_transport *t = rec->transport;
	uint64_t end = t->ops->now(t) + (uint64_t)timeout_ms * 1000000;
	unsigned int attentions = ATTENTIONS_MAX;
	struct burin_failure failure;
	int ret;

	bur_detail_clear(&rec->detail);
	while ((ret = test_ready(rec, &failure))) {
		if (ret == BURIN_E_MEDIUM_CHANGED && attentions) {
			attentions--;
			continue;
		}
		if (!may_become_ready(ret) || t->ops->now(t) >= end)
			break;
		if (cancel && atomic_load_explicit(cancel, memory_order_relaxed))
			return bur_fail(&rec->detail, BURIN_E_CANCELLED, BURIN_PHASE_INQUIRY,
					rec->name, "while it was waited for");
		t->ops->sleep(t, POLL_NS);
	}
	if (!ret)
		return 0;
	fail(rec, &failure);
	if (ret == BURIN_E_MEDIUM_FORMATTING)
		rec->detail.code = ret = BURIN_E_MEDIUM_BUSY;
	return ret;
}

BURIN_EXPORT int burin_recorder_wait_ready(struct burin_recorder *rec, uint32_t timeout_ms)
{
	return bur_recorder_wait_ready(rec, timeout_ms, NULL);
}

/* Sent as it is, once. */
static int send_raw(struct burin_recorder *rec, struct bur_command *cmd, const uint8_t *cdb,
		    size_t cdb_len, uint32_t timeout_ms)
{
	struct burin_failure failure;

	bur_detail_clear(&rec->detail);
	if (cdb_len != 6 && cdb_len != 10 && cdb_len != 12 && cdb_len != 16)
		return bur_fail(&rec->detail, -EINVAL, BURIN_PHASE_NONE, rec->name,
				"a command has 6, 10, 12 or 16 bytes");
	set_cdb(cmd, cdb, cdb_len);
	cmd->timeout_ms = timeout_ms ? timeout_ms : TIMEOUT_MS;
	bur_transport_execute(rec->transport, cmd);
	if (cmd->host == BURIN_HOST_OK && !cmd->status)
		return 0;
	bur_failure_from(cmd, &failure);
	return bur_failure_tell(&failure, BURIN_PHASE_NONE, rec->name, &rec->detail);
}

BURIN_EXPORT int burin_recorder_send(struct burin_recorder *rec, const uint8_t *cdb,
				     size_t cdb_len, uint32_t timeout_ms)
{
	struct bur_command cmd = { 0 };

	return send_raw(rec, &cmd, cdb, cdb_len, timeout_ms);
}

BURIN_EXPORT int burin_recorder_send_in(struct burin_recorder *rec, const uint8_t *cdb,
					size_t cdb_len, void *buf, size_t n,
					size_t *transferred, uint32_t timeout_ms)
{
	struct bur_command cmd = { .direction = BURIN_DIR_IN, .data = buf, .data_len = n };
	int ret = send_raw(rec, &cmd, cdb, cdb_len, timeout_ms);

	if (transferred)
		*transferred = cmd.transferred;
	return ret;
}

BURIN_EXPORT int burin_recorder_send_out(struct burin_recorder *rec, const uint8_t *cdb,
					 size_t cdb_len, const void *buf, size_t n,
					 uint32_t timeout_ms)
{
	struct bur_command cmd = {
		.direction = BURIN_DIR_OUT, .data = (void *)buf, .data_len = n,
	};

	return send_raw(rec, &cmd, cdb, cdb_len, timeout_ms);
}
