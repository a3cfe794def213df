#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Media changed and drives taken away under their users, in a guest.
cd "$(dirname "$0")" || exit 1
GUEST_LIMIT=${GUEST_LIMIT:-$([ "${LONG:-0}" = 1 ] && echo 3600 || echo 1800)} exec ./boot guest/changes.sh
