/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/detail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/export.h"

void bur_detail_clear(struct burin_detail *d)
{
	if (d)
		memset(d, 0, sizeof(*d));
}

int bur_fail(struct burin_detail *d, int code, enum burin_phase phase, const char *subject,
	     const char *format, ...)
{
	va_list args;

	if (!d)
		return code;
	bur_detail_clear(d);
	d->code = code;
	d->phase = phase;
	if (subject)
		snprintf(d->subject, sizeof(d->subject), "%s", subject);
	if (format) {
		va_start(args, format);
		vsnprintf(d->text, sizeof(d->text), format, args);
		va_end(args);
	}
	return code;
}

/* SPC-4 4.5: fixed format has the key in byte 2, descriptor format in byte 1. */
static void take_sense(struct burin_detail *d)
{
	bool descriptor = d->sense_len && (d->sense[0] & 0x7e) == 0x72;
	size_t key = descriptor ? 1 : 2, asc = descriptor ? 2 : 12;

	d->has_sense = d->sense_len > key;
	if (!d->has_sense)
		return;
	d->key = d->sense[key] & 0x0f;
	d->asc = d->sense_len > asc ? d->sense[asc] : 0;
	d->ascq = d->sense_len > asc + 1 ? d->sense[asc + 1] : 0;
}

void bur_detail_set_command(struct burin_detail *d, const uint8_t *cdb, size_t cdb_len,
			    const uint8_t *sense, size_t sense_len)
{
	if (!d)
		return;
	d->has_command = cdb_len > 0;
	d->cdb_len = (uint8_t)(cdb_len < sizeof(d->cdb) ? cdb_len : sizeof(d->cdb));
	memcpy(d->cdb, cdb, d->cdb_len);
	d->sense_len = (uint8_t)(sense_len < sizeof(d->sense) ? sense_len : sizeof(d->sense));
	if (d->sense_len)
		memcpy(d->sense, sense, d->sense_len);
	take_sense(d);
}

void bur_detail_set_lba(struct burin_detail *d, int64_t lba)
{
	if (!d)
		return;
	d->has_lba = true;
	d->lba = lba;
}

/* Appends to buf as snprintf would, keeping count of what did not fit. */
static void append(char *buf, size_t n, size_t *at, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(*at < n ? buf + *at : NULL, *at < n ? n - *at : 0, format, args);
	va_end(args);
	if (len > 0)
		*at += (size_t)len;
}

BURIN_EXPORT int burin_detail_format(const struct burin_detail *detail, char *buf, size_t n)
{
	size_t at = 0;

	if (n)
		buf[0] = '\0';
	if (detail->subject[0])
		append(buf, n, &at, "%s: ", detail->subject);
	append(buf, n, &at, "%s", burin_strerror(detail->code));
	if (detail->text[0])
		append(buf, n, &at, ": %s", detail->text);
	if (detail->phase != BURIN_PHASE_NONE)
		append(buf, n, &at, " (%s", burin_phase_name(detail->phase));
	if (detail->has_command)
		append(buf, n, &at, "%scommand %02Xh", detail->phase ? ", " : " (",
		       detail->cdb[0]);
	if (detail->has_lba)
		append(buf, n, &at, ", LBA %lld", (long long)detail->lba);
	if (detail->has_sense)
		append(buf, n, &at, ", sense %X/%02X/%02X: %s", detail->key, detail->asc,
		       detail->ascq, burin_sense_text(detail->key, detail->asc, detail->ascq));
	if (detail->phase != BURIN_PHASE_NONE || detail->has_command)
		append(buf, n, &at, ")");
	return (int)at;
}
