#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line: what is wrong with it has status 2 and a message that names the word; options
# may stand anywhere.
. "$(dirname "$0")/lib.sh"

medium disc bd-r 4096
echo hello >file
echo data >image

usage() { local message=$1; shift; check "refused: burin $*" expect 2 "^burin: $message.*\(see 'burin .*--help'\)$" burin "$@"; }

usage "command missing"
usage "frobnicate: no such command" frobnicate
usage "media: command missing" media
usage "destroy: no such command" media destroy
usage "--frobnicate: no such option" list --frobnicate
usage "-z: no such option" list -z
usage "--json=yes: this option takes no value" list --json=yes
usage "--speed: this option needs a value" write --speed
usage "info: operand missing: RECORDER" info
usage "other: one operand too many" info virtual:disc other
usage "--transport: 'pigeon' is none of" info virtual:disc --transport pigeon
usage "--kind: a kind of medium must be given" media create new
usage "--kind: 'vinyl' is no kind of medium" media create --kind vinyl new
usage "--blocks: 'many' is no number" media create --kind bd-r --blocks many new
usage "--blocks=-1: '-1' is no number" media create --kind bd-r --blocks=-1 new
usage "--blocks: '4294967296' is no number" media create --kind bd-r --blocks 4294967296 new
usage "write: operand missing: SOURCE" write virtual:disc
usage "--image: not together with a SOURCE" write virtual:disc file --image image
usage "--image: an image is written as it is" write virtual:disc --image image --volume X
usage "--append: not together with --overwrite" write virtual:disc file --append --overwrite
usage "--verify: 'twice' is none of none, quick, full" write virtual:disc file --verify twice
usage "--simulate: nothing is written" write virtual:disc file --simulate --verify full
usage "--speed: 'fast' is no speed of a bd-r" write virtual:disc file --speed fast
usage "--speed: '0x' is no speed" write virtual:disc file --speed 0x
usage "--speed: '4kk' is no speed" write virtual:disc file --speed 4kk
usage "--speed: '1e3' is no speed" write virtual:disc file --speed 1e3
usage "--speed: '99999999999' is no speed" write virtual:disc file --speed 99999999999
usage "--starve: 'soon' is no number" write virtual:disc file --starve soon
usage "--adopt-wait: more than 4294967 seconds" write virtual:disc file --adopt-wait 4294968
usage "--close: not together with --adopt" write --adopt virtual:disc file --close
usage "--volume: not together with --adopt" write --adopt virtual:disc file --volume X
usage "--starve: not together with --adopt" write --adopt virtual:disc file --starve 1
usage "--image: standard input cannot be read again" write --adopt virtual:disc --image -
usage "--fs: 'udf' is no file system this version writes" write virtual:disc file --fs iso9660,udf
usage "--fs: 'udf' is no file system this version writes" image -o out.iso file --fs udf
usage "--volume: '.*': File name too long" image -o out.iso file --volume "$(printf 'x%.0s' {1..33})"
usage "-o: where to write must be given" image file
usage "-o: where to write must be given" read virtual:disc
usage "--all: not together with --session" read virtual:disc -o x --all --session 1
usage "--session: sessions are counted from 1" read virtual:disc -o x --session 0
usage "--verify: 'none' is none of quick, full" verify virtual:disc file --verify none
usage "--image: not together with a SOURCE" verify virtual:disc file --image image
usage "--image: standard input is not compared" verify virtual:disc --image -
usage "verify: operand missing: SOURCE" verify virtual:disc
usage "--type: 'zz' is not HEX" format virtual:disc --type zz
usage "--blocks: only together with --type" format virtual:disc --blocks 4096
usage "ajar: none of open, close, lock, unlock" tray virtual:disc ajar

untouched() { [ "$(state virtual:disc)" = blank ] && [ ! -e new ] && [ ! -e out.iso ]; }
check "none of these has touched anything" untouched

check "options before the command" expect 0 '"event":"medium"' burin --json --transport emulated info virtual:disc
check "a value before the command" expect 0 'x.iso: 1 files' burin --volume NAME -o x.iso image file
check "options after the operands" expect 0 'x.iso: 1 files' burin image file -o x.iso --volume=NAME
check "a value attached to its letter" expect 0 'y.iso: 1 files' burin image -oy.iso file
check "options between the operands of a nested command" expect 0 'small: blank cd-r' \
	burin media --kind cd-r create --blocks 1000 small
echo dash >-dash
check "-- ends the options" expect 0 'z.iso: 2 files' burin image -o z.iso file -- -dash
check "and stands before the command too" expect 0 'no recorder|/dev/' burin -- list
finish
