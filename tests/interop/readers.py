# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares an image, as one reader shows it, with the folder it was made from.

readers.py READER IMAGE FOLDER SCRATCH

READER is bsdtar, xorriso, 7z, isoinfo, pycdlib, or burin itself ($BURIN). Compared is all that this reader shows:
names, kinds, contents (SHA-256), modes, times, targets of links. Differences are printed, and
the exit status is 1.
"""
import hashlib
import io
import os
import re
import stat
import subprocess
import sys
import time

LIMIT = 20          # differences printed
FIRST, LAST = -2208988800, 5869583999   # what a 7-byte date holds


def digest(data):
    return hashlib.sha256(data).hexdigest()


def read(path):
    with open(path, "rb") as f:
        return digest(f.read())


def describe(path, contents=True):
    """What is comparable of one file: kind, mode, time, and SHA-256 or target."""
    st = os.lstat(path)
    item = {"kind": stat.S_IFMT(st.st_mode), "mode": stat.S_IMODE(st.st_mode),
            "time": min(max(int(st.st_mtime_ns // 10**9), FIRST), LAST)}
    if stat.S_ISLNK(st.st_mode):
        item["target"] = os.readlink(path)
        del item["mode"]
    elif stat.S_ISREG(st.st_mode) and contents:
        item["sha256"] = read(path)
    elif stat.S_ISBLK(st.st_mode) or stat.S_ISCHR(st.st_mode):
        item["device"] = (os.major(st.st_rdev), os.minor(st.st_rdev))
    return item


def walk(root):
    """Every path below root (bytes), with its description."""
    found = {}
    stack = [root]
    while stack:
        folder = stack.pop()
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            found[os.path.relpath(path, root)] = describe(path)
            if os.path.isdir(path) and not os.path.islink(path):
                stack.append(path)
    return found


def run(*command, check=True, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if check and done.returncode:
        print("exit status %d: %s" % (done.returncode, " ".join(map(str, command))))
        print(done.stdout.decode("utf-8", "replace")[-2000:])
        sys.exit(1)
    return done.stdout


def differences(want, got, keys):
    for path in sorted(set(want) | set(got)):
        if path not in got:
            yield "%r is missing" % path
        elif path not in want:
            yield "%r is not in the folder" % path
        else:
            for key in keys:
                a, b = want[path].get(key), got[path].get(key)
                if key in want[path] and key in got[path] and a != b:
                    yield "%r: %s %r, should be %r" % (path, key, b, a)


ALL = ("kind", "mode", "time", "target", "sha256", "device")


def by_bsdtar(image, want, scratch):
    run("bsdtar", "-xpf", image, "-C", scratch)
    return differences(want, walk(os.fsencode(scratch)), ALL)


def by_xorriso(image, want, scratch):
    """xorriso gives links no time when it extracts them."""
    for item in want.values():
        if "target" in item:
            del item["time"]
    run("xorriso", "-abort_on", "FAILURE", "-osirrox", "device_files:o_excl_off", "-indev", image,
        "-extract", "/", os.path.join(scratch, "x"))
    return differences(want, walk(os.fsencode(os.path.join(scratch, "x"))), ALL)


def by_burin(image, want, scratch):
    run(os.environ["BURIN"], "-q", "extract", image, os.path.join(scratch, "x"))
    return differences(want, walk(os.fsencode(os.path.join(scratch, "x"))), ALL)


def joliet_shows(path):
    """Every part of the path is a name that Joliet holds as it is."""
    try:
        parts = path.decode("utf-8").split("/")
    except UnicodeDecodeError:
        return False
    return all(len(part.encode("utf-16-be")) <= 128 and not re.search(r'[*:;?\\\x00-\x1f]', part)
               for part in parts)


def by_7z(image, want, scratch):
    """Names are Joliet's; what it cannot hold is compared by content alone."""
    output = run("7z", "x", "-y", "-snl-", "-o" + scratch, image).decode("utf-8", "replace")
    if "Everything is Ok" not in output or "WARNING" in output:
        yield output[-500:]
    got = walk(os.fsencode(scratch))
    files = {p: d for p, d in want.items() if d["kind"] == stat.S_IFREG}
    shown = {p: d for p, d in files.items() if joliet_shows(p)}
    there = {p: d for p, d in got.items() if p in shown}
    yield from differences(shown, there, ("sha256", "time"))
    a = sorted(d["sha256"] for d in files.values())
    b = sorted(d["sha256"] for d in got.values() if d["kind"] == stat.S_IFREG)
    if a != b:
        yield "%d files by content, should be %d" % (len(b), len(a))


ISOINFO_LINE = re.compile(rb"^(.)(.{9}) +(\d+) +\d+ +\d+ +\d+ (.{6} +\d+) \[ *\d+ \d\d\]  (.*)$", re.S)
ISOINFO_KINDS = {b"-": stat.S_IFREG, b"d": stat.S_IFDIR, b"l": stat.S_IFLNK, b"f": stat.S_IFIFO,
                 b"b": stat.S_IFBLK, b"c": stat.S_IFCHR}


