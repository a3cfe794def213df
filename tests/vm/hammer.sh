#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Other programs hammer a drive while burin burns on it through the driver: on one kind of medium,
# drawn by SEED, each once; with LONG=1 on nine kinds, each four times. ROUNDS=N says how often.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-hammer.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
media=("bd-r 32768" "cd-r 60000" "dvd+r 60000" "dvd-ram 32768" "dvd-r 131072" "cd-rw 60000" "dvd+rw 32768"
	"bd-re 32768" "dvd-rw 131072")
RANDOM=${SEED:-1}
[ "${LONG:-0}" = 1 ] && rounds=4 n=9 || rounds=1 n=1
mkdir "$work/given"
first=$((RANDOM % 9))
for ((i = 0; i < n; i++)); do echo "${media[(first + i) % 9]}"; done >"$work/given/media"
echo "# $n of 9 kinds, seed ${SEED:-1}"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module ROUNDS=${ROUNDS:-$rounds}"
GUEST_LIMIT=${GUEST_LIMIT:-$((600 + n * ${ROUNDS:-$rounds} * 120))} ./boot guest/hammer.sh "$work/given"
