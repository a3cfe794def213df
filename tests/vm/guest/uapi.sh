#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the programs of tests/uapi on a drive with a DVD-RAM, beside another drive.
# ONLY=NAME,NAME runs some of them.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && load_driver "$MODULE" && load_packet "$MODULE" || exit 1
mkdir -p /run/tmp && cd /run/tmp || exit 1
# Who is nobody may open them, too.
two_drives() {
	drive bd-r other --blocks 32768 || return 1
	export SR2=$sr SG2=$sg
	drive dvd-ram medium --blocks 32768 || return 1
	export SLOW=$slow SR=$sr SG=$sg DRIVE=$drive DRIVE_PID BURIN_NODE; BURIN_NODE=$(unit_of)
	DRIVE_PID=$("$VDRIVE" list | awk -v sr="$sr" '$2 == sr { print $4 }')
	chmod 666 "$SR" "$SG" "$BURIN_NODE"
}
# Less than a unit may have, whatever memory the guest has: what is taken of it is then told.
limit() { echo $((128 << 20)) >/sys/module/burin/parameters/ring_total_bytes; }

check "two drives" two_drives
check "a limit for all rings" limit
programs=structs,owner,policy,ring,burn,slow,scribble,random,rivals,packet
# The debug kernel makes memory fail; Debian's serves 32-bit callers.
if [ "$KERNEL" = debug ]; then
	programs+=,faults
	mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
else
	programs+=,structs32,owner32,ring32,burn32
fi
programs=${ONLY:-$programs}
for program in ${programs//,/ }; do
	start=$SECONDS
	cases "$program"
	echo "# $program: $((SECONDS - start)) s"
done
check "the driver unloads" rmmod burin_packet burin
check "the drives are removed" "$VDRIVE" remove --all
finish
