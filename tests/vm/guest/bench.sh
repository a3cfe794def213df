#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the same image burned by several programs in turn, each on a new medium in the
# same drive. Seconds and CPU seconds of the program are minima of all runs. One more run
# is traced by the kernel: commands, and how long the drive waits for the next one between
# the first WRITE and the end of the last.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. /run/given/bench

load_modules && mount_configfs || exit 1
mkdir -p /run/tmp && cd /run/tmp && chmod 1777 /run/tmp || exit 1
trace=/sys/kernel/tracing
mountpoint -q $trace || mount -t tracefs tracefs $trace || exit 1
head -c "${mib}M" /dev/urandom >image && chmod 644 image
blocks=$((mib * 512))

user() {
	prlimit --memlock=unlimited setpriv --reuid nobody --regid cdrom --clear-groups --no-new-privs "$@"
}
# One burn of the image by a program at its defaults.
burn() {
	case $1 in
	loop) user "$sgio" "$sr" $blocks ;;
	burin) user "$BURIN" write "$sr" --image image ;;
	burin-unverified) user "$BURIN" write --verify none "$sr" --image image ;;
	xorriso) user xorriso -as cdrecord dev="$sr" image ;;
	growisofs) user growisofs -use-the-force-luke=tty -Z "$sr=image" ;;
	wodim) user wodim dev="$sr" image ;;
	esac >burn.out 2>&1 </dev/null
}
fresh() { "$VDRIVE" eject "$drive" && rm -f medium* && "$VDRIVE" load --kind "$1" --blocks 60000 "$drive" medium; }

# timed KIND PROGRAM: appends seconds, user and system seconds.
timed() {
	fresh "$1" || return 1
	TIMEFORMAT='%R %U %S'
	{ time burn "$2"; } 2>time || { cat burn.out; return 1; }
	cat time >>"times.$2"
}
traced() {
	fresh "$1" || return 1
	echo mono >$trace/trace_clock; echo 8192 >$trace/buffer_size_kb; : >$trace/trace
	echo 1 >$trace/events/scsi/scsi_dispatch_cmd_start/enable
	echo 1 >$trace/events/scsi/scsi_dispatch_cmd_done/enable
	burn "$2"; local status=$?
	echo 0 >$trace/events/scsi/enable
	cp $trace/trace "trace.$2"
	[ $status = 0 ] || cat burn.out
	return $status
}
# commands, writes, milliseconds of writing, of these the drive waited for, microseconds a gap
gaps() {
	awk '/scsi_dispatch_cmd_(start|done):/ {
			match($0, /[0-9]+\.[0-9]+: scsi/); now = substr($0, RSTART, RLENGTH - 6)
			write = /cmnd=\(WRITE_10/
			if (/cmd_start:/) {
				commands++
				if (writes) { idle += now - last; n++ }
				if (write) { if (!writes++) first = now
					waited += idle; gaps += n; idle = n = 0 }
			} else { last = now; if (write) end = now } }
		END { printf "%d %d %.1f %.1f %.0f", commands, writes, (end - first) * 1e3, waited * 1e3,
			gaps ? waited / gaps * 1e6 : 0 }' "$1"
}
row() {
	awk -v name="$1" -v bytes=$((blocks * 2048)) -v base="$2" -v gaps="$(gaps "trace.$1")" '
		{ if (!n++ || $1 < s) s = $1; if (n == 1 || $2 + $3 < cpu) cpu = $2 + $3 }
		END { split(gaps, g, " ")
			printf "# %-17s %8.2f %7.1f %6.2f %7.2f %9d %7d %9.0f %9.0f %9.0f\n", name, s,
				bytes / s / 1e6, s / base, cpu, g[1], g[2], g[3], g[4], g[5] }' "times.$1"
}
compare() {
	local kind=$1 run program base; shift
	rm -f times.* trace.* medium*
	check "a drive with $kind" drive "$kind" medium --blocks 60000
	for run in $(seq "$runs"); do
		for program; do check "$kind, run $run: $program" timed "$kind" "$program"; done
	done
	for program; do check "$kind, traced: $program" traced "$kind" "$program"; done
	base=$(sort -n times.loop | awk 'NR == 1 { print $1 }')
	echo "# "
	echo "# $kind, $mib MiB, minima of $runs runs in turn, Linux $(uname -r)"
	printf '# %-17s %8s %7s %6s %7s %9s %7s %9s %9s %9s\n' program seconds MB/s ratio "CPU s" \
		commands writes "writing" "waits" "a gap"
	printf '# %-17s %8s %7s %6s %7s %9s %7s %9s %9s %9s\n' "" "" "" "" "" "" "" ms ms us
	for program; do check "$kind: figures of $program" row "$program" "$base" && cat "$tap_dir/.out"; done
	gone
}
compare cd-r loop burin burin-unverified xorriso wodim
compare bd-r loop burin burin-unverified xorriso growisofs
finish
