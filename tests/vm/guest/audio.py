#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""audio.py read DEVICE TRACK FILE: the samples of a track as the kernel reads them.
audio.py wave RAW FILE.wav: a WAV file of little-endian samples."""
import ctypes
import fcntl
import os
import struct
import sys
import wave

CDROMREADTOCHDR, CDROMREADTOCENTRY, CDROMREADAUDIO = 0x5305, 0x5306, 0x530E
LBA, LEAD_OUT, FRAME = 1, 0xAA, 2352


def toc_entry(fd, track):
    """The start of a track, and whether it is audio."""
    entry = bytearray(struct.pack("=BBBxi4x", track, 0, LBA, 0))
    fcntl.ioctl(fd, CDROMREADTOCENTRY, entry)
    return struct.unpack_from("=i", entry, 4)[0], not entry[1] & 0x40


def read_track(device, track):
    fd = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    header = bytearray(2)
    fcntl.ioctl(fd, CDROMREADTOCHDR, header)
    start, audio = toc_entry(fd, track)
    end, _ = toc_entry(fd, track + 1 if track < header[1] else LEAD_OUT)
    if not audio:
        sys.exit(f"track {track} is no audio track")
    for at in range(start, end, 25):
        frames = min(25, end - at)
        data = ctypes.create_string_buffer(frames * FRAME)
        fcntl.ioctl(fd, CDROMREADAUDIO, struct.pack("@iBiP", at, LBA, frames, ctypes.addressof(data)))
        yield data.raw


if sys.argv[1] == "read":
    with open(sys.argv[4], "wb") as out:
        out.writelines(read_track(sys.argv[2], int(sys.argv[3])))
else:
    with open(sys.argv[2], "rb") as raw, wave.open(sys.argv[3], "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(raw.read())
