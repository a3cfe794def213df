#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that must outlive a power cut: files write FOLDER ACKS SEED COUNT, files check FOLDER ACKS TIME.

write makes files, renames and removes some, and notes after each synchronisation what is promised: a line
of time (ns of CLOCK_MONOTONIC), "is" or "gone?", name, seed and size. check holds a folder to
what was noted before TIME; of a file that was about to be removed or renamed nothing is promised any more.
"""
import os
import random
import sys
import time


def content(seed, size):
    return random.Random(seed).randbytes(size)


def synchronised(path):
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def write(folder, acks, seed, count):
    draw, there = random.Random(seed), {}
    with open(acks, "w", encoding="ascii") as out:
        def note(what, name, number, size):
            print(time.monotonic_ns(), what, name, number, size, file=out, flush=True)

        for number in range(count):
            if there and draw.random() < 0.3:
                name = draw.choice(sorted(there))
                old, size, kept = there.pop(name)
                note("gone?", name, old, size)
                if draw.random() < 0.5:
                    os.unlink(os.path.join(folder, name))
                    synchronised(folder)
                    continue
                os.rename(os.path.join(folder, name), os.path.join(folder, "new-" + name))
                synchronised(folder)
                if kept:
                    note("is", "new-" + name, old, size)
                continue
            name, size = f"file{number}", draw.choice((0, 100, 2048, 5000, 40000, 200000))
            with open(os.path.join(folder, name), "wb") as f:
                f.write(content(number, size))
            kept = draw.random() < 0.7
            if kept:
                synchronised(os.path.join(folder, name))
                synchronised(folder)
                note("is", name, number, size)
            there[name] = (number, size, kept)


def check(folder, acks, until):
    promised, wrong = {}, 0
    for line in open(acks, encoding="ascii"):
        when, what, name, number, size = line.split()
        if int(when) >= until:
            break
        if what == "is":
            promised[name] = (int(number), int(size))
        else:
            promised.pop(name, None)
    for name, (number, size) in promised.items():
        try:
            with open(os.path.join(folder, name), "rb") as f:
                good = f.read() == content(number, size)
        except OSError as e:
            good = False
            print(e)
        if not good:
            wrong += 1
            print(f"{name}: not as it was promised")
    print(f"{len(promised)} files promised, {wrong} wrong")
    return wrong


if sys.argv[1] == "write":
    write(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
else:
    sys.exit(1 if check(sys.argv[2], sys.argv[3], int(sys.argv[4])) else 0)
