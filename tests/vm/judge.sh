#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The verdict on a guest can fail: mistakes made on purpose are found, whatever the script says.
. "$(dirname "$0")/../tap.sh"
here=$(cd "$(dirname "$0")" && pwd)

judged() { GUEST_ENV="MISTAKE=$1" GUEST_LIMIT=${GUEST_LIMIT:-600} "$here/boot" "$here/guest/mistake.sh"; }
# refused MISTAKE REGEX: the guest's own case fails, and it is said why.
refused() {
	local out status
	out=$(judged "$1"); status=$?
	echo "$out"
	[ $status != 0 ] && grep -qE '^not ok [0-9]+ - .*its kernel log is clean' <<<"$out" && grep -qE "^# .*$2" <<<"$out"
}

check "a guest without a mistake passes" judged none
check "a line of the log" refused log 'BUG: said by a test'
check "a script that ends before its last case" refused plan 'of \? cases'
if [ "${VM_KERNEL:-6.1}" = debug ]; then
	check "memory that is lost" refused leak 'unreferenced object'
	check "memory read when it was freed" refused freed 'KASAN: .*use-after-free'
	check "an index out of bounds" refused bounds 'UBSAN: array-index-out-of-bounds'
	check "a warning" refused warning 'WARNING: '
	check "a list that is torn" refused list 'list_add corruption'
fi
finish
