#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: burners are killed or stopped in the middle of their data, and their burns
# adopted, closed, or left to the driver. /run/given/kinds names the media.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
# More than the ring holds: a burner that is stopped has not handed over everything.
make_folder a 40 && make_folder b 2 && chmod -R go+rX a b || exit 1
# Names, sizes and times are the same, one byte near the beginning is not.
cp -a a c && printf x | dd of=c/folder/random bs=1 seek=1000 conv=notrunc status=none &&
	touch -r a/folder/random c/folder/random || exit 1
"$BURIN" -q image -o whole.iso a && chmod 644 whole.iso || exit 1

user() { timeout -k 5 $((300 * slow)) setpriv --reuid "$1" --regid cdrom --clear-groups --no-new-privs "${@:2}"; }
burin() { user nobody "$BURIN" -q "$@"; }
unit() { echo /sys/class/scsi_generic/"${sg##*/}"/device/burin/burin*; }
told() { cat "$(unit)/$1"; }
# At some megabytes a second a burner is caught with a full ring, before it has handed over all.
disc() {
	local percent=25 blocks=60000
	case $kind in bd-*) percent=20 ;; cd-*) percent=50 ;; dvd-r*) blocks=131072 ;; esac
	rm -f disc disc.log
	"$BURIN" -q media create --kind "$1" --blocks $blocks disc || return 1
	# At that clock a format lasts for minutes, and is not what this is about.
	case $kind in dvd+rw|bd-re) "$BURIN" -q format virtual:disc || return 1 ;; esac
	drive_of disc --clock $(printf '0.%03d' $((percent * 10 / slow)))
}
is_in() { [ "$(told phase)" = "$1" ]; }
is_free() { [ -z "$(told owner)" ]; }
# Bytes: whole commands, but for the last.
published() { awk '/^ring: / { sub(",", "", $5); sub(",", "", $7); print $5 * $7 }' /sys/kernel/debug/burin/burin*; }
# Now: what sysfs tells is of the end of the last command.
is_stuffed() { awk '/^ring: / { sub(",", "", $7); sub(",", "", $9); exit ($7 - $9) * 4 < $2 * 3 }' /sys/kernel/debug/burin/burin*; }
begin() {
	burin --transport kernel write "$@" "$sr" a >burn.out 2>&1 & burner=$!
	within 120 is_in 1 && within 60 is_stuffed || { cat burn.out; return 1; }
	pid=$(pgrep -x burin)
}
stop() { begin "$@" && kill -STOP $pid && before=$(told written); }
die() {
	begin "$@" && kill -9 $pid; wait $burner; local status=$?
	before=$(told written)
	[ $status = 137 ] || { cat burn.out; echo "status $status: not killed"; return 1; }
}
hurry() { "$VDRIVE" clock "$drive" 0; }
is_not_whole() {
	local n=$(published)
	echo "$n bytes published, $before blocks written"
	[ "$n" -gt 0 ] && [ $n -lt "$(stat -c %s whole.iso)" ]
}
# refused STATUS REGEX COMMAND...: it says so, and the burn waits as before.
refused() {
	local want=$1 regex=$2 n=$(published); shift 2
	"$@" >refused.out 2>&1; local status=$?
	cat refused.out
	[ $status = "$want" ] && grep -qE -- "$regex" refused.out && is_in 1 && [ "$(published)" = "$n" ]
}
newer() {
	touch -r a/folder/random stamp && touch a/folder/random || return 1
	refused 1 "not the source" burin write --adopt "$sr" a; local status=$?
	touch -r stamp a/folder/random; return $status
}
other_user() { refused 1 "user 65534's" user daemon "$BURIN" write --adopt "$sr" a; }
adopts() {
	hurry; user nobody "$BURIN" write --adopt "$sr" a >adopt.out 2>&1; local status=$?
	cat adopt.out; [ $status = 0 ] && grep -q proven adopt.out
}
whole_is_there() { reload && mount_now iso9660 && diff -r a mnt; local status=$?; umount mnt; return $status; }
# The old one goes on while the new one is at it: in slots that are no longer its own.
adopts_from_stopped() {
	user nobody "$BURIN" write --adopt "$sr" a >adopt.out 2>&1 & local heir=$!
	within 60 new_owner && kill -CONT $pid
	wait $burner; local status=$?
	hurry; wait $heir; local heirs=$?
	cat burn.out adopt.out
	[ $status = 1 ] && grep -q "adopted by another process" burn.out && [ $heirs = 0 ] && grep -q proven adopt.out
}
new_owner() { [[ $(told owner) != *"PID $pid" ]]; }
# What was told to be written, by the driver or by BLOCKS, is there, as in the source; at its end
# lies what fills up a unit.
front_is_there() {
	local blocks=${1:-$(told written)} bytes=$last
	echo "$blocks blocks, $bytes bytes of them the source's"
	[ $((blocks * 2048)) -ge $bytes ] && [ $bytes -gt 0 ] && reload || return 1
	dd if="$sr" of=front bs=64k count=$bytes iflag=count_bytes,direct status=none && cmp -n $bytes front whole.iso
}
remember() { last=$(published); }
state_is_known() { burin info "$sr" | grep -E '^medium .*(appendable|closed|overwritable|complete)'; }
written_again() {
	local how=--append
	case $kind in dvd+rw|dvd-ram|bd-re) how=--overwrite ;; esac
	burin write $how "$sr" b
}
tells_starved() {
	is_free && return 1
	kill -CONT $pid; wait $burner; local status=$?
	cat burn.out; [ $status = 1 ] && grep -q "no data came" burn.out && is_free
}
# Closing may be a burn of its own: then what the driver tells is that one's.
closes() {
	hurry; user nobody "$BURIN" close "$sr" >close.out 2>&1; local status=$?
	cat close.out; left=$(sed -n 's/.*: \([0-9]*\) blocks of the burn that was left there.*/\1/p' close.out)
	[ $status = 0 ] && [ -n "$left" ]
}
case_ends() { gone; rm -f front; echo "# $SECONDS s"; }

