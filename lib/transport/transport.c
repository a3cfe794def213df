/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport/transport.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/context.h"
#include "core/detail.h"
#include "core/export.h"
#include "transport/burn.h"
#include "transport/node.h"

#define VIRTUAL "virtual:"
#define BY_ID "/dev/disk/by-id/"

static const char *const names[] = {
	[BURIN_TRANSPORT_AUTO] = "auto",
	[BURIN_TRANSPORT_KERNEL] = "kernel",
	[BURIN_TRANSPORT_SG] = "sg",
	[BURIN_TRANSPORT_EMULATED] = "emulated",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

BURIN_EXPORT const char *burin_transport_name(enum burin_transport transport)
{
	return (size_t)transport < COUNT(names) ? names[transport] : "unknown";
}

BURIN_EXPORT int burin_transport_from_name(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -EINVAL;
}

static int open_virtual(const char *name, enum burin_transport kind, struct bur_transport **out,
			struct burin_detail *detail)
{
	if (kind != BURIN_TRANSPORT_AUTO && kind != BURIN_TRANSPORT_EMULATED)
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, name,
				"an emulated recorder is not reached by %s",
				burin_transport_name(kind));
#ifdef BURIN_HAVE_EMULATOR
	return bur_emulated_open(name + strlen(VIRTUAL), out, detail);
#else
	(void)out;
	return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, name,
			"this build has no emulated recorder");
#endif
}

/* A name without a slash is a by-id name. */
static bool find_node(const char *name, char *path, size_t n)
{
	int len = snprintf(path, n, "%s%s", strchr(name, '/') ? "" : BY_ID, name);

	return *name && len > 0 && (size_t)len < n && !access(path, F_OK);
}

/* The unit's own node takes no SG_IO: that of the drive does. */
static int open_by_sg(const char *path, struct bur_transport **out, struct burin_detail *detail)
{
	char name[80], block[80];

	if (bur_node_name(path, name, sizeof(name)) && !strncmp(name, "burin", 5) &&
	    bur_node_sibling(path, "block", block, sizeof(block)))
		path = block;
	return bur_sg_open(path, out, detail);
}

static const char *why_not_by_driver(int error)
{
	switch (error) {
	case BURIN_E_TRANSPORT:
		return "by the kernel's SG_IO: no unit of burin's driver has this drive";
	case -EACCES:
		return "by the kernel's SG_IO: this user may not open the drive's unit of burin's driver";
	default:
		return "by the kernel's SG_IO: burin's driver could not be given this drive";
	}
}

/* Past an owner there is no other way: what holds the unit holds the drive. */
static int open_by_either(const char *path, struct bur_transport **out,
			  struct burin_detail *detail)
{
	int error = bur_kernel_open(path, out, detail), ret;

	if (!error || error == BURIN_E_RECORDER_BUSY || error == BURIN_E_NO_RECORDER)
		return error;
	bur_detail_clear(detail);
	ret = open_by_sg(path, out, detail);
	if (!ret)
		(*out)->reason = why_not_by_driver(error);
	return ret;
}

static int open_node(const char *name, enum burin_transport kind, struct bur_transport **out,
		     struct burin_detail *detail)
{
	char path[4096];

	if (kind == BURIN_TRANSPORT_EMULATED)
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, name,
				"only " VIRTUAL "PATH is an emulated recorder");
	if (!find_node(name, path, sizeof(path)))
		return bur_fail(detail, BURIN_E_NO_RECORDER, BURIN_PHASE_OPEN, name, NULL);
	if (kind == BURIN_TRANSPORT_KERNEL)
		return bur_kernel_open(path, out, detail);
	if (kind == BURIN_TRANSPORT_SG)
		return open_by_sg(path, out, detail);
	return open_by_either(path, out, detail);
}

int bur_transport_open(struct burin_context *ctx, const char *name, enum burin_transport kind,
		       struct bur_transport **out, struct burin_detail *detail)
{
	int ret;

	*out = NULL;
	bur_detail_clear(detail);
	if ((size_t)kind >= COUNT(names))
		return bur_fail(detail, -EINVAL, BURIN_PHASE_OPEN, name, "no such transport");
	if (!strncmp(name, VIRTUAL, strlen(VIRTUAL)))
		ret = open_virtual(name, kind, out, detail);
	else
		ret = open_node(name, kind, out, detail);
	if (!ret)
		(*out)->ctx = ctx;
	return ret;
}

int bur_transport_open_left(struct burin_context *ctx, const char *name,
			    enum burin_transport kind, struct bur_transport **out,
			    struct burin_detail *detail)
{
	char path[4096];
	int ret;

	*out = NULL;
	bur_detail_clear(detail);
	if (!strncmp(name, VIRTUAL, strlen(VIRTUAL)) ||
	    (kind != BURIN_TRANSPORT_AUTO && kind != BURIN_TRANSPORT_KERNEL))
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, name,
				"only a burn by burin's driver outlives its process");
	if (!find_node(name, path, sizeof(path)))
		return bur_fail(detail, BURIN_E_NO_RECORDER, BURIN_PHASE_OPEN, name, NULL);
	ret = bur_kernel_open_left(path, out, detail);
	if (!ret)
		(*out)->ctx = ctx;
	return ret;
}

/* Nothing but the driver makes block devices. */
static int find_bound(const char *name, char *path, size_t n, struct burin_detail *detail)
{
	bur_detail_clear(detail);
	if (!strncmp(name, VIRTUAL, strlen(VIRTUAL)))
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, name,
				"only burin's driver makes a block device of a recorder");
	return find_node(name, path, n) ? 0 :
	       bur_fail(detail, BURIN_E_NO_RECORDER, BURIN_PHASE_OPEN, name, NULL);
}

int bur_transport_unbind(const char *name, struct burin_detail *detail)
{
	char path[4096];
	int ret = find_bound(name, path, sizeof(path), detail);

	return ret ? ret : bur_kernel_unbind(path, detail);
}

int bur_transport_look_at_packets(const char *name, struct burin_packet_state *state,
				  struct burin_detail *detail)
{
	char path[4096];
	int ret = find_bound(name, path, sizeof(path), detail);

	return ret ? ret : bur_kernel_look_at_packets(path, state, detail);
}

void bur_transport_close(struct bur_transport *t)
{
	if (!t)
		return;
	bur_transport_stop_ahead(t);
	t->ops->close(t);
}

void bur_transport_stop_ahead(struct bur_transport *t)
{
	struct bur_burn *ahead = t->ahead;

	if (!ahead)
		return;
	t->ahead = NULL;
	t->ahead_of = NULL;
	bur_burn_cancel(ahead);
	bur_burn_free(ahead);
}

void bur_transport_execute(struct bur_transport *t, struct bur_command *cmd)
{
	const uint8_t *c = cmd->cdb;

	bur_transport_stop_ahead(t);
	t->ops->execute(t, cmd);
	bur_log(t->ctx, BURIN_LOG_DEBUG,
		"%02X %02X %02X %02X %02X %02X %02X %02X %02X %02X %02X %02X: %zu of %zu bytes, "
		"host %u, status %02Xh%s", c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8],
		c[9], c[10], c[11], cmd->transferred, cmd->data_len, cmd->host, cmd->status,
		cmd->sense_len ? ", with sense" : "");
}
