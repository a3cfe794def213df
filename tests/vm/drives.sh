#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# burin-vdrive on a stock kernel: drives made, faulted, killed and removed, in a guest.
cd "$(dirname "$0")" || exit 1
GUEST_LIMIT=${GUEST_LIMIT:-600} exec ./boot guest/drives.sh
