#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: burners are killed, and the driver brings their burns to an end: the drive is
# free, the disc closed or appendable, what was published is on it, and it can be written again.
# /run/given/points tells where: KIND BLOCKS POINT, in thousandths, or "forked": half way, when it has
# executed another program, or "formatting": of another command, while it formats.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 4
genisoimage -quiet -R -V WHOLE -o whole.iso a && chmod 644 whole.iso

# So many commands does a whole burn of this kind take, once the drive is there.
declare -A whole
measure() {
	[ -z "${whole[$kind]:-}" ] || return 0
	disc "$kind" "$blocks" || return 1
	local before; before=$(commands)
	burin --transport kernel write --verify none "$sr" --image whole.iso || return 1
	whole[$kind]=$(($(commands) - before))
	"$VDRIVE" remove "$drive"
}
# Killed at so many thousandths: in the first hundred while it prepares, when that many commands
# have come of ten times as many; in the last while it closes, when so many are still to come; else
# when so much of the image was fed and has been written.
kill_at() {
	local before pid point=$1
	before=$(commands); rm -f pipe; mkfifo pipe; exec 7<>pipe
	user env $preload "$BURIN" -q --transport kernel write --verify none "$sr" --image - <pipe >burn.out 2>&1 7>&- & pid=$!
	within 60 pgrep -x burin || return 1	# timeout and setpriv come before it
	if [ $point -ge 900 ]; then
		cat whole.iso >pipe & exec 7>&-
		reach $((before + ${whole[$kind]} - (1000 - point) / 20))
	elif [ $point -ge 100 ]; then
		head -c $(($(stat -c %s whole.iso) * point / 1000)) whole.iso >&7 &
		is_still
	else
		reach $((before + ${whole[$kind]} * point / 1000))
	fi
	pkill -9 -x burin; wait $pid; local status=$?
	exec 7>&-; kill $(jobs -p) 2>/dev/null; wait
	[ $status = 137 ] || [ $point -ge 900 ] || { cat burn.out; echo "status $status: not killed"; return 1; }
}
child() { pgrep -f '^burin-child' ; }
kill_forked() {
	preload=LD_PRELOAD=/run/given/forks.so
	kill_at 500; local status=$?
	preload=
	[ $status = 0 ] && child
}
end_child() { kill "$(child)"; }
# A CD-RW has no format; it is blanked instead, once there is something on it.
formats() { grep -qE '^(format-unit|blank) ' disc.log; }
formatter() { case $kind in cd-rw) echo erase --full ;; *) echo format ;; esac; }
kill_formatting() {
	local pid
	[ "$kind" != cd-rw ] || burin write "$sr" a || return 1
	: >disc.log; "$VDRIVE" clock "$drive" 1
	user "$BURIN" -q --transport kernel $(formatter) "$sr" >burn.out 2>&1 & pid=$!
	within 60 formats || { cat burn.out; return 1; }
	pkill -9 -x burin; wait $pid
	local status=$?
	"$VDRIVE" clock "$drive" 0
	[ $status = 137 ] || { cat burn.out; echo "status $status: not killed"; return 1; }
}
kill_by() { case $1 in forked) kill_forked ;; formatting) kill_formatting ;; *) kill_at "$1" ;; esac; }
preload=
lives() { kill -0 $pid 2>/dev/null; }
reach() { while [ "$(commands)" -lt $1 ] && lives; do nap 0.01; done; }
# Nothing more is written for a second and a half: all that was fed is, or waits for the start.
is_still() {
	local last now=0 calm=0
	local written; written=$(unit)/written
	while [ $calm -lt 15 ] && lives; do
		nap 0.1; last=$now; now=$(<"$written")
		calm=$((now == last ? calm + 1 : 0))
	done
}

n=0
while read -r kind blocks point; do
	n=$((n + 1)); name="$kind, killed at $point"
	[ "$point" = formatting ] || check "$name: a whole burn is measured" measure
	check "$name: a drive" disc "$kind" "$blocks"
	check "$name: killed" kill_by "$point"
	check "$name: the drive is free" frees
	echo "# $(commands) commands, $(cat "$(unit)"/written) of $(($(stat -c %s whole.iso) / 2048)) blocks were written"
	check "$name: what was published is there" front_is_there
	check "$name: the kernel mounts it" mounts
	check "$name: its state is known" state_is_known
	check "$name: it is written again" written_again
	check "$name: and mounted" whole_is_there
	[ "$point" != forked ] || check "$name: its child had nothing of it" end_child
	gone
done </run/given/points
finish
