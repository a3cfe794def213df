#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: media as a power cut left them, in /run/taken: mounted, and held to what was promised.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && modprobe -d "$MODULES" ext4 || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp || exit 1

# A journal is played when it is mounted, on a copy.
holds() {
	local status
	cp "$2" copy && mount -t "$1" -o loop"$3" copy mnt || return 1
	python3 "$(dirname "$0")/../../crash/files.py" check mnt/files "$4" "${5:-$(cat "$2.time")}"; status=$?
	umount mnt && return $status
}
misses() { ! holds "$@"; }
while read -r name _ fs; do
	read_only=,ro; [ "$fs" != ext4 ] || read_only=
	for image in "/run/taken/$name.images"/*; do
		[[ $image != *.time ]] || continue
		check "$name, cut ${image##*/}: it mounts, every synchronised file is right" \
			holds "$fs" "$image" "$read_only" "/run/taken/$name.files"
		tail -n 1 "$tap_dir/.out" | sed 's/^/# /'
	done
	check "$name: what was promised later is missed in the first image" \
		misses "$fs" "/run/taken/$name.images/0" "$read_only" "/run/taken/$name.files" $((2 ** 62))
done </run/taken/file-systems
finish
