#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Block devices on rewritable media as people and systems use them, in a guest: operations on files with a
# model beside them, fio, media in every state, doors that open, and races of bind, unbind and loading.
# OPS of the model (2000, with LONG=1 50000) on a medium drawn by SEED; KINDS="..." names them.
set -u
cd "$(dirname "$0")" || exit 1
module=$(./module "${VM_KERNEL:-6.1}") || { echo "not ok 1 - the driver is built"; echo "1..1"; exit 1; }
all=(dvd+rw cd-rw dvd-ram bd-re dvd-rw)
[ "${LONG:-0}" = 1 ] && ops=${OPS:-50000} races=${RACES:-50} || ops=${OPS:-2000} races=${RACES:-5}
kinds=${KINDS:-${all[${SEED:-1} % ${#all[@]}]}}
export GUEST_ENV="${GUEST_ENV:-} MODULE=$module OPS=$ops RACES=$races KINDS=${kinds// /,}"
GUEST_LIMIT=${GUEST_LIMIT:-$((1200 + ops / 10))} exec ./boot guest/packet-use.sh
