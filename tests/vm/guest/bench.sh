#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the same image burned by several programs in turn, each on a new medium in the
# same drive. Every burn is traced by the kernel: the drive's commands, how long it waits for
# the next WRITE, the time of the driver's thread, and what of the programs' and the thread's time
# is the virtual drive's own, which takes a command and copies its data before it lets them go on.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. /run/given/bench

load_modules && mount_configfs && load_driver "$module" || exit 1
mkdir -p /run/tmp && cd /run/tmp && chmod 1777 /run/tmp || exit 1
trace=/sys/kernel/tracing
mountpoint -q $trace || mount -t tracefs tracefs $trace || exit 1
echo mono >$trace/trace_clock; echo 16384 >$trace/buffer_size_kb
echo 'p:bench/drive_in tcm_loop_queuecommand' >$trace/kprobe_events &&
	echo 'r:bench/drive_out tcm_loop_queuecommand' >>$trace/kprobe_events || exit 1

user() {
	prlimit --memlock=unlimited setpriv --reuid nobody --regid cdrom --clear-groups --no-new-privs "$@"
}
image() { head -c "$1M" /dev/urandom >image && chmod 644 image; blocks=$(($1 * 512)); }
# One burn of the image by a program, at its defaults.
burn() {
	case $1 in
	loop) user "$bench/sgio" "$sr" $blocks "$kib" ;;
	burin) user "$BURIN" --transport kernel write --no-checksums --verify none "$sr" --image image ;;
	burin-crc32c) user "$BURIN" --transport kernel write --verify none "$sr" --image image ;;
	burin-sg) user "$BURIN" --transport sg write --verify none "$sr" --image image ;;
	xorriso) user xorriso -as cdrecord dev="$sr" image ;;
	growisofs) user growisofs -use-the-force-luke=tty -Z "$sr=image" ;;
	cdrskin) user cdrskin --no_rc gracetime=0 dev="$sr" image ;;
	wodim) user wodim dev="$sr" image ;;
	esac >burn.out 2>&1 </dev/null
}
# The image out of a pipe that stalls, at 6x, through a buffer of 16 MiB.
ring=16777216 rate=$(awk "BEGIN { print 26970000 * $clock }")
stalled_burn() {
	"$here/stall" image "$seed" $ring $rate | case $1 in
	burin) user "$BURIN" --transport kernel write --speed 6x --verify none "$sr" --image - ;;
	xorriso) user xorriso -as cdrecord dev="$sr" speed=6 fs=16m - ;;
	growisofs) user growisofs -use-the-force-luke=tty -use-the-force-luke=bufsize:16m -speed=6 -Z "$sr=/dev/fd/0" ;;
	cdrskin) user cdrskin --no_rc gracetime=0 dev="$sr" speed=6 fs=16m - ;;
	esac >burn.out 2>&1
}
fresh() { "$VDRIVE" eject "$drive" && rm -f medium* && { [ $# = 2 ] || : >medium.log; } && "$VDRIVE" load --kind "$1" --blocks "$2" "$drive" medium; }
unit_name() { basename "$(echo /sys/class/scsi_generic/"${sg##*/}"/device/burin/burin*)"; }
# Traced from the beginning and for good, recorded now and then: each change of what is traced changes the
# kernel's code, which an emulated processor now and then does not survive.
begin_events() {
	echo 0 >$trace/tracing_on
	for event in scsi/scsi_dispatch_cmd_start scsi/scsi_dispatch_cmd_done sched/sched_stat_runtime \
		bench/drive_in bench/drive_out; do
		echo 1 >$trace/events/$event/enable || return 1
	done
}
events() {
	echo "comm == \"$(unit_name)\"" >$trace/events/sched/sched_stat_runtime/filter
	echo "$1" >$trace/tracing_on
}
# thread's seconds, those inside the drive, seconds of writing, WRITE commands; each wait for a WRITE
# to the file gaps. What a worker of the kernel has sent is in no program's time.
digest() {
	: >gaps
	awk '/sched_stat_runtime:/ { match($0, /runtime=[0-9]+/); thread += substr($0, RSTART + 8, RLENGTH - 8) }
		/ drive_(in|out): / && !/^ *(kworker|ksoftirqd|<idle>)/ {
			match($0, /-[0-9]+ +\[/); who = substr($0, RSTART, RLENGTH)
			match($0, /[0-9]+\.[0-9]+: drive/); now = substr($0, RSTART, RLENGTH - 7)
			if (/drive_in:/) since[who] = now
			else if (who in since) { inside += now - since[who]; delete since[who] } }
		/scsi_dispatch_cmd_(start|done):/ {
			match($0, /[0-9]+\.[0-9]+: scsi/); now = substr($0, RSTART, RLENGTH - 6)
			if (/cmd_start:/) {
				if (/cmnd=\(WRITE_1/) { if (!writes++) first = now; else print (now - last) * 1e6 >"gaps" }
			} else { last = now; if (/cmnd=\(WRITE_1/) end = now } }
		END { printf "%.4f %.4f %.4f %d ", thread / 1e9, inside, end - first, writes }' "$1"
	sort -n gaps | awk '{ v[NR] = $1 } END { print v[int(NR / 2) + 1], v[int(NR * 0.99) + 1] }'
}
# measured KIND PROGRAM
measured() {
	fresh "$1" 300000 || return 1
	: >$trace/trace; events 1
	TIMEFORMAT='%R %U %S'
	{ time burn "$2"; } 2>time; local status=$?
	events 0
	[ $status = 0 ] || { cat burn.out; return 1; }
	cat $trace/trace >traced
	read -r real own system <time
	echo "$2 $((blocks * 2048)) $real $(awk "BEGIN { print $own + $system }") $(digest traced)" >>figures
}
# compare KIND KIB PROGRAM...: no command longer than KIB.
compare() {
	local kind=$1 run program; kib=$2; shift 2
	rm -f figures medium*
	check "a drive with $kind" drive "$kind" medium --blocks 300000
	echo "$kib" >"/sys/block/${sr##*/}/queue/max_sectors_kb"
	for run in $(seq "$runs"); do
		for program; do check "$kind, $kib KiB, run $run: $program" measured "$kind" "$program"; done
	done
	echo "# "
	"$here/table" figures loop "$kind, $mib MiB, at most $kib KiB a command, best of $runs runs in turn, Linux $(uname -r)"
	gone
}
underruns() { "$VDRIVE" list | awk -F '\t' -v d="$drive" '$1 == d { print $7 }'; }
is_ready() { "$BURIN" -q info "$1" >ready.out 2>&1; }
# What loading and closing take is not looked at: these are over at once.
begin_closing() { # DRIVE MEDIUM
	until grep -q '^close-track-session' "$2.log"; do nap 0.5; done
	"$VDRIVE" clock "$1" 0
}
stall() {
	local program before status closing
	check "a drive with bd-r" drive bd-r medium --blocks 2097152
	echo "# "
	echo "# bd-r of 4 GiB at 6x, clock factor $clock, $stalled MiB, buffer 16 MiB, stalls of seed $seed"
	for program in burin xorriso growisofs cdrskin; do
		fresh bd-r 2097152 logged && within 60 is_ready "$sr" || return 1
		"$VDRIVE" clock "$drive" "$clock"; begin_closing "$drive" medium & closing=$!
		before=$(underruns) status=0
		stalled_burn $program || { status=1; tail -n 3 burn.out; }
		kill $closing 2>/dev/null; "$VDRIVE" clock "$drive" 0
		echo "# $program: relinks $(($(underruns) - before)), status $status"
	done
	gone
}
many() {
	local nodes=() drives=() closing=() n factor
	factor=$(awk "BEGIN { print $clock / 8 }")
	for n in $(seq 12); do
		: >"medium$n.log"
		check "drive $n of 12" drive bd-r "medium$n" --blocks 60000
		within 60 is_ready "$sr" && "$VDRIVE" clock "$drive" "$factor" || return 1
		begin_closing "$drive" "medium$n" & closing+=($!)
		nodes+=("$sr") drives+=("$drive")
	done
	check "12 recorders are fed by one process" user "$bench/many" image "${nodes[@]}"
	kill "${closing[@]}" 2>/dev/null
	echo "# "
	echo "# 12 bd-r at 12x, clock factor $factor, $mib MiB each, fed by one process: relinks" \
		"$("$VDRIVE" list | awk -F '\t' '{ n += $7 } END { print n }')"
	"$VDRIVE" remove "${drives[@]}"
}
begin_events || exit 1
for part in $what; do
	case $part in
	cd) image "$mib"; compare cd-r 128 loop burin burin-crc32c burin-sg xorriso cdrskin wodim ;;
	speed)	image "$mib"
		compare bd-r 64 loop burin burin-crc32c burin-sg xorriso growisofs cdrskin
		compare bd-r 128 loop burin burin-crc32c burin-sg xorriso growisofs cdrskin ;;
	stall) image "$stalled"; stall ;;
	many) mib=$((stalled / 4)); image $mib; many ;;
	esac
done
finish
