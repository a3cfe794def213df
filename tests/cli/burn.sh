#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Burns on every kind of medium: write, verify in another process, read back, append,
# overwrite, erase, format, close, simulate, dry run, speed.
. "$(dirname "$0")/lib.sh"
tree src

# Media are sparse: tar passes over the holes.
digest() { tar --sparse --mtime=@0 -cf - "$1" | sha256sum; }

for kind in cd-r cd-rw dvd-r dvd-rw dvd-r-dl dvd+r dvd+r-dl dvd+rw dvd-ram bd-r bd-r-dl bd-r-tl bd-r-ql \
	bd-re bd-re-dl bd-re-tl; do
	d=virtual:$kind re=virtual:${kind/+/\\+}
	medium "$kind" "$kind"
	case $kind in
	dvd+rw | dvd-ram | bd-re*) after=overwritable again='medium holds data' ;;
	dvd-r-dl) after=closed again='not possible with the medium as it is: it is closed' ;;
	*) after=appendable again='medium holds data' ;;
	esac

	before=$(digest "$kind")
	if [ $kind = dvd+rw ]; then check "$kind: info tells that it is all free" expect 0 '^free +all of it' burin info "$d"; fi
	check "$kind: --dry-run prints a plan" expect 0 '[Ww][Rr][Ii][Tt][Ee]' burin write --dry-run "$d" src
	unchanged() { [ "$(digest "$kind")" = "$before" ]; }
	check "$kind: and changes nothing" unchanged

	check "$kind: write" expect 0 "^$re: [0-9]+ blocks written from LBA 0 in " burin write "$d" src
	check "$kind: it was verified in full" grep -qE "^$re: verified \(full\): proven: ([0-9]+) of \1 blocks equal, 0 different, 0 unreadable, 0 unchecked" out
	check "$kind: the state is told" grep -qE "^$re: medium is $after$" out
	check "$kind: the state is true" test "$(state "$d")" = "$after"
	check "$kind: verify in a new process" expect 0 "^$re: verified \(full\): proven" burin verify "$d" src
	check "$kind: verify quick" expect 0 "^$re: verified \(quick\)" burin verify --verify quick "$d" src
	listed() { diff <(burin ls "$d" | sort) <(cd src && find . -mindepth 1 | sed 's/^\.//' | sort); }
	check "$kind: ls" listed
	restored() { rm -rf back && burin extract "$d" back && diff -r --no-dereference src back; }
	check "$kind: extract gives the tree back" restored
	check "$kind: read" expect 0 '^r.iso: [0-9]+ blocks' burin read "$d" -o r.iso
	readable() { burin ls r.iso | sort | diff - <(burin ls "$d" | sort); }
	check "$kind: what was read is a volume" readable
	check "$kind: and equals the medium" expect 0 'proven' burin verify "$d" --image r.iso

	cp -a src changed; printf X | dd of=changed/folder/random bs=1 seek=5000 conv=notrunc status=none
	touch -r src/folder/random changed/folder/random; touch -r src/folder changed/folder
	check "$kind: a changed source is found and named" expect 5 '^LBA [0-9]+: different: /folder/random$' burin verify "$d" changed
	rm -rf changed

	check "$kind: a second write is refused" expect 3 "^burin: $re: $again" burin write "$d" src
	check "$kind: tray open" expect 0 "^$re: tray opened" burin tray "$d" open
	check "$kind: tray lock" expect 0 "^$re: tray locked" burin tray "$d" lock
	check "$kind: close has nothing to do" expect 0 "^$re: medium is $after" burin close "$d"
done

# cd-r: a second track
mkdir second && head -c 50000 /dev/urandom >second/more
check "cd-r: --append writes a second session" expect 0 'blocks written from LBA [1-9]' burin write --append virtual:cd-r second
check "cd-r: ls shows the last one" expect 0 '^/more$' burin ls virtual:cd-r
check "cd-r: ls shows the first one too" expect 0 '^/hello.txt$' burin ls --session 1 virtual:cd-r
first_read() { burin read virtual:cd-r --session 1 -o s1.iso && burin extract s1.iso s1 && diff -r --no-dereference src s1; }
check "cd-r: session 1 still reads right" first_read
check "cd-r: verify finds the last session" expect 0 proven burin verify virtual:cd-r second
check "cd-r: session 2 alone cannot be mounted, and that is said" expect 0 '^s2.iso: .*only with --all' \
	burin read virtual:cd-r --session 2 -o s2.iso
all_read() {
	burin read virtual:cd-r --all -o all.iso && cmp -n "$(stat -c %s s1.iso)" all.iso s1.iso || return 1
	# Behind the gap of the two sessions the second one lies where its own volume says.
	xorriso -load lba "$(burin info --json virtual:cd-r >out; field medium last_session_start)" \
		-indev all.iso -find / -type f 2>/dev/null | grep -x "'/more'"
}
check "cd-r: --all reads from LBA 0" all_read
check "cd-r: there is no session 9" expect 3 'no session 9' burin read virtual:cd-r --session 9 -o x.iso
check "cd-r: cannot be erased" expect 3 '^burin: virtual:cd-r: medium cannot be erased' burin erase virtual:cd-r
check "cd-r: --overwrite is refused" expect 3 '^burin: virtual:cd-r: ' burin write --overwrite virtual:cd-r src
check "cd-r: cannot be formatted" expect 3 '^burin: virtual:cd-r: ' burin format virtual:cd-r
check "cd-r: an appendable session is not finalised afterwards" expect 3 'its last session is closed as appendable' burin close --close virtual:cd-r
check "cd-r: write --append --close finalises" expect 0 'medium is closed' burin write --append --close virtual:cd-r second
check "cd-r: nothing can be added then" expect 3 '^burin: virtual:cd-r: not possible with the medium as it is' burin write --append virtual:cd-r src

