#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: burin burns over SG_IO (TRANSPORT=kernel: through the driver), as an unprivileged member of cdrom; the kernel reads
# and mounts what it burned. The same is done to a twin of the medium through virtual:, and the
# drives' command logs are compared. /run/given/cases tells what is tried, a line each:
# FUNCTION KIND BLOCKS NODE; /run/given/size the MiB of a burn.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000

load_modules && mount_configfs || exit 1
[ "$TRANSPORT" = sg ] || load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
size=$(cat /run/given/size)
make_folder a "$size"; make_folder b "$size"

user() { timeout -k 5 $((500 * slow)) setpriv --reuid nobody --regid cdrom --clear-groups --no-new-privs "$@"; }

# disc KIND BLOCKS NODE: a new medium in a drive of the kernel's, reached by its sr or sg node,
# and a twin of the medium.
disc() {
	rm -f disc* twin*
	"$BURIN" -q media create --kind "$1" --blocks "$2" disc && cp --sparse=always disc twin &&
		touch disc.log twin.log && chown nobody twin twin.log || return 1
	drive_of disc || return 1
	case $3 in sr) node=$sr ;; sg) node=$sg ;; esac
}

# What burin asked for, without polls, for these depend on time; so does what DVD+RW tells of its
# background format. The kernel asks before burin's
# first command (an INQUIRY; it sends one itself when a drive is new, and then alone), and
# unlocks the tray at the end. A drive of the kernel's has a serial number, and tells so.
commands() {
	grep -vE '^(test-unit-ready|request-sense|read-buffer-capacity|get-event-status) ' "$1" |
		sed -n '/^inquiry 120000002400 /,$p' |
		if [ $kind = dvd+rw ]; then sed -E '/^read-disc-info/s/ [0-9a-f]{8} good$//'; else cat; fi |
		sed -E 's/^(get-configuration 4600.{10})....(..) in .* /\1....\2 in /' | uniq | sed '${/^prevent-allow 1e0000000000 /d}'
}
# over_sg STATUS REGEX ARGUMENT...: burin ends so and says so. NODE and OUT stand for the
# kernel's node and something to be made.
over_sg() {
	local status=$1 regex=$2 got; shift 2; set -- "${@//NODE/$node}"
	: >disc.log; rm -rf sg.out
	user "$BURIN" --transport "$TRANSPORT" "${@//OUT/sg.out}" >out 2>&1; got=$?
	cat out; [ $got = "$status" ] || { echo "status $got, not $status"; return 1; }
	grep -qE -- "$regex" out || { echo "no line matches: $regex"; return 1; }
}
# both: over_sg, and with the twin it ends in the same way and sends the same.
both() {
	local status=$1 got
	# The one drive goes on with its format between two burns, the other was off.
	[ $kind != dvd+rw ] || { "$VDRIVE" eject "$drive" && cp --sparse=always disc twin &&
		"$VDRIVE" load "$drive" disc; } || return 1
	over_sg "$@" || return 1
	commands disc.log >of.sg
	shift 2; set -- "${@//NODE/virtual:twin}"
	: >twin.log; rm -rf twin.out
	user "$BURIN" "${@//OUT/twin.out}" >out 2>&1; got=$?
	[ $got = "$status" ] || { cat out; echo "the twin: status $got, not $status"; return 1; }
	commands twin.log >of.twin
	[ -s of.sg ] && diff of.sg of.twin
}
mounts() {
	reload && mount_now iso9660 || return 1
	diff -r "$1" mnt; local status=$?
	[ "$(readlink mnt/link)" = folder/random ] || status=1
	umount mnt; return $status
}
same_out() { cmp sg.out twin.out && [ "$("$BURIN" ls sg.out | wc -l)" = 7 ]; }

burn() { check "$name: write $*" both 0 'verified \(full\): proven' write "$@"; }
# The first burn of every kind, and each way to read it.
first() {
	check "$name: a drive" disc "$kind" "$blocks" "$where"
	check "$name: info" both 0 "^medium +${kind/+/\\+}" info --features NODE
	[ $# = 0 ] || check "$name: format $*" both 0 formatted format "$@" NODE
	burn NODE a
	check "$name: the kernel mounts it" mounts a
	check "$name: info tells it" both 0 '^track' info NODE
	check "$name: verify" both 0 proven verify NODE a
	check "$name: read" both 0 'blocks' read NODE -o OUT
	check "$name: both read the same" same_out
	check "$name: extract" both 0 . extract NODE OUT
	check "$name: all as the source" diff -r --no-dereference a sg.out
}
refused() { check "$name: $1" both 3 "$2" "${@:3}"; }
appended() {
	burn --append NODE b
	check "$name: the kernel mounts the newest" mounts b
	check "$name: nothing is left open" both 0 'medium is appendable' close NODE
}
sessions() {
	first "$@"
	refused "a second write is not asked for" 'holds data' write NODE b
	appended
	burn --append --close NODE a
	refused "it is closed" 'closed' write --append NODE b
	gone
}
once() { sessions "$@"; }
# With spare areas, by either format type.
spare() { sessions --type 32,1; }
full_format() { sessions --type 0; }
# Bad blocks, one of them the last of its piece, are named and counted, and those behind them read.
spoil() {
	local rules="on read lba 200 sense 3/11/05
on read lba 201 sense 3/11/05
on read lba 319 sense 3/11/05"
	printf '%s\n' "$rules" >twin.faults && "$VDRIVE" fault --faults twin.faults "$drive"
}
unreadable() {
	first
	check "$name: blocks go bad" spoil
	check "$name: verify tells them" both 5 '^burin: .*3 of [0-9]+ blocks' verify NODE a
	check "$name: and so does a quick one" both 5 'blocks' verify --verify quick NODE a
	check "$name: read stops there" both 1 'LBA 200' read NODE -o OUT
	rm -f twin.faults
	gone
}
at_once() {
	first
	refused "it is closed" 'closed' write --append NODE b
	refused "it cannot be erased" 'cannot be erased' erase NODE
	gone
}
rewritten() {
	check "$name: erase $*" both 0 erased erase "$@" NODE
	burn NODE b
	check "$name: the kernel mounts the other" mounts b
}
erasable() { first; appended; rewritten "$@"; gone; }
sequential() { erasable --full; }
# DVD-RW: a quick format holds what is written next, one of type 10 everything.
restricted() {
	first --type 15
	check "$name: format whole" both 0 formatted format --type 10 NODE
	burn NODE b
	burn --overwrite NODE a
	check "$name: the kernel mounts it" mounts a
	rewritten
	gone
}
overwritable() {
	first
	refused "there are no sessions" 'no sessions' write --append NODE b
	burn --overwrite NODE b
	check "$name: the kernel mounts the other" mounts b
	rewritten
	check "$name: format" both 0 formatted format NODE
	burn NODE a
	check "$name: the kernel mounts it" mounts a
	gone
}

. "$(dirname "$0")/sg-trouble.sh"
while read -r what kind blocks where; do
	name="$kind by $where, $what"
	$what
done </run/given/cases
finish
