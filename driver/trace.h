/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: commands, phases, the fill of the ring, what is acknowledged. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM burin

#if !defined(BURIN_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define BURIN_TRACE_H

#include <linux/tracepoint.h>

#include "exec.h"
#include "stats.h"
#include "unit.h"

TRACE_EVENT(burin_issue,
	TP_PROTO(const struct burin_unit *unit, const u8 *cdb, u32 cdb_len, u32 len),
	TP_ARGS(unit, cdb, cdb_len, len),
	TP_STRUCT__entry(
		__field(dev_t, unit)
		__array(u8, cdb, BURIN_CDB_MAX)
		__field(u32, cdb_len)
		__field(u32, len)
	),
	TP_fast_assign(
		__entry->unit = unit->dev.devt;
		memset(__entry->cdb, 0, BURIN_CDB_MAX);
		memcpy(__entry->cdb, cdb, cdb_len);
		__entry->cdb_len = cdb_len;
		__entry->len = len;
	),
	TP_printk("burin%u: %*ph, %u bytes", MINOR(__entry->unit), (int)__entry->cdb_len,
		  __entry->cdb, __entry->len)
);

TRACE_EVENT(burin_done,
	TP_PROTO(const struct burin_unit *unit, const u8 *cdb,
		 const struct burin_exec_result *result),
	TP_ARGS(unit, cdb, result),
	TP_STRUCT__entry(
		__field(dev_t, unit)
		__field(u8, opcode)
		__field(u8, host)
		__field(u8, status)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->unit = unit->dev.devt;
		__entry->opcode = cdb[0];
		__entry->host = result->host;
		__entry->status = result->status;
		__entry->ns = result->ended - result->began;
	),
	TP_printk("burin%u: %02x, host %u, status %02x, %llu ns", MINOR(__entry->unit),
		  __entry->opcode, __entry->host, __entry->status, __entry->ns)
);

DECLARE_EVENT_CLASS(burin_run,
	TP_PROTO(const struct burin_unit *unit, const struct burin_run_state *run),
	TP_ARGS(unit, run),
	TP_STRUCT__entry(
		__field(dev_t, unit)
		__field(u8, phase)
		__field(u32, stream)
		__field(u64, written)
		__field(u64, acknowledged)
	),
	TP_fast_assign(
		__entry->unit = unit->dev.devt;
		__entry->phase = run->phase;
		__entry->stream = run->stream;
		__entry->written = run->written;
		__entry->acknowledged = run->acknowledged;
	),
	TP_printk("burin%u: phase %u, stream %u, %llu written, %llu acknowledged",
		  MINOR(__entry->unit), __entry->phase, __entry->stream, __entry->written,
		  __entry->acknowledged)
);

DEFINE_EVENT(burin_run, burin_phase,
	TP_PROTO(const struct burin_unit *unit, const struct burin_run_state *run),
	TP_ARGS(unit, run)
);

DEFINE_EVENT(burin_run, burin_frontier,
	TP_PROTO(const struct burin_unit *unit, const struct burin_run_state *run),
	TP_ARGS(unit, run)
);

TRACE_EVENT(burin_fill,
	TP_PROTO(const struct burin_unit *unit, u32 used, u32 slots),
	TP_ARGS(unit, used, slots),
	TP_STRUCT__entry(
		__field(dev_t, unit)
		__field(u32, used)
		__field(u32, slots)
	),
	TP_fast_assign(
		__entry->unit = unit->dev.devt;
		__entry->used = used;
		__entry->slots = slots;
	),
	TP_printk("burin%u: %u of %u slots", MINOR(__entry->unit), __entry->used, __entry->slots)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
