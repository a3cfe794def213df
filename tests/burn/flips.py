#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every random bit flip in a block that the burn wrote is found by verify in a new process, which
names the block; runs without a flip raise no alarm. LONG=1: 10,000 flips and 100 clean runs.

The medium's file is changed from outside, at the place Documentation/emulator.rst gives for a
block."""
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

BURIN = os.environ["BURIN"]
LONG = os.environ.get("LONG") == "1"
FLIPS, CLEAN = (3334, 34) if LONG else (60, 3)
SEED = int(os.environ.get("SEED", "20240229"))
HERE = tempfile.mkdtemp(prefix="burin-flips.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
BLOCK = 2048


def burin(*args):
    done = subprocess.run([BURIN, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]
    return done.returncode, lines, done.stderr.decode()


def make_source():
    rng = random.Random(SEED)
    os.makedirs(f"{HERE}/src/deep/deeper")
    for i in range(60):
        folder = ("", "deep/", "deep/deeper/")[i % 3]
        with open(f"{HERE}/src/{folder}file {i}.bin", "wb") as f:
            f.write(rng.randbytes(rng.randrange(0, 60000)))
    os.symlink("deep/deeper", f"{HERE}/src/link")


def data_place(disc):
    """Where block 0 lies and how far apart blocks are: big-endian, where the manual says."""
    with open(disc, "rb") as f:
        head = f.read(64)
    return struct.unpack_from(">QI", head, DATA_PLACE_FIELD)


DATA_PLACE_FIELD = 40


def flip(disc, offset, bit):
    with open(disc, "r+b") as f:
        f.seek(offset)
        byte = f.read(1)[0]
        f.seek(offset)
        f.write(bytes([byte ^ 1 << bit]))


def names(lines, block):
    return any(e.get("event") == "block" and e["lba"] <= block < e["lba"] + e["count"] for e in lines)


def one_kind(kind, number):
    disc = f"{HERE}/disc"
    code, _, err = burin("media", "create", "--kind", kind, disc)
    if code:
        sys.exit(f"Bail out! {err}")
    code, lines, err = burin("write", "--json", "--verify", "full", f"virtual:{disc}", "src")
    result = next((e for e in lines if e.get("event") == "result"), None)
    if code or not result:
        sys.exit(f"Bail out! write: {code} {err}")
    (base, stride), written, start = data_place(disc), result["written"], result["start"]
    rng, wrong = random.Random(f"{SEED} {kind}"), 0
    for _ in range(CLEAN):
        code, lines, err = burin("verify", "--json", f"virtual:{disc}", "src")
        if code or any(e.get("event") == "block" for e in lines):
            wrong += 1
            print(f"# {kind}: alarm without a flip: {code} {err}")
    for _ in range(FLIPS):
        block, byte, bit = rng.randrange(written), rng.randrange(BLOCK), rng.randrange(8)
        flip(disc, base + (start + block) * stride + byte, bit)
        code, lines, err = burin("verify", "--json", f"virtual:{disc}", "src")
        if code != 5 or not names(lines, start + block):
            wrong += 1
            print(f"# {kind}: flip of bit {bit} of byte {byte} of block {start + block}: "
                  f"status {code}, {err.strip()}")
        flip(disc, base + (start + block) * stride + byte, bit)
    os.remove(disc)
    print(f"# {kind}: {FLIPS} flips in {written} blocks, {CLEAN} clean runs, {wrong} wrong")
    print(f"{'not ok' if wrong else 'ok'} {number} - {kind}: every flip found and named, no false alarm")


try:
    make_source()
    for n, medium in enumerate(("cd-r", "bd-r", "dvd+rw"), 1):
        one_kind(medium, n)
    print(f"# of 10,000 flips and 100 clean runs: {FLIPS * 3} and {CLEAN * 3}")
    print("1..3")
finally:
    shutil.rmtree(HERE, ignore_errors=True)
