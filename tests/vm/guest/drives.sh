#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: burin-vdrive itself, and what goes wrong.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

exits() { local want=$1; shift; "$@"; local got=$?; [ $got = "$want" ] || { echo "status $got"; false; }; }
read_block() { dd if="$sr" of=/run/tmp/block bs=2048 count=1 skip="${1:-0}" iflag=direct status=none; }
fails() { ! "$@"; }
within() { local limit=$1 start=$EPOCHREALTIME; shift; "$@" || return 1
	local ms=$(( (${EPOCHREALTIME/./} - ${start/./}) / 1000 )); echo "$ms ms"; [ $ms -lt "$limit" ]; }
takes() { local least=$1 start=$EPOCHREALTIME; shift; "$@" || return 1
	local ms=$(( (${EPOCHREALTIME/./} - ${start/./}) / 1000 )); echo "$ms ms"; [ $ms -ge "$least" ]; }

cd /run/tmp && mkdir -p mnt && make_folder a 1 || exit 1
check "without the modules, add says which" holds "modprobe" sh -c "'$VDRIVE' add 2>&1; test \$? = 1"
load_modules && mount_configfs && as_login || exit 1

check "no such command is usage" exits 2 "$VDRIVE" nothing
check "a drive needs a medium that is there" exits 1 "$VDRIVE" add missing
check "what is no medium is refused" exits 1 "$VDRIVE" add a/a*
check "and leaves nothing" nothing_left
check "no such drive" exits 4 "$VDRIVE" eject 7
check "an empty drive" sh -c "'$VDRIVE' add && '$VDRIVE' remove 0"
check "nothing remains" nothing_left

check "a bd-r" drive bd-r m1 --blocks 65536
check "growisofs burns it" as_user growisofs -use-the-force-luke=spare:none -Z "$sr" -R -quiet a
check "loaded again" reload
check "a block is read" read_block 16
check "a second drive cannot have its medium" exits 1 "$VDRIVE" add m1
check "a plan with a mistake is refused, its line told" holds "line 2" \
	sh -c "'$VDRIVE' fault $drive 'on read sense 3/11/05' 'on read dance'; test \$? = 1"
check "a rule" "$VDRIVE" fault "$sr" 'on read lba 16 sense 3/11/05'
check "the kernel's read fails by it" fails read_block 16
check "another block does not" read_block 17
check "no rules any more" "$VDRIVE" fault "$drive"
check "the block is read again" read_block 16

check "power off" "$VDRIVE" power "$drive" off
check "reads fail at once" within 8000 fails read_block 16
check "power on" "$VDRIVE" power "$drive" on
check "reads work again" sh -c "dd if=$sr of=/dev/null bs=2048 count=1 status=none ||
	dd if=$sr of=/dev/null bs=2048 count=1 skip=16 iflag=direct status=none"

echo 4 >"/sys/block/${sr#/dev/}/device/timeout"
echo 3 >"/sys/block/${sr#/dev/}/device/eh_timeout"
check "one command that gets no answer" "$VDRIVE" fault "$drive" 'on 43 timeout times 1'
check "the kernel gives it up, and the drive goes on" within 60000 sh -c "wodim dev=$sr -toc >/dev/null 2>&1; true"
check "it answers" "$VDRIVE" list
check "and reads" read_block 17

check "a clock of true speed" "$VDRIVE" clock "$drive" 1
check "a stalled answer takes its time" sh -c "'$VDRIVE' fault $drive 'on read-10 nth 1 stall 1'"
check "a second" takes 1000 read_block 18
check "and none" sh -c "'$VDRIVE' clock $drive 0 && '$VDRIVE' fault $drive"

kill -9 "$("$VDRIVE" list | awk '{ print $4 }')"
check "list tells a process that is gone" holds "its process is gone" "$VDRIVE" list
dd if="$sr" of=/dev/null bs=2048 count=1 skip=100 iflag=direct status=none 2>/dev/null &
reader=$!; sleep 0.5
check "remove ends the command that waits, and cleans" within 60000 "$VDRIVE" remove 0
wait $reader
check "nothing remains" nothing_left
check "the medium is whole" sh -c "'$VDRIVE' add m1 && '$VDRIVE' remove 0"

check "eight drives at once" many 8
check "each is listed with its node and its process" eight_listed
kill_one
check "all are removed, one of them killed" "$VDRIVE" remove --all
check "nothing remains" nothing_left
finish