while read -r kind; do
	name="$kind, killed"
	check "$name: a drive" disc "$kind"
	check "$name: in the middle" die --adopt-wait 1000
	check "$name: and not at the end" is_not_whole
	check "$name: another source is refused" refused 1 "not the source" burin write --adopt "$sr" b
	check "$name: more files are refused" refused 1 "not the source" burin write --adopt "$sr" a /x=b
	check "$name: a source that has changed is refused" newer
	check "$name: a source with another byte is refused" refused 1 "published is not in it" burin write --adopt "$sr" c
	check "$name: an image is not its folder" refused 1 "not the source" burin write --adopt "$sr" --image whole.iso
	check "$name: another user is refused" other_user
	check "$name: adopted" adopts
	check "$name: the kernel mounts it, every file is right" whole_is_there
	case_ends

	name="$kind, stopped"
	check "$name: a drive" disc "$kind"
	check "$name: in the middle" stop
	check "$name: and not at the end" is_not_whole
	check "$name: another source is refused" refused 1 "not the source" burin write --adopt "$sr" b
	check "$name: closing it is refused" refused 4 "stopped, not gone" user nobody "$BURIN" close "$sr"
	check "$name: adopted, and the old one told" adopts_from_stopped
	check "$name: the kernel mounts it, every file is right" whole_is_there
	case_ends

	name="$kind, stopped for too long"
	check "$name: a drive" disc "$kind"
	check "$name: in the middle" stop --starve 3
	check "$name: and not at the end" is_not_whole
	remember; hurry
	check "$name: the burn ends" within 60 is_in 3
	check "$name: and its process is told" tells_starved
	check "$name: what was published is there" front_is_there
	check "$name: its state is known" state_is_known
	check "$name: it is written again" written_again
	case_ends

	name="$kind, killed for too long"
	check "$name: a drive" disc "$kind"
	check "$name: in the middle" die --adopt-wait 3
	remember; hurry
	check "$name: the drive is free" within 60 is_free
	check "$name: what was published is there" front_is_there
	check "$name: its state is known" state_is_known
	case_ends

	name="$kind, killed and closed"
	check "$name: a drive" disc "$kind"
	check "$name: in the middle" die --adopt-wait 1000
	remember
	check "$name: closed" closes
	check "$name: what was published is there" front_is_there "$left"
	check "$name: its state is known" state_is_known
	case_ends
done </run/given/kinds
finish
