#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: mounts each image it was given, and finds there what stands in its manifest.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../manifest.sh"
modprobe -d "$MODULES" -a loop isofs nls_utf8 && mkdir -p /run/tmp/mnt || exit 1

# with_mount OPTIONS IMAGE COMMAND...
with_mount() {
	local options=$1 image=$2; shift 2
	mount -t iso9660 -o "loop,ro,$options" "/run/given/$image.iso" /run/tmp/mnt || return 1
	"$@"; local status=$?
	umount /run/tmp/mnt && return $status
}
as_recorded() {
	manifest /run/tmp/mnt >/run/tmp/found
	diff "/run/given/$1.manifest" /run/tmp/found
}
joliet_names() { # the same names, of what the kernel takes from the second tree
	find /run/tmp/mnt/scripts -type f -printf '%f\n' | LC_ALL=C sort >/run/tmp/found
	sed -nE 's/^[0-9]+ f ([^ ]+ ){3}scripts\///p' /run/given/main.manifest | LC_ALL=C sort | diff - /run/tmp/found
}
# What long names hold, whatever is shown of them.
long_contents() {
	cut -s -d ' ' -f 1 "/run/given/long.manifest" | grep -E '^[0-9a-f]{64}$' | sort >/run/tmp/want
	manifest /run/tmp/mnt | cut -s -d ' ' -f 1 | grep -E '^[0-9a-f]{64}$' | sort | diff /run/tmp/want -
	[ "$(find /run/tmp/mnt -mindepth 1 | wc -l)" = 4 ]
}

check "the tree of everything" with_mount check=s main as_recorded main
check "names of 255 bytes" with_mount check=s long long_contents
check "its scripts by Joliet" with_mount norock,iocharset=utf8 main joliet_names
check "a tree of 300 levels" with_mount check=s deep as_recorded deep
check "names of plain bytes" with_mount check=s bytes as_recorded bytes
check "5000 files in a folder" with_mount check=s many as_recorded many
check "a file of 5 GiB, and one behind it" with_mount check=s large as_recorded large
finish