def isoinfo_listing(image):
    """path: (kind, permissions, day, target or None), as isoinfo -l prints them."""
    folder, shown = b"", {}
    for line in run("isoinfo", "-R", "-l", "-i", image).split(b"\n"):
        if line.startswith(b"Directory listing of /"):
            folder = line[len(b"Directory listing of /"):]
        fields = ISOINFO_LINE.match(line)
        if not fields:
            continue
        kind, permissions, _, day, name = fields.groups()
        target = None
        if kind == b"l":
            name, _, target = name.partition(b" -> ")
        else:
            name = name[:-1]    # a blank ends it
        if name not in (b". ", b".", b"..", b".. "):
            shown[folder + name] = (ISOINFO_KINDS.get(kind), permissions, day, target)
    return shown


def isoinfo_attributes(image, want):
    """isoinfo shows no set-id and sticky bits, a time's day only, and targets up to 1023 bytes."""
    shown = isoinfo_listing(image)
    for path, item in want.items():
        if b" -> " in path or path not in shown:
            if b" -> " not in path:
                yield "%r is not listed" % path
            continue
        kind, permissions, day, target = shown[path]
        mode = stat.filemode(item.get("mode", 0o777) & 0o777)[1:].encode()
        when = time.strftime("%b %e %Y", time.gmtime(item["time"])).encode()
        if kind != item["kind"] or permissions != mode:
            yield "%r: %s %s, should be %s" % (path, kind, permissions, mode)
        if re.sub(rb" +", b" ", day) != re.sub(rb" +", b" ", when):
            yield "%r: %s, should be %s" % (path, day, when)
        if target is not None and target[:900] != os.fsencode(item["target"])[:900]:
            yield "%r: target %s" % (path, target)


def by_isoinfo(image, want, _):
    """Rock Ridge names, attributes and contents, then Joliet's names."""
    yield from isoinfo_attributes(image, want)
    paths = run("isoinfo", "-R", "-f", "-i", image).split(b"\n")
    names = {p[1:] for p in paths if p}
    for path in sorted(set(want) ^ names):
        yield "%r is %s" % (path, "missing" if path in want else "not in the folder")
    for path, item in want.items():
        if item["kind"] == stat.S_IFREG and path in names:
            data = run("isoinfo", "-R", "-i", image, "-x", b"/" + path)
            if digest(data) != item["sha256"]:
                yield "%r: other contents" % path
    listing = run("isoinfo", "-J", "-f", "-i", image).decode("utf-8", "replace").split("\n")
    count = sum(d["kind"] in (stat.S_IFREG, stat.S_IFDIR) for d in want.values())
    if len([p for p in listing if p]) != count:
        yield "Joliet: %d items, should be %d" % (len(listing) - 1, count)


def rock_ridge_time(record):
    """Seconds of a pycdlib directory record date, which carries no calendar of its own."""
    import calendar
    d = record
    return calendar.timegm((1900 + d.years_since_1900, d.month, d.day_of_month, d.hour,
                            d.minute, d.second)) - d.gmtoffset * 900


def by_pycdlib(image, want, _):
    import pycdlib
    iso = pycdlib.PyCdlib()
    iso.open(image)
    sys.setrecursionlimit(10000)
    if not iso.has_rock_ridge() or not iso.has_joliet():
        yield "Rock Ridge or Joliet is missing"
    seen = {}
    stack = [(iso.get_record(rr_path="/"), b"")]
    while stack:
        folder, above = stack.pop()
        for child in folder.children:
            if child.is_dot() or child.is_dotdot():
                continue
            rr = child.rock_ridge
            path = above + rr.name()
            mode = rr.get_file_mode()
            item = {"kind": stat.S_IFMT(mode), "mode": stat.S_IMODE(mode),
                    "time": rock_ridge_time(child.date)}
            if rr.is_symlink():
                item["target"] = rr.symlink_path()
                del item["mode"]
            seen[path] = item
            if child.is_dir():
                stack.append((child, path + b"/"))
            elif stat.S_ISREG(mode) and path not in want:
                pass
            elif stat.S_ISREG(mode):
                out = io.BytesIO()
                iso.get_file_from_iso_fp(out, rr_path="/" + os.fsdecode(path))
                item["sha256"] = digest(out.getvalue())
    iso.close()
    yield from differences(want, seen, ALL)


READERS = {"bsdtar": by_bsdtar, "xorriso": by_xorriso, "7z": by_7z, "isoinfo": by_isoinfo,
           "pycdlib": by_pycdlib, "burin": by_burin}


def main():
    reader, image, folder, scratch = sys.argv[1:]
    os.makedirs(scratch, exist_ok=True)
    found = 0
    for line in READERS[reader](image, walk(os.fsencode(folder)), scratch):
        found += 1
        if found <= LIMIT:
            print(line)
    if found:
        print("%d differences" % found)
    return 1 if found else 0


sys.exit(main())
