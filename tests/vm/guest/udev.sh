#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest with systemd-udevd: nodes, links and properties of drives and media as on a real
# machine, for discs that other programs have burned.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
load_modules && mount_configfs && as_login || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 2
genisoimage -quiet -R -J -V BURNED -o a.iso a

# is PROPERTY...: udev comes to know each of them; the last look is shown if it does not.
is() {
	local end=$((SECONDS + 60 * slow))
	until known "$@"; do
		[ $SECONDS -lt $end ] || { udevadm info -q property "$sr"; return 1; }
		nap 0.2
	done
}
known() {
	local now property; now=$(udevadm info -q property "$sr")
	for property; do grep -qxF -- "$property" <<<"$now" || return 1; done
}
forgotten() {
	local end=$((SECONDS + 60 * slow))
	while udevadm info -q property "$sr" | grep -E 'ID_CDROM_MEDIA|ID_FS'; do
		[ $SECONDS -lt $end ] || return 1
		nap 0.2
	done
}
# What the rules' program says when asked by hand.
says() {
	local now property; now=$(as_user /lib/udev/cdrom_id "$sr"); echo "$now"
	for property; do grep -qxF -- "$property" <<<"$now" || return 1; done
}
links_to_drive() { ls -l "$1"; [ "$(readlink -f "$1")" = "$sr" ]; }
of_group() { stat -c '%G %a %n' "$sr" "$sg"; [ "$(stat -c '%G %a' "$sr" "$sg" | sort -u)" = "cdrom 660" ]; }
id=/dev/disk/by-id/scsi-SBURIN_EMULATED_DISC_VDRIVE

check "media are looked for every two seconds" grep -qx 2000 /sys/module/block/parameters/events_dfl_poll_msecs
check "a drive with a blank cd-r" drive cd-r cd1
check "its nodes belong to cdrom" of_group
check "it is linked by its serial number" links_to_drive ${id}0000
check "it is the cdrom" links_to_drive /dev/cdrom
check "its abilities are known" is ID_CDROM=1 ID_CDROM_CD_R=1 ID_CDROM_DVD_PLUS_RW=1 ID_CDROM_BD_RE=1
check "a blank disc is known" is ID_CDROM_MEDIA_CD_R=1 ID_CDROM_MEDIA_STATE=blank
check "burin finds the drive" holds "^$sr +BURIN" as_user "$BURIN" list
check "wodim burns it" as_user wodim dev="$sr" -tao -multi -pad -data a.iso
check "it is changed by hand" reload
check "a burned disc is known" is ID_CDROM_MEDIA_CD_R=1 ID_CDROM_MEDIA_STATE=appendable \
	ID_CDROM_MEDIA_TRACK_COUNT_DATA=1 ID_FS_TYPE=iso9660 ID_FS_LABEL=BURNED
check "cdrom_id tells the same" says ID_CDROM_MEDIA_STATE=appendable ID_CDROM_MEDIA_TRACK_COUNT_DATA=1
check "it is linked by its name" links_to_drive /dev/disk/by-label/BURNED
check "it is mounted by its name" mount -o ro LABEL=BURNED mnt
check "all as the source" diff -r a mnt
check "unmounted" umount mnt

first=$drive
check "a second drive" drive bd-r bd1 --blocks 65536
check "it has another link" links_to_drive ${id}0001
check "xorriso burns a folder" as_user xorriso -outdev "$sr" -volid SECOND -map /run/tmp/a / -commit
check "it is changed by hand" reload
check "a BD-R is known" is ID_CDROM_MEDIA_BD_R=1 ID_FS_LABEL=SECOND ID_CDROM_MEDIA_TRACK_COUNT_DATA=1
check "burin finds both" sh -c "test \$('$BURIN' list | grep -c '^/dev/sr.*BURIN') = 2"
check "an overwritable disc" another_medium dvd+rw rw1
check "is known" is ID_CDROM_MEDIA_DVD_PLUS_RW=1
check "growisofs burns it" as_user growisofs -use-the-force-luke=tty -Z "$sr=a.iso"
check "it is changed by hand" reload
check "a DVD+RW is known" is ID_CDROM_MEDIA_DVD_PLUS_RW=1 ID_FS_LABEL=BURNED
check "the button asks, the tray opens, it is taken out" out
check "and nothing is known of it" forgotten
gone
check "its link is gone" sh -c "udevadm settle; ! test -e ${id}0001"
drive=$first; gone
check "no link is left" sh -c "udevadm settle; ! ls -d /dev/cdrom /dev/disk/by-id 2>/dev/null"
check "nothing remains" nothing_left
finish
