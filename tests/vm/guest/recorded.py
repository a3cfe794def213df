# SPDX-License-Identifier: GPL-2.0-or-later
"""recorded.py MEDIUM: how many blocks are on a medium of the emulated recorder, as its file tells
(Documentation/emulator.rst, "The medium file"): of the first track, or of those written over."""
import struct
import sys

with open(sys.argv[1], "rb") as file:
    kind = file.read(36)[20:36].rstrip(b"\0").decode()

    def newer(offset, magic, distance):
        """The payload of the newer of two copies; None: there is none."""
        found = []
        for at in offset, offset + distance:
            file.seek(at)
            head = file.read(24)
            if head[:8].rstrip(b"\0") == magic:
                sequence, length = struct.unpack(">QL", head[8:20])
                found.append((sequence, file.read(length)))
        return max(found)[1] if found else None

    if kind in ("dvd+rw", "dvd-ram", "bd-re"):
        unit, blocks, page = 32 if kind == "bd-re" else 16, 0, 196608
        while page < 1048576:
            bits = newer(page, b"MAP", 4096)
            if bits is None:
                break
            blocks += unit * sum(bin(byte).count("1") for byte in bits)
            page += 8192
        print(blocks)
    else:
        state = newer(65536, b"STATE", 65536)
        tracks, = struct.unpack(">L", state[20:24])
        print(struct.unpack(">L", state[36:40])[0] - struct.unpack(">L", state[32:36])[0] if tracks else 0)
