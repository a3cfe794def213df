/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Erasing and formatting rewritable media, formatting of others where MMC has it. */
#ifndef BURIN_ERASE_H
#define BURIN_ERASE_H

#include <burin/progress.h>
#include <burin/recorder.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_erase;

int burin_erase_new(struct burin_context *ctx, struct burin_erase **out);
void burin_erase_free(struct burin_erase *erase);
void burin_erase_set_recorder(struct burin_erase *erase, struct burin_recorder *rec);
/* Every block, not only the structures that make the medium look blank. */
void burin_erase_set_full(struct burin_erase *erase, bool full);

/*
 * How burin_erase_run_format() formats without a format of its own. packets: all over the
 * medium, for burin_packet_writer_run_bind(); what a DVD-RW's quick format is not. mrw: as Mt. Rainier,
 * CD-RW and DVD+RW. certification and spares: DVD-RAM and BD-RE. BURIN_E_OPTION for others. A drive
 * that does not certify as asked for refuses the format, but for NONE on DVD-RAM: then it does as ever.
 */
void burin_erase_set_packets(struct burin_erase *erase, bool packets);
void burin_erase_set_mrw(struct burin_erase *erase, bool mrw);
void burin_erase_set_certification(struct burin_erase *erase, enum burin_certification how);
void burin_erase_set_spares(struct burin_erase *erase, enum burin_spares spares);

/*
 * Erases: afterwards nothing that was on the medium can be read, and it can be
 * written as a new one. On DVD+RW, which has no BLANK, quick overwrites the
 * first 2 MiB (every file system's anchors) with zeros and full every block.
 * BURIN_E_NOT_ERASABLE on write-once media.
 */
int burin_erase_run(struct burin_erase *erase, burin_progress_fn progress, void *user);

/*
 * Formats. format NULL: what the medium's first write would need. One out of
 * burin_recorder_read_formats() else. BURIN_E_MEDIUM_STATE when it cannot be.
 */
int burin_erase_run_format(struct burin_erase *erase, const struct burin_format *format,
			   burin_progress_fn progress, void *user);

void burin_erase_cancel(struct burin_erase *erase);	/* any thread; BLANK itself goes on in the drive */
const struct burin_detail *burin_erase_get_detail(const struct burin_erase *erase);

#ifdef __cplusplus
}
#endif
#endif
