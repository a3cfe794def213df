#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Images judged by other programs: xorriso, isoinfo, isovfy, bsdtar, 7z, pycdlib. What is in a
# tree that one of them cannot judge, and which, is said where the tree is made.
set -u
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/lib.sh"

main=$tap_dir/main
make_main "$main"
check "the main tree becomes an image" image "$tap_dir/main.iso" "$main"
for reader in bsdtar xorriso 7z isoinfo pycdlib burin; do
	check "$reader reads the main tree back" judge $reader "$tap_dir/main.iso" "$main"
done
check "isovfy finds nothing in the main tree" isovfy_judges "$tap_dir/main.iso"
root_shown() { bsdtar -tvf "$tap_dir/main.iso" . 2>&1 | head -n 1 | grep -q 'Feb  2  2020'; }
check "the root carries its folder's time" root_shown

# Each file system alone; readers judge what is left.
alone() {
	image "$tap_dir/alone.iso" --fs "$1" "$main/scripts" && xorriso -abort_on FAILURE -indev "$tap_dir/alone.iso" -find / &&
		bsdtar -tf "$tap_dir/alone.iso" && 7z t "$tap_dir/alone.iso"
}
for fs in iso9660 iso9660,joliet iso9660,rockridge; do check "$fs alone is accepted" alone $fs; done

# Nothing at all.
mkdir "$tap_dir/nothing"
check "an empty tree becomes an image" image "$tap_dir/nothing.iso" "$tap_dir/nothing"
for reader in bsdtar xorriso isoinfo pycdlib; do
	check "$reader reads the empty tree" judge $reader "$tap_dir/nothing.iso" "$tap_dir/nothing"
done
check "isovfy finds nothing in the empty tree" isovfy_judges "$tap_dir/nothing.iso"

# 300 levels. 7z opens no more than 256 ("Too deep directory levels"): the others judge.
deep=$tap_dir/deep; down=$deep
for i in $(seq 300); do down=$down/$((i % 10)); done
mkdir -p "$down"; echo bottom >"$down/file"
check "300 levels become an image" image "$tap_dir/deep.iso" "$deep"
for reader in bsdtar xorriso isoinfo pycdlib burin; do
	check "$reader reads 300 levels" judge $reader "$tap_dir/deep.iso" "$deep"
done
check "isovfy finds nothing in 300 levels" isovfy_judges "$tap_dir/deep.iso"
if 7z t "$tap_dir/deep.iso" >"$tap_dir/7z" 2>&1; then echo "# 7z reads 300 levels, too"; else
	echo "# 7z: $(grep -m 1 'Too deep' "$tap_dir/7z")"
fi

# Targets up to PATH_MAX. xorriso refuses more than 1023 bytes, isovfy and isoinfo crash on them, pycdlib
# follows one continuation area: bsdtar and burin judge, their words are shown.
mkdir "$tap_dir/targets"
ln -s "$(repeat 'directory/' 409)enden" "$tap_dir/targets/4095"
ln -s "$(repeat x 255)/$(repeat 'a-name/' 300)" "$tap_dir/targets/mixed"
check "long targets become an image" image "$tap_dir/targets.iso" "$tap_dir/targets"
check "bsdtar reads targets of 4095 bytes" judge bsdtar "$tap_dir/targets.iso" "$tap_dir/targets"
check "burin reads targets of 4095 bytes" judge burin "$tap_dir/targets.iso" "$tap_dir/targets"
echo "# pycdlib: $(judge pycdlib "$tap_dir/targets.iso" "$tap_dir/targets" 2>&1 | tail -n 1)"
mkdir "$tap_dir/targets2"
for n in 500 1000 1500 1700; do ln -s "$(repeat x $((n % 7)))/$(repeat 'a-name/' $((n / 7)))" "$tap_dir/targets2/$n"; done
check "targets of 1700 bytes become an image" image "$tap_dir/targets2.iso" "$tap_dir/targets2"
for reader in bsdtar pycdlib; do
	check "$reader reads targets of 1700 bytes" judge $reader "$tap_dir/targets2.iso" "$tap_dir/targets2"
done
echo "# xorriso: $(xorriso -indev "$tap_dir/targets.iso" 2>&1 | grep -m 1 'too long')"

