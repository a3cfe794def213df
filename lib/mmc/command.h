/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One command as it goes to a transport. Bytes only. */
#ifndef BUR_MMC_COMMAND_H
#define BUR_MMC_COMMAND_H

#include <linux/burin.h>
#include <stddef.h>
#include <stdint.h>

struct bur_command {
	uint8_t cdb[BURIN_CDB_MAX];
	uint8_t cdb_len;
	uint8_t direction;		/* BURIN_DIR_* */
	void *data;			/* out: not written to */
	size_t data_len;
	uint32_t timeout_ms;

	uint8_t host;			/* BURIN_HOST_* */
	uint8_t status;			/* SCSI status */
	size_t transferred;
	uint8_t sense[BURIN_SENSE_MAX];
	uint8_t sense_len;
};

#endif
