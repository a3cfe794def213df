#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: block devices on rewritable media.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" && load_packet "$MODULE" || exit 1
# Of ext4 the debug kernel has none.
[ "$KERNEL" = debug ] || modprobe -d "$MODULES" ext4 || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp || exit 1
make_folder a 4 && make_folder b 1 && cp -r a many && for n in $(seq 50); do head -c $((n * 300)) a/folder/random >"many/$n"; done

blocks=32768
packet() { case $kind in bd-*|cd-*) echo 32 ;; *) echo 16 ;; esac; }
# cd-mrw and dvd+mrw are formatted as Mt. Rainier.
a_disc() { # [OPTION of packet format...]
	local plain=${kind/mrw/rw} mrw=
	[ "$plain" = "$kind" ] || mrw=--mrw
	rm -f disc disc.log
	"$BURIN" -q media create --kind "$plain" --blocks $blocks disc && touch disc.log && drive_of disc &&
		"$BURIN" -q packet format $mrw "$@" "$sr" && reload && export SR=$sr SG=$sg BURIN_NODE && BURIN_NODE=$(unit_of)
}
bound() {
	node=$("$BURIN" packet bind "$@" "$sr" | grep -o '/dev/burinpacket[0-9]*') && [ -b "$node" ] &&
		[ "$("$BURIN" --json packet status "$node" | grep -o '"packet_blocks":[0-9]*')" = "\"packet_blocks\":$(packet)" ]
}
nobody_has_it() { "$BURIN" -q packet unbind "$node"; }
unbound() { within 30 nobody_has_it 2>error || { cat error; return 1; }; }
make_fs() { case $1 in ext4) mkfs.ext4 -q -b 4096 "$node" ;; udf) mkudffs --utf8 --media-type=hd -b 2048 "$node" >/dev/null ;; esac; }
worked_on() {
	mount -t "$1" "$node" mnt && cp -r a mnt/first && cp -r many mnt/second && sync -f mnt &&
		mv mnt/first mnt/moved && rm -r mnt/second/folder
	printf changed | dd of=mnt/moved/folder/random bs=1 seek=12345 conv=notrunc,fsync status=none &&
		cp -r b mnt/third; local status=$?
	umount mnt && return $status
}
as_expected() {
	cp -r a want && printf changed | dd of=want/folder/random bs=1 seek=12345 conv=notrunc status=none
	diff -r want mnt/moved && diff -r b mnt/third && [ ! -e mnt/second/folder ] &&
		for n in $(seq 50); do cmp many/$n mnt/second/$n || return 1; done
	local status=$?
	rm -rf want; return $status
}
is_right_on() {
	echo 3 >/proc/sys/vm/drop_caches
	mount -t "$1" -o ro "$2" mnt || return 1
	as_expected; local status=$?
	umount mnt; return $status
}
said() { "$UAPI"/bind tell | tee -a told | sed "s/^/# $name: /"; }
told_of() { "$UAPI"/bind tell | grep -oE "$1 [0-9]+" | cut -d' ' -f2 | grep . || echo 0; }
is_gathered() { # what was written is not many times what was asked for
	[ "$(told_of written)" -lt $(($(told_of asked) * 3)) ]
}
sysfs_tells() {
	local folder=/sys/block/${node##*/}/packet
	[ "$(cat "$folder/packet_blocks")" = "$(packet)" ] && [ "$(cat "$folder/blocks_asked")" = "$(told_of asked)" ] &&
		[ "$(cat "$folder/failed" "$folder/error" | tr '\n' ' ')" = "0 0 " ]
}
# Requests as the block layer sees them, and what they are told.
is_traced() {
	local trace=/sys/kernel/tracing
	mountpoint -q $trace || mount -t tracefs tracefs $trace || return 1
	echo 1 >$trace/events/burin_packet/enable && dd if=/dev/zero of="$node" bs=2048 seek=7 count=3 oflag=direct status=none &&
		sync "$node"
	echo 0 >$trace/events/burin_packet/enable
	grep -E 'burin_packet_(request|end)' $trace/trace | tee trace.out
	grep -qE 'request: burinpacket[0-9]+: write 7 \+ 1' trace.out && grep -q 'request: burinpacket[0-9]*: flush' trace.out &&
		grep -q 'end: burinpacket[0-9]*: 9, error 0' trace.out
}
module_stays() { ! rmmod burin_packet 2>/dev/null && ! rmmod burin 2>/dev/null; }
kept_from_others() { ! mount -t udf -o ro "$sr" mnt 2>/dev/null; }

file_system() { # FS
	name="$kind, $1"
	check "$name: a drive" a_disc
	check "$name: bound" bound
	check "$name: burin tells who has it" is_told
	check "$name: made" make_fs "$1"
	check "$name: others are kept away" kept_from_others
	check "$name: worked on" worked_on "$1"
	check "$name: right on the block device" is_right_on "$1" "$node"
	said
	check "$name: sysfs tells the same" sysfs_tells
	check "$name: written in few packets" is_gathered
	check "$name: the modules stay" module_stays
	check "$name: unbound" unbound
	check "$name: right on the drive" is_right_on "$1" "$sr"
	gone
}

is_told() { ! "$BURIN" info "$sr" 2>error && grep -q "bound as $node" error; }

# The format, the file system and its label in one go.
with_udf() {
	name="$kind, UDF by burin"
	check "$name: a drive" a_disc --udf 2.01 --label "Burin packets"
	check "$name: bound" bound
	check "$name: its label" [ "$(blkid -o value -s LABEL "$node")" = "Burin packets" ]
	check "$name: worked on" worked_on udf
	check "$name: unbound" unbound
	check "$name: right on the drive" is_right_on udf "$sr"
	gone
}

# In direct blocks, so that each error is somebody's.
filled() { head -c 4M a/folder/random >data; dd if=data of="$node" bs=4k oflag=direct conv=fsync status=none; }
drive_reset() {
	"$VDRIVE" fault "$drive" "on write nth 20 reset" "on synchronize-cache nth 1 reset" && filled && [ "$(told_of resets)" -ge 1 ]
}
data_is_there() { cmp -n "$(stat -c %s data)" data "$sr"; }
reset() {
	name="$kind, reset"
	check "$name: a drive" a_disc
	check "$name: bound" bound
	check "$name: it goes on" drive_reset
	check "$name: unbound" unbound
	check "$name: nothing is lost" data_is_there
	check "$name: bound again" bound
	check "$name: its requests are traced" is_traced
	check "$name: unbound again" unbound
	gone
}

# A packet that cannot be written, and its neighbours.
bad_packet() {
	"$VDRIVE" fault "$drive" "on write lba 320-$((320 + $(packet) - 1)) sense 3/0c/00" || return 1
	head -c 4M a/folder/random >data
	dd if=data of="$node" bs=64k count=20 oflag=direct status=none && ! sync "$node" 2>error && cat error
}
only_once() { sync "$node"; }
# On BD nothing is recorded in its place.
others_are_there() {
	local behind=$((320 + $(packet)))
	dd if="$sr" of=back bs=2048 count=640 conv=noerror,sync status=none iflag=direct
	cmp -n $((320 * 2048)) data back && cmp -i $((behind * 2048)) -n $(((640 - behind) * 2048)) data back
}
bad() {
	name="$kind, a bad packet"
	check "$name: a drive" a_disc
	check "$name: bound" bound
	check "$name: the flush fails" bad_packet
	check "$name: and the next one does not" only_once
	said
	check "$name: unbound" unbound
	check "$name: its neighbours are right" others_are_there
	gone
}

taken_away() {
	mount -t udf "$node" mnt && cp -r a mnt && "$VDRIVE" remove "$drive"; local status=$?
	timeout 60 sync -f mnt; timeout 60 umount mnt || umount -l mnt
	return $status
}
is_no_more() { [ ! -e "$node" ]; }
away() {
	name="$kind, taken away"
	check "$name: a drive" a_disc
	check "$name: bound" bound
	check "$name: made" make_fs udf
	check "$name: in the middle of its work" taken_away
	check "$name: the block device goes" within 60 is_no_more
	check "$name: the modules unload" within 60 rmmod burin_packet burin
	check "$name: and are there again" loaded_again
}
loaded_again() { load_driver "$MODULE" && load_packet "$MODULE"; }

for kind in ${KINDS//,/ }; do
	file_system udf
	with_udf
	case $KERNEL,$kind in debug,*) ;; *,dvd-ram|*,bd-re) file_system ext4 ;; esac
	reset
	bad
done
kind=dvd-ram away
check "the modules unload" rmmod burin_packet burin
check "the drives are removed" "$VDRIVE" remove --all
finish
