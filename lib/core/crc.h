/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRC-32C (Castagnoli): of blocks and of burin's own records. */
#ifndef BUR_CORE_CRC_H
#define BUR_CORE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* crc 0 to begin; "123456789" -> E3069283h. Chains: crc of a part is given to the next. */
uint32_t bur_crc32c(uint32_t crc, const void *data, size_t n);

#endif
