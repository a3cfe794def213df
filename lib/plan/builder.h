/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pieces that plans are put together from. Plans are written down in this
 * folder, a dozen steps at most, so that the arrays of struct bur_plan suffice.
 */
#ifndef BUR_PLAN_BUILDER_H
#define BUR_PLAN_BUILDER_H

#include "mmc/mode-page.h"
#include "plan/plan.h"

#define BUR_TIMEOUT_MS		30000u
#define BUR_LONG_TIMEOUT_MS	200000u		/* of a write, and to begin a long operation */
#define BUR_CLOSE_MS		3600000u	/* to flush or to close */
#define BUR_FORMAT_MS		18000000u
#define BUR_MRW_FORMAT		0x24	/* MMC-6 table 247 */
#define BUR_COMMAND_BLOCKS	32u		/* 64 KiB: always fits, and BD needs it */
#define BUR_COMMAND_BLOCKS_MAX	64u		/* 128 KiB: what ATAPI carries */

/* One kind's ways. NULL: the kind has no such thing. */
struct bur_method {
	enum burin_kind kind;
	uint32_t unit, least_blocks;
	int (*write)(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail);
	int (*close)(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail);
	int (*erase)(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail);
	int (*format)(const struct bur_plan_request *req, struct bur_plan *plan,
		      struct burin_detail *detail);
};

/* NULL: media of that kind are not written. */
const struct bur_method *bur_method_of(enum burin_kind kind);

#define BUR_PLAN_WAY(name) \
	int name(const struct bur_plan_request *req, struct bur_plan *plan, \
		 struct burin_detail *detail)

BUR_PLAN_WAY(bur_cd_write);
BUR_PLAN_WAY(bur_cd_close);
BUR_PLAN_WAY(bur_cd_rw_write);
BUR_PLAN_WAY(bur_cd_rw_close);
BUR_PLAN_WAY(bur_cd_rw_format);
BUR_PLAN_WAY(bur_blank);		/* CD-RW, DVD-RW */
BUR_PLAN_WAY(bur_dvd_minus_write);	/* DVD-R, DVD-RW: sequential */
BUR_PLAN_WAY(bur_dvd_minus_close);
BUR_PLAN_WAY(bur_dvd_rw_write);		/* sequential or restricted overwrite, as it is */
BUR_PLAN_WAY(bur_dvd_rw_close);
BUR_PLAN_WAY(bur_dvd_rw_format);
BUR_PLAN_WAY(bur_dvd_plus_r_write);
BUR_PLAN_WAY(bur_dvd_plus_r_close);
BUR_PLAN_WAY(bur_dvd_plus_rw_write);
BUR_PLAN_WAY(bur_dvd_plus_rw_close);
BUR_PLAN_WAY(bur_dvd_plus_rw_erase);
BUR_PLAN_WAY(bur_dvd_plus_rw_format);
BUR_PLAN_WAY(bur_random_write);		/* DVD-RAM, BD-RE */
BUR_PLAN_WAY(bur_random_close);
BUR_PLAN_WAY(bur_random_erase);
BUR_PLAN_WAY(bur_random_format);
BUR_PLAN_WAY(bur_bd_r_write);
BUR_PLAN_WAY(bur_bd_r_close);
BUR_PLAN_WAY(bur_bd_r_format);
BUR_PLAN_WAY(bur_plan_packets);		/* whatever is overwritten */

/* What every writer refuses: before the first block, with the reason as text. */
int bur_plan_refuse_write(const struct bur_plan_request *req, const struct bur_method *method,
			  struct burin_detail *detail);

/* What the plan calls itself: the kind, and what is done with it. */
void bur_plan_name(struct bur_plan *plan, const struct bur_plan_request *req, const char *what);

/*
 * The track that the next burn goes to: blank media have one, appendable ones another. By
 * its number: only CD and DVD+R know it by another name.
 */
uint16_t bur_plan_track(const struct bur_plan_request *req);

/* The first format of that type on offer; NULL: none. */
const struct bur_plan_format *bur_plan_offered(const struct bur_plan_request *req, uint8_t type);

