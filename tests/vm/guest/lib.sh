# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts in a guest share. Sourced after tests/tap.sh.
# A kernel that looks for mistakes takes so many times as long.
slow=1; [ "$KERNEL" != debug ] || slow=4

# Sleeps so many seconds without starting a program: in a guest that takes longer than the sleep.
mkfifo "$tap_dir/nap"
nap() { read -rt "$1" <>"$tap_dir/nap" || true; }
# within SECONDS COMMAND...: it comes true by then.
within() {
	local end=$((SECONDS + $1 * slow)); shift
	until "$@"; do [ $SECONDS -lt $end ] || { echo "not in time: $*"; return 1; }; nap 0.1; done
}

load_modules() { modprobe -d "$MODULES" -a uio target_core_user tcm_loop sr_mod sg loop isofs udf; }
load_driver() { modprobe -d "$MODULES" -q libcrc32c; insmod "$1"; }
load_packet() { insmod "$(dirname "$1")/packet/burin_packet.ko"; }
mount_configfs() { mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config; }

# What udev's rules do to new nodes, or has been told, is done.
settled() { [ "$FLAVOUR" = plain ] || udevadm settle --timeout=60; }
# drive KIND PATH [OPTION...]: a new one; sets drive, sr, sg and medium. Without udev its nodes are
# given to cdrom by hand.
drive() {
	local kind=$1 path=$2; shift 2
	drive_of "$path" --kind "$kind" "$@"
}
# drive_of [PATH [OPTION...]]: the same with a medium that is there, or none.
drive_of() {
	local line
	medium=${1:-}; shift
	line=$("$VDRIVE" add "$@" ${medium:+"$medium"}) || return 1
	read -r drive sr sg <<<"$line"
	if [ "$FLAVOUR" = udev ]; then settled; return; fi
	local nodes=("$sr" "$sg") unit
	for unit in /sys/class/scsi_generic/"${sg##*/}"/device/burin/*; do
		[ ! -e "$unit" ] || nodes+=("/dev/${unit##*/}")
	done
	chgrp cdrom "${nodes[@]}" && chmod 660 "${nodes[@]}"
}
gone() { check "the drive is removed" "$VDRIVE" remove "$drive"; }

# As nobody, of group cdrom and no other, and as much locked memory as a login has. A program of
# the system has a /tmp of its own, for some write there whatever TMPDIR says; what is tested may
# itself lie in /tmp and is called by its path.
as_user() {
	local own_tmp=(unshare -m sh -c 'mount -t tmpfs -o mode=1777 tmpfs /tmp; exec "$@"' sh)
	case $1 in */*) own_tmp=() ;; esac
	timeout -k 5 "${patience:-60}" "${own_tmp[@]}" \
		setpriv --reuid nobody --regid cdrom --clear-groups --no-new-privs "$@"
}
as_login() { ulimit -l unlimited; }
# holds REGEX COMMAND...: the command succeeds, and what it prints has such a line.
holds() {
	local regex=$1 out; shift
	out=$("$@" 2>&1); local status=$?
	echo "$out"; [ $status = 0 ] && grep -qE -- "$regex" <<<"$out"
}

# tray_open: CDROM_DRIVE_STATUS is CDS_TRAY_OPEN.
tray_open() {
	python3 -c 'import fcntl, os, sys
fd = os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK)
sys.exit(fcntl.ioctl(fd, 0x5326, 0x7fffffff) != 2)' "$sr"
}
# The medium taken out by hand. udev locks the tray: then the button only asks, and udev opens it.
out() {
	local end=$((SECONDS + 60 * slow))
	"$VDRIVE" eject "$drive" 2>/dev/null && return
	until tray_open; do
		[ $SECONDS -lt $end ] || { echo "the tray stays closed"; return 1; }
		nap 0.2
	done
	"$VDRIVE" eject "$drive"
}
another_medium() {
	medium=$2; out && "$VDRIVE" load --kind "$1" "$sg" "$2"
}

# make_folder NAME MIB: files, a folder, a link.
make_folder() {
	mkdir -p "$1/folder/deep" && head -c "$2M" /dev/urandom >"$1/folder/random" &&
		seq 100000 >"$1/folder/deep/numbers" && echo "of $1" >"$1/a file of $1.txt" &&
		ln -s "folder/random" "$1/link" && : >"$1/empty" && chmod 640 "$1/empty" &&
		chmod -R go+rX "$1"
}
mount_now() { mount -t "$1" -o ro "$sr" /run/tmp/mnt; }
# Out and in again: else the kernel keeps the size it saw when the medium was blank.
reload() { out && "$VDRIVE" load "$drive" "$medium"; }
mounted_is() {
	reload && mount_now "$1" || return 1
	diff -r "$2" /run/tmp/mnt; local status=$?
	[ "$(readlink /run/tmp/mnt/link)" = folder/random ] || status=1
	umount /run/tmp/mnt; return $status
}
both_mounted() {
	reload && mount_now iso9660 || return 1
	diff -r -x b a /run/tmp/mnt && diff -r b /run/tmp/mnt/b; local status=$?
	umount /run/tmp/mnt; return $status
}
both_by_joliet() {
	reload && mount_now iso9660 || return 1
	diff -r -x b -x link a /run/tmp/mnt && diff -r -x link b /run/tmp/mnt/b; local status=$?
	umount /run/tmp/mnt; return $status
}
# cases PROGRAM: one of tests/uapi; its cases are ours, what it said before one that failed is shown
# with it.
cases() {
	local line said="" planned=-1 n=0
	while read -r line; do
		case $line in
		1..*) planned=${line#1..} ;;
		"ok "*) n=$((n + 1)); ok "$1: ${line#ok * }"; [[ $said != *seed* ]] || echo -n "$said"; said= ;;
		"not ok "*) n=$((n + 1)); not_ok "$1: ${line#not ok * }"; echo -n "$said"; said= ;;
		*) said+="# $line"$'\n' ;;
		esac
	done < <(timeout -k 5 $((500 * slow)) "$UAPI/$1" 2>&1)
	[ $n = "$planned" ] || { not_ok "$1: all of its cases"; echo -n "$said"; }
}
unit_of() {
	local unit
	for unit in /sys/class/scsi_generic/"${sg##*/}"/device/burin/*; do echo "/dev/${unit##*/}"; done
}
# reads_back PROGRAM IMAGE
reads_back() {
	local sectors=$(($(stat -c %s "$2") / 2048))
	rm -f back
	case $1 in
	readom) as_user readom dev="$sr" f=/run/tmp/back sectors="0-$sectors" ;;
	esac && cmp "$2" back
}

many() {
	for n in $(seq "$1"); do drive bd-r "many$n" --blocks 65536 || return 1; done
}
eight_listed() {
	"$VDRIVE" list; [ "$("$VDRIVE" list | awk '$2 ~ /^\/dev\/sr/ && $3 ~ /^\/dev\/sg/ && $4 > 1' | wc -l)" = 8 ]
}
kill_one() { kill -9 "$("$VDRIVE" list | awk 'NR == 3 { print $4 }')"; }
nothing_left() {
	[ -z "$("$VDRIVE" list)" ] && [ -z "$(ls /run/burin/vdrive)" ] &&
		! ls -d /dev/sr* /sys/class/uio/uio* 2>/dev/null && ! pgrep -x burin-vdrive
}
# The library on the same medium without the kernel, once the kernel's drive let go of it.
burin_agrees() {
	"$VDRIVE" eject "$drive" && rm -rf out && "$BURIN" -q extract "virtual:$1" out &&
		diff -r -x b a out && diff -r b out/b
}
