#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The stock kernel's isofs judges images of `burin image`: made here, mounted in a guest.
. "$(dirname "$0")/../interop/lib.sh"
export TZ=UTC
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-images.XXXXXX") || exit 1
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

. "$here/manifest.sh"
# record NAME: the image of the folder of that name, and what must be found in it.
record() {
	"$BURIN" -q image -o - "$work/$1" | cp --sparse=always /dev/stdin "$work/given/$1.iso" &&
		[ "${PIPESTATUS[0]}" = 0 ] && manifest "$work/$1" >"$work/given/$1.manifest"
}
mkdir -p "$work/given"
umask 022
make_main "$work/main"
# isofs shows no more than 253 bytes of a Rock Ridge name (rock.c): longer ones by themselves.
mkdir "$work/long" && mv "$work"/main/{nnn,ddd}* "$work/long" || exit 1
down=$work/deep
for i in $(seq 300); do down=$down/$((i % 10)); done
mkdir -p "$down"; echo bottom >"$down/file"
mkdir "$work/bytes"
for name in $'caf\xe9' $'caf\xe8' $'\xff\xfe.x'; do echo "$name" >"$work/bytes/$name"; done
mkdir "$work/many"; (cd "$work/many" && seq -f 'file %05g' 5000 | xargs -d '\n' touch)
mkdir "$work/large"
truncate -s 5G "$work/large/five"
for at in 0 2097150 2097151 2097152 2621439; do
	printf 'mark %d' "$at" | dd of="$work/large/five" bs=2048 seek="$at" conv=notrunc status=none
done
echo after >"$work/large/zafter"
for name in main long deep bytes many large; do
	record "$name" || { echo "not ok 1 - the image $name"; echo "1..1"; exit 1; }
done
"$here/boot" "$here/guest/images.sh" "$work/given"
