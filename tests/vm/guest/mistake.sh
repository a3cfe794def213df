#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest, told MISTAKE: lets the kernel say that something is wrong.
. "$(dirname "$0")/../../tap.sh"
provoke() {
	modprobe -d "$MODULES" lkdtm && echo "$1" >/sys/kernel/debug/provoke-crash/DIRECT
	true	# the writer may be killed for it
}
case $MISTAKE in
none) ;;
log) echo 'BUG: said by a test' >/dev/kmsg ;;
plan) ok "one of two cases"; exit 0 ;;
leak) modprobe -d "$MODULES" kmemleak-test && rmmod kmemleak-test ;;
freed) (provoke READ_AFTER_FREE) ;;
bounds) (provoke ARRAY_BOUNDS) ;;
warning) (provoke WARNING) ;;
list) (provoke CORRUPT_LIST_ADD) ;;
esac
check "the script itself finds nothing" true
finish
