/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table: every error of burin's own, its text, and the IMAPI2 result beside it. */
#include <burin/error.h>

#include <errno.h>
#include <string.h>

#include "core/export.h"

struct error {
	int code;
	const char *name;
	uint32_t imapi;
	const char *text;
};

#define E(symbol, imapi, text) { BURIN_E_##symbol, "BURIN_E_" #symbol, imapi, text }

static const struct error errors[] = {
	E(CANCELLED, 0xC0AA0002, "cancelled"),
	E(RECORDER_REQUIRED, 0xC0AA0003, "no recorder given"),
	E(RUNNING, 0xC0AA0400, "an operation is already running"),
	E(NOT_RUNNING, 0xC0AA0401, "no operation is running"),
	E(VERIFY_DIFFERENT, 0xC0AA0007, "verification found a difference"),
	E(VERIFY_UNREADABLE, 0xC0AA0007, "verification met unreadable blocks"),
	E(VERIFY_UNCHECKED, 0xC0AA0007, "verification left blocks unchecked"),
	E(OPTION, 0x80070057, "options contradict one another"),

	E(NO_RECORDER, 0x80070002, "no such recorder"),
	E(RECORDER_BUSY, 0xC0AA0210, "recorder is busy"),
	E(TRANSPORT, 0xC0AA0407, "no transport reaches this recorder"),
	E(NO_MEDIUM, 0xC0AA0202, "no medium in the recorder"),
	E(MEDIUM_FOREIGN, 0xC0AA0203, "medium of an unknown or unfit format"),
	E(MEDIUM_NOT_READY, 0xC0AA0205, "recorder is still becoming ready"),
	E(MEDIUM_FORMATTING, 0xC0AA0206, "medium is being formatted"),
	E(MEDIUM_BUSY, 0xC0AA0207, "recorder is busy with a long operation"),
	E(MODE_REFUSED, 0xC0AA0208, "recorder refuses these write parameters"),
	E(WRITE_PROTECTED, 0xC0AA0209, "medium is write-protected"),
	E(NO_FEATURE, 0xC0AA020A, "recorder does not have this feature"),
	E(FEATURE_NOT_CURRENT, 0xC0AA020B, "feature is not current with this medium"),
	E(COMMAND_TIMEOUT, 0xC0AA020D, "recorder did not answer in time"),
	E(NOT_FORMATTED, 0xC0AA0212, "medium must be formatted first"),
	E(BAD_REPLY, 0xC0AA02FF, "recorder sent a senseless reply"),
	E(GONE, 0x8007048F, "recorder is gone or lost power"),
	E(NO_STRUCTURE, 0xC0AA020E, "no such structure on this medium"),
	E(MEDIUM_CHANGED, 0xC0AA0301, "medium was changed, or the recorder was reset"),
	E(DRIVE_REFUSED, 0xC0AA0301, "recorder refuses the command"),
	E(HARDWARE, 0xC0AA0301, "hardware error in the recorder"),
	E(READ, 0x80070017, "blocks cannot be read"),
	E(TRAY, 0xC0AA0301, "tray cannot be moved"),
	E(NOT_BOUND, 0xC0AA0401, "no block device is made of this recorder"),

	E(UNDERRUN, 0xC0AA0300, "data came too slowly: loss of streaming"),
	E(WRITE, 0xC0AA0301, "recorder failed to write"),
	E(MEDIUM_STATE, 0xC0AA0402, "not possible with the medium as it is"),
	E(STREAM, 0xC0AA0403, "stream cannot be used"),
	E(TOO_LARGE, 0xC0AA0404, "does not fit on the medium"),
	E(NOT_BLANK, 0xC0AA0405, "medium holds data"),
	E(MEDIUM_UNSUPPORTED, 0xC0AA0406, "medium of this kind is not handled"),
	E(RECORDER_UNSUPPORTED, 0xC0AA0407, "recorder cannot do this"),
	E(NOT_ERASABLE, 0x80AA0904, "medium cannot be erased"),
	E(ERASE, 0x80AA0905, "recorder failed to erase"),
	E(CLOSE, 0xC0AA0301, "data are written, closing failed"),
	E(SOURCE_CHANGED, 0xC0AAB128, "source changed while it was read"),
	E(CALIBRATION, 0xC0AA0301, "laser power calibration failed"),
	E(NO_SIMULATION, 0xC0AA0406, "medium cannot be written in simulation"),
	E(MEDIUM_FULL, 0xC0AA0404, "medium is full"),
	E(RING_CHANGED, 0x80070017, "data in the ring were changed after they were handed over"),
	E(ADOPTED, 0xC0AA0002, "burn was adopted by another process"),
	E(OTHER_SOURCE, 0xC0AA0403, "not the source of the burn that is to be adopted"),
	E(STARVED, 0xC0AA0300, "no data came for the time stated, the burn was closed"),
	E(NO_BURN, 0xC0AA0401, "no burn is there to be adopted"),

	E(NAME, 0xC0AAB111, "name cannot be represented"),
	E(NAME_TAKEN, 0xC0AAB112, "name is taken"),
	E(NO_UNIQUE_NAME, 0xC0AAB113, "no unique name can be made"),
	E(PATH, 0xC0AAB118, "no such item"),
	E(NOT_A_DIRECTORY, 0xC0AAB109, "not a directory"),
	E(IMAGE_TOO_LARGE, 0xC0AAB120, "image would be too large for its file system"),
	E(TOO_MANY_DIRECTORIES, 0xC0AAB130, "too many directories"),
	E(NOT_A_VOLUME, 0xC0AAB151, "no file system that can be read"),
	E(DAMAGED_VOLUME, 0xC0AAB153, "file system is damaged"),
	E(UNSAFE_PATH, 0xC0AAB110, "path would lead out of the folder"),
	E(SOURCE, 0xC0AAB12A, "source cannot be read"),
	E(SPECIAL_FILE, 0xC0AAB111, "this kind of file cannot be stored"),

	E(MEDIUM_FILE, 0xC0AA0203, "not an emulated medium, or a damaged one"),
	E(FAULT_PLAN, 0x80070057, "fault plan cannot be understood"),
};

