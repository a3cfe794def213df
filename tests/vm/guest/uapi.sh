#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the programs of tests/uapi on a drive with a DVD-RAM, beside another drive.
# ONLY=NAME runs one of them.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp && cd /run/tmp || exit 1
# Who is nobody may open them, too.
two_drives() {
	drive bd-r other --blocks 32768 || return 1
	export SR2=$sr SG2=$sg
	drive dvd-ram medium --blocks 32768 || return 1
	export SLOW=$slow SR=$sr SG=$sg BURIN_NODE; BURIN_NODE=$(unit_of)
	chmod 666 "$SR" "$SG" "$BURIN_NODE"
}
# Less than a unit may have, whatever memory the guest has: what is taken of it is then told.
limit() { echo $((128 << 20)) >/sys/module/burin/parameters/ring_total_bytes; }

check "two drives" two_drives
check "a limit for all rings" limit
for program in ${ONLY:-structs owner policy ring burn random rivals}; do
	cases "$program"
done
check "the driver unloads" rmmod burin
check "the drives are removed" "$VDRIVE" remove --all
finish
