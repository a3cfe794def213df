#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Burners of two tracks in one session, killed before, between and behind the tracks, in a guest with
# the driver: a burn for each track in six families of media, and both by a cue sheet on CD. One
# point of each family (SHARE=1: of one) and one sheet, drawn by SEED; with LONG=1 every point of
# every family.
set -u
cd "$(dirname "$0")" || exit 1
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-tracks.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
RANDOM=${SEED:-1}
mkdir "$work/given"
kinds=(cd-r cd-rw dvd-r dvd-rw dvd+r bd-r)
places=(begun ended closing closed prepared started second)
sheets=({cd-r,cd-rw}\ {begun,ended,emptied,second})
all=$((${#kinds[@]} * ${#places[@]} + ${#sheets[@]}))
# point WAY KIND PLACE: with the part of a track, in thousandths, that is handed over before.
point() { sed -n "s/^$2 .*/& $1 $3 $((RANDOM % 1000))/p" families >>"$work/given/points"; }
if [ "${LONG:-0}" = 1 ]; then
	for kind in "${kinds[@]}"; do for place in "${places[@]}"; do point tracks "$kind" "$place"; done; done
	for sheet in "${sheets[@]}"; do point sheet $sheet; done
else
	n=$((RANDOM % ${#places[@]}))	# from there on, another one for each family
	[ "${SHARE:-0}" = 0 ] || kinds=("${kinds[RANDOM % ${#kinds[@]}]}")
	for kind in "${kinds[@]}"; do point tracks "$kind" "${places[n++ % ${#places[@]}]}"; done
	point sheet ${sheets[RANDOM % ${#sheets[@]}]}
fi
${CC:-cc} -O2 -I../../include/uapi -I../uapi -o "$work/given/tracks" guest/tracks.c ../uapi/unit.c ||
	fail "a burner of two tracks is built"
given=$(wc -l <"$work/given/points")
echo "# $given of $all points, seed ${SEED:-1}"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
GUEST_LIMIT=${GUEST_LIMIT:-$((300 + given * 60))} ./boot guest/tracks.sh "$work/given"
