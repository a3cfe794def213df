#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Burners killed at points drawn by SEED, in each of nine families of media, in a guest with the
# driver: one point each; with LONG=1 ten; POINTS=N says how many, SHARE=1: in two families. Among
# them one that has forked and executed another program, and one that formats; with LONG=1 these in
# each family, too.
set -u
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/burin-vm-death.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
points=${POINTS:-$([ "${LONG:-0}" = 1 ] && echo 10 || echo 1)}
RANDOM=${SEED:-1}
mkdir "$work/given"
while read -r kind blocks; do
	for ((i = 0; i < points; i++)); do echo "$kind $blocks $((RANDOM % 1000))"; done
done < <(./share 0 2) >"$work/given/points"
# WHAT FAMILY...: all of them in the long form, else one. In this shell: another one draws its own numbers.
few() {
	local what=$1 kind; shift
	[ "${LONG:-0}" = 1 ] || set -- "${@:$((RANDOM % $# + 1)):1}"
	for kind; do sed -n "s/^$kind .*/& $what/p" families; done >>"$work/given/points"
}
few forked $(./share 0 2 | cut -d' ' -f1)
few formatting cd-rw dvd-rw dvd+rw dvd-ram bd-re
${CC:-cc} -shared -fPIC -I../../include/uapi -o "$work/given/forks.so" guest/forks.c ||
	{ echo "not ok 1 - what makes a burner fork is built"; echo "1..1"; exit 1; }
echo "# $(wc -l <"$work/given/points") points, seed ${SEED:-1}"
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module"
GUEST_LIMIT=${GUEST_LIMIT:-$((600 + points * 600))} ./boot guest/death.sh "$work/given"
