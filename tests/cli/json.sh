#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every line of --json is one object with an event; standard output holds nothing else.
. "$(dirname "$0")/lib.sh"
tree src

lines() {
	local status=$1; shift
	burin --json "$@" >out 2>err; [ $? = "$status" ] || { cat out err; return 1; }
	[ -s out ] && [ "$(wc -l <out)" = "$(jq -c 'select(type == "object" and (.event | type) == "string")' out | wc -l)" ]
}
valid() { check "valid: burin $2 (${*:3})" lines "$@"; }

valid 0 media create --kind bd-r --blocks 100000 disc
valid 0 list
last() { [ "$(tail -n 1 out | jq -r '.event + " " + (.exit | tostring)')" = "result 0" ]; }
check "the result comes last" last
valid 0 info virtual:disc --features
check "also of info" last
valid 0 write --dry-run virtual:disc src
check "also of a plan" last
valid 0 write virtual:disc src
told() {
	[ "$(field result exit)" = 0 ] && [ "$(field result state)" = appendable ] &&
		[ "$(field result verdict)" = proven ] && [ "$(field result different)" = 0 ] &&
		[ "$(field result written)" -ge "$(field result blocks)" ] &&
		[ "$(field result acknowledged)" = "$(field result written)" ]
}
check "the result of a burn" told
actions() { jq -r 'select(.event == "progress") | .action' out | uniq >actions; grep -qx writing actions && grep -qx verifying actions; }
check "progress names each action" actions
bounded() { [ "$(jq -s 'map(select(.event == "progress" and .blocks and .blocks_written > .blocks + 64)) | length' out)" = 0 ]; }
check "progress never runs beyond the end" bounded
valid 0 verify virtual:disc src
valid 0 ls virtual:disc
entries() { [ "$(jq -r 'select(.event == "entry") | .path' out | sort | tr '\n' ' ')" = "/empty /folder /folder/again /folder/deeper /folder/deeper/deep.txt /folder/random /hello.txt /link " ]; }
check "entries" entries
types() { [ "$(jq -r 'select(.path == "/link") | .type + " " + .target' out)" = "symlink folder/deeper/deep.txt" ]; }
check "a link has its target" types
valid 0 extract virtual:disc back
valid 0 read virtual:disc -o r.iso
valid 0 image -o i.iso src
valid 0 close virtual:disc
valid 0 tray virtual:disc close

valid 3 write virtual:disc src
refused() { [ "$(field error code)" = BURIN_E_NOT_BLANK ] && [ "$(field error exit)" = 3 ] && [ "$(field error subject)" = virtual:disc ]; }
check "an error has code, exit and subject" refused
check "the message stands on standard error too" grep -q '^burin: virtual:disc: medium holds data' err
valid 4 info virtual:absent
valid 1 image -o x.iso nowhere
echo more >>src/hello.txt
valid 5 verify virtual:disc src
blocks() { [ "$(field block verdict)" = different ] && [ "$(field block count)" -gt 0 ] && [ "$(field result verdict)" = different ] && [ "$(field result exit)" = 5 ]; }
check "bad blocks are events" blocks

for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'; do
	medium lone bd-r
	shut() {
		local status; bash -c "../burin write --json virtual:lone --image i.iso $closed" >out 2>err; status=$?
		case $closed in *1*) [ $status = 1 ] ;; *) [ $status = 0 ] ;; esac && burin verify virtual:lone --image i.iso
	}
	check "no word gets on the medium with $closed" shut
done

# A silent source: an event a second all the same.
medium slow bd-r
silent() {
	(cat i.iso; sleep 3.5) | ../burin write --json --verify none virtual:slow --image - >out 2>err || return 1
	[ "$(jq -s 'map(select(.action == "writing")) | length' out)" -ge 4 ]
}
check "progress goes on while the source is silent" silent
medium slow bd-r 4096
check "a file as standard input has a size" expect 3 'does not fit on the medium' \
	sh -c 'head -c 20000000 /dev/zero >zeros; ../burin write virtual:slow --image - <zeros'

medium dvd dvd+rw
valid 0 erase virtual:dvd
valid 0 format virtual:dvd

mkdir odd && printf x >"odd/$(printf 'a\xff\xc3\xa9')"
odd() { burin image -q -o odd.iso --fs iso9660,rockridge odd && burin ls --json odd.iso >out && [ "$(field entry path)" = '/a\xFFé' ]; }
check "bytes that are not UTF-8 are escaped, the others are not" odd
finish
