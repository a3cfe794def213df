#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: burners of two tracks kill themselves, and the driver brings the session to an
# end: the drive is free, the disc closed or appendable, what was published of both tracks is on it,
# and it can be written again. /run/given/points tells where: KIND BLOCKS WAY PLACE PERMILLE.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 2
genisoimage -quiet -R -V WHOLE -o whole.iso a && head -c 1234944 /dev/urandom >more && chmod 644 whole.iso more

# Where both tracks begin, and the blocks of each that were published, are the burner's last words.
kill_at() {
	user env SR="$sr" SG="$sg" BURIN_NODE="$(unit_of)" \
		/run/given/tracks "$way" "$kind" "$place" "$permille" whole.iso more >said 2>burn.out
	local status=$?
	read -r at1 blocks1 at2 blocks2 <said
	[ $status = 137 ] || { cat burn.out; echo "status $status: not killed"; return 1; }
}
# holds_track AT BLOCKS FILE
holds_track() {
	[ "$2" != 0 ] || return 0
	dd if="$sr" of=front bs=64k skip=$(($1 * 2048)) count=$(($2 * 2048)) \
		iflag=skip_bytes,count_bytes,direct status=none && cmp -n $(($2 * 2048)) front "$3"
}
tracks_are_there() { reload && holds_track $at1 $blocks1 whole.iso && holds_track $at2 $blocks2 more; }
# The first track's image, once all of it was published; else what names its files.
mounts_first() {
	local all=$(($(stat -c %s whole.iso) / 2048)) status
	[ $blocks1 -ge 64 ] || return 0
	mount_now iso9660 || return 1
	if [ $blocks1 = $all ]; then diff -r a mnt; else ls -R mnt >/dev/null; fi
	status=$?; umount mnt; return $status
}
is_closed() { holds '^medium .*(appendable|closed)' burin info "$sr"; }

while read -r kind blocks way place permille; do
	name="$kind, $way, killed at $place"; at1=0 blocks1=0 at2=0 blocks2=0
	check "$name: a drive" disc "$kind" "$blocks"
	check "$name: killed" kill_at
	check "$name: the drive is free" frees
	echo "# $(commands) commands; $blocks1 blocks of the first track at $at1, $blocks2 of the second at $at2"
	check "$name: what was published of both tracks is there" tracks_are_there
	check "$name: the kernel mounts the first" mounts_first
	check "$name: it is closed or appendable" is_closed
	check "$name: it is written again" written_again
	check "$name: and mounted" whole_is_there
	gone
done </run/given/points
finish
