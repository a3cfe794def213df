#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The progress line: on a terminal, within its width, and nowhere else.
. "$(dirname "$0")/lib.sh"
head -c 30000000 /dev/urandom >data

# on_terminal COLUMNS COMMAND: what a terminal of that width is sent, one part a line
on_terminal() {
	local columns=$1; shift
	script -qec "stty cols $columns; $*" typescript >/dev/null </dev/null
	sed 's/\x1b\[K//g' typescript | tr '\r' '\n' >lines
	grep -E '^(preparing|writing|flushing|closing|verifying|reading|done)' lines >parts
	cat parts
}
within() { [ -s parts ] && [ "$(awk '{ print length($0) }' parts | sort -n | tail -n 1)" -lt "$1" ]; }

medium a bd-r
on_terminal 120 ../burin write virtual:a data >/dev/null
check "a burn has a line" grep -q '^writing ' parts
check "with rate, speed factor and what is done" grep -qE '^(writing|closing|verifying|done) +[0-9]+%.*[0-9.]+ MB/s \([0-9.]+x\).* of 3[0-9.]+ MB' parts
check "the drive's buffer and the ring" grep -qE 'buffer +[0-9]+%  ring +[0-9]+%' parts
check "verification has one too" grep -q '^verifying ' parts
check "within 120 columns" within 120
check "the result has a line of its own" grep -q '^virtual:a: [0-9]* blocks written' lines
medium b bd-r
on_terminal 40 ../burin write virtual:b data >/dev/null
check "within 40 columns" within 40
on_terminal 12 ../burin read virtual:b -o back >/dev/null
check "within 12 columns" within 12

silent() { "$@" >out 2>err && [ ! -s err ]; }
medium c bd-r
check "nothing where there is no terminal" silent ../burin write virtual:c data
medium d bd-r
check "lines with --progress" expect 0 '^writing +[0-9]+%' burin write --progress virtual:d data
check "that do not move the cursor" sh -c '! grep -q "$(printf "\r")" err'
medium e bd-r
quiet() { burin write --quiet virtual:e data >out 2>err && [ ! -s out ] && [ ! -s err ]; }
check "--quiet says nothing" quiet
medium f bd-r
check "--verbose logs the commands" expect 0 '^debug: ' burin write --verbose virtual:f data
finish