# Names that are not UTF-8: Rock Ridge keeps the bytes. pycdlib and 7z decode names, the others judge.
mkdir "$tap_dir/bytes"
echo a >"$tap_dir/bytes/"$'caf\xe9'; echo b >"$tap_dir/bytes/"$'caf\xe8'; echo c >"$tap_dir/bytes/"$'\xff\xfe.x'
check "names of plain bytes become an image" image "$tap_dir/bytes.iso" "$tap_dir/bytes"
bytes_by() { LC_ALL=C judge "$1" "$tap_dir/bytes.iso" "$tap_dir/bytes"; }
for reader in bsdtar xorriso burin; do check "$reader reads names of plain bytes" bytes_by $reader; done

# Devices, where this user may make them.
mkdir "$tap_dir/devices"
if mknod "$tap_dir/devices/null" c 1 3 2>/dev/null && mknod "$tap_dir/devices/disk" b 259 70000; then
	check "devices become an image" image "$tap_dir/devices.iso" "$tap_dir/devices"
	for reader in bsdtar xorriso burin; do
		check "$reader reads devices" judge $reader "$tap_dir/devices.iso" "$tap_dir/devices"
	done
fi

# A file of 5 GiB, nearly all holes, with marks round the end of the first section.
mkdir "$tap_dir/large"
truncate -s 5G "$tap_dir/large/five"
for at in 0 2097150 2097151 2097152 2621439; do
	printf 'mark %d' "$at" | dd of="$tap_dir/large/five" bs=2048 seek="$at" conv=notrunc status=none
done
echo after >"$tap_dir/large/zafter"
large_image() { "$BURIN" -q image -o - "$tap_dir/large" | cp --sparse=always /dev/stdin "$tap_dir/large.iso"; }
check "5 GiB become an image" large_image
same_large() { bsdtar -xOf "$tap_dir/large.iso" five | cmp - "$tap_dir/large/five"; }
check "bsdtar reads 5 GiB back" same_large
large_listed() {
	isoinfo -R -l -i "$tap_dir/large.iso"; 7z l "$tap_dir/large.iso"; xorriso -indev "$tap_dir/large.iso" -lsl / 2>&1
}
large_sizes() { large_listed >"$tap_dir/list"; [ "$(grep -c 5368709120 "$tap_dir/list")" -ge 2 ] || { cat "$tap_dir/list"; false; }; }
check "7z and xorriso see 5368709120 bytes" large_sizes
after_large() { [ "$(isoinfo -R -i "$tap_dir/large.iso" -x /zafter)" = after ] && [ "$(bsdtar -xOf "$tap_dir/large.iso" zafter)" = after ]; }
check "the file behind it is whole" after_large
rm -f "$tap_dir/large.iso"

# 100,000 files in one folder. xorriso and pycdlib take minutes for it: in the long form.
mkdir "$tap_dir/many"
"$python" - "$tap_dir/many" <<'END'
import sys
for i in range(100000):
    with open("%s/a file with a name %06d.data" % (sys.argv[1], i), "w") as f:
        if i % 1000 == 0:
            f.write(str(i))
END
check "100,000 files become an image" image "$tap_dir/many.iso" "$tap_dir/many"
check "bsdtar reads 100,000 files" judge bsdtar "$tap_dir/many.iso" "$tap_dir/many"
check "7z reads 100,000 files" judge 7z "$tap_dir/many.iso" "$tap_dir/many"
check "isovfy finds nothing in 100,000 files" isovfy_judges "$tap_dir/many.iso"
if [ "${LONG:-0}" = 1 ]; then
	for reader in xorriso pycdlib; do
		check "$reader reads 100,000 files" judge $reader "$tap_dir/many.iso" "$tap_dir/many"
	done
fi
rm -rf "$tap_dir/many" "$tap_dir/many.iso"

# Same input and epoch, same bytes: another order of making, another locale, other times of access.
export SOURCE_DATE_EPOCH=1600000000
cp -a "$main" "$tap_dir/copy"
(cd "$tap_dir/copy" && mv mapped m && mkdir mapped && touch -r m tmp && for f in $(ls -r m); do cp -a "m/$f" mapped; done 2>/dev/null
	cp -an m/. mapped; rm -rf m; touch -r tmp mapped; rm tmp
	touch -r "$main" .; find . -type f -exec cat {} + >/dev/null)
same_bytes() {
	image "$tap_dir/a.iso" "$main" && LC_ALL=C TZ=Asia/Tokyo image "$tap_dir/b.iso" "$tap_dir/copy" && cmp "$tap_dir/a.iso" "$tap_dir/b.iso"
}
check "the same input gives the same bytes" same_bytes
through_pipe() { "$BURIN" -q image -o - "$main" | cmp - "$tap_dir/a.iso"; }
check "a pipe gets the same bytes as a file" through_pipe
finish
