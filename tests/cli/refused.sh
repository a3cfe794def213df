#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad input, each with its status and message, and what becomes of the medium.
. "$(dirname "$0")/lib.sh"
tree src
blank() { [ "$(state "virtual:$1")" = blank ]; }

# sources
medium disc bd-r 4096
check "a missing source" expect 1 '^burin: nowhere: ' burin write virtual:disc nowhere
mkdir closed && echo x >closed/secret && chmod 000 closed/secret && chmod 666 disc
check "an unreadable source" expect 1 '^burin: .*closed/secret: ' as_user ../burin write virtual:disc closed
mkdir shut && mkdir shut/inner && chmod 000 shut/inner
check "an unreadable folder" expect 1 '^burin: .*shut/inner: ' as_user ../burin write virtual:disc shut
head -c 20000000 /dev/zero >large
check "a tree larger than the medium" expect 3 'does not fit on the medium' burin write virtual:disc large
check "an image larger than the medium" expect 3 'does not fit on the medium' burin write virtual:disc --image large
check "a missing image" expect 1 '^burin: nowhere.iso: No such file' burin write virtual:disc --image nowhere.iso
check "all of that before the first block" blank disc

# recorders
check "an absent virtual recorder" expect 4 '^burin: .*absent: ' burin info virtual:absent
check "an absent recorder" expect 4 '^burin: /dev/sr99: no such recorder' burin info /dev/sr99
check "no name at all" expect 4 '^burin: : |^burin: ' burin info ''
check "a transport that does not reach it" expect 4 '^burin: virtual:disc: no transport' burin --transport sg info virtual:disc
check "a burn that no driver outlives: starving" expect 4 'need burin.s driver' burin write virtual:disc src --starve 5
check "a burn that no driver outlives: waiting" expect 4 'need burin.s driver' burin write virtual:disc src --adopt-wait 5
check "a burn that no driver outlives: adopting" expect 4 "by burin.s driver outlives" burin write --adopt virtual:disc src
check "nothing of that was written" blank disc
head -c 100000 /dev/urandom >foreign
check "a foreign file as medium" expect 3 '^burin: .*foreign: not an emulated medium' burin info virtual:foreign
: >nothing
check "an empty file as medium" expect 3 '^burin: .*nothing: not an emulated medium' burin info virtual:nothing
check "a folder as medium" expect 3 '^burin: .*src: ' burin info virtual:src
head -c 30 disc >short
check "a medium cut short" expect 3 '^burin: .*short: not an emulated medium' burin info virtual:short
medium spoilt bd-r 4096 && printf '\377\377\377\377' | dd of=spoilt bs=1 seek=10 conv=notrunc status=none
check "a medium with a damaged head" expect 3 '^burin: .*spoilt: not an emulated medium' burin info virtual:spoilt
check "a foreign file is left as it is" test "$(stat -c %s foreign)" = 100000

# create
check "a path that exists" expect 1 '^burin: disc: File exists' burin media create --kind bd-r disc
check "a path in no folder" expect 1 '^burin: no/where: No such file' burin media create --kind bd-r no/where
check "a pressed kind without an image" expect 1 '^burin: new: .*dvd-rom is pressed' burin media create --kind dvd-rom new
check "an image for a blank kind" expect 1 '^burin: new: .*no bd-r is pressed' burin media create --kind bd-r --image disc new
check "an image that is not there" expect 1 '^burin: gone: No such file' burin media create --kind cd-rom --image gone new
: >void
check "an image that holds nothing" expect 2 '^burin: void: .*no image that a cd-rom could hold' burin media create --kind cd-rom --image void new
check "an image and a size" expect 2 'an image has its own size' burin media create --kind cd-rom --image disc --blocks 400 new
check "a size that no such medium has" expect 2 'is no size of a bd-r' burin media create --kind bd-r --blocks 1 new
check "nothing was created" test ! -e new

# media
check "a blank medium holds nothing to list" expect 3 'nothing is recorded, the medium is blank' burin ls virtual:disc
check "nor to read" expect 3 'the medium is blank' burin read virtual:disc -o x
check "nor to verify" expect 3 'the medium is blank' burin verify virtual:disc src
check "no file is left" test ! -e x

medium protected bd-r && chmod 444 protected
check "a write-protected medium" expect 3 'medium is write-protected' burin write virtual:protected src
check "and for any user" expect 3 'medium is write-protected' as_user ../burin write virtual:protected src
chmod 644 protected
check "is as blank as it was" blank protected

# a full disk under the medium
medium cramped bd-r
cramped() { (trap '' XFSZ; ulimit -f 8000; expect 1 '^burin: .*virtual:cramped' burin write virtual:cramped large); }
check "a full disk under the medium" cramped
check "the state of the medium is told" grep -qE '^burin: virtual:cramped: medium is |no longer answers' err
check "and how much is on it" grep -qE '^burin: virtual:cramped: .*written' err

# busy
mkfifo pipe; medium held bd-r
../burin write virtual:held --verify none --image - <pipe >holder.out 2>&1 & holder=$!
exec 3>pipe; head -c 1000000 /dev/zero >&3
check "a busy recorder" until_true 50 expect 4 "^burin: .*held: recorder is busy.*$holder" burin info virtual:held
check "names its holder" grep -q "$holder" err
exec 3>&-; wait $holder; holder_status=$?
check "the holder is not disturbed" test $holder_status = 0
check "and free afterwards" expect 0 'appendable' burin info virtual:held

# a source that changes while it is burned: the process is held where the first file is being written
changing() {
	local what=$1 message=$2; shift 2
	rm -rf moving.d; mkdir moving.d; truncate -s 500M moving.d/a; head -c 3000000 /dev/urandom >moving.d/z
	medium moving bd-r; : >out
	../burin write --json virtual:moving moving.d >out 2>err & pid=$!
	until grep -q '"writing"' out || ! kill -0 $pid; do :; done
	kill -STOP $pid; "$@"; kill -CONT $pid; wait $pid; status=$?
	check "$what: status 1" test $status = 1
	check "$what: it is named" grep -qE "^burin: moving.d/z: source changed while it was read: $message" err
	check "$what: once" test "$(grep -c 'source changed' err)" = 1
	check "$what: the state is told" grep -q '^burin: virtual:moving: medium is appendable$' err
	check "$what: the state is true" test "$(state virtual:moving)" = appendable
	check "$what: what came before it reads" expect 0 '^/a$' burin ls virtual:moving
}
changing "a source that shrinks" "it has become shorter" truncate -s 100000 moving.d/z
changing "a source that grows" "its size has changed" truncate -s 4000000 moving.d/z
rm -f moving

# names
check "a name that leads upwards" expect 1 '^burin: /..: name cannot be represented' burin write virtual:disc /..=large
check "a name of 256 bytes" expect 1 '^burin: /y+: name cannot be represented' \
	burin write virtual:disc "/$(printf 'y%.0s' {1..256})=large"
check "a volume name that is not UTF-8" expect 2 "^burin: --volume: '.xFF': name cannot be represented" \
	burin write virtual:disc --volume $'\xff' large
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
check "a socket" expect 1 '^burin: sock: this kind of file cannot be stored' burin write virtual:disc sock
check "the medium is still blank" blank disc
finish
