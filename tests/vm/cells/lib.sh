# SPDX-License-Identifier: GPL-2.0-or-later
# Cells of the table of burning programs. cells/PROGRAM.sh declares those of a program; a cell is
# named PROGRAM/KIND/WAY. Sourced where cells are listed and, after guest/lib.sh, where they run.
cells_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs="xorriso cdrskin growisofs wodim cdrdao"
declare -A cell_command
cells=()

# cell KIND WAY COMMAND...: of the program whose file is being read.
cell() {
	local name=$program/$1/$2
	cells+=("$name")
	printf -v 'cell_command[$name]' '%q ' "${@:3}"
}
declare_cells() {
	for program in $programs; do . "$cells_dir/$program.sh"; done
}
# chosen NAME...: the cells that have these names or begin with them.
chosen() {
	local name want
	for name in "${cells[@]}"; do
		for want in "$@"; do
			case $name in "$want"|"$want"/*) echo "$name"; break ;; esac
		done
	done
}
# sample SEED: drawn cells until each program and each kind has one; first those that give both.
sample() {
	RANDOM=$1
	for name in "${cells[@]}"; do echo "$RANDOM $name"; done | sort -n | cut -d ' ' -f 2 |
		awk -F/ '{ name[NR] = $0; program[NR] = $1; kind[NR] = $2 }
			END {
				for (both = 1; both >= 0; both--)
					for (i = 1; i <= NR; i++)
						if ((!have[program[i]]) + (!have[kind[i]]) > both) {
							have[program[i]] = have[kind[i]] = 1
							print name[i]
						}
			}'
}
