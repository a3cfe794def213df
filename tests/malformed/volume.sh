#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The broken discs through the command, built with sanitizers: ls and extract end by themselves, with
# status 0 or 1 and a reason, and extract writes nothing outside of its folder.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
O=${CHECK_O:-build}/asan
burin=$O/burin
generate=$O/tests/malformed/generate

build() { "${MAKE:-make}" --no-print-directory O="$O" SANITIZE=address,undefined all "$generate"; }

# run STATUS COMMAND...: it must end with this status, and say why if not 0.
run() {
	local want=$1 status; shift
	timeout 20 "$@" >"$tap_dir/stdout" 2>"$tap_dir/stderr"; status=$?
	cat "$tap_dir/stderr"
	grep -q 'Sanitizer' "$tap_dir/stderr" && return 1
	[ "$status" = "$want" ] || { echo "status $status, not $want"; return 1; }
	[ "$want" = 0 ] || [ -s "$tap_dir/stderr" ]
}

# No byte that a terminal would obey may come from the medium.
harmless() { ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$tap_dir/stdout" "$tap_dir/stderr"; }

both() {
	local name=$1 ls=$2 extract=$3 area=$tap_dir/area
	rm -rf "$area"; mkdir -p "$area/outside"
	run "$ls" "$burin" ls "$tap_dir/$name.iso" || return 1
	harmless || { echo "a control character in the listing"; return 1; }
	run "$extract" "$burin" extract "$tap_dir/$name.iso" "$area/out" || return 1
	harmless || { echo "a control character from extract"; return 1; }
	[ -z "$(ls -A "$area/outside")" ] && [ -z "$(ls -A "$area" | grep -vxE 'out|outside')" ]
}

check "the command and the generator build with sanitizers" build
"$generate" "$tap_dir" >"$tap_dir/list" || exit 1
while read -r name ls extract; do
	check "$name" both "$name" "$ls" "$extract"
done <"$tap_dir/list"
finish
