/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "write/request.h"

#include <errno.h>
#include <stdio.h>

#include "core/alloc.h"
#include "core/detail.h"

#define READY_MS 60000		/* a tray that was just closed */

static void take_state(struct bur_plan_request *request, const struct bur_recorder_state *state)
{
	request->medium = state->medium;
	request->has_buffer_protection = state->has_buffer_protection;
	request->background_format = state->background_format;
	request->has_opc = state->has_opc;
	request->has_incremental = state->has_incremental;
	request->mrw = state->mrw;
	request->track_mode = state->track_mode;
	request->data_mode = state->data_mode;
	request->open_track = state->open_track;
	request->session_open = state->session_open;
	request->format_count = 0;
	for (uint32_t i = 0; i < state->format_count && i < BUR_PLAN_FORMATS_MAX; i++)
		request->formats[request->format_count++] = (struct bur_plan_format){
			.type = state->formats[i].type,
			.sub_type = state->formats[i].sub_type,
			.blocks = state->formats[i].blocks,
			.parameter = state->formats[i].parameter,
		};
}

/* Of media that are written in order they are not asked for with the rest. */
static int fill_formats(struct burin_recorder *rec, struct bur_plan_request *request,
			struct burin_detail *detail)
{
	struct burin_format formats[BUR_PLAN_FORMATS_MAX];
	int count = burin_recorder_read_formats(rec, formats, BUR_PLAN_FORMATS_MAX);

	if (count == BURIN_E_DRIVE_REFUSED)
		return 0;
	if (count < 0) {
		*detail = rec->detail;
		return count;
	}
	for (int i = 0; i < count && i < BUR_PLAN_FORMATS_MAX; i++)
		request->formats[request->format_count++] = (struct bur_plan_format){
			.type = formats[i].type, .sub_type = formats[i].sub_type,
			.blocks = formats[i].blocks, .parameter = formats[i].parameter,
		};
	return 0;
}

int bur_request_fill(struct burin_recorder *rec, struct bur_plan_request *request,
		     const atomic_int *cancel, struct burin_detail *detail)
{
	struct bur_recorder_state state;
	int ret;

	if (!rec)
		return bur_fail(detail, BURIN_E_RECORDER_REQUIRED, BURIN_PHASE_INQUIRY, NULL, NULL);
	ret = bur_recorder_wait_ready(rec, READY_MS, cancel);
	if (!ret)
		ret = bur_recorder_read_state(rec, &state);
	if (ret) {
		*detail = rec->detail;
		return ret;
	}
	if (state.medium.state == BURIN_MEDIUM_ABSENT)
		return bur_fail(detail, BURIN_E_NO_MEDIUM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	take_state(request, &state);
	request->max_transfer = rec->transport->max_transfer;
	if (request->task == BUR_TASK_FORMAT && !request->format_count)
		return fill_formats(rec, request, detail);
	return 0;
}

int bur_request_plan(struct burin_recorder *rec, const struct bur_plan_request *request,
		     struct bur_plan **out, struct burin_detail *detail)
{
	struct bur_plan *plan = bur_alloc(sizeof(*plan));
	int ret;

	*out = NULL;
	if (!plan)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_INQUIRY, NULL, NULL);
	ret = bur_plan_make(request, plan, detail);
	if (!ret) {
		*out = plan;
		return 0;
	}
	bur_free(plan);
	if (!detail->subject[0])
		snprintf(detail->subject, sizeof(detail->subject), "%s", rec->name);
	return ret;
}

bool bur_plan_is_empty(const struct bur_plan *plan)
{
	return !plan->prologue_count && !plan->program.stream_count && !plan->program.step_count;
}
