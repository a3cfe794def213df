#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Discs judged by other programs: the tree of everything is burned to each kind of medium, verified,
# read back, and what was read is judged against the source.
set -u
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/lib.sh"

main=$tap_dir/main
(make_main "$main")

for kind in cd-r bd-r dvd+rw; do
	disc=$tap_dir/$kind image=$tap_dir/$kind.iso
	check "$kind: create" "$BURIN" -q media create --kind $kind "$disc"
	check "$kind: write, verified in full" "$BURIN" -q write --verify full "virtual:$disc" "$main"
	check "$kind: verify in a new process" "$BURIN" -q verify "virtual:$disc" "$main"
	check "$kind: read back" "$BURIN" -q read "virtual:$disc" -o "$image"
	for reader in bsdtar xorriso 7z isoinfo pycdlib; do
		check "$kind: $reader reads the disc's image" judge $reader "$image" "$main"
	done
	check "$kind: isovfy finds nothing" isovfy_judges "$image"
	rm -f "$image"
done

# The other kinds, judged by two.
for kind in cd-rw dvd-r dvd-rw dvd-r-dl dvd+r dvd+r-dl dvd-ram bd-r-dl bd-r-tl bd-r-ql bd-re bd-re-dl bd-re-tl; do
	disc=$tap_dir/$kind image=$tap_dir/$kind.iso
	check "$kind: create" "$BURIN" -q media create --kind $kind "$disc"
	check "$kind: write, verified in full" "$BURIN" -q write --verify full "virtual:$disc" "$main"
	check "$kind: read back" "$BURIN" -q read "virtual:$disc" -o "$image"
	for reader in bsdtar xorriso; do
		check "$kind: $reader reads the disc's image" judge $reader "$image" "$main"
	done
	rm -f "$image" "$disc"
done

# A second track on the cd-r, built for the place where it lies: its own volume, judged there.
second=$tap_dir/second
mkdir "$second"; head -c 700000 /dev/urandom >"$second/random"; ln "$second/random" "$second/again"
ln -s random "$second/link"; touch -d '2001-02-03 04:05:06' "$second/random" "$second"
disc=$tap_dir/cd-r all=$tap_dir/all.iso
check "cd-r: a second track" "$BURIN" -q write --append "virtual:$disc" "$second"
check "cd-r: the whole medium is read" "$BURIN" -q read --all "virtual:$disc" -o "$all"
start=$("$BURIN" info --json "virtual:$disc" | grep -o '"last_session_start": *[0-9]*' | grep -o '[0-9]*$')
second_by_xorriso() {
	rm -rf "$tap_dir/x"
	xorriso -osirrox on -load lba "$start" -indev "$all" -extract / "$tap_dir/x" && diff -r --no-dereference "$second" "$tap_dir/x"
}
second_by_isoinfo() { isoinfo -R -T "$start" -i "$all" -x /random | cmp - "$second/random"; }
second_by_ours() {
	rm -rf "$tap_dir/y"
	"$BURIN" -q extract "virtual:$disc" "$tap_dir/y" && diff -r --no-dereference "$second" "$tap_dir/y"
}
check "cd-r: xorriso reads the second track at LBA $start" second_by_xorriso
check "cd-r: isoinfo reads it" second_by_isoinfo
check "cd-r: burin reads it" second_by_ours
finish
