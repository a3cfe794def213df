# SPDX-License-Identifier: GPL-2.0-or-later
# Burns through the driver and what is left of them, wherever they ended. Sourced after tests/tap.sh
# and guest/lib.sh, by a script that has a folder `a`, its image whole.iso, and a folder mnt.
export SOURCE_DATE_EPOCH=1700000000

user() { timeout -k 5 $((300 * slow)) setpriv --reuid nobody --regid cdrom --clear-groups --no-new-privs "$@"; }
burin() { user "$BURIN" -q "$@"; }
unit() { echo /sys/class/scsi_generic/"${sg##*/}"/device/burin/burin*; }
# disc KIND BLOCKS [OPTION...]: a blank one in a drive, which has the options.
disc() {
	rm -f disc disc.log
	"$BURIN" -q media create --kind "$1" --blocks "$2" disc && touch disc.log && drive_of disc "${@:3}"
}
commands() { grep -cvE '^(test-unit-ready|request-sense|get-event-status) ' disc.log; }
# overwrite where the medium knows no sessions
again() { case $kind in dvd+rw|dvd-ram|bd-re) echo --overwrite ;; *) echo --append ;; esac; }

is_free() { [ -z "$(cat "$(unit)"/owner)" ]; }
frees() { within 60 is_free || { cat "$(unit)"/owner /sys/kernel/debug/burin/*; return 1; }; }
# A CD's track has 300 blocks at least: zeros fill it up from the end of a slot on.
is_filled_up() {
	local at
	[[ $kind = cd-* && $1 = 300 ]] || return 1
	at=$(cmp front whole.iso | sed -E 's/.* (char|byte) ([0-9]+),.*/\2/')
	at=$(((at - 1) / 65536 * 65536))
	echo "filled up from byte $at on"
	cmp -n $((300 * 2048 - at)) -i $at:0 front /dev/zero
}
# What the driver says was written is there, as in the source.
front_is_there() {
	local blocks bytes
	blocks=$(cat "$(unit)"/written); bytes=$((blocks * 2048))
	[ $bytes -le "$(stat -c %s whole.iso)" ] || bytes=$(stat -c %s whole.iso)
	echo "$blocks blocks"
	[ $bytes = 0 ] && return
	reload && dd if="$sr" of=front bs=64k count=$bytes iflag=count_bytes,direct status=none || return 1
	cmp -n $bytes front whole.iso || is_filled_up $blocks
}
# Once the whole image was published it is mounted and compared; else what names its files is there.
mounts() {
	[ "$(cat "$(unit)"/written)" -ge 64 ] || return 0
	reload && mount_now iso9660 || return 1
	ls -R mnt >/dev/null; local status=$?
	umount mnt; return $status
}
state_is_known() { burin info "$sr" | grep -E '^medium .*(blank|unformatted|appendable|closed|overwritable|complete)'; }
written_again() {
	local how=$(again)
	burin info "$sr" | grep -qE '^medium .*blank' && how=
	burin write $how "$sr" a
}
# A drive with a clock needs a while to know its disc.
whole_is_there() { reload && within 20 mount_now iso9660 && diff -r a mnt; local status=$?; umount mnt; return $status; }
