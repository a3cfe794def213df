#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: power is cut under burns through the driver, and commands that close the disc go
# wrong. Afterwards the drive is free; `burin close` makes the disc one that reads right up to the
# last WRITE answered GOOD, less what the drive's buffer held, and takes another burn. For each the
# frontier is printed: GOOD, of these on the medium, of these right after the close.
# /run/given/points: KIND BLOCKS, then `cut POINT AFTER`, `fault RULE` or `every command`.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"
here=$(cd "$(dirname "$0")" && pwd)

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 1
genisoimage -quiet -R -V WHOLE -o whole.iso a && chmod 644 whole.iso
image_blocks=$(($(stat -c %s whole.iso) / 2048))
buffer=262144

taken() { wc -l <disc.log; }
burn() { user "$BURIN" -q --transport kernel write --verify none "$sr" --image whole.iso >burn.out 2>&1; }
# So many commands does a whole burn of this kind take, once the drive is there.
declare -A whole
measure() {
	[ -z "${whole[$kind]:-}" ] || return 0
	disc "$kind" "$blocks" && "$VDRIVE" fault "$drive" "buffer $buffer" || return 1
	local before; before=$(taken)
	burn || { cat burn.out; return 1; }
	whole[$kind]=$(($(taken) - before))
	"$VDRIVE" remove "$drive"
}
# Whether the burn ended well is its own affair: the status is told, and what it left is looked at.
burn_with() {
	local before
	disc "$kind" "$blocks" || return 1
	before=$(taken)
	"$VDRIVE" fault "$drive" "buffer $buffer" "${1/AT/$((before + ${at:-0}))}" || return 1
	burn; status=$?
	[ $status -lt 2 ] || { cat burn.out; echo "status $status"; return 1; }
	[ -z "${at:-}" ] || [ "$(taken)" -ge $((before + at - 1)) ] || earlier "$1"
}
# How often the drive is asked whether it is ready differs: that command did not come.
earlier() {
	at=$((at * 4 / 5))
	[ $at -gt 0 ] && "$VDRIVE" remove "$drive" && burn_with "$1"
}
# Blocks of WRITEs that were answered GOOD.
good() { awk '/^write-1[02] .* good$/ { for (i = 1; i < NF; i++) if ($i == "out") n += $(i + 1) / 2048 } END { print n + 0 }' disc.log; }
power() { "$VDRIVE" fault "$drive" && "$VDRIVE" power "$drive" on; }
closed() { user "$BURIN" --transport kernel close "$sr" || burin info "$sr" | grep -E '^medium .*blank'; }
# Blocks from the first on that read as in the source.
front() {
	reload; rm -f front
	dd if="$sr" of=front bs=2048 count=$image_blocks iflag=direct status=none 2>/dev/null
	[ -s front ] || { echo 0; return; }
	cmp front whole.iso 2>/dev/null | awk -v all=$(($(stat -c %s front) / 2048)) '
		/differ/ { sub(/,/, "", $5); print int(($5 - 1) / 2048); n = 1 } END { if (!n) print all }'
}
# In the buffer was no more than what it holds.
enough_is_there() {
	local least=$((given - buffer / 2048))
	[ $least -le $image_blocks ] || least=$image_blocks
	[ $status = 1 ] || least=$image_blocks
	[ "$frontier" -ge $least ] || { cat burn.out; tail -n 20 disc.log; return 1; }
}
one() { # RULE: AT stands for the number of a command
	check "$name: a whole burn is measured" measure
	check "$name: a burn" burn_with "$1"
	check "$name: the drive is free" frees
	check "$name: power again" power
	given=$(good) recorded=$(/usr/bin/python3 "$here/recorded.py" disc)
	check "$name: it is closed" closed
	check "$name: its state is known" state_is_known
	frontier=$(front)
	echo "# $name${at:+ (at $at)}: status $status, GOOD $given, recorded $recorded, frontier $frontier"
	check "$name: it reads right up to the frontier" enough_is_there
	check "$name: it is written again" written_again
	check "$name: and mounted" whole_is_there
	gone
}
cut() { # COMMAND AFTER
	local at=$1 how=before rule='on any overall AT cut-power'
	[ "$2" = 0 ] || { how=after; rule+=' after'; }
	name="$kind, cut $how command $at of ${whole[$kind]}"
	one "$rule"
}
every() {
	local n after
	for n in $(seq "${whole[$kind]}"); do for after in 0 1; do cut "$n" $after; done; done
}

while read -r kind blocks what rest; do
	name=$kind
	check "$name: a whole burn is measured" measure
	case $what in
	every) every ;;
	cut) set -- $rest; cut $((1 + ${whole[$kind]:-0} * $1 / 1000)) "$2" ;;
	fault) name="$kind, $rest"; at=; one "$rest" ;;
	esac
done </run/given/points
finish
