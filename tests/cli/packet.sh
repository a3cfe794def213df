#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Packet writing without a driver: formats of each kind, and what is refused with what words.
. "$(dirname "$0")/lib.sh"

echo data >source
made() { rm -f disc; burin -q media create --kind "$1" --blocks 20000 disc; }
is() { burin info --json virtual:disc >known && grep '"event":"medium"' known | jq -e "$1" >/dev/null; }
formats() { # KIND EXPRESSION [OPTION...]
	made "$1" && burin -q packet format "${@:3}" virtual:disc && is "$2"
}
check "cd-rw in packets" formats cd-rw '.state == "overwritable" and .write_unit == 32'
check "it is not written as a whole" expect 3 'formatted in packets: burin packet bind' burin write virtual:disc source
check "and erased it is a blank disc" burin -q erase virtual:disc
check "that can be written" expect 0 'verified' burin write virtual:disc source
check "dvd-rw in full" formats dvd-rw '.state == "overwritable" and .write_unit == 16'
check "dvd+rw" formats dvd+rw '.state == "overwritable"'
check "dvd-ram without certification" formats dvd-ram '.state == "overwritable"' --certify none
check "bd-re" formats bd-re '.state == "overwritable" and .write_unit == 32'
large=$(burin info --json virtual:disc | jq 'select(.event == "medium") | .blocks')
check "bd-re with more for spares" formats bd-re ".blocks < $large" --spares most --certify quick
check "bd-re with none" formats bd-re ".blocks > $large" --spares none
check "cd-rw as Mount Rainier" formats cd-rw '.state == "overwritable" and .write_unit == 32' --mrw
check "dvd+rw as Mount Rainier" formats dvd+rw '.state == "overwritable" and .blocks < 20000' --mrw

check "dvd-ram has no quick certification" expect 2 'wholly or not at all' formats dvd-ram true --certify quick
check "bd-re without spare areas is not certified" expect 2 'nothing is certified' \
	formats bd-re true --spares none --certify full
check "cd-rw has no spare areas" expect 2 'cd-rw has no spare areas' formats cd-rw true --spares most
check "bd-re has no Mount Rainier" expect 2 'not formatted as Mt. Rainier' formats bd-re true --mrw
check "dvd+r is not formatted" expect 3 "dvd[+]r cannot be formatted" formats dvd+r true
check "a revision that is none" expect 2 "'3.0' is not 1.02" burin packet format --udf 3.0 virtual:disc
check "a label without a file system" expect 2 'only together with --udf' burin packet format --label a virtual:disc
check "a label that no UDF holds" expect 2 'longer than 126 bytes' \
	burin packet format --udf 2.01 --label "$(printf 'y%.0s' {1..127})" virtual:disc
made dvd-ram
check "a file system needs the driver" expect 4 'which only burin.s driver makes' \
	burin packet format --udf 2.01 virtual:disc
check "so does a block device" expect 4 'only burin.s driver makes a block device' burin packet bind virtual:disc
check "status" expect 4 'only burin.s driver makes a block device' burin packet status virtual:disc
check "unbind" expect 4 'only burin.s driver makes a block device' burin packet unbind virtual:disc
check "a recorder that is none" expect 4 'no such recorder' burin packet unbind /dev/no-such
check "no memory at all" expect 2 'at least 1' burin packet bind --cache 0 virtual:disc
finish
