#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Other programs hammer a drive while burin burns on it through the driver: on one kind of medium,
# drawn by SEED, each once; with LONG=1 on nine kinds, each four times. ROUNDS=N says how often.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-hammer.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
[ "${LONG:-0}" = 1 ] && rounds=4 share=0 || rounds=1 share=1
mkdir "$work/given"
SHARE=$share ./share 6 1 >"$work/given/media"
n=$(wc -l <"$work/given/media")
echo "# $n of 9 kinds, seed ${SEED:-1}"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module ROUNDS=${ROUNDS:-$rounds}"
GUEST_LIMIT=${GUEST_LIMIT:-$((600 + n * ${ROUNDS:-$rounds} * 120))} ./boot guest/hammer.sh "$work/given"
