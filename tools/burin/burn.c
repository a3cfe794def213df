/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "burn.h"

#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "text.h"

bool speed_parse(const char *text, enum burin_kind kind, uint32_t *kbps)
{
	uint32_t one = burin_kind_speed_1x(kind);
	char number[16], *end;
	size_t digits;
	double value;

	*kbps = 0;
	if (!strcmp(text, "max"))
		return true;
	/* strtod() alone would also take "inf", "0x10", "1e3" and a sign. */
	digits = strspn(text, "0123456789.");
	if (!digits || digits >= sizeof(number))
		return false;
	memcpy(number, text, digits);
	number[digits] = '\0';
	value = strtod(number, &end);
	if (*end)
		return false;
	text += digits;
	if (!strcmp(text, "k"))
		one = 1;
	else if (*text && strcmp(text, "x"))
		return false;
	if (!one || value * one < 1 || value * one >= 4294967295.0)
		return false;
	*kbps = (uint32_t)(value * one + 0.5);
	return true;
}

static void cancel(void *data)
{
	burin_data_cancel(data);
}

/* Beside an error, in words: what the medium is now. */
static void tell_state(const char *name, const struct burin_data_result *r)
{
	if (r->busy)
		warn("%s: the recorder is still busy, the state of the medium is not known yet; "
		     "'burin info %s' tells it later", name, name);
	else if (!r->state_known)
		warn("%s: the recorder no longer answers, the state of the medium is not known; "
		     "'burin close %s' closes it when the recorder is back", name, name);
	else if (r->state == BURIN_MEDIUM_DAMAGED)
		warn("%s: medium is damaged; 'burin close %s' repairs it", name, name);
	else
		warn("%s: medium is %s", name, burin_medium_state_name(r->state));
}

/* And what of the burn is on it. */
static void tell_written(const char *name, const struct burin_data_result *r)
{
	if (r->simulated || !r->written)
		warn("%s: nothing was written", name);
	else if (r->written == r->acknowledged)
		warn("%s: %llu blocks from LBA %u were written and acknowledged", name,
		     (unsigned long long)r->written, r->start);
	else if (!r->acknowledged)
		warn("%s: %llu blocks from LBA %u were written, none of them acknowledged", name,
		     (unsigned long long)r->written, r->start);
	else
		warn("%s: %llu blocks from LBA %u were written, the first %llu of them acknowledged",
		     name, (unsigned long long)r->written, r->start,
		     (unsigned long long)r->acknowledged);
}

/* Everything was answered well; that does not mean that the recorder still answers. */
static void tell_good_state(struct tool *tool, const char *name, const struct burin_data_result *r)
{
	if (r->state_known)
		say(tool, "%s: medium is %s", name, burin_medium_state_name(r->state));
	else
		tell_state(name, r);
}

static void tell_done(struct tool *tool, const char *name, const struct burin_data_result *r)
{
	char took[32];

	text_time(r->elapsed_ms, took, sizeof(took));
	if (r->simulated)
		say(tool, "%s: simulated %llu blocks from LBA %u in %s; nothing was written", name,
		    (unsigned long long)r->blocks, r->start, took);
	else
		say(tool, "%s: %llu blocks written from LBA %u in %s", name,
		    (unsigned long long)r->written, r->start, took);
	findings_tell(tool, name, &r->verify);
	tell_good_state(tool, name, r);
}

static void emit_result(struct tool *tool, const char *name, const struct burin_data_result *r,
			enum exit_status status)
{
	const struct burin_verify_result *v = &r->verify;

	emit(tool, "result", NUMBER("exit", status), TEXT("recorder", name),
	     TEXT("state", r->state_known ? burin_medium_state_name(r->state) : NULL),
	     FLAG("simulated", r->simulated), FLAG("closed", r->closed), NUMBER("start", r->start),
	     NUMBER("blocks", r->blocks), NUMBER("written", r->written),
	     NUMBER("acknowledged", r->acknowledged), NUMBER("elapsed_ms", r->elapsed_ms),
	     NUMBER("retries", r->retries), TEXT("verify", burin_verify_level_name(v->level)),
	     TEXT("verdict", burin_verdict_name(v->verdict)), NUMBER("compared", v->compared),
	     NUMBER("different", v->different), NUMBER("unreadable", v->unreadable),
	     NUMBER("unchecked", v->unchecked),
	     NUMBER_IF(v->has_first_bad, "first_bad", v->first_bad));
}

static enum exit_status tell(struct tool *tool, struct burin_data *data, const char *name, int code)
{
	enum exit_status status = EXIT_DONE;
	struct burin_data_result result;

	burin_data_get_result(data, &result);
	if (code) {
		status = fail_detail(tool, code, burin_data_get_detail(data), name);
		if (result.verify.total)
			findings_tell(tool, name, &result.verify);
		tell_state(name, &result);
		tell_written(name, &result);
	} else {
		tell_done(tool, name, &result);
	}
	emit_result(tool, name, &result, status);
	return status;
}

typedef int (*run_fn)(struct burin_data *data, struct burin_stream *stream,
		      burin_progress_fn progress, void *user);

static enum exit_status run(struct tool *tool, struct burin_data *data, const char *name,
			    struct burin_stream *stream, struct findings *findings, run_fn fn)
{
	struct meter meter;
	int code;

	meter_init(&meter, tool);
	if (findings) {
		findings->meter = &meter;
		burin_data_set_verify_report(data, findings_report, findings);
	}
	interrupt_begin(cancel, data, "closing the medium; this takes a while");
	code = fn(data, stream, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	return tell(tool, data, name, code);
}

enum exit_status burn_run(struct tool *tool, struct burin_data *data, const char *name,
			  struct burin_stream *stream, struct findings *findings)
{
	return run(tool, data, name, stream, findings, burin_data_run);
}

enum exit_status burn_adopt(struct tool *tool, struct burin_data *data, const char *name,
			    struct burin_stream *stream, struct findings *findings)
{
	return run(tool, data, name, stream, findings, burin_data_run_adoption);
}

/* Of a burn that its process had left. */
static void tell_left(struct tool *tool, const char *name, const struct burin_data_result *r)
{
	say(tool, "%s: %llu blocks of the burn that was left there were written, %llu of them "
	    "acknowledged", name, (unsigned long long)r->written,
	    (unsigned long long)r->acknowledged);
}

enum exit_status burn_run_close(struct tool *tool, struct burin_data *data, const char *name)
{
	struct burin_data_result result;
	enum exit_status status = EXIT_DONE;
	struct meter meter;
	int code;

	meter_init(&meter, tool);
	interrupt_begin(cancel, data, "closing the medium; this takes a while");
	code = burin_data_run_close(data, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	burin_data_get_result(data, &result);
	if (code) {
		status = fail_detail(tool, code, burin_data_get_detail(data), name);
		tell_state(name, &result);
	} else {
		tell_good_state(tool, name, &result);
	}
	if (result.written)
		tell_left(tool, name, &result);
	emit(tool, "result", NUMBER("exit", status), TEXT("recorder", name),
	     TEXT("state", result.state_known ? burin_medium_state_name(result.state) : NULL),
	     FLAG("closed", result.closed),
	     NUMBER_IF(result.written, "written", result.written),
	     NUMBER_IF(result.written, "acknowledged", result.acknowledged));
	return status;
}
