#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Help on every level, and that the manual tells everything that the help tells.
. "$(dirname "$0")/lib.sh"

commands="list info media write image read verify erase format close ls extract tray packet"

only_these() {
	local listed
	listed=$(burin --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | tr '\n' ' ')
	echo "$listed"; [ "$listed" = "$commands " ]
}
# Standard error stays empty and the last word of the usage names no option.
helps() { burin "$@" --help >out 2>err && grep -q "^Usage: burin${*:+ $*} " out && [ ! -s err ]; }

man_names_options() {
	local option page=$top/Documentation/man/burin-$1.1 bad=0
	mandoc -Tascii "$page" | col -b | tr '\n' ' ' >page
	burin "$@" --help | sed -n '/^Options:/,/^$/p' | grep -oE -- '--[a-z-]+' | sort -u >options
	while read -r option; do
		grep -q -- "$option" page || { echo "$page: no $option"; bad=1; }
	done <options
	return $bad
}
man_is_clean() { [ -z "$(mandoc -Tlint -W warning "$1" | tee /dev/stderr)" ]; }
has_example() { sed -n '/^\.Sh SYNOPSIS/q;/^\.Bd -literal/,/^\.Ed/p' "$1" | grep -qE '^burin(-vdrive)? '; }

check "--help lists the fourteen commands and no other" only_these
check "burin --help" helps
check "burin media create --help" helps media create
for c in $commands; do
	check "burin $c --help" helps "$c"
	check "manual of $c names every option" man_names_options "$c"
done
check "manual of media names the options of create" man_names_options media create
for child in format bind status; do
	check "burin packet $child --help" helps packet $child
	check "manual of packet names the options of $child" man_names_options packet $child
done
for page in "$top"/Documentation/man/*.1; do
	name=$(basename "$page")
	check "$name has no warning" man_is_clean "$page"
	check "$name opens with an example" has_example "$page"
done
check "--version" expect 0 '^burin [0-9]+\.[0-9]+\.[0-9]+$' burin --version
check "--help needs no operand and outranks what follows" expect 0 '^Usage: burin write' burin --help write
check "-h is --help" expect 0 '^Usage: burin ls' burin ls -h
finish
