#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The cells of the table of burning programs: named once, and sampled from every program and kind.
cd "$(dirname "$0")/../.."
. tests/tap.sh
. tests/vm/cells/lib.sh
declare_cells

named_once() { ! printf '%s\n' "${cells[@]}" | sort | uniq -d | grep .; }
sampled() { # FIELD: each program, or each kind, has a cell in each of three samples
	for seed in 20240229 1 2; do
		diff <(printf '%s\n' "${cells[@]}" | cut -d/ -f"$1" | sort -u) <(sample "$seed" | cut -d/ -f"$1" | sort -u) || return 1
	done
}
check "each cell has a name of its own" named_once
check "a sample has a cell of each program" sampled 1
check "and one of each kind" sampled 2
finish
