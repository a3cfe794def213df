#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The driver and its UAPI header in the kernel's style: checkpatch.pl has nothing to say, and sparse
# nothing about the engine. What checkpatch need not say stands in .checkpatch.conf, with the reason.
cd "$(dirname "$0")/../.."
. tests/tap.sh

source=$(ls /usr/src/linux-source-6.1.tar.xz /usr/src/linux-source-*.tar.xz 2>/dev/null | head -n 1)
sources() { git ls-files 'driver/*.[ch]' 'include/uapi/*.h' 2>/dev/null || find driver include/uapi -name '*.[ch]' ! -name '*.mod.c'; }
# TRACE_EVENT is laid out as in the kernel, where checkpatch would have parentheses aligned.
traces='(^|/)trace\.h$'
checkpatch() {
	local said
	said=$(perl "$folder/scripts/checkpatch.pl" --terse -f "$@" | grep -v '^total: 0 errors, 0 warnings, 0 checks')
	[ -z "$said" ] || { echo "$said"; return 1; }
}
style() { sources | grep -vE "$traces" | { mapfile -t files; [ "${#files[@]}" -gt 5 ] && checkpatch "${files[@]}"; }; }
trace_style() {
	sources | grep -E "$traces" | { mapfile -t files
		[ "${#files[@]}" = 0 ] || checkpatch --ignore PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE "${files[@]}"; }
}
# Both would find something.
checkpatch_finds() {
	printf '// SPDX-License-Identifier: GPL-2.0-only\nint f(int a)\n{\n\treturn a+1;\n}\n' >"$tap_dir/bad.c"
	! checkpatch "$tap_dir/bad.c" >"$tap_dir/said" && grep CHECK:SPACING "$tap_dir/said"
}
sparse_engine() {
	local file bad=0
	for file in "$@"; do sparse -std=gnu11 -Wsparse-all -Wsparse-error -Iinclude/uapi "$file" || bad=1; done
	return $bad
}
sparse_finds() {
	echo 'static int *const nothing = 0; int *f(void); int *f(void) { return nothing; }' >"$tap_dir/null.c"
	! sparse_engine "$tap_dir/null.c"
}

check "a kernel source is installed" test -n "$source"
folder=$(tests/kernel-files "$source")
check "checkpatch has nothing to say" style
check "nor about tracepoints" trace_style
check "and would say what it finds" checkpatch_finds
if command -v sparse >/dev/null; then
	check "sparse has nothing to say about the engine" sparse_engine driver/engine/*.c
	check "and would say what it finds" sparse_finds
fi
finish
