/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the state of a recorder's medium to a plan. */
#ifndef BUR_WRITE_REQUEST_H
#define BUR_WRITE_REQUEST_H

#include "device/recorder.h"
#include "plan/plan.h"

/*
 * Asks the medium and fills in what a request holds of it; options are the caller's to
 * set before; *cancel ends a wait for the drive. BURIN_E_RECORDER_REQUIRED,
 * BURIN_E_NO_MEDIUM, or what the recorder says.
 */
int bur_request_fill(struct burin_recorder *rec, struct bur_plan_request *request,
		     const atomic_int *cancel, struct burin_detail *detail);

/* bur_plan_make() on the heap; *out is freed with bur_free(). Names the recorder in detail. */
int bur_request_plan(struct burin_recorder *rec, const struct bur_plan_request *request,
		     struct bur_plan **out, struct burin_detail *detail);

/* The plan has nothing to do at all. */
bool bur_plan_is_empty(const struct bur_plan *plan);

#endif
