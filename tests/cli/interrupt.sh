#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Ctrl-C and SIGTERM in the middle of a burn: the medium is closed, its state told, and what was
# written can be read.
. "$(dirname "$0")/lib.sh"
head -c 12000000 /dev/urandom >data
mkfifo pipe

# begin KIND: a burn out of a pipe that stays open, with 12 MB in it
begin() {
	medium "$1" "$1"
	env --default-signal=INT ../burin write --json --verify none "virtual:$1" --image - <pipe >out 2>err & pid=$!
	exec 3>pipe; cat data >&3
	until_true 50 grep -q '"action":"writing"' out
}
end() { wait $pid; status=$?; exec 3>&-; }

for kind in cd-r bd-r dvd+rw; do
	re=${kind/+/\\+}
	for signal in INT TERM; do
		begin $kind; kill -$signal $pid; end
		check "$kind, SIG$signal: status 130" test $status = 130
		check "$kind, SIG$signal: the user is told at once" grep -q '^burin: interrupted, closing the medium' err
		check "$kind, SIG$signal: the state of the medium is named" grep -qE "^burin: virtual:$re: medium is (appendable|overwritable|closed)$" err
		check "$kind, SIG$signal: and what was written" grep -qE "^burin: virtual:$re: [0-9]+ blocks from LBA 0 were written and acknowledged$" err
		check "$kind, SIG$signal: JSON says the same" test "$(field result exit)" = 130 -a "$(field error code)" = BURIN_E_CANCELLED
		written=$(field result acknowledged); blocks=$((12000000 / 2048)); [ "$written" -gt $blocks ] || blocks=$written
		readable() {
			[ "$blocks" -gt 0 ] && ../burin read --quiet --all "virtual:$kind" -o - 2>/dev/null |
				head -c $((blocks * 2048)) | cmp - <(head -c $((blocks * 2048)) data)
		}
		check "$kind, SIG$signal: what was acknowledged reads back" readable
		check "$kind, SIG$signal: the state is true" test "$(state virtual:$kind)" = "$(field result state)"
	done
done

# Both wait for the process to go on, so neither comes too late.
begin bd-r; kill -STOP $pid; kill -TERM $pid; kill -INT $pid; kill -CONT $pid; end
check "a second signal does not kill the closing" test $status = 130
check "and is answered" grep -q '^burin: still closing the medium' err
check "the medium was closed" test "$(state virtual:bd-r)" = appendable

# Where there is nothing to close, it just ends.
mkfifo stuck; exec 4<>stuck
env --default-signal=INT ../burin image -o - data >stuck 2>err & pid=$!
sleep 0.5; kill -TERM $pid; wait $pid; status=$?
check "a copy that nobody reads ends at once" test $status = 130
env --default-signal=INT ../burin image -o stuck data 2>err & pid=$!
sleep 0.5; kill -TERM $pid; until_true 30 sh -c "! kill -0 $pid"; kill -KILL $pid 2>/dev/null; wait $pid; status=$?
check "so does one to a pipe with a name" test $status = 130
finish
