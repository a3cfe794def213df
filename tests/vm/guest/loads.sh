#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the driver is loaded and unloaded LOADS times beside two drives; every tenth time
# there is a burn, every tenth one that is killed, every tenth a drive comes and goes. What the
# kernel has in memory stays the same.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/burned.sh"

load_modules && mount_configfs || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 1
genisoimage -quiet -R -V WHOLE -o whole.iso a && chmod 644 whole.iso

two_drives() {
	drive bd-r other --blocks 32768 || return 1
	kind=bd-re; disc bd-re 32768
}
give() { chgrp cdrom "/dev/$(basename "$(unit)")" && chmod 660 "/dev/$(basename "$(unit)")"; }
burn() { burin --transport kernel write --verify none $over "$sr" "$@"; }
burned() {
	burn --image whole.iso && over=--overwrite && reload &&
		cmp -n "$(stat -c %s whole.iso)" whole.iso "$sr"
}
killed() {
	rm -f pipe && mkfifo pipe && exec 7<>pipe || return 1
	burn --image - <pipe >burn.out 2>&1 7>&- &
	head -c 300K whole.iso >&7
	within 60 owned && sleep 0.3; pkill -9 -x burin; wait $!
	exec 7>&-; frees
}
owned() { [ -n "$(cat "$(unit)"/owner)" ]; }
comes_and_goes() {
	local old=("$drive" "$sr" "$sg" "$medium")
	drive_of "" && exec 8<"/dev/$(basename "$(unit)")" && "$VDRIVE" remove "$drive"; local status=$?
	exec 8<&-
	drive=${old[0]} sr=${old[1]} sg=${old[2]} medium=${old[3]}
	return $status
}
nodes() { ls /dev/burin* /sys/class/burin/burin* 2>/dev/null | wc -l; }
load_and_unload() {
	load_driver "$MODULE" && within 10 nodes_are_there && give || return 1
	case $(($1 % 10)) in 1) burned ;; 4) killed ;; 7) comes_and_goes ;; esac || return 1
	within 60 rmmod burin 2>error || { cat error; return 1; }
	[ "$(nodes)" = 0 ] && [ ! -e /sys/kernel/debug/burin ]
}
nodes_are_there() { [ -e "/dev/$(basename "$(unit)")" ] && [ -e /dev/burin1 ]; }
# Whom the driver might still hold, and what lies in memory by whose hand: settled first.
held() { awk '$1 ~ /^(sr_mod|sg|tcm_loop|target_core_user|scsi_mod|cdrom|burin)$/ { print $1, $3 }' /proc/modules | sort; }
of_driver() { grep -c '\[burin\]' /proc/vmallocinfo; }
# Shrinking a cache is also what takes its freed objects out of KASAN's quarantine.
kib() {
	sync; echo 3 >/proc/sys/vm/drop_caches; sleep 1
	for cache in /sys/kernel/slab/*/shrink; do echo 1 >"$cache"; done
	awk '$1 ~ /^(SUnreclaim|VmallocUsed|Percpu|KernelStack|PageTables):/ { n += $2 } END { print n }' /proc/meminfo
}

over=
check "two drives" two_drives
# What the first ones leave in caches is none of those that follow.
for n in 1 4 7; do check "load $n, to be warm" load_and_unload $n; done
held >held.before; before=$(kib) done=0
for n in $(seq "$LOADS"); do
	if load_and_unload $n >out 2>&1; then done=$((done + 1)); else not_ok "load $n"; sed 's/^/# /' out; fi
done
after=$(kib)
echo "# $done of $LOADS loads; KiB of the kernel before $before, after $after"
all_done() { [ "$done" = "$LOADS" ]; }
same_holders() { diff held.before <(held) && [ "$(of_driver)" = 0 ]; }
# Caches breathe; of fifty loads it would be seen if each left a command's buffer, or three pages.
# Smaller things are the debug kernel's to find.
no_more() { [ $((after - before)) -lt $((256 + LOADS * 6)) ]; }
check "all loads" all_done
check "nobody is held who was not before" same_holders
check "memory is what it was" no_more
check "the drives are removed" "$VDRIVE" remove --all
finish
