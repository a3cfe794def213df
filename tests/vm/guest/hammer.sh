#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: while burin burns through the driver, other programs try to have the drive, or to
# ask it. The drive's log tells what of that has reached it. /run/given/media has a line for each
# medium, KIND BLOCKS; ROUNDS is how often each of them tries.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 1
genisoimage -quiet -R -V WHOLE -o a.iso a

# What an opening of srN that is not exclusive lets through: sr's own questions, what blkid reads, the
# door, which the driver locks again, and an eject, which a drive that writes refuses.
listed='test-unit-ready|request-sense|inquiry|get-configuration|read-capacity|read-toc|read-disc-information'
listed+='|read-track-information|mode-sense|read-10|prevent-allow|start-stop-unit'
listed+='|read-format-capacities|read-disc-structure'

polled() { grep -c ^get-event-status disc.log; }
polls() { local before; before=$(polled); within 10 more_than "$before"; }
more_than() { [ "$(polled)" -gt "$1" ]; }
prepare() {
	disc "$kind" "$blocks" && cp --sparse=always disc twin || return 1
	echo 250 >"/sys/block/${sr#/dev/}/events_poll_msecs" && cat "$sr" >/dev/null 2>&1
	polls
}

# An image whose data come slowly, until `enough` is there.
begin() {
	rm -f pipe enough && mkfifo pipe && exec 7<>pipe || return 1
	head -c 8M /dev/urandom | cat a.iso - >source && chmod 644 source
	: >disc.log
	user "$BURIN" -q --transport kernel write --verify none "$sr" --image - <pipe >burn.out 2>&1 7>&- & burner=$!
	feed & feeder=$!
	within 60 begun || { cat burn.out; return 1; }
}
feed() {
	cat source >&7
	until [ -e enough ]; do head -c 128K /dev/urandom | tee -a source >&7; sleep 1; done
}
begun() { [ "$(cat "$(unit)"/written)" -gt 0 ]; }
goes_on() { kill -0 $burner || { cat burn.out; return 1; }; }

# refused REGEX COMMAND...: it ends soon, without success, and says so.
refused() {
	local regex=$1 out status limit=(timeout -k 5 $((60 * slow))); shift
	[ "$(type -t "$1")" != function ] || limit=()
	out=$("${limit[@]}" "$@" 2>&1 </dev/null); status=$?
	echo "$out"; echo "status $status"
	case $status in 0|124|137) return 1 ;; esac
	grep -qE -- "$regex" <<<"$out"
}
# ends COMMAND...: soon, however.
ends() { timeout -k 5 $((60 * slow)) "$@" >/dev/null 2>&1 </dev/null; [ $? -lt 124 ]; }
exclusively() {
	/usr/bin/python3 -c 'import os, sys
os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK | os.O_EXCL)' "$1"
}
export -f exclusively
doors() { grep -c '^prevent-allow 1e0000000100 .*good' disc.log; }
locked_again() { [ "$(doors)" -gt "$1" ]; }
# Within a second, of which a busy machine gives the guest only a part.
door_is_locked_again() {
	local before; before=$(doors)
	"$@" || return 1
	local began=${EPOCHREALTIME/./}
	until locked_again "$before"; do
		[ $((${EPOCHREALTIME/./} - began)) -lt $((1000000 * slow)) ] || { tail disc.log; return 1; }
	done
	echo "# locked again after $(((${EPOCHREALTIME/./} - began) / 1000)) ms" >again.ms
}
unlock() { sg_raw "$sr" 1e 00 00 00 00 00; }
unlock_and_eject() { unlock && sg_raw "$sr" 1b 00 00 00 02 00; }
# Its answer to the lock that follows is that a mode was changed.
unlock_before_attention() { "$VDRIVE" fault "$drive" 'on prevent-allow nth 2 sense 6/2a/01' && unlock; }
hammer() {
	local busy='[Bb]usy'
	check "$name: srN is held" refused "$busy" bash -c "exclusively $sr"
	check "$name: sgN is held" refused "$busy" bash -c "exclusively $sg"
	check "$name: sg_inq by sgN" refused "$busy" sg_inq "$sg"
	check "$name: sg_inq by srN" ends sg_inq "$sr"
	check "$name: blkid" ends blkid -p "$sr"
	check "$name: cdrom_id" ends /lib/udev/cdrom_id "$sr"
	check "$name: eject" refused "" eject "$sr"
	check "$name: unlocked and ejected by SCSI commands" refused "" unlock_and_eject
	check "$name: it is read" ends head -c 4096 "$sr"
	check "$name: it is mounted" refused "$busy|already mounted" mount -o ro "$sr" mnt
	check "$name: a second burin is told whose it is" refused "held by process [0-9]+ \(burin, PID [0-9]+\)" \
		user "$BURIN" write "$sr" a
	check "$name: and by its generic node" refused "held by process [0-9]+ \(burin, PID [0-9]+\)" user "$BURIN" info "$sg"
	check "$name: and over SG_IO" refused held user "$BURIN" --transport sg info "$sr"
	check "$name: xorriso" refused "" xorriso -outdev "$sr" -blank as_needed -add a
	check "$name: wodim" refused "" wodim -v dev="$sr" -tao a.iso
	check "$name: the door is locked again" door_is_locked_again unlock
	cat again.ms
	check "$name: also when the drive has something to tell" door_is_locked_again unlock_before_attention
	cat again.ms
	check "$name: the burn goes on" goes_on
}
ends_well() {
	: >enough; wait $feeder; exec 7>&-
	wait $burner; local status=$?
	cat burn.out; echo "status $status"; [ $status = 0 ]
}
# From the first lock of the door to the last command that closes the disc.
owned() {
	sed -n '/^prevent-allow 1e0000000100 /,$p' "$1" | tac |
		sed -nE '/^(write|synchronize-cache|close-track)/,$p' | tac
}
no_polls() { ! owned disc.log | grep ^get-event-status; }
by_name() { owned "$1" | cut -d' ' -f1 | sort | uniq -c | awk '{ print $2, $1 }'; }
only_listed() {
	: >twin.log; chmod 666 twin twin.log
	user "$BURIN" -q write --verify none virtual:twin --image - <source || return 1
	owned twin.log | grep -vE "^($listed|read-buffer-capacity) " >of.twin
	owned disc.log | grep -vE "^($listed|read-buffer-capacity) " >of.disc
	[ -s of.twin ] && diff of.twin of.disc
}
tell_foreign() {
	join -a 1 -e 0 -o 0,1.2,2.2 <(by_name disc.log) <(by_name twin.log) |
		awk '$2 > $3 { printf "# %s: %d, of them %d by others\n", $1, $2, $2 - $3 }'
}
right() { reload && cmp -n "$(stat -c %s source)" source "$sr"; }

while read -r kind blocks; do
	name=$kind
	check "$name: a drive that is polled" prepare
	check "$name: a burn" begin
	for round in $(seq "$ROUNDS"); do name="$kind, round $round"; hammer; done
	name=$kind
	check "$name: the burn ends well" ends_well
	check "$name: the drive was not polled" no_polls
	check "$name: none but listed commands reached it" only_listed
	tell_foreign
	check "$name: the disc is right" right
	gone
done </run/given/media
finish