/* Appends a step; the caller fills in its command. */
struct bur_prologue_step *bur_plan_before(struct bur_plan *plan, const char *why);
struct burin_step *bur_plan_after(struct bur_plan *plan, const char *why, uint32_t when,
				  uint32_t flags);
void bur_plan_react(struct bur_plan *plan, uint16_t key, uint16_t asc, uint16_t ascq,
		    uint16_t opcode, uint8_t react);

/* An immediate command: wait until the unit is ready, at most so long. */
void bur_step_poll(struct burin_step *step, uint32_t poll_ms);

/* Whole pieces. */
void bur_plan_lock(struct bur_plan *plan);		/* first; with the reactions of every plan */
void bur_plan_unlock(struct bur_plan *plan);		/* always last */
/*
 * Before an interrupted burn is closed: what a drive that stayed on still holds of it. While it
 * does, the write parameters cannot be set.
 */
void bur_plan_drain(struct bur_plan *plan, const struct bur_plan_request *req);
void bur_plan_cd_speed(struct bur_plan *plan, uint32_t kbps, bool alternative);
/* SET STREAMING, or SET CD SPEED where it is refused */
void bur_plan_streaming(struct bur_plan *plan, const struct bur_plan_request *req);
/* The address where the burn begins, asked once more: it must be the plan's. */
void bur_plan_next_writable(struct bur_plan *plan, uint32_t track);
void bur_plan_format_unit(struct bur_plan *plan, const char *why, uint8_t type, uint8_t sub_type,
			  uint32_t blocks, uint32_t parameter, bool alternative);
/* WRITE(10) from plan->start, with the kind's unit and least blocks. */
struct burin_stream_spec *bur_plan_stream(struct bur_plan *plan,
					  const struct bur_plan_request *req, uint64_t blocks,
					  uint8_t end);
/* Zeros over the first 2 MiB, where every file system begins, or over all. */
int bur_plan_zeros(const struct bur_plan_request *req, struct bur_plan *plan,
		   struct burin_detail *detail);
void bur_plan_flush(struct bur_plan *plan);
void bur_plan_close(struct bur_plan *plan, const char *why, uint8_t function, uint16_t track,
		    uint32_t when, uint32_t flags);
/* Mode page 05h, before every track; and once more in the epilogue, its failure ignored. */
void bur_plan_select(struct bur_plan *plan, const struct bur_write_page *page);
void bur_plan_select_after(struct bur_plan *plan, const char *why, uint32_t when,
			   const struct bur_write_page *page);
/*
 * DVD+R and BD-R: refused, begun, then written and closed; disc is the function that closes it
 * for good. And the closing of an interrupted one.
 */
int bur_once_refuse(const struct bur_plan_request *req, struct burin_detail *detail);
void bur_once_begin(const struct bur_plan_request *req, struct bur_plan *plan);
void bur_once_write(const struct bur_plan_request *req, struct bur_plan *plan, uint32_t track,
		    uint8_t disc);
int bur_once_close(const struct bur_plan_request *req, struct bur_plan *plan, uint8_t disc);
void bur_plan_calibrate(struct bur_plan *plan);
/* Mode page 05h of a CD-RW's fixed packets: packet.c. */
void bur_plan_fixed_packets(struct bur_plan *plan, const struct bur_plan_request *req,
			    uint32_t packet_blocks);

/* READ DISC INFORMATION, byte 7: of a format in the background. */
enum bur_background {
	BUR_BACKGROUND_NONE = 0, BUR_BACKGROUND_STOPPED, BUR_BACKGROUND_RUNNING,
	BUR_BACKGROUND_COMPLETE,
};

void bur_plan_restart_format(struct bur_plan *plan, const struct bur_plan_request *req);
void bur_plan_stop_format(struct bur_plan *plan, const struct bur_plan_request *req, uint32_t when);
int bur_plan_background_close(const struct bur_plan_request *req, struct bur_plan *plan);
/* Between lock and unlock. */
int bur_plan_format_mrw(const struct bur_plan_request *req, struct bur_plan *plan,
			struct burin_detail *detail);
/* Some drives tell the new profile only after it. */
void bur_plan_start_unit(struct bur_plan *plan);
void bur_plan_nothing(struct bur_plan *plan);

#endif
