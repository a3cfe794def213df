#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: block devices on rewritable media in use.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && load_driver "$MODULE" && load_packet "$MODULE" || exit 1
[ "$KERNEL" = debug ] || modprobe -d "$MODULES" ext4 || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp || exit 1
here=$(dirname "$0")
unit() { echo /sys/class/scsi_generic/"${sg##*/}"/device/burin/burin*; }

a_medium() { # KIND [BLOCKS]
	rm -f disc*; "$BURIN" -q media create --kind "$1" --blocks "${2:-32768}" disc && drive_of disc
}
formatted() { "$BURIN" -q packet format "$sr" && reload; }
bound() { device=$("$BURIN" packet bind "$@" "$sr" | grep -o '/dev/burinpacket[0-9]*') && [ -b "$device" ]; }
unbound() { within 60 "$BURIN" -q packet unbind "$device"; }
none_appeared() { ! ls /dev/burinpacket* 2>/dev/null; }

# --- file systems ---

# The udf of 6.12.117 loses data of some files in 50,000 operations, on a loop device as well: with 6.12
# the operations are judged on ext4.
[ "$KERNEL" = 6.12 ] && fs=ext4 || fs=udf
made() {
	case $fs in
	udf) mkudffs --utf8 --media-type=hd -b 2048 "$device" >/dev/null ;;
	ext4) mkfs.ext4 -q -b 4096 -O ^has_journal "$device" ;;
	esac
}
exercised() {
	made && mount -t $fs "$device" mnt || return 1
	python3 "$here/exercise.py" mnt "$SEED" "$OPS" model; local status=$?
	umount mnt && return $status
}
as_the_model() {
	mount -t $fs -o ro "$1" mnt || return 1
	python3 "$here/exercise.py" check mnt model; local status=$?
	umount mnt && return $status
}
verified_by_fio() {
	fio --name=verify --filename="$device" --rw=randwrite --bsrange=2k-64k --blockalign=2k --size=24m --direct=1 \
		--ioengine=libaio --iodepth=8 --verify=crc32c --do_verify=1 --verify_fatal=1 --randseed="$SEED" \
		--fsync=64 --output=fio.out; local status=$?
	[ $status = 0 ] || cat fio.out; return $status
}
use() {
	name=$kind
	check "$name: a drive" a_medium "$kind"
	check "$name: formatted" formatted
	check "$name: bound" bound --cache 4
	check "$name: $OPS operations as the model has them" exercised
	check "$name: the tree is the model's" as_the_model "$device"
	check "$name: unbound" unbound
	check "$name: and on the plain drive" as_the_model "$sr"
	check "$name: bound again" bound
	check "$name: fio verifies" verified_by_fio
	check "$name: unbound again" unbound
	gone
}

# --- media in every state: nobody waits, and no device comes unasked ---

in_time() { timeout $((5 * slow)) "$@" >look.out 2>&1; local status=$?; cat look.out; [ $status != 124 ]; }
refused_bind() { "$BURIN" packet bind "$sr"; [ $? = 3 ]; }
looked_at() { # NODE
	check "$name: blkid returns" in_time blkid -p "$1"
	check "$name: mount returns" in_time mount -t udf -o ro "$1" mnt
	umount mnt 2>/dev/null
}
state() { # NAME KIND [COMMAND...]: the medium, and what is done to it
	name=$1
	check "$name: a drive" a_medium "$2" 8192
	[ $# = 2 ] || check "$name: made so" "${@:3}"
	looked_at "$sr"
	check "$name: is not bound" refused_bind
	check "$name: no device has come" none_appeared
	gone
}
quickly_formatted() { "$BURIN" -q format "$sr"; }
cut_short() { # a format that the power ends
	"$VDRIVE" fault "$drive" "on format-unit nth 1 cut-power" && ! timeout 60 "$BURIN" -q packet format "$sr"
	"$VDRIVE" power "$drive" on && "$VDRIVE" fault "$drive" && within 30 "$BURIN" info "$sr"
}
written_once() { head -c 1M /dev/zero >zeros && "$BURIN" -q write --verify none "$sr" --image zeros; }
door() {
	name="an opening door"
	check "$name: a drive" a_medium dvd-ram 8192
	check "$name: bound" bound
	check "$name: it opens, locked or not" "$VDRIVE" fault "$drive" "on any sense 2/3a/02"
	looked_at "$device"
	check "$name: dd returns" in_time dd if=/dev/zero of="$device" bs=64k count=4 oflag=direct
	check "$name: a sync returns" in_time sync "$device"
	check "$name: status returns" in_time "$BURIN" packet status "$sr"
	"$BURIN" -q packet unbind "$device" 2>/dev/null
	check "$name: the drive is free" within 60 none_appeared
	gone
}

# --- races ---

looking() { while :; do blkid -p /dev/burinpacket* >/dev/null 2>&1; "$BURIN" packet status "$sr" >/dev/null 2>&1; done; }
bind_races() {
	looking & local onlooker=$! n status=0
	for n in $(seq "$RACES"); do
		bound || { status=1; break; }
		dd if=/dev/urandom of="$device" bs=16k count=3 oflag=direct status=none 2>/dev/null
		unbound || { status=1; break; }
	done
	kill $onlooker; wait $onlooker 2>/dev/null
	return $status
}
# The module goes whenever nothing is bound; a bind finds it there or not, and never half.
load_races() {
	local n ends=0 loader
	( while [ ! -e stop ]; do rmmod burin_packet; load_packet "$MODULE"; done ) 2>/dev/null & loader=$!
	for n in $(seq $((RACES * 20))); do
		[ $ends -lt "$RACES" ] || break
		bound 2>/dev/null || continue
		ends=$((ends + 1)); unbound || break
	done
	: >stop; wait $loader; rm stop
	load_packet "$MODULE" 2>/dev/null
	echo "$ends binds"; [ $ends = "$RACES" ] && none_appeared
}
races() {
	name=races
	check "$name: a drive" a_medium dvd-ram 8192
	check "$name: $RACES times bound and unbound, looked at meanwhile" bind_races
	check "$name: $RACES times bound while the module comes and goes" load_races
	gone
}

for kind in ${KINDS//,/ }; do use; done
state "blank cd-rw" cd-rw
state "blank dvd-rw" dvd-rw
state "unformatted dvd+rw" dvd+rw
state "unformatted bd-re" bd-re
state "dvd-rw formatted quickly" dvd-rw quickly_formatted
state "bd-re whose format was cut short" bd-re cut_short
state "written dvd+r" dvd+r written_once
door
races
check "the modules unload" rmmod burin_packet burin
check "the drives are removed" "$VDRIVE" remove --all
finish
