# SPDX-License-Identifier: GPL-2.0-or-later
# manifest FOLDER: one line for each thing in it, the same for the same names, kinds, modes,
# sizes, links, times, targets and contents. Of a file of more than 64 MiB only the blocks that
# hold marks are read. Times as isofs had them until Linux 6.14: seconds in 32 bits.
manifest() (
	cd "$1" || exit 1
	find . -type d -printf '%T@ d %m %P\n' -o -type l -printf '%T@ l %P -> %l\n' \
		-o -printf '%T@ %y %m %n %s %P\n' | LC_ALL=C awk '{
			split($1, at, "."); seconds = at[1] % 4294967296
			if (seconds >= 2147483648) seconds -= 4294967296
			sub(/^[^ ]+/, sprintf("%d", seconds)); print }' | LC_ALL=C sort
	find . -type f -size -64M -exec sha256sum {} + | LC_ALL=C sort
	find . -type f -size +64M | while read -r file; do
		for at in 0 2097150 2097151 2097152 2621439; do
			dd if="$file" bs=2048 skip="$at" count=1 status=none | sha256sum
		done
	done
)
