# SPDX-License-Identifier: GPL-2.0-or-later
# Steps of a cell. Sourced after tests/tap.sh and guest/lib.sh; a cell runs in a subshell of its own
# and ends at the first step that fails.
cell_limit=${CELL_LIMIT:-400}	# seconds a cell may take; its drives are removed then
patience=${PATIENCE:-180}	# seconds a program may take

step() { # WHAT COMMAND...
	local what=$1 start=$SECONDS; shift
	if "$@" >step.out 2>&1 </dev/null; then
		echo "done: $what ($((SECONDS - start)) s)"
	else
		echo "FAILED: $what: $*"; tr '\r' '\n' <step.out | tail -n 40; exit 1
	fi
}
# What the table tells of a cell beside its name.
note() { echo "$*" >>cell.notes; }

# refuses REGEX COMMAND...: the program says itself that it does not do such a thing; its line goes
# to the table.
refuses() {
	local regex=$1 line; shift
	"$@" >refused 2>&1; local status=$?
	cat refused
	line=$(tr '\r' '\n' <refused | grep -E -m 1 -- "$regex") && [ $status != 0 ] && note "$line"
}

# blank KIND [OPTION...]: a drive with a new medium.
blank() {
	kind=$1
	step "a drive with a blank $kind" drive "$kind" "$PWD/disc" "${@:2}"
}

run_cell() {
	local name=$1
	rm -rf cell.notes disc* out
	( eval "${cell_command[$name]}" ) & local pid=$!
	( sleep "$cell_limit"; echo "FAILED: $cell_limit s are over"; kill $pid; "$VDRIVE" remove --all ) & local guard=$!
	wait $pid; local status=$?
	kill $guard 2>/dev/null && pkill -P $guard; wait $guard
	timeout -k 5 60 "$VDRIVE" remove --all || status=1
	umount mnt 2>/dev/null && { echo "FAILED: still mounted"; status=1; }
	return $status
}
# One case, and a line for the table: what the cell noted.
run_and_tell() {
	local name=$1
	if run_cell "$name" >cell.out 2>&1; then ok "$name"; else
		not_ok "$name"; [ -n "${SHOW:-}" ] || tail -n 80 cell.out | awk '{ print "# " $0 }'
	fi
	[ ! -e cell.notes ] || sed "s|^|# $name: |" cell.notes
	[ -z "${SHOW:-}" ] || sed 's/^/# /' cell.out
}

# make_audio NAME MIB: NAME.raw, whole frames of little-endian samples, and NAME.wav.
make_audio() {
	head -c $(($2 * 1048576 / 2352 * 2352)) /dev/urandom >"$1.raw" &&
		/usr/bin/python3 "$here/audio.py" wave "$1.raw" "$1.wav"
}
# audio_is TRACK RAW...: the kernel reads these samples; what follows them is silence.
audio_is() {
	reload || return 1
	while [ $# -gt 1 ]; do
		as_user /usr/bin/python3 "$here/audio.py" read "$sr" "$1" $PWD/track.raw || return 1
		cmp -n "$(stat -c %s "$2")" "$2" track.raw || return 1
		tail -c +$(($(stat -c %s "$2") + 1)) track.raw | tr -d '\0' | cmp - /dev/null || return 1
		rm -f track.raw; shift 2
	done
}
# The kernel's block device begins with the image. Nothing is read ahead: behind a track at once
# lie blocks that cannot be read, and sr then takes the disc to end somewhat before them.
device_is() {
	reload || return 1
	as_user dd if="$sr" of=$PWD/back bs=64k count="$(stat -c %s "$1")" iflag=count_bytes,direct status=none &&
		cmp "$1" back; local status=$?
	rm -f back; return $status
}
fails() { ! "$@"; }
