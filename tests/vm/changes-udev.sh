#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The same where systemd-udevd opens a drive whenever its medium has changed.
VM_FLAVOUR=udev exec "$(dirname "$0")/changes.sh"
