#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the programs of tests/uapi on a drive with a DVD-RAM, beside another drive.
# ONLY=NAME runs one of them.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && load_driver "$MODULE" || exit 1
mkdir -p /run/tmp && cd /run/tmp || exit 1
unit_of() {
	local unit
	for unit in /sys/class/scsi_generic/"${sg##*/}"/device/burin/*; do echo "/dev/${unit##*/}"; done
}
# Who is nobody may open them, too.
two_drives() {
	drive bd-r other --blocks 32768 || return 1
	export SR2=$sr SG2=$sg
	drive dvd-ram medium --blocks 32768 || return 1
	export SLOW=$slow SR=$sr SG=$sg BURIN_NODE; BURIN_NODE=$(unit_of)
	chmod 666 "$SR" "$SG" "$BURIN_NODE"
}
# cases PROGRAM: its cases are ours; what it said before one that failed is shown with it.
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

# Less than a unit may have, whatever memory the guest has: what is taken of it is then told.
limit() { echo $((128 << 20)) >/sys/module/burin/parameters/ring_total_bytes; }

check "two drives" two_drives
check "a limit for all rings" limit
for program in ${ONLY:-structs owner policy ring burn random rivals}; do
	cases "$program"
done
check "the driver unloads" rmmod burin
check "the drives are removed" "$VDRIVE" remove --all
finish
