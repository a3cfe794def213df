# SPDX-License-Identifier: GPL-2.0-or-later
# Situations in which a drive is taken away. Sourced by changes.sh.
declare -A situation=(
	[idle]="an idle drive"
	[wodim]="while wodim burns" [growisofs]="while growisofs burns" [xorriso]="while xorriso burns"
	[burin]="while burin burns"
	[mounted]="while its disc is mounted and read" [open]="while its nodes are open"
	[killed]="its process killed" [killed_wodim]="its process killed while wodim burns"
	[killed_burin]="its process killed while burin burns"
	[killed_mounted]="its process killed while its disc is mounted")

# In an order in which neighbours have little in common: few of them are many kinds.
situations=(idle wodim mounted killed growisofs open killed_wodim xorriso killed_mounted burin killed_burin)

# within WHAT SECONDS COMMAND...: it comes true; told what when it does not.
within() {
	local what=$1 end=$((SECONDS + $2 * slow)); shift 2
	until "$@"; do
		[ $SECONDS -lt $end ] || { echo "not in time: $what: $*"; return 1; }
		nap 0.1
	done
}
# in_time COMMAND...: a command of the tool; a minute is much for any.
in_time() { timeout -k 5 $((60 * slow)) "$@"; }

process_of() { "$VDRIVE" list | awk -v d="$drive" '$1 == d { print $4 }'; }
ended() { ! kill -0 "$1" 2>/dev/null; }

# In true time, so that the burn still goes on when the drive goes.
start_burn() {
	local kind=cd-r before; rm -rf m; burning=$1
	case $1 in growisofs) kind=dvd+rw ;; xorriso) kind=dvd+r ;; burin) kind=bd-r ;; esac
	drive $kind m --clock 1 || return 1
	before=$(kept_of m)
	case $1 in
	wodim) as_user wodim dev="$sr" -v -tao speed=1 -data big ;;
	growisofs) as_user growisofs -use-the-force-luke=tty -speed=1 -Z "$sr=big" ;;
	xorriso) as_user xorriso -as cdrecord -v dev="$sr" speed=1 big ;;
	burin) as_user "$BURIN" write --transport sg --speed 1x "$sr" --image big ;;
	esac >burn.log 2>&1 &
	burner=$!
	within "the burn has begun" 60 written_more "$before" || { cat burn.log; return 1; }
	! ended $burner || { cat burn.log; return 1; }
}
# 512 bytes each that the medium takes in its file; a MiB of them is data.
kept_of() { stat -c %b "$1"; }
written_more() { [ "$(kept_of m)" -gt $(($1 + 2048)) ]; }
# The burner ends, and does not say that all is well. wodim asks a drive that is gone whether it is
# ready, for many minutes: it is told to end.
burn_failed() {
	[ "$burning" != wodim ] || within "wodim ends" 20 ended $burner || pkill -x wodim
	within "the burner ends" 120 ended $burner || { cat burn.log; kill -9 $burner; return 1; }
	! wait $burner || { cat burn.log; return 1; }
}
kill_process() { kill -9 "$(process_of)"; }
take() { in_time "$VDRIVE" remove "$drive"; }
disc() { rm -rf m; cp -a cd-r m && drive_of m; }
mount_and_read() {
	disc && mount_now iso9660 || return 1
	while cat mnt/folder/random; do echo 3 >/proc/sys/vm/drop_caches; done >/dev/null 2>&1 &
	reader=$!; exec 8<mnt/folder/random
}
unmount() {
	within "the reader ends" 120 ended $reader || return 1
	exec 8<&-; umount mnt
}

prepare_idle() { disc; }
finish_idle() { :; }
for program in wodim growisofs xorriso burin; do
	eval "prepare_$program() { start_burn $program; }; finish_$program() { burn_failed; }"
done
prepare_mounted() { mount_and_read; }
finish_mounted() { unmount; }
prepare_open() { disc && exec 8<"$sr" 9<"$sg"; }
finish_open() {
	local bytes; bytes=$(head -c 2048 <&8 | wc -c)	# an error, or the end of a device of no size
	exec 8<&- 9<&-; [ "$bytes" = 0 ]
}
prepare_killed() { disc && kill_process; }
finish_killed() { :; }
prepare_killed_wodim() { start_burn wodim && kill_process; }
finish_killed_wodim() { burn_failed; }
prepare_killed_burin() { start_burn burin && kill_process; }
finish_killed_burin() { burn_failed; }
prepare_killed_mounted() { mount_and_read && kill_process; }
finish_killed_mounted() { unmount; }

removed() {
	local status=0
	"prepare_$1" || status=1
	take || status=1
	"finish_$1" || status=1
	within "nothing remains" 30 nothing_left || { nothing_left; ls -d /dev/sr* /sys/class/uio/uio*; status=1; }
	return $status
}
added_again() { disc && head -c 2048 "$sr" >/dev/null && "$VDRIVE" remove "$drive"; }
