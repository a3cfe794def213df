#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: drives are unplugged and reset while a command of a burn through the driver is
# under way. /run/given/points tells how and where: WHAT WAY KIND BLOCKS POINT.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 1
genisoimage -quiet -R -V WHOLE -o whole.iso a && chmod 644 whole.iso

# --- a command may take its time: whoever waits for it is no hung task ---

hung() { dmesg | grep 'blocked for more than'; }
takes_long() {
	local usual; usual=$(cat /proc/sys/kernel/hung_task_timeout_secs)
	disc bd-r 32768 --clock 20 || return 1
	"$VDRIVE" fault "$drive" 'on synchronize-cache nth 1 stall 300' || return 1
	echo 4 >/proc/sys/kernel/hung_task_timeout_secs
	burin --transport kernel write --verify none "$sr" --image whole.iso; local status=$?
	echo "$usual" >/proc/sys/kernel/hung_task_timeout_secs
	! hung && [ $status = 0 ]
}
check "a command takes long" takes_long
gone

# A drive fifty times as fast as a true one: a command that stalls for a hundred seconds is under way
# for two.
clock=50
taken() { wc -l <disc.log; }
has_taken() { local lines; mapfile -t lines <disc.log; [ ${#lines[@]} -ge $1 ]; }
# So many commands does a whole burn of this kind take, once the drive is there.
declare -A whole
measure() {
	[ -z "${whole[$kind]:-}" ] || return 0
	disc "$kind" "$blocks" --clock $clock || return 1
	local before; before=$(taken)
	burin --transport kernel write --verify none "$sr" --image whole.iso || return 1
	whole[$kind]=$(($(taken) - before))
	"$VDRIVE" remove "$drive"
}
# Everything was written and synchronised before the drive went: the burn had its end.
was_whole() {
	awk -v all="$(stat -c %s whole.iso)" '
		/^write-1[02] .* good$/ { for (i = 1; i < NF; i++) if ($i == "out") n += $(i + 1); synced = 0 }
		/^synchronize-cache .* good$/ { synced = n >= all } END { exit !synced }' disc.log
}
ended() { ! kill -0 $burner 2>/dev/null; }
# burn_until RULE: with the rule for the command at this point, until the drive has that command.
burn_until() {
	local at=$(($(taken) + 1 + ${whole[$kind]} * point / 1000))
	"$VDRIVE" fault "$drive" "on any overall $at $1" || return 1
	user "$BURIN" -q --transport kernel write --verify none "$sr" --image whole.iso >burn.out 2>&1 & burner=$!
	until has_taken $at || ended; do nap 0.01; done
	echo "# at command $at of $(taken): $(sed -n "${at}p" disc.log)" >at
}
# burner_ends STATUS...: with one of these.
burner_ends() {
	within 300 ended || { cat burn.out /sys/kernel/debug/burin/*; return 1; }
	wait $burner; ended_with=$?
	cat burn.out; echo "status $ended_with"
	[[ " $* " = *" $ended_with "* ]]
}
device() { echo /sys/class/scsi_generic/"${sg##*/}"/device; }

# --- unplugged: whoever has the node open hears it, and keeps the driver until he closes it ---

unplug() {
	exec 8<"/dev/$(basename "$(unit)")" || return 1
	case $way in
	gone) burn_until gone ;;
	*) burn_until "stall $((clock * 2 * slow))" ;;
	esac || return 1
	case $way in
	delete) echo 1 >"$(device)"/delete ;;
	killed) kill -9 "$("$VDRIVE" list | awk -v d="$drive" '$1 == d { print $4 }')" ;;
	esac
	timeout -k 5 $((120 * slow)) "$VDRIVE" remove "$drive"
}
# What had been told before is read first.
hears_it() {
	timeout 20 cat <&8 >told 2>error; local status=$?
	cat error; echo "status $status"
	grep -q 'No such device' error && [ $(($(stat -c %s told) % 56)) = 0 ]
}
stays_loaded() { ! rmmod burin 2>error && cat error && grep -q 'in use' error; }
unloads() { within 60 rmmod burin 2>error || { cat error; cat /sys/module/burin/refcnt; return 1; }; }
new_burn() {
	load_driver "$MODULE" && disc "$kind" "$blocks" || return 1
	user "$BURIN" --transport kernel write "$sr" a | grep 'verified (full): proven' &&
		whole_is_there && "$VDRIVE" remove "$drive"
}
unplugged() {
	check "$name: a drive" disc "$kind" "$blocks" --clock $clock
	check "$name: its drive is taken away" unplug
	cat at
	check "$name: the burner ends and says so" burner_ends 1 4 $(was_whole && echo 0)
	check "$name: an open file is told" hears_it
	check "$name: the driver stays for it" stays_loaded
	exec 8<&-
	check "$name: the driver unloads" unloads
	check "$name: nothing remains" nothing_left
	check "$name: a new drive is burned" new_burn
}

# --- reset: the burn goes on or fails; what was written is there, the disc can be written on ---

reset_drive() {
	case $way in
	told) burn_until reset ;;
	told-after) burn_until 'reset after' ;;
	host-error) burn_until host-error ;;
	*) burn_until 'stall 0.01' && sg_reset --$way --no-escalate "$sr" ;;
	esac
}
whole_or_front() {
	if [ "$ended_with" = 0 ]; then reload && cmp -n "$(stat -c %s whole.iso)" whole.iso "$sr"; else front_is_there; fi
}
closed() { burin --transport kernel close "$sr" || burin info "$sr" | grep -E '^medium .*blank'; }
reset() {
	check "$name: a drive" disc "$kind" "$blocks" --clock $clock
	check "$name: it is reset" reset_drive
	cat at
	check "$name: the burner ends" burner_ends 0 1
	check "$name: the drive is free" frees
	echo "# status $ended_with, $(cat "$(unit)"/written) of $(($(stat -c %s whole.iso) / 2048)) blocks were written"
	check "$name: what was written is there" whole_or_front
	check "$name: it is closed" closed
	check "$name: its state is known" state_is_known
	check "$name: it is written again" written_again
	check "$name: and mounted" whole_is_there
	gone
}

# --- commands that never come back, and every call of a drive that is gone, by tests/uapi ---

a_unit() {
	drive dvd-ram medium --blocks 32768 || return 1
	export SLOW=$slow SEED RESETS SR=$sr SG=$sg BURIN_NODE DRIVE_PROCESS
	export TAKE="$VDRIVE remove $drive" RESET="sg_reset --device --no-escalate $sr"
	BURIN_NODE=$(unit_of) DRIVE_PROCESS=$("$VDRIVE" list | awk -v d="$drive" '$1 == d { print $4 }')
}
check "a drive" a_unit
cases lost
cases reset
cases gone
check "nothing remains" nothing_left
check "the driver unloads" unloads
check "and is there again" load_driver "$MODULE"

while read -r what way kind blocks point; do
	name="$kind, $what ($way) at $point of 1000"
	check "$name: a whole burn is measured" measure
	$what
done </run/given/points
finish
