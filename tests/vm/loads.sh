#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The driver loaded and unloaded fifty times beside drives, with burns in between, and nothing of it
# stays; LONG=1: a thousand times. LOADS=N says how often.
set -u
cd "$(dirname "$0")" || exit 1
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
loads=${LOADS:-$([ "${LONG:-0}" = 1 ] && echo 1000 || echo 50)}
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module LOADS=$loads"
GUEST_LIMIT=${GUEST_LIMIT:-$((600 + loads * 6))} exec ./boot guest/loads.sh
