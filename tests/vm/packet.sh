#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rewritable media as block devices, in a guest: file systems made, filled, and read again on the
# plain drive; a drive that is reset, has bad packets, or goes. On one medium drawn by SEED, with LONG=1
# on each; KINDS="..." names them.
set -u
cd "$(dirname "$0")" || exit 1
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
build=$(readlink -f "${CHECK_O:-../../build}")
make -s -C ../.. O="$build" uapi >&2 || fail "the programs are built"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
all=(cd-rw dvd-rw dvd+rw dvd-ram bd-re cd-mrw dvd+mrw)
[ "${LONG:-0}" = 1 ] && kinds=${KINDS:-${all[*]}} || kinds=${KINDS:-${all[${SEED:-1} % ${#all[@]}]}}
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module UAPI=$build/tests/uapi KINDS=${kinds// /,}"
GUEST_LIMIT=${GUEST_LIMIT:-1800} exec ./boot guest/packet.sh
