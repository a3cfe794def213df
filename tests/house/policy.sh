#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The driver's table of commands against the kernel's own, which stands before SG_IO: an opener
# without privilege gets nothing through the driver that it would not get there. The judge is the
# kernel's function itself, compiled out of each source package that is installed.
cd "$(dirname "$0")/../.."
. tests/tap.sh
shopt -s nullglob

# The kernel's function, as a program can have it, and both asked for every opcode.
judge() {
	cat <<-'END'
	#include <stdbool.h>
	#include <stdio.h>
	#include "policy.h"

	typedef unsigned int fmode_t;
	#define FMODE_WRITE 2
	#define CAP_SYS_RAWIO 17
	static bool capable(int what) { (void)what; return false; }
	END
	# the opcodes of its headers, which need the rest of the kernel
	grep -hE '^#\s*define\s+\w+\s+0x' "$1/include/scsi/scsi_proto.h" "$1/include/uapi/linux/cdrom.h"
	sed -n '/^bool scsi_cmd_allowed(/,/^}/p' "$1/drivers/scsi/scsi_ioctl.c"
	cat <<-'END'
	static int more(unsigned int opcode, bool writes)
	{
		static const unsigned char lengths[] = { 6, 10, 12, 16 };
		unsigned char cdb[16] = { (unsigned char)opcode };
		unsigned int i;

		if (scsi_cmd_allowed(cdb, writes ? FMODE_WRITE : 0))
			return 0;
		for (i = 0; i < sizeof(lengths); i++)
			if (burin_policy_allows(cdb, lengths[i], writes ? BURIN_OPENER_WRITES : BURIN_OPENER_READS))
				return printf("%02Xh %s\n", opcode, writes ? "writing" : "reading");
		return 0;
	}
	int main(void)
	{
		unsigned char write[16] = { 0x2a }, firmware[16] = { 0x3b };
		unsigned int opcode;
		int found = 0;

		for (opcode = 0; opcode < 256; opcode++)
			found += more(opcode, false) + more(opcode, true);
		/* the judge can tell */
		return found || scsi_cmd_allowed(write, 0) || !scsi_cmd_allowed(write, FMODE_WRITE) ||
		       scsi_cmd_allowed(firmware, FMODE_WRITE);
	}
	END
}
# never_more FOLDER [POLICY]: of the kernel's files there, and of our table or another
never_more() {
	local own=$tap_dir/$(basename "$1")
	mkdir -p "$own" && judge "$1" >"$own/judge.c" && grep -q '^bool scsi_cmd_allowed' "$own/judge.c" &&
		cc -Iinclude/uapi -Idriver/engine -o "$own/judge" "$own/judge.c" "${2:-driver/engine/policy.c}" &&
		"$own/judge"
}
# A table with one line too many is found.
too_much() {
	sed "s|^\t\[0xbf\].*|&\n\t[$2] = $3,|" driver/engine/policy.c >"$tap_dir/more.c"
	! never_more "$1" "$tap_dir/more.c" >"$tap_dir/said" && grep -qi "^${2#0x}h" "$tap_dir/said"
}
# Every opcode that the library can build; the one left out is in no kernel's table either.
library() {
	grep -oE 'BUR_OP_[A-Z0-9_]+\s*= 0x[0-9a-f]{2}' lib/mmc/cdb.h | grep -v MECHANISM_STATUS |
		grep -oE '0x..$' | sort >"$tap_dir/needed"
	sed -nE 's/^\t\[(0x..)\] = .*/\1/p' driver/engine/policy.c | sort >"$tap_dir/given"
	[ "$(wc -l <"$tap_dir/needed")" -gt 25 ] && ! comm -23 "$tap_dir/needed" "$tap_dir/given" | grep .
}

sources=(/usr/src/linux-source-*.tar.xz)
there() { [ "${#sources[@]}" -gt 0 ]; }
check "a kernel source is installed" there
for source in "${sources[@]}"; do
	name=$(basename "$source" .tar.xz)
	folder=$(tests/kernel-files "$source")
	check "nothing is allowed that $name refuses" never_more "$folder"
	check "WRITE BUFFER in the table would be found with $name" too_much "$folder" 0x3b WRITES
	check "and PREVENT for a reader" too_much "$folder" 0x1e READS
done
check "every command of the library is in the table" library
finish
