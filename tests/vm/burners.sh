#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Programs that know nothing of burin burn on emulated recorders of a stock kernel, in a guest.
cd "$(dirname "$0")" || exit 1
GUEST_LIMIT=${GUEST_LIMIT:-900} exec ./boot guest/burners.sh
