#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# burin over SG_IO in a guest with a stock kernel, every kind; its commands are those it sends
# to virtual:. A sample with a case of each family, SEED=N another one; LONG=1 runs all.
# TRANSPORT=kernel: the same through the driver.
set -u
cd "$(dirname "$0")" || exit 1
transport=${TRANSPORT:-sg}
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-sg.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

# FAMILY FUNCTION KIND BLOCKS NODE. The sessions of a small DVD-R begin far behind each other.
table() {
	cat <<-END
	cd once cd-r 60000 sr
	cd erasable cd-rw 60000 sg
	dvd- once dvd-r 131072 sg
	dvd- sequential dvd-rw 131072 sr
	dvd- restricted dvd-rw 32768 sr
	dvd- at_once dvd-r-dl 32768 sr
	dvd+ once dvd+r 60000 sr
	dvd+ once dvd+r-dl 60000 sg
	dvd+ overwritable dvd+rw 32768 sr
	dvd+ overwritable dvd-ram 32768 sg
	bd-r once bd-r 32768 sg
	bd-r spare bd-r 65536 sr
	bd-r full_format bd-r 65536 sr
	bd-r once bd-r-dl 32768 sr
	bd-r once bd-r-tl 32768 sg
	bd-r once bd-r-ql 32768 sr
	bd-re overwritable bd-re 32768 sr
	bd-re overwritable bd-re-dl 32768 sg
	bd-re overwritable bd-re-tl 32768 sr
	bad unreadable dvd+rw 32768 sg
	bad unreadable bd-r 32768 sr
	trouble interrupted cd-r 60000 sr
	trouble interrupted dvd-r 131072 sg
	trouble interrupted dvd+r 60000 sr
	trouble interrupted bd-r 32768 sg
	trouble unplugged bd-r 32768 sr
	trouble unplugged cd-r 60000 sg
	trouble powerless bd-r 32768 sr
	trouble denied cd-r 60000 sr
	END
}
# One of each kind that is this program's share.
shared() {
	local kind n=$((${SEED:-1}))
	for kind in $(./share 4 1 | cut -d' ' -f1); do
		table | awk -v kind="$kind" -v n=$n '$3 == kind && $1 != "trouble" { line[++i] = $0 } END { print line[1 + n % i] }'
	done
}
# One of each family, two of trouble, by the seed.
sample() {
	[ "${SHARE:-0}" = 0 ] || { shared; return; }
	table | awk -v seed="${SEED:-1}" 'BEGIN { srand(seed) }
		{ n = ++count[$1]; line[$1, n] = $0; if (n == 1) order[++families] = $1 }
		END { for (i = 1; i <= families; i++) { f = order[i]
			k = 1 + int(rand() * count[f]); print line[f, k]
			if (f == "trouble") print line[f, 1 + k % count[f]] } }'
}
mkdir -p "$work/given"
# What goes wrong is another matter when the driver closes the disc.
if [ "${LONG:-0}" = 1 ]; then table; else sample; fi |
	if [ $transport = sg ]; then cat; else grep -v ^trouble; fi | cut -d' ' -f2- >"$work/given/cases"
[ "${LONG:-0}" = 1 ] && limit=5400 size=9 || limit=1800 size=3
[ "${SHARE:-0}" = 0 ] || size=1
echo $size >"$work/given/size"
echo "# $(wc -l <"$work/given/cases") of $(table | wc -l) cases"
[ $transport = sg ] || module=$(./module "${VM_KERNEL:-6.1}") ||
	{ echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
export GUEST_ENV="${GUEST_ENV:-} TRANSPORT=$transport MODULE=${module:-}"
GUEST_LIMIT=${GUEST_LIMIT:-$limit} ./boot guest/sg.sh "$work/given"
