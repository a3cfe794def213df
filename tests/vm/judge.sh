#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The verdict on a guest can fail: mistakes made on purpose are found, whatever the script says.
. "$(dirname "$0")/../tap.sh"
here=$(cd "$(dirname "$0")" && pwd)

judged() { GUEST_ENV="MISTAKE=$1" GUEST_LIMIT=${GUEST_LIMIT:-600} "$here/boot" "$here/guest/mistake.sh"; }
# refused MISTAKE,MISTAKE REGEX...: the guest's own case fails, and it is said why.
refused() {
	local out status
	out=$(judged "$1"); status=$?; shift
	echo "$out"
	[ $status != 0 ] && grep -qE '^not ok [0-9]+ - .*its kernel log is clean' <<<"$out" || return 1
	for regex; do grep -qE "^# .*$regex" <<<"$out" || { echo "not told: $regex"; return 1; }; done
}

if [ "${VM_KERNEL:-6.1}" = debug ]; then
	check "memory that is lost" refused leak 'unreferenced object'
	check "memory read when it was freed, an index out of bounds, a warning, a list that is torn" \
		refused freed,bounds,warning,list 'KASAN: .*use-after-free' \
		'UBSAN: array-index-out-of-bounds' 'WARNING: ' 'list_add corruption'
else
	check "a guest without a mistake passes" judged none
	check "a line of the log" refused log 'BUG: said by a test'
	check "a script that ends before its last case" refused plan 'of \? cases'
fi
finish
