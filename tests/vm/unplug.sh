#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Drives unplugged and reset under burns through the driver, each at a command drawn by SEED, which
# is under way then; commands that never come back. Two points of each; with LONG=1 twenty;
# POINTS=N says how many.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-unplug.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
points=${POINTS:-$([ "${LONG:-0}" = 1 ] && echo 20 || echo 2)}
RANDOM=${SEED:-1}
mapfile -t media < <(./share 7 2)
unplugs=(remove delete gone killed) resets=(told host-error told-after)
# Reset by the loopback target: what it drops comes back when its time is over, 200 s of a WRITE.
[ "${LONG:-0}" != 1 ] || resets+=(device target)
mkdir "$work/given"
first=$RANDOM
for ((i = 0; i < points; i++)); do
	n=$((RANDOM % ${#media[@]}))
	echo "unplugged ${unplugs[(first + i) % 4]} ${media[n]} $((RANDOM % 1000))"
	echo "reset ${resets[(first + i) % ${#resets[@]}]} ${media[(n + 1) % ${#media[@]}]} $((RANDOM % 1000))"
done >"$work/given/points"
echo "# $points unplugged, $points reset, seed ${SEED:-1}"
build=$(readlink -f "${CHECK_O:-../../build}")
make -s -C ../.. O="$build" uapi >&2 || fail "the programs are built"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module UAPI=$build/tests/uapi RESETS=$((points * 2))"
GUEST_LIMIT=${GUEST_LIMIT:-$((900 + points * 200))} ./boot guest/unplug.sh "$work/given"
