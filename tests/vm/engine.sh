#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# burin burns through its driver: what it does over SG_IO, and the same commands.
TRANSPORT=kernel exec "$(dirname "$0")/sg.sh"
