#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed is enough to build against, exports only burin's names, and every public
# header stands alone in C and C++.
cd "$(dirname "$0")/../.."
. tests/tap.sh
O=${CHECK_O:-build}
root=$tap_dir/root

own=$tap_dir/own	# a second one, to be used where it stands

install_it() {
	make --no-print-directory O="$O" DESTDIR="$root" prefix=/usr install &&
		make --no-print-directory O="$O" prefix="$own" install
}
consumer() {
	cat >"$tap_dir/user.c" <<-'END'
	#include <burin/burin.h>
	#include <stdio.h>
	int main(void)
	{
		struct burin_context *ctx;

		if (burin_context_new(&ctx))
			return 1;
		puts(burin_version());
		burin_context_unref(ctx);
		return 0;
	}
	END
	export PKG_CONFIG_PATH=$own/lib/pkgconfig
	cc -o "$tap_dir/user" "$tap_dir/user.c" $(pkg-config --cflags --libs libburin) &&
		LD_LIBRARY_PATH=$own/lib "$tap_dir/user"
}
# The program of the README, as it stands there.
example() {
	sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d' >"$tap_dir/example.c" &&
		cc -Wall -Wextra -Werror -o "$tap_dir/example" "$tap_dir/example.c" $(pkg-config --cflags --libs libburin) &&
		"$own/bin/burin" media create --kind bd-r "$tap_dir/disc" &&
		LD_LIBRARY_PATH=$own/lib "$tap_dir/example" "virtual:$tap_dir/disc" include &&
		"$own/bin/burin" verify "virtual:$tap_dir/disc" include
}
static_consumer() {
	cc -o "$tap_dir/user-static" "$tap_dir/user.c" -I"$root/usr/include" "$root/usr/lib/libburin.a" \
		-pthread -ludev -lsndfile -luring && "$tap_dir/user-static"
}
# The emulator's library needs nothing but the C library.
emulator_alone() {
	cat >"$tap_dir/drive.c" <<-'END'
	#include <burin/emulator.h>
	int main(void) { return burin_emulator_create_medium(0, BURIN_KIND_BD_R, 0) == 0; }
	END
	cc -o "$tap_dir/drive" "$tap_dir/drive.c" -I"$root/usr/include" -pthread \
		-Wl,--whole-archive "$root/usr/lib/libburin-emu.a" -Wl,--no-whole-archive
}
symbols() {
	! nm -D --defined-only "$root/usr/lib/libburin.so" | awk '{ print $3 }' |
		grep -vE '^burin_[a-z0-9_]+@@BURIN_0\.1$|^BURIN_0\.1(@@BURIN_0\.1)?$' | grep .
}
declared() {
	local missing=0 name
	for name in $(cat include/burin/*.h | tr '\n' ' ' | grep -oE '\bburin_[a-z0-9_]+\(' | tr -d '(' | sort -u); do
		case $name in *_fn) continue ;; esac
		nm -D --defined-only "$root/usr/lib/libburin.so" | grep -q " $name@@" || { echo "not there: $name"; missing=1; }
	done
	return $missing
}
headers() {
	local bad=0 header
	for header in include/burin/*.h; do
		echo "#include <burin/${header##*/}>" | cc -std=c99 -Wall -Wextra -pedantic -Werror -fsyntax-only -Iinclude -xc - || bad=1
		echo "#include <burin/${header##*/}>" | cc -Wall -Wextra -Werror -fsyntax-only -Iinclude -xc++ - || bad=1
	done
	return $bad
}

check "make install to a DESTDIR" install_it
check "a program builds against it with pkg-config" consumer
check "the program of the README burns a folder" example
check "and statically" static_consumer
check "the emulator's library stands alone" emulator_alone
check "only burin's own names are exported, versioned" symbols
check "every declared call is there" declared
check "public headers stand alone" headers
finish
