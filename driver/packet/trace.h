/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: requests, from the block layer and back. Commands are those of the driver. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM burin_packet

#if !defined(BURIN_PACKET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define BURIN_PACKET_TRACE_H

#include <linux/tracepoint.h>

#include "device.h"

TRACE_DEFINE_ENUM(BURIN_PACKET_READ);
TRACE_DEFINE_ENUM(BURIN_PACKET_WRITE);
TRACE_DEFINE_ENUM(BURIN_PACKET_FLUSH);
TRACE_DEFINE_ENUM(BURIN_PACKET_DISCARD);

TRACE_EVENT(burin_packet_request,
	TP_PROTO(const struct burin_packet_device *device,
		 const struct burin_packet_request *request),
	TP_ARGS(device, request),
	TP_STRUCT__entry(
		__field(u32, minor)
		__field(u32, kind)
		__field(u32, block)
		__field(u32, count)
	),
	TP_fast_assign(
		__entry->minor = device->told.minor;
		__entry->kind = request->kind;
		__entry->block = request->block;
		__entry->count = request->count;
	),
	TP_printk("burinpacket%u: %s %u + %u", __entry->minor,
		  __print_symbolic(__entry->kind, { BURIN_PACKET_READ, "read" },
				   { BURIN_PACKET_WRITE, "write" }, { BURIN_PACKET_FLUSH, "flush" },
				   { BURIN_PACKET_DISCARD, "discard" }),
		  __entry->block, __entry->count)
);

TRACE_EVENT(burin_packet_end,
	TP_PROTO(const struct burin_packet_device *device,
		 const struct burin_packet_request *request, int error),
	TP_ARGS(device, request, error),
	TP_STRUCT__entry(
		__field(u32, minor)
		__field(u32, block)
		__field(int, error)
		__field(u32, dirty)
		__field(u32, unsynced)
	),
	TP_fast_assign(
		__entry->minor = device->told.minor;
		__entry->block = request->block;
		__entry->error = error;
		__entry->dirty = device->machine.dirty;
		__entry->unsynced = device->machine.unsynced;
	),
	TP_printk("burinpacket%u: %u, error %d; %u packets dirty, %u unsynced", __entry->minor,
		  __entry->block, __entry->error, __entry->dirty, __entry->unsynced)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH packet
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
