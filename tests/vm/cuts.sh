#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Power cut under burns through the driver, and faults while they close the disc, in each of nine
# families of media: before or after a command drawn by SEED, and one fault; with LONG=1 before and
# after every command, and every fault. POINTS=N: so many commands. ONLY=KIND.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-cuts.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
faults=("on synchronize-cache cut-power" "on synchronize-cache cut-power after"
	"on close-track-session cut-power" "on close-track-session cut-power after"
	"on synchronize-cache nth 1 sense 3/0c/00" "on synchronize-cache sense 2/04/08 times 4"
	"on synchronize-cache nth 1 reset" "on close-track-session nth 1 sense 4/09/00"
	"on close-track-session nth 1 reset" "on close-track-session nth 1 host-error"
	"on any phase epilogue sense 6/29/00 times 3" "on any phase epilogue cut-power tear prefix"
	"on synchronize-cache ignore" "on close-track-session sense 2/04/08 times 4")
RANDOM=${SEED:-1}
mkdir "$work/given"
[ "${LONG:-0}" = 1 ] && points=all || points=${POINTS:-1}
while read -r kind blocks; do
	[ -z "${ONLY:-}" ] || [ "$kind" = "${ONLY:-}" ] || continue
	if [ $points = all ]; then
		echo "$kind $blocks every command"
		for fault in "${faults[@]}"; do echo "$kind $blocks fault $fault"; done
	else
		for ((i = 0; i < points; i++)); do echo "$kind $blocks cut $((RANDOM % 1000)) $((RANDOM % 2))"; done
		echo "$kind $blocks fault ${faults[RANDOM % ${#faults[@]}]}"
	fi
done < <(./share 2 2) >"$work/given/points"
echo "# $(wc -l <"$work/given/points") points, seed ${SEED:-1}"
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
[ $points = all ] && limit=36000 || limit=$((900 + points * 600))
GUEST_LIMIT=${GUEST_LIMIT:-$limit} ./boot guest/cuts.sh "$work/given"
