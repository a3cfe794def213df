#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The driver from its installed sources, as DKMS builds it, for each kernel that guests boot: without
# a warning, and installed where it is looked for. LONG=1: for the newest in Debian's archive, too.
cd "$(dirname "$0")/../.."
. tests/tap.sh
unset MAKEFLAGS MAKELEVEL
root=$tap_dir/root

sources() (
	make --no-print-directory DESTDIR="$root" prefix=/usr dkms_install &&
		[ "$(cd "$root/usr/lib" && echo udev/rules.d/* modules-load.d/*)" = \
			"udev/rules.d/60-burin.rules modules-load.d/burin.conf" ] &&
		grep -q '^ExecStart=/usr/bin/burin ' "$root/usr/lib/systemd/system/burin-packet@.service" &&
		diff <(git ls-files 'driver/*.[ch]' 'include/uapi/*.h' | sort) \
			<(cd "$root"/usr/src/burin-* && find driver include -name '*.[ch]' | sort)
)
# What dkms.conf says for a kernel, and where it says the module is.
dkms_build() (
	kernel_source_dir=$2 kernelver=$(sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$2/include/generated/utsrelease.h")
	export MAKEFLAGS=-j$(nproc)
	cd "$tap_dir/$1" && . ./dkms.conf && eval "${MAKE[0]}" 2>&1 | tee "$tap_dir/said"
	! grep -iE 'warning:|error:|error ' "$tap_dir/said" &&
		for n in 0 1; do
			modinfo -F vermagic "${BUILT_MODULE_LOCATION[n]}/${BUILT_MODULE_NAME[n]}.ko" | grep "^$kernelver " || return 1
		done
)
install_it() (
	cd "$tap_dir/$1" && make -f driver/driver.mk DESTDIR="$tap_dir/to-$1" KDIR="$2" modules_install &&
		find "$tap_dir/to-$1" -path '*/updates/*/burin.ko*' | grep . &&
		find "$tap_dir/to-$1" -path '*/updates/*/burin_packet.ko*' | grep .
)
cleans() (
	cd "$tap_dir/$1" && make -f driver/driver.mk KDIR="$2" modules_clean &&
		! find . -name '*.o' -o -name '*.ko' | grep .
)

check "the sources are installed whole" sources
for kernel in 6.1 6.12; do
	cp -r "$root"/usr/src/burin-* "$tap_dir/$kernel"
	headers=$(tests/vm/headers "$kernel")
	check "DKMS's command builds the driver for $kernel without a warning" dkms_build "$kernel" "$headers"
	check "modules_install has it where $kernel looks first" install_it "$kernel" "$headers"
	check "modules_clean leaves the sources for $kernel" cleans "$kernel" "$headers"
done
# Its symbols are not looked up: that kernel is not built here.
newest_build() (
	cp -r "$root"/usr/src/burin-* "$tap_dir/newest" && headers=$(tests/vm/newest) && cd "$tap_dir/newest" &&
		KBUILD_MODPOST_WARN=1 make -f driver/driver.mk KDIR="$headers" W=1 modules 2>&1 | tee "$tap_dir/said"
	! grep -E 'warning:|error:|Error ' "$tap_dir/said" && modinfo -F vermagic "$tap_dir/newest/driver/burin.ko"
)
[ "${LONG:-0}" = 0 ] || check "the newest kernel's headers: built without a warning" newest_build
finish
