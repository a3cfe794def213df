#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: workloads on block devices of drives whose life is put on tape, for tests/crash.
# /run/taken gets NAME.tape, NAME.acks and a line of `list` for each.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && load_driver "$MODULE" && load_packet "$MODULE" || exit 1
modprobe -d "$MODULES" ext4 || exit 1
mkdir -p /run/tmp && cd /run/tmp || exit 1
blocks=8192

a_drive() {
	local plain=${medium_kind/mrw/rw} mrw=
	[ "$plain" = "$medium_kind" ] || mrw=--mrw
	rm -f disc*
	"$BURIN" -q media create --kind "$plain" --blocks $blocks disc &&
		drive_of disc --tape "/run/taken/$name.tape" &&
		"$BURIN" -q packet format $mrw "$sr" && reload
}
bound() {
	device=$("$BURIN" packet bind --cache 1 $options "$sr" | grep -o '/dev/burinpacket[0-9]*') && [ -b "$device" ]
}
set_fault() { [ "$fault" = - ] || "$VDRIVE" fault "$drive" "${fault//_/ }"; }
worked() { timeout 300 "$WORKLOAD" "$device" "/run/taken/$name.acks" seed="$SEED" "${words[@]}"; }
# Files on a file system: the tape begins with its making.
formatted() { case $1 in ext4) mkfs.ext4 -q -b 4096 "$device" ;; udf) mkudffs --utf8 --media-type=hd -b 2048 "$device" >/dev/null ;; esac; }
files_written() {
	mkdir -p mnt && formatted "$1" && sync "$device" && mount -t "$1" "$device" mnt && mkdir mnt/files && sync -f mnt || return 1
	python3 "$(dirname "$0")/../../crash/files.py" write mnt/files "/run/taken/$name.files" "$SEED" 120; local status=$?
	umount mnt && return $status
}
unbound() { "$BURIN" -q packet unbind "$device"; }

while read -r name medium_kind options fault words; do
	case $name in ''|'#'*) continue ;; esac
	case $medium_kind in bd-*|cd-*) packet=32 ;; *) packet=16 ;; esac
	[ "$options" != - ] || options=
	read -ra words <<<"$words"
	check "$name: a drive" a_drive
	check "$name: bound" bound
	check "$name: the fault is set" set_fault
	check "$name: worked on" worked
	check "$name: unbound" unbound
	gone
	echo "$name $packet" >>/run/taken/list
done <"$(dirname "$0")/../../crash/workloads"
while read -r name medium_kind packet fs; do
	options=
	check "$name: a drive" a_drive
	check "$name: bound" bound
	check "$name: files are written" files_written "$fs"
	check "$name: unbound" unbound
	gone
	echo "$name $packet $fs" >>/run/taken/file-systems
done <<-END
	files-udf dvd+rw 16 udf
	files-ext4 dvd-ram 16 ext4
END
finish
