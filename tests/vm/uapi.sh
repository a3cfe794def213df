#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The driver's ioctls abused in a guest: bad structs, wrong owners, every opcode for every opener,
# rings and slots that are none, slow commands, rings written to while they are sent (WRITES bytes),
# random calls (CALLS), by SEED, threads against each other, failures of memory. ONLY=PROGRAM,PROGRAM
# runs some.
set -u
cd "$(dirname "$0")" || exit 1
fail() { echo "not ok 1 - $1"; echo "1..1"; exit 1; }
build=$(readlink -f "${CHECK_O:-../../build}")
make -s -C ../.. O="$build" uapi >&2 || fail "the programs are built"
module=$(./module "${VM_KERNEL:-6.1}") || fail "the driver is built"
export SEED=${SEED:-1}
GUEST_ENV="${GUEST_ENV:-} MODULE=$module UAPI=$build/tests/uapi ONLY=${ONLY:-}"
export GUEST_ENV+=" CALLS=${CALLS:-10000} WRITES=${WRITES:-100000}"
GUEST_LIMIT=${GUEST_LIMIT:-1200} exec ./boot guest/uapi.sh
