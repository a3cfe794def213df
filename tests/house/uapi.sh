#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Documentation of the driver against its sources: every ioctl is told of, the table of commands is
# the one that is compiled, the program builds, and what can be watched is named.
cd "$(dirname "$0")/../.."
. tests/tap.sh
doc=Documentation/uapi.rst

ioctls() {
	local bad=0 name
	for name in $(sed -nE 's/^#define BURIN_IOC_([A-Z]+)\t.*/\1/p' include/uapi/linux/burin.h); do
		grep -A1 -x "$name" $doc | grep -q '^---' || { echo "$name: no heading"; bad=1; }
		grep -qE "^$name  " $doc || { echo "$name: not told who may call it"; bad=1; }
	done
	[ -n "$name" ] && return $bad
}
# Opcode, who, and the command's name; what the source has to say more of it is cut off.
commands() {
	diff <(sed -nE 's/^\t\[0x(..)\] = (READS|WRITES),\t+\/\* ([^:;]*[^:; ]).*/\U\1\Eh \2 \3/p' driver/engine/policy.c |
			sed 's/READS/reading/; s/WRITES/writing/; s/ \*\/*$//') \
		<(sed -nE 's/^([0-9A-F]{2}h) +(reading|writing) +/\1 \2 /p' $doc) && grep -q '^2Ah .*WRITE (10)' $doc
}
example() {
	sed -n '/^.. code-block:: c$/,$p' $doc | sed '1d; s/^    //' >"$tap_dir/burn.c"
	cc -std=gnu99 -Wall -Wextra -Werror -Iinclude/uapi -o "$tap_dir/burn" "$tap_dir/burn.c" &&
		! "$tap_dir/burn" /dev/null </dev/null 2>"$tap_dir/said" && grep -q '^INFO: ' "$tap_dir/said"
}
# names PATTERN: of the driver's sources, each once; PATTERN has one group
names() { grep -hoE "$1" driver/*.[ch] | sed -E "s/$1/\1/" | sort -u; }
told_in() {
	local where=$1 least=$2 bad=0 name n=0; shift 2
	for name in $(for pattern; do names "$pattern"; done); do
		n=$((n + 1)); grep -qw -- "$name" "$where" || { echo "$name: not in $where"; bad=1; }
	done
	[ "$n" -ge "$least" ] && return $bad
}
parameter='^module_param\(([a-z_]+)'
watched() {
	told_in Documentation/man/burin.4 2 "$parameter" &&
		told_in Documentation/driver.rst 15 "$parameter" '&dev_attr_([a-z_]+)\.attr' \
			'^TRACE_EVENT\(([a-z_]+)' '^DEFINE_EVENT\([a-z_]+, ([a-z_]+)'
}
version() {
	diff <(sed -n 's/^VERSION := //p' Makefile) <(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
}

check "every ioctl has its chapter and its line" ioctls
check "the table of commands is the driver's" commands
check "the program of the document builds, and says what it cannot do" example
check "parameters, attributes and tracepoints are told of" watched
check "DKMS knows the version" version
finish
