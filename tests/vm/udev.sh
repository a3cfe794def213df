#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What systemd-udevd and Debian's rules find out of an emulated recorder, in a guest.
cd "$(dirname "$0")" || exit 1
VM_FLAVOUR=udev GUEST_LIMIT=${GUEST_LIMIT:-900} exec ./boot guest/udev.sh
