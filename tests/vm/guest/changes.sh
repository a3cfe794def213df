#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: media are changed and drives taken away, whatever they are doing. CHANGES and
# REMOVALS of them, drawn by SEED; LONG=1: a hundred and twenty.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/removals.sh"
load_modules && mount_configfs && as_login || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
patience=1200
if [ "$LONG" = 1 ]; then changes=100 removals=20; else changes=${CHANGES:-10} removals=${REMOVALS:-3}; fi
RANDOM=$SEED

# --- media: what udev's cdrom_id must say of each, and its size in blocks when it is burned ---

declare -A told=(
	[none]='! ID_CDROM_MEDIA=1'
	[blank-cd-r]='ID_CDROM_MEDIA_CD_R=1 ID_CDROM_MEDIA_STATE=blank'
	[blank-dvd+r]='ID_CDROM_MEDIA_DVD_PLUS_R=1 ID_CDROM_MEDIA_STATE=blank'
	[blank-bd-r]='ID_CDROM_MEDIA_BD_R=1 ID_CDROM_MEDIA_STATE=blank'
	[cd-r]='ID_CDROM_MEDIA_CD_R=1 ID_CDROM_MEDIA_TRACK_COUNT_DATA=1'
	[dvd+rw]='ID_CDROM_MEDIA_DVD_PLUS_RW=1'
	[bd-r]='ID_CDROM_MEDIA_BD_R=1 ID_CDROM_MEDIA_TRACK_COUNT_DATA=1')
media=(none blank-cd-r cd-r blank-dvd+r dvd+rw blank-bd-r bd-r)
volume() { name=${1//[-+]/_}; echo "OF_${name^^}"; }
burned() { case $1 in none|blank-*) false ;; esac; }
make_media() {
	local name size=()
	make_folder a 1
	for name in "${media[@]}"; do
		case $name in none) continue ;; *bd-r) size=(--blocks 65536) ;; *) size=() ;; esac
		"$BURIN" -q media create --kind "${name#blank-}" "${size[@]}" "$name" || return 1
		! burned "$name" || "$BURIN" -q write --verify none --volume "$(volume "$name")" "virtual:$name" a ||
			return 1
	done
	genisoimage -quiet -R -o big.part a && head -c 48M /dev/urandom | cat big.part - >big && rm big.part
}

sequence() { cat "/sys/block/${sr#/dev/}/diskseq"; }
# What the rules have found out, or, where no udev is, the same program.
properties() {
	if [ "$FLAVOUR" = udev ]; then udevadm info -q property "$sr"; else /lib/udev/cdrom_id "$sr"; fi
}
are_told() {
	local word now sense=0; now=$(properties)
	for word in ${told[$1]}; do
		[ "$word" != '!' ] || { sense=1; continue; }
		grep -qxF -- "$word" <<<"$now"; [ $? = $sense ] || return 1
	done
}
# Opening looks for a change; it fails where there is nothing to read.
open_once() { head -c 0 "$sr" 2>/dev/null || [ "$1" = none ] || ! burned "$1"; }
noticed() {
	[ "$FLAVOUR" = udev ] || open_once "$2" || echo "not opened"
	[ "$(sequence)" -gt "$1" ]
}
label() { dd if="$sr" bs=2048 skip=16 count=1 iflag=direct status=none | dd bs=1 skip=40 count=32 status=none | sed 's/ *$//'; }
right_contents() {
	if burned "$1"; then [ "$(label)" = "$(volume "$1")" ] && mount_now iso9660 &&
		cmp a/folder/deep/numbers mnt/folder/deep/numbers && umount mnt
	elif [ "$1" = none ]; then ! head -c 1 "$sr" 2>/dev/null
	fi
}
# change NAME: the drive holds it afterwards, and the kernel, and udev, know. In the hand of a
# quick user a medium follows the other at once; the kernel sees one change, or two.
change() {
	local before; before=$(sequence)
	[ "$last" = none ] || out || return 1
	[ "$1" = none ] || "$VDRIVE" load "$drive" "$1" || return 1
	within "a change noticed" 60 noticed "$before" "$1" || { echo "still $before"; dmesg | tail -n 5; return 1; }
	within "its kind told" 60 are_told "$1" && right_contents "$1"
}
next_medium() { # another than the last, so that there is a change
	last=$name
	while [ "$name" = "$last" ]; do name=${media[RANDOM % ${#media[@]}]}; done
}

check "media are made" make_media
check "an empty drive" drive_of ""
# A drive found empty has an event to tell at the first opening (sr believes in a medium until it
# has asked); while that waits, the kernel does not count another change.
[ "$FLAVOUR" = udev ] || open_once none
[ "$FLAVOUR" = plain ] || echo 250 >"/sys/block/${sr#/dev/}/events_poll_msecs"
# counted WHAT COMMAND...: a case, and one more done when it passes.
counted() { local bad=$tap_bad; check "$@"; [ $tap_bad != $bad ] || done=$((done + 1)); }
name=none done=0
for n in $(seq "$changes"); do
	next_medium
	counted "change $n: $name" change "$name"
done
echo "# $done of 100 media changes"
gone
check "nothing remains" nothing_left

done=0
first=$RANDOM
for n in $(seq "$removals"); do
	what=${situations[(first + n) % ${#situations[@]}]}
	counted "removal $n: ${situation[$what]}" removed "$what"
done
echo "# $done of 20 hot removals"
check "a drive can be added and read" added_again
check "nothing remains" nothing_left
finish