/* errnos that have an IMAPI2 or Win32 result of their own; the rest is E_FAIL. */
static const struct { int code; uint32_t result; } system_results[] = {
	{ ENOMEM, 0x8007000E }, { EINVAL, 0x80070057 }, { ENOENT, 0x80070002 },
	{ EACCES, 0x80070005 }, { EPERM, 0x80070005 }, { ENOSPC, 0x80070070 },
	{ EEXIST, 0x80070050 }, { EBUSY, 0x800700AA }, { ENOTSUP, 0x80004001 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct error *find(int code)
{
	for (size_t i = 0; i < COUNT(errors); i++)
		if (errors[i].code == code)
			return &errors[i];
	return NULL;
}

BURIN_EXPORT const char *burin_strerror(int code)
{
	const struct error *error = find(code);
	const char *text;

	if (error)
		return error->text;
	if (!code)
		return "no error";
	text = code > -4096 && code < 0 ? strerrordesc_np(-code) : NULL;
	return text ? text : "unknown error";
}

BURIN_EXPORT const char *burin_error_name(int code)
{
	const struct error *error = find(code);
	const char *name;

	if (error)
		return error->name;
	if (!code)
		return "OK";
	name = code > -4096 && code < 0 ? strerrorname_np(-code) : NULL;
	return name ? name : "unknown";
}

BURIN_EXPORT uint32_t burin_error_imapi(int code)
{
	const struct error *error = find(code);

	if (error)
		return error->imapi;
	for (size_t i = 0; i < COUNT(system_results); i++)
		if (system_results[i].code == -code)
			return system_results[i].result;
	return code ? 0x80004005 : 0;
}

BURIN_EXPORT const char *burin_phase_name(enum burin_phase phase)
{
	static const char *const names[] = {
		[BURIN_PHASE_NONE] = "idle",
		[BURIN_PHASE_OPEN] = "opening",
		[BURIN_PHASE_INQUIRY] = "asking the recorder",
		[BURIN_PHASE_LAYOUT] = "laying out the image",
		[BURIN_PHASE_PROLOGUE] = "preparing",
		[BURIN_PHASE_STREAM] = "writing",
		[BURIN_PHASE_EPILOGUE] = "closing",
		[BURIN_PHASE_VERIFY] = "verifying",
		[BURIN_PHASE_READ] = "reading",
		[BURIN_PHASE_ERASE] = "erasing",
		[BURIN_PHASE_FORMAT] = "formatting",
		[BURIN_PHASE_CLOSE] = "closing",
	};

	return (size_t)phase < COUNT(names) ? names[phase] : "unknown";
}
