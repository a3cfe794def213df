#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Programs that know nothing of burin burn on emulated recorders of a stock kernel, in guests, one
# for each program: tests/vm/cells.sh [CELL...]; the cells that have these names or begin with them,
# else a sample that SEED moves, with LONG=1 all. CELLS=FILE keeps the results as a table.
cd "$(dirname "$0")" || exit 1
. cells/lib.sh
declare_cells
seed=${SEED:-20240229}
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-burners.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then chosen "$@"
elif [ "${LONG:-0}" = 1 ]; then printf '%s\n' "${cells[@]}"
else sample "$seed"
fi >"$work/all"
[ -s "$work/all" ] || { echo "not ok 1 - no such cell: $*"; echo "1..1"; exit 1; }
echo "# $(wc -l <"$work/all") of ${#cells[@]} cells, seed $seed"

# The sample shares a guest; all cells of a program have one for themselves.
guests() { if [ $# -eq 0 ] && [ "${LONG:-0}" != 1 ]; then echo .; else cut -d/ -f1 "$work/all" | uniq; fi; }
status=0
for guest in $(guests "$@"); do
	mkdir "$work/given" && grep "^$guest" "$work/all" >"$work/given/cells"
	GUEST_LIMIT=${GUEST_LIMIT:-1800} ./boot guest/cells.sh "$work/given" >"$work/tap" || status=1
	grep -v '^1\.\.' "$work/tap" | tee -a "$work/results" | awk -v n="${n:-0}" '
		/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) } { print }'
	n=$(grep -cE '^(not )?ok ' "$work/results")
	rm -r "$work/given"
done
echo "1..$n"
[ -z "${CELLS:-}" ] || cp "$work/results" "$CELLS"
exit $status
