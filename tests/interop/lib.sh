# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts of this folder share: a tree of everything, and the readers that judge. Sourced
# after tests/tap.sh.
here=$(cd "$(dirname "$0")" && pwd)
export BURIN=${BURIN:-$here/../../build/burin}
python=${PYTHON:-/usr/bin/python3}
export LC_ALL=C.UTF-8
umask 022

repeat() { printf "%.0s$1" $(seq "$2"); }
image() { "$BURIN" -q image -o "$@"; }
# judge READER IMAGE FOLDER
judge() {
	chmod -R u+rwX "$tap_dir/scratch" 2>/dev/null; rm -rf "$tap_dir/scratch"
	"$python" "$here/readers.py" "$1" "$2" "$3" "$tap_dir/scratch"
}
# isovfy says so, and nothing else, when it finds nothing.
isovfy_finds_nothing() {
	isovfy "$1" >"$tap_dir/isovfy" 2>&1 && grep -q 'No errors found' "$tap_dir/isovfy" &&
		! grep -qiE 'wrong|bad|mismatch|overlap|not ' "$tap_dir/isovfy"
}
isovfy_judges() { isovfy_finds_nothing "$1" || { cat "$tap_dir/isovfy"; false; }; }

# A tree of everything that all of them can judge.
make_main() {
	mkdir -p "$1" && cd "$1" || exit 1
	mkdir -p empty scripts mapped sizes modes times links one/two/three
	echo x >"scripts/Grüße aus Köln.txt"; echo y >"scripts/Привет.txt"
	echo z >"scripts/日本語の名前.txt"; echo w >"scripts/שלום.txt"; echo v >"scripts/नमस्ते.txt"
	echo u >"scripts/emoji 😀🎉.txt"
	for n in foo.txt FOO.TXT Foo.txt foo.TXT 'a b' a_b 'a+b' a.b.c a_b.c; do echo "$n" >"mapped/$n"; done
	mkdir mapped/dir mapped/DIR mapped/Dir.x mapped/dir_x
	for n in 0 1 2047 2048 2049 4096 65536 300000; do
		head -c "$n" </dev/zero | tr '\0' 'abcdefgh' >"sizes/$n"
	done
	echo long >"$(repeat n 255)"; echo also >"$(repeat n 251).txt"; mkdir "$(repeat d 255)"
	echo deep >"$(repeat d 255)/$(repeat ä 127)"
	for m in 400 444 600 640 755 4755 2711 1777; do echo $m >modes/$m; chmod $m modes/$m; done
	mkdir -m 700 modes/d700; mkdir -m 1777 modes/d1777
	echo h >links/hard1; ln links/hard1 links/hard2; ln links/hard1 one/two/hard3
	ln -s hard1 links/short; ln -s /usr/lib/nowhere links/absolute; ln -s ../../.. links/up
	ln -s "$(repeat 'component/' 45)end" links/long; ln -s "$(repeat c 250)" links/wide
	mkfifo links/fifo
	for y in 1950 1969 1970 2000 2038 2099 2155; do
		echo $y >times/$y; TZ=UTC touch -d "$y-06-15 12:34:56" times/$y
	done
	# directories whose records fill their blocks to the last byte and to one record more
	for i in $(seq 12 22); do
		mkdir "full$i"; for k in $(seq "$i"); do : >"full$i/$(printf 'name%02d' "$k")"; done
	done
	cd - >/dev/null || exit 1
	touch -d '2020-02-02 02:02:02' "$1"
}
