#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The power-cut machine: workloads on block devices are recorded once in a guest, with the drive's
# commands, their data, and what callers were told; then the record is cut short CUTS times (2000, with
# LONG=1 40000), in four ways, and what the medium holds is held to what was told. The judge itself
# is held to what it must tell: of a drive that forgets, and of packets written in part.
# TAKEN=FOLDER keeps the record, or judges the one that is there.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tap.sh"
build=$(readlink -f "${CHECK_O:-$here/../../build}")
all=${CUTS:-$([ "${LONG:-0}" = 1 ] && echo 40000 || echo 2000)}
taken=${TAKEN:-$tap_dir/taken} cuts=0
end() {
	echo "1..$tap_n"
	printf '%d cuts\n%d passed, %d failed, 0 skipped\n' "$cuts" $((tap_n - tap_bad)) "$tap_bad"
	[ "$tap_bad" = 0 ]; exit
}
compiled() {
	mkdir -p "$build/tests/crash" "$taken" && ${CC:-gcc} -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE \
		-pthread -o "$build/tests/crash/$1" "$here/$1.c"
}
recorded() {
	[ ! -s "$taken/list" ] || return 0
	local module; module=$("$here/../vm/module" "${VM_KERNEL:-6.1}") || return 1
	GUEST_ENV="${GUEST_ENV:-} MODULE=$module WORKLOAD=$build/tests/crash/workload" VM_TAKEN=$taken \
		GUEST_LIMIT=${GUEST_LIMIT:-1200} "$here/../vm/boot" "$here/../vm/guest/crash.sh" >"$taken/tap"
	local status=$?
	grep -v '^ok' "$taken/tap"; return $status
}
# NAME PACKET [OPTION]: what the judge says, in told.
judged() {
	told=$("$build/tests/crash/cut" "$taken/$1.tape" "$taken/$1.acks" "$2" "$each" "${SEED:-1}" ${3:-} 2>&1)
	local status=$?
	echo "$told"; return $status
}
holds() {
	judged "$1" "$2" || return 1
	case $1,$told in reset*" 0 resets"|reset*" 1 resets") return 1 ;; esac
}
tells_forgetful() { ! judged "$1" "$2" --forgetful && [[ $told == *cuts* && $told != *" 0 lost"* ]]; }
tells_partial() { ! judged "$1" 64 && [[ $told == *cuts* && $told != *" 0 mixed"* ]]; }

for program in workload cut; do
	check "$program is built" compiled $program
done
check "the workloads are recorded" recorded
[ "$tap_bad" = 0 ] || end
each=$((all / $(wc -l <"$taken/list")))
while read -r name packet; do
	check "$name: what was acknowledged is there" holds "$name" "$packet"
	echo "# $told"
	cuts=$((cuts + each))
	check "$name: a drive that forgets is told of" tells_forgetful "$name" "$packet"
done <"$taken/list"
# The promises of a file system to whoever synchronised a file: REPLAYS (25) cuts of each.
cut_images() { # NAME PACKET
	local since; since=$(awk 'NR == 1 { print $1 }' "$taken/$1.files")
	rm -rf "$taken/$1.images"; mkdir "$taken/$1.images" &&
		"$build/tests/crash/cut" "$taken/$1.tape" "$taken/$1.images" "$2" "${REPLAYS:-25}" "${SEED:-1}" --images "$since"
}
while read -r name packet _; do
	check "$name: images of ${REPLAYS:-25} cuts" cut_images "$name" "$packet"
done <"$taken/file-systems"
replays() {
	VM_TAKEN=$taken GUEST_LIMIT=${GUEST_LIMIT:-1200} "$here/../vm/boot" "$here/../vm/guest/replays.sh"
}
replays >"$tap_dir/replays"
while read -r line; do
	case $line in
	"ok "*) ok "${line#ok * - }" ;;
	"not ok "*) not_ok "${line#not ok * - }" ;;
	"#"*) echo "$line" ;;
	esac
done <"$tap_dir/replays"
check "packets written in part are told of" tells_partial rising
end