# simulate, where the medium has it
medium sim cd-r
check "cd-r: --simulate" expect 0 'simulated [0-9]+ blocks from LBA 0' burin write --simulate virtual:sim src
check "cd-r: writes nothing" test "$(state virtual:sim)" = blank
medium sim bd-r
check "bd-r: has no --simulate" expect 3 'medium cannot be written in simulation' burin write --simulate virtual:sim src
check "bd-r: --close finalises" expect 0 'medium is closed' burin write --close virtual:sim src
check "bd-r: nothing can be added then" expect 3 '^burin: virtual:sim: ' burin write --append virtual:sim src
check "bd-r: cannot be erased" expect 3 'medium cannot be erased' burin erase virtual:sim

# bd-r: append
check "bd-r: --append" expect 0 'blocks written from LBA [1-9]' burin write --append virtual:bd-r second
check "bd-r: verify the new one" expect 0 proven burin verify virtual:bd-r second

# bd-r: one of several formats of a type
medium spare bd-r 100000
offered=$(burin info --json virtual:spare | jq -s 'map(select(.event == "format" and .type == 50)) | map(.blocks) | min')
check "bd-r: format by type and capacity" expect 0 formatted burin format --type 32 --blocks "$offered" virtual:spare
check "bd-r: it has that capacity" expect 0 "^capacity +$offered blocks" burin info virtual:spare
medium spare bd-r 100000
check "bd-r: a capacity that is not offered" expect 3 'no format of type 32 with 77 blocks' \
	burin format --type 32 --blocks 77 virtual:spare

# what can be read of a session that cannot be read to its end is kept
head -c 3000000 /dev/urandom >raw
medium part dvd+rw && burin write --quiet virtual:part --image raw
check "dvd+rw: behind a raw image nothing can be read" expect 1 'what could be read before that stays, [0-9]+ blocks' \
	burin read virtual:part -o part.raw
kept() { cmp -n 3000000 part.raw raw; }
check "dvd+rw: the image is in the file" kept

# dvd+rw: overwrite, erase, format
check "dvd+rw: --overwrite" expect 0 'blocks written from LBA 0' burin write --overwrite virtual:dvd+rw second
check "dvd+rw: holds the new tree" expect 0 '^/more$' burin ls virtual:dvd+rw
check "dvd+rw: and it alone" expect 1 'no such item' burin ls virtual:dvd+rw /hello.txt
check "dvd+rw: erase" expect 0 'virtual:dvd\+rw: erased \(quick\)' burin erase virtual:dvd+rw
check "dvd+rw: nothing is left" expect 3 'nothing is recorded, the medium is overwritable' burin ls virtual:dvd+rw
check "dvd+rw: format" expect 0 'virtual:dvd\+rw: formatted' burin format virtual:dvd+rw
check "dvd+rw: format by type" expect 0 'virtual:dvd\+rw: formatted' burin format --type 26 virtual:dvd+rw
check "dvd+rw: an unknown type" expect 3 'no format of type 3f' burin format --type 3f virtual:dvd+rw
check "dvd+rw: written once more" expect 0 'verified \(full\): proven' burin write --overwrite virtual:dvd+rw src

# an image as it is
burin image --quiet -o i.iso src
medium img bd-r 100000
check "--image FILE" expect 0 proven burin write virtual:img --image i.iso
read_equal() { burin read virtual:img -o j.iso && cmp i.iso j.iso; }
check "comes back byte for byte" read_equal
medium img bd-r 100000
check "--image - reads a pipe" expect 0 'blocks written' sh -c 'cat i.iso | ../burin write virtual:img --image -'
check "and comes back the same" read_equal

# a pressed disc is made from an image and only read
for kind in cd-rom dvd-rom bd-rom; do
	check "$kind: from an image" expect 0 "^rom: $kind; its drive is virtual:rom$" burin media create --kind $kind --image i.iso rom
	check "$kind: holds its tree" expect 0 '^/hello.txt$' burin ls virtual:rom
	check "$kind: cannot be written" expect 3 'virtual:rom: ' burin write virtual:rom src
	rm rom
done

# speed: on the drive's own clock
head -c 20000000 /dev/zero >zeros
slow_and_fast() {
	medium slow bd-r && burin write --json --verify none --speed 2x virtual:slow zeros >slow.json || return 1
	medium slow bd-r && burin write --json --verify none --speed 6x virtual:slow zeros >fast.json || return 1
	local slow fast
	slow=$(field result elapsed_ms slow.json) fast=$(field result elapsed_ms fast.json)
	echo "2x: $slow ms, 6x: $fast ms"
	[ "$slow" -gt "$fast" ]
}
check "--speed changes the time of the burn" slow_and_fast
finish
