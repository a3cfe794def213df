#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that is to sleep, or to start anew, while burin burns through the driver.
set -u
cd "$(dirname "$0")" || exit 1
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
exec ./boot guest/power.sh
