/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sense data of any form and length: decoded, reacted to, and told in a line of text. */
#include <stdlib.h>
#include <string.h>

#include "../../driver/engine/sense.h"
#include "core/detail.h"

#define WRITE_10 0x2a

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct burin_program program;
	struct burin_reaction reaction;
	struct burin_detail detail;
	struct burin_sense sense;
	uint8_t cdb[12] = { 0 };
	char text[1024];

	if (n < 1)
		return 0;
	memset(&program, 0, sizeof(program));
	cdb[0] = data[0];
	burin_sense_decode(data + 1, (__u32)(n - 1), &sense);
	burin_sense_react(&program, &sense, cdb[0], &reaction);
	burin_sense_react(&program, &sense, WRITE_10, &reaction);
	bur_fail(&detail, BURIN_E_WRITE, BURIN_PHASE_STREAM, "drive", NULL);
	bur_detail_set_command(&detail, cdb, sizeof(cdb), data + 1, n - 1);
	if (burin_detail_format(&detail, text, sizeof(text)) <= 0)
		abort();
	/* Both decoders of the library must mean the same. */
	if (sense.valid && detail.has_sense && n - 1 >= 18 && n - 1 <= sizeof(detail.sense) &&
	    sense.key != detail.key)
		abort();
	return 0;
}
