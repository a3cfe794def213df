#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest with systemd-udevd, and with burin's rules.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

mkdir -p /run/udev/rules.d /run/tmp/mnt && cp "$(dirname "$0")/../../../driver/udev/60-burin.rules" /run/udev/rules.d/ &&
	udevadm control --reload || exit 1
load_modules && mount_configfs && load_driver "$MODULE" && load_packet "$MODULE" && as_login || exit 1
cd /run/tmp && chmod 1777 /run/tmp || exit 1

a_disc() {
	rm -f disc; "$BURIN" -q media create --kind "$1" --blocks 8192 disc && drive_of disc && settled
}
# Who is no more than of the group cdrom does it all.
formatted() { as_user "$BURIN" -q packet format --udf 2.01 --label "Seat" "$sr" && reload && settled; }
bound() { device=$(as_user "$BURIN" packet bind "$sr" | grep -o '/dev/burinpacket[0-9]*') && [ -b "$device" ]; }
# udev puts off what it was told of a device that is in use, and may come to it when the device is no more.
unbound() { settled; within 60 as_user "$BURIN" -q packet unbind "$device"; }
none_appeared() { settled; ! ls /dev/burinpacket* 2>/dev/null; }
of_cdrom() { settled; stat -c '%G %a' "$1"; [ "$(stat -c '%G %a' "$1")" = "cdrom 660" ]; }
known() {
	local now property; now=$(udevadm info -q property "$device"); echo "$now"
	for property; do grep -qxF -- "$property" <<<"$now" || return 1; done
}
is() { within 30 known "$@"; }
# The drive itself may have the link, before and after: the same disc is in it.
linked() { [ -b "/dev/disk/by-label/$1" ]; }
not_ours() { [ "$(readlink -f "/dev/disk/by-label/$1")" != "$device" ]; }
made_anew() { mkudffs --utf8 --media-type=hd -b 2048 --label=Other "$device" >/dev/null; }

for kind in dvd+rw dvd-ram; do
	check "$kind: a drive" a_disc $kind
	check "$kind: formatted by a member of cdrom" formatted
	check "$kind: no device has come by itself" none_appeared
	check "$kind: bound by a member of cdrom" bound
	check "$kind: it belongs to cdrom" of_cdrom "$device"
	check "$kind: what is on it is known, and that it is its user's" is ID_FS_TYPE=udf ID_FS_LABEL=Seat UDISKS_SYSTEM=0
	check "$kind: and linked" within 30 linked Seat
	check "$kind: another file system is made on it" made_anew
	check "$kind: that is known as well" is ID_FS_LABEL=Other
	check "$kind: mounted and left" sh -c "mount -t udf $device mnt && echo a >mnt/a && umount mnt"
	check "$kind: unbound by a member of cdrom" unbound
	check "$kind: the device has gone" none_appeared
	check "$kind: its link has gone" within 30 not_ours Other
	gone
done
check "the modules unload" within 60 rmmod burin_packet burin
finish
