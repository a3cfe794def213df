#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What systemd-udevd makes of a block device on a rewritable medium, in a guest: whose it is, what is on it,
# and that it does not come unasked when media do.
cd "$(dirname "$0")" || exit 1
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
VM_FLAVOUR=udev GUEST_LIMIT=${GUEST_LIMIT:-900} exec ./boot guest/packet-udev.sh
