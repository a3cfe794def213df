#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# driver/engine is ready for the kernel: freestanding, no call that is not its own, no 64-bit
# division on 32-bit machines, no floating point, no recursion, small frames.
cd "$(dirname "$0")/../.."
. tests/tap.sh
export CCACHE_DISABLE=1	# where gcc is ccache: it loses the call graph

compile() {
	local cc=$1 out=$2 file; shift 2
	mkdir -p "$out"
	for file in driver/engine/*.c; do
		"$cc" -std=gnu11 -O2 -ffreestanding -nostdlib -Wall -Wextra -Werror -Wvla -Wdeclaration-after-statement \
			-Wframe-larger-than=512 -fstack-usage -fcallgraph-info=su "$@" -Iinclude/uapi \
			-c -o "$out/$(basename "$file" .c).o" "$file" || return 1
	done
}
foreign() {	# symbols needed that no engine object defines
	nm -u "$1"/*.o | awk 'NF == 2 { print $2 }' | sort -u |
		comm -23 - <(nm --defined-only "$1"/*.o | awk 'NF == 3 { print $3 }' | sort -u) |
		grep -vxE 'memcpy|memset|memcmp|memmove|_GLOBAL_OFFSET_TABLE_'
}
native() { compile gcc "$tap_dir/native" -mno-sse -mgeneral-regs-only; }
arm() { compile arm-linux-gnueabihf-gcc "$tap_dir/arm" -mgeneral-regs-only; }
own_calls() { ! foreign "$tap_dir/native"; }
# The kernel has the 32-bit division of ARM cores without a divider, not the 64-bit one.
own_calls_32() { ! foreign "$tap_dir/arm" | grep -vxE '__aeabi_uidiv(mod)?' | grep .; }
# The call graphs of all files together have no cycle.
no_recursion() {
	cat "$tap_dir"/native/*.ci | grep '^edge:' |
		sed -E 's/.*sourcename: "([^"]*)".*targetname: "([^"]*)".*/\1 \2/' | sort -u >"$tap_dir/edges"
	[ -s "$tap_dir/edges" ] || return 1
	! awk '$1 == $2' "$tap_dir/edges" | grep . && ! tsort "$tap_dir/edges" 2>&1 >/dev/null | grep loop
}
# All of it, and nothing that is not there, goes into one module or the other.
in_kbuild() { diff <(sed -n 's/^engine := //p' driver/Kbuild driver/packet/Kbuild | tr ' ' '\n' | sort) <(cd driver/engine && ls -- *.c | sed 's/\.c$//' | sort); }

check "compiles freestanding, without floating point, frames under 512 bytes" native
check "and on a 32-bit machine" arm
check "calls nothing but itself" own_calls
check "nor a 64-bit division helper on 32 bits" own_calls_32
check "has no recursion" no_recursion
check "every file of it stands in Kbuild" in_kbuild
finish
