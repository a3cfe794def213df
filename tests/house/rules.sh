#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The rules of the house that a machine can check: licences, sizes, who may know whom, words.
cd "$(dirname "$0")/../.."
. tests/tap.sh

files() { git ls-files "$@" 2>/dev/null || find . -path ./build -prune -o -type f -print; }

spdx() {
	local bad=0 file want
	while read -r file; do
		case $file in
		include/uapi/*) want="GPL-2.0-only WITH Linux-syscall-note" ;;
		driver/engine/*) want="GPL-2.0-only OR LGPL-2.1-or-later" ;;
		driver/*|Kbuild) want="GPL-2.0-only" ;;
		lib/*|include/burin/*) want="LGPL-2.1-or-later" ;;
		*) want="GPL-2.0-or-later" ;;
		esac
		head -n 3 "$file" | grep -q "SPDX-License-Identifier: $want" || { echo "$file: not $want"; bad=1; }
	done < <(files '*.c' '*.h' '*.sh')
	return $bad
}

# Tables of data are exempt and say so in their first comment.
is_table() { head -n 8 "$1" | grep -qiE '^ ?\*|^/\*' && head -n 8 "$1" | grep -qi '\btable\b'; }
file_sizes() {
	local bad=0 file n
	while read -r file; do
		n=$(wc -l <"$file")
		case $file in
		include/uapi/linux/burin.h|include/burin/burin.h) continue ;;
		*.h) [ "$n" -le 250 ] || is_table "$file" || { echo "$file: $n lines"; bad=1; } ;;
		*) [ "$n" -lt 700 ] || is_table "$file" || { echo "$file: $n lines"; bad=1; } ;;
		esac
	done < <(files 'lib/*.c' 'lib/*.h' 'driver/*.c' 'driver/*.h' 'tools/*.c' 'tools/*.h' 'include/*.h')
	return $bad
}

function_lines() {
	files 'lib/*.c' 'driver/*.c' 'tools/*.c' |
		ctags -L - --languages=C --kinds-C=f --fields=+ne -f - 2>/dev/null |
		awk -F'\t' '{ s = 0; e = 0
			for (i = 4; i <= NF; i++) {
				if ($i ~ /^line:/) s = substr($i, 6)
				if ($i ~ /^end:/) e = substr($i, 5) }
			if (e) print e - s + 1, $2 ":" $1 }' | sort -n
}
longest_function() { ! function_lines | awk '$1 > 120' | grep .; }
median_function() {
	local median
	median=$(function_lines | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
	echo "median $median"; [ "$median" -le 14 ]
}

# room NAME FORBIDDEN-REGEX: no file of the room includes what matches.
room() {
	! files "$1/*.c" "$1/*.h" | xargs -r grep -nE "^#include [<\"]($2)" | grep .
}
rooms() {
	local bad=0
	room tools '(core|mmc|device|transport|stream|plan|write|image|emulator)/' || bad=1
	room lib/write '(image|rawcd|emulator)/' || bad=1
	room lib/image '(device|transport|write|mmc|plan|emulator)/' || bad=1
	room lib/plan '(device|transport|write|stream|image|emulator)/' || bad=1
	room lib/device '(write|plan|image|emulator)/' || bad=1
	room lib/transport '(write|image|plan|device)/' || bad=1
	room lib/mmc '(device|transport|write|stream|image|plan|emulator)/' || bad=1
	room lib/stream '(device|transport|write|image|plan|mmc|emulator)/' || bad=1
	room lib/emulator '(mmc|plan|device|transport|write|stream|image)/|.*driver/engine|linux/burin' || bad=1
	room driver/engine '(std|string|core|mmc|burin/)' || bad=1
	return $bad
}

one_gate() {
	! files 'lib/*.c' | grep -v '^lib/core/alloc.c' |
		xargs grep -nE '(^|[^_a-z.>])(malloc|calloc|realloc|strdup|strndup|asprintf|vasprintf|free) ?\(' | grep -v '^\S*:\s*\*' |
		grep -vE '^[^:]+:[0-9]+:\s*(\*|/\*)' | grep .
}
silent_library() { ! files 'lib/*.c' | xargs grep -nE '[^a-z_](printf|puts|perror|putchar) ?\(|std(out|err)' | grep .; }
no_promises() {
	! files | grep -vE '^(LICENSES/|tests/house/)' | xargs grep -nIE 'TODO|FIXME|\bXXX\b|HACK|not implemented|unimplemented' | grep .
}
no_paths() {
	! files | grep -vE '^(LICENSES/|tests/house/)' | xargs grep -nIE '/work/|/root/|deb\.debian\.org|registry\.' | grep .
}
no_exec() {
	! files 'lib/*.c' 'tools/*.c' | xargs grep -nE '[^a-z_](system|popen|exec[lv]p?e?|posix_spawnp?) ?\(' | grep .
}

check "every source names its licence" spdx
check "files keep their size" file_sizes
check "no function over 120 lines" longest_function
check "functions are short in the median" median_function
check "no room knows a neighbour it must not know" rooms
check "allocation passes one gate" one_gate
check "the library never prints" silent_library
check "nothing promises later work" no_promises
check "no machine path and no registry host" no_paths
check "no program is ever started" no_exec
finish
