#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Each switch off, and all of them: it builds without a warning, needs nothing of what is switched
# off, and the command does what is left.
cd "$(dirname "$0")/../.."
. tests/tap.sh
unset MAKEFLAGS MAKELEVEL CI

jobs=$(nproc)
build() {	# OUT SWITCH=0... [TARGET...]
	local out=$1; shift
	make --no-print-directory -j"$jobs" O="$out" WERROR=1 CFLAGS=-O0 "$@"
}
needs() { readelf -d "$1/burin" | grep NEEDED; cat "$1/libburin.pc"; }

# The whole way without a drive: a folder into an image, its listing, and out again.
works() {
	"$1/burin" image -o "$tap_dir/x.iso" include && "$1/burin" ls "$tap_dir/x.iso" &&
		rm -rf "$tap_dir/back" && "$1/burin" extract "$tap_dir/x.iso" "$tap_dir/back" &&
		diff -r include "$tap_dir/back" && "$1/burin" list
}
burns() {
	rm -f "$tap_dir/disc" && "$1/burin" media create --kind bd-r "$tap_dir/disc" &&
		"$1/burin" write "virtual:$tap_dir/disc" include
}
# said STATUS MESSAGE COMMAND...
said() {
	local status=$1 message=$2 got; shift 2
	"$@" >"$tap_dir/said" 2>&1; got=$?
	cat "$tap_dir/said"; [ "$got" = "$status" ] && grep -q -- "$message" "$tap_dir/said"
}
no_json() { said 2 'this build has no JSON' "$1/burin" list --json; }
no_emulator() {
	said 4 'this build has no emulated recorder' "$1/burin" info virtual:x &&
		said 1 'this build has no emulated recorder' "$1/burin" media create --kind bd-r "$tap_dir/none" &&
		[ ! -e "$tap_dir/none" ]
}

lacks() { ! needs "$1" | grep -i -- "$2"; }

# off SWITCH LIBRARY: one build without it, in a folder of its own
off() {
	local out=$tap_dir/$1
	check "$1=0 builds without a warning" build "$out" "$1=0" "$out/burin" "$out/libburin.pc"
	[ -z "$2" ] || check "$1=0 needs no $2" lacks "$out" "$2"
	check "$1=0 makes, lists and extracts an image" works "$out"
	[ "$1" = EMULATOR ] || check "$1=0 burns" burns "$out"
}
all_off() { build "$1" EMULATOR=0 JSON=0 SOUND=0 IO_URING=0 UDEV=0 PKG_CONFIG=false; }
only_libc() { ! readelf -d "$1/burin" | grep NEEDED | grep -v 'libc\.so' && ! grep '^Requires.*[a-z]$' "$1/libburin.pc"; }

off EMULATOR ""
all_without() { build "$1" EMULATOR=0 all && ! ls "$1"/libburin-emu.a "$1"/burin-vdrive; }
check "EMULATOR=0 makes neither its library nor its device" all_without "$tap_dir/EMULATOR"
check "EMULATOR=0 says so" no_emulator "$tap_dir/EMULATOR"
off JSON json
check "JSON=0 says so" no_json "$tap_dir/JSON"
off SOUND sndfile
off IO_URING uring
off UDEV udev
check "all off: builds without pkg-config" all_off "$tap_dir/none-at-all"
check "all off: needs the C library alone" only_libc "$tap_dir/none-at-all"
check "all off: makes, lists and extracts an image" works "$tap_dir/none-at-all"
check "all off: says so of the emulator" no_emulator "$tap_dir/none-at-all"
check "all off: and of JSON" no_json "$tap_dir/none-at-all"
refused() { ! make --no-print-directory O="$tap_dir/refused" "$1" 2>&1 | tee "$tap_dir/said" | grep -q CC && grep -q -- "$2" "$tap_dir/said"; }
check "a switch that is neither 1 nor 0 is refused" refused UDEV=no 'a switch is 1 or 0'
check "a library that is not there is named" refused PKG_CONFIG=false 'libudev sndfile liburing json-c: not found'
check "O cannot be the folder of the sources" refused O=. 'not the folder of the sources'
again() { [ -z "$(build "$tap_dir/EMULATOR" EMULATOR=0 all 2>&1 | tee /dev/stderr)" ]; }
check "a second make does nothing" again
clean() {
	: >"$tap_dir/EMULATOR/mine"; make --no-print-directory O="$tap_dir/EMULATOR" clean
	[ "$(ls -A "$tap_dir/EMULATOR")" = mine ]
}
check "make clean leaves what it has not made" clean
finish
