#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: it is to sleep while a burn waits for data, which is refused; then it is to start
# anew, which waits for the burns. Whoever starts it anew would never come to a verdict: of two
# burns one cannot end, and when the verdict was told, it may.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 12
genisoimage -quiet -R -V WHOLE -o whole.iso a && chmod 644 whole.iso

# begin: a burn on $sr whose data stop coming in the midst. It begins when the ring is half full.
begin() {
	rm -f pipe && mkfifo pipe && exec 7<>pipe || return 1
	user "$BURIN" -q --transport kernel write --verify none "$sr" --image - <pipe >burn.out 2>&1 7>&- & burner=$!
	head -c 9M whole.iso >&7
	within 60 begun || { cat burn.out; return 1; }
}
begun() { [ "$(cat "$(unit)"/written)" -gt 0 ]; }
goes_on() { kill -0 $burner || { cat burn.out; return 1; }; }
ends_well() {
	tail -c +$((9 * 1024 * 1024 + 1)) whole.iso >&7; exec 7>&-
	wait $burner || { cat burn.out; return 1; }
}

# --- sleep: only so far that every process is frozen, and back after five seconds ---

sleeps() { echo "$1" >/sys/power/state; }
refused_to() {
	! sleeps "$1" 2>error && cat error && grep -q 'Device or resource busy' error
}
asleep_during_a_burn() {
	check "processes are only frozen" sh -c 'echo freezer >/sys/power/pm_test'
	check "a drive" disc bd-r 32768
	check "idle, it sleeps" sleeps freeze
	check "a burn" begin
	for how in freeze disk; do check "echo $how during a burn is refused" refused_to $how; done
	check "the burn goes on" goes_on
	check "the burn ends well" ends_well
	check "the disc is right" whole_is_there
	check "it sleeps again" sleeps freeze
	gone
}

# --- start anew: owners are called off, burns are closed ---

two_burns() {
	disc bd-re 32768 && mv disc stuck && mv disc.log stuck.log && begin || return 1
	stuck=$sr stuck_unit=$(unit) process=$("$VDRIVE" list | awk -v sr="$sr" '$2 == sr { print $4 }')
	kill -STOP "$process" && exec 6>&7
	disc bd-r 32768 && begin
}
starts_anew() {
	echo 3000 >/sys/module/burin/parameters/reboot_wait_s
	busybox reboot -f 2>error & reboot=$!
	sleep 2; kill -0 $reboot || { cat error; return 1; }
}
still_waits() { [ -n "$(cat "$stuck_unit"/owner)" ] && kill -0 $reboot; }
# Told by the last one to be told: when it would switch off, the stuck burn may end.
let_go() { setsid sh -c "until pgrep -x busybox -a | grep -q poweroff; do sleep 0.1; done; kill -CONT $process" >/dev/null 2>&1 </dev/null & }

[ "$KERNEL" = debug ] || asleep_during_a_burn
check "two burns, of which one is stuck" two_burns
check "the machine is to start anew" starts_anew
check "a burn that waited for data is closed" frees
check "the machine waits for the other one" still_waits
check "what was published is there" front_is_there
check "its disc is known" state_is_known
let_go
finish
