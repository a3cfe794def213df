#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Burners killed or stopped in a guest with the driver: what becomes of their burns without data,
# and by adoption; in four families of media, with LONG=1 in nine. KINDS="..." names them.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-adopt.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
kinds=${KINDS:-cd-r dvd+r bd-r dvd+rw}
[ "${LONG:-0}${SHARE:-0}" = 00 ] || kinds=${KINDS:-$(./share 5 1 | cut -d' ' -f1)}
mkdir "$work/given"
printf '%s\n' $kinds >"$work/given/kinds"
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
GUEST_LIMIT=${GUEST_LIMIT:-$((300 + $(wc -l <"$work/given/kinds") * 600))} ./boot guest/adopt.sh "$work/given"
