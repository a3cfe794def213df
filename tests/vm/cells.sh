#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Programs that know nothing of burin burn on emulated recorders of a stock kernel, in guests, one
# for each program: tests/vm/cells.sh [CELL...]; the cells that have these names or begin with them,
# else a sample that SEED moves, with LONG=1 all, JOBS guests side by side. CELLS=FILE keeps the results.
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
run_guest() { # NAME: its results to the folder of that name
	mkdir -p "$work/$1/given" && grep "^$1" "$work/all" >"$work/$1/given/cells"
	GUEST_LIMIT=${GUEST_LIMIT:-$limit} ./boot guest/cells.sh "$work/$1/given" >"$work/$1/tap"
	echo $? >"$work/$1/status"
}

[ "${LONG:-0}" = 1 ] && limit=7200 || limit=1800
running=0
for guest in $(guests "$@"); do
	[ "$running" -lt "${JOBS:-1}" ] || { wait -n; running=$((running - 1)); }
	run_guest "$guest" & running=$((running + 1))
done
wait
for guest in $(guests "$@"); do grep -v '^1\.\.' "$work/$guest/tap"; done |
	awk '/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) } { print }' | tee "$work/results"
echo "1..$(grep -cE '^(not )?ok ' "$work/results")"
[ -z "${CELLS:-}" ] || cp "$work/results" "$CELLS"
! grep -qvx 0 $(printf "$work/%s/status " $(guests "$@"))
