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
merged() { ! git grep -nE '^(<{7}|>{7}) ' 2>/dev/null; }
longest_function() { ! function_lines | awk '$1 > 120' | grep .; }
median_function() {
	local median
	median=$(function_lines | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
	echo "median $median"; [ "$median" -le 14 ]
}

# The table of Documentation/architecture.rst, one room a line: ROOM|MAY USE|PUBLIC HEADERS.
table() {
	awk '/^==+  ==+  ==+$/ { if (!rules++) { split($0, w, "  "); b = length(w[1]) + 3; c = b + length(w[2]) + 2 }
			next }
		rules != 2 { next }
		/^[^ ]/ { if (room) print room "|" use "|" own; room = use = own = "" }
		{ room = room substr($0, 1, b - 3); use = use " " substr($0, b, c - b - 2); own = own " " substr($0, c) }
		END { print room "|" use "|" own }' Documentation/architecture.rst | sed 's/  *|/|/; s/`//g'
}
# What may follow "#include " in a file of the room, as a regular expression.
allowed() {
	local room=$1 use=$2 own=$3 word header re="\"(${1#lib/})/"
	case $room in
	tools/*|driver/engine) re='"[a-z-]+\.h"' ;;
	driver/packet) re='"(\.\./(engine/)?)?[a-z-]+\.h"|<(linux|trace)/[a-z0-9_/-]+\.h>' ;;
	driver) re='"(engine/)?[a-z-]+\.h"|<(linux|scsi|trace|asm)/[a-z0-9_/-]+\.h>' ;;
	esac
	for header in $own; do re+="|<burin/$header\.h>"; done
	for word in $(sed 's/ for its types//g; s/,//g' <<<"$use"); do
		case $word in
		core|mmc|stream|plan|transport|device|write)
			re+="|\"$word/"
			for header in $(table | awk -F'|' -v r="lib/$word" '$1 == r { print $3 }'); do
				re+="|<burin/$header\.h>"
			done ;;
		uapi) re+='|<linux/burin\.h>' ;;
		driver/engine*) re+="|\"../../$word" ;;
		'<burin/*.h>') re+='|<burin/' ;;
		'<'*) re+="|${word//./\\.}" ;;
		libudev) re+='|<libudev\.h>' ;;
		libsndfile) re+='|<sndfile\.h>' ;;
		liburing) re+='|<liburing\.h>' ;;
		json-c) re+='|<json-c/' ;;
		esac
	done
	echo "$re"
}
# Headers of the C library and the kernel are free to all but the engine.
system='<(sys/|scsi/|net/|arpa/)?[a-z0-9_]+\.h>|<linux/[a-z_]+\.h>'
foreign='<(linux/burin|libudev|sndfile|liburing)\.h>'
files_of() {
	case $1 in
	driver) files ':(glob)driver/*.[ch]' 'driver/probe/*.c' ;;	# its engine is a room of its own
	*) files "$1/*.c" "$1/*.h" ;;
	esac
}
rooms() {
	local bad=0 room use own lines
	while IFS='|' read -r room use own; do
		lines=$(files_of "$room" | xargs -r grep -nE '^# *include' | sed -E 's/# *include +/#include /')
		[ -n "$lines" ] || { echo "$room: no such room"; bad=1; }
		lines=$(grep -vE "#include ($(allowed "$room" "$use" "$own"))" <<<"$lines")
		[[ $room = driver* ]] || lines=$(grep -vE "#include ($system)" <<<"$lines"; grep -E "#include ($foreign)" <<<"$lines")
		[ -z "$lines" ] || { echo "$lines"; bad=1; }
	done < <(table)
	return $bad
}
# Each folder of sources is a room of the table.
every_room() {
	diff <(table | cut -d'|' -f1 | sort) \
		<({ files 'lib/*.c' 'driver/engine/*.c' 'driver/packet/*.c' 'tools/*.c' | cut -d/ -f1,2; echo driver; } | sort -u)
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
	! files | grep -vE '^(LICENSES/|tests/house/)' | xargs grep -nIE '(^|[^[:alnum:]_.])/(home|root|Users|work)/|https?://(deb|registry|mirror|proxy|pypi)[.:]' | grep .
}
# But mkudffs, whose arguments no shell sees.
no_exec() {
	! files 'lib/*.c' 'tools/*.c' | xargs grep -nE '[^a-z_](system|popen|exec[lv]p?e?|posix_spawnp?) ?\(' |
		grep -v '^tools/burin/packet-format.c:.*= posix_spawnp(' | grep .
}

check "every source names its licence" spdx
check "files keep their size" file_sizes
check "no function over 120 lines" longest_function
check "functions are short in the median" median_function
check "every room stands in the table of the architecture" every_room
check "no room knows a neighbour that the table does not name" rooms
check "allocation passes one gate" one_gate
check "the library never prints" silent_library
check "nothing promises later work" no_promises
check "no machine path and no registry host" no_paths
check "no program is ever started" no_exec
check "no merge is left half done" merged
finish
