#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Operations on files, with a model beside them: exercise FOLDER SEED COUNT SAVED, or exercise check FOLDER SAVED.

Each operation is done to the file system and to the model; what is read is compared at once. The model is
saved at the end, and check holds the whole tree to it.
"""
import os
import pickle
import random
import sys

ROOM = 12 << 20		# bytes of all files together


class Model:
    def __init__(self, folder, seed):
        self.folder, self.draw = folder, random.Random(seed)
        self.files, self.dirs, self.made = {}, {""}, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def any_file(self):
        return self.draw.choice(list(self.files)) if self.files else None

    def data(self):
        return self.draw.randbytes(self.draw.choice((1, 100, 2048, 3000, 16384, 70000)))

    def new_name(self):
        self.made += 1
        return os.path.join(self.draw.choice(sorted(self.dirs)), f"n{self.made}")

    def room(self):
        return sum(map(len, self.files.values())) < ROOM and len(self.files) < 300

    def create(self):
        if not self.room():
            return self.remove()
        name, data = self.new_name(), self.data()
        with open(self.path(name), "xb") as f:
            f.write(data)
        self.files[name] = bytearray(data)

    def overwrite(self):
        name = self.any_file()
        if name and self.room():
            data, old = self.data(), self.files[name]
            at = self.draw.randrange(len(old) + 5000)
            with open(self.path(name), "r+b") as f:
                f.seek(at)
                f.write(data)
            old.extend(bytes(max(0, at - len(old))))
            old[at:at + len(data)] = data

    def truncate(self):
        name = self.any_file()
        if name:
            size = self.draw.randrange(len(self.files[name]) + 3000)
            os.truncate(self.path(name), size)
            old = self.files[name]
            self.files[name] = old[:size] + bytes(max(0, size - len(old)))

    def read(self):
        name = self.any_file()
        if name:
            with open(self.path(name), "rb") as f:
                if f.read() != self.files[name]:
                    raise SystemExit(f"{name}: what is read is not what was written")

    def rename(self):
        name = self.any_file()
        if name:
            new = self.new_name()
            os.rename(self.path(name), self.path(new))
            self.files[new] = self.files.pop(name)

    def remove(self):
        name = self.any_file()
        if name:
            os.unlink(self.path(name))
            del self.files[name]

    def make_folder(self):
        if len(self.dirs) < 20:
            name = self.new_name()
            os.mkdir(self.path(name))
            self.dirs.add(name)

    def remove_folder(self):
        name = self.draw.choice(sorted(self.dirs))
        inside = [n for n in list(self.files) + list(self.dirs) if n and n != name and n.startswith(name + "/")]
        if name and not inside:
            os.rmdir(self.path(name))
            self.dirs.remove(name)

    def synchronise(self):
        name = self.any_file()
        if name:
            with open(self.path(name), "rb") as f:
                os.fsync(f.fileno())

    def run(self, count):
        ways = ((self.create, 20), (self.overwrite, 20), (self.truncate, 8), (self.read, 25), (self.rename, 8),
                (self.remove, 12), (self.make_folder, 2), (self.remove_folder, 2), (self.synchronise, 3))
        for way in self.draw.choices([w for w, _ in ways], [n for _, n in ways], k=count):
            way()


def tree_of(folder):
    files, dirs = {}, {""}
    for at, inside, names in os.walk(folder):
        here = os.path.relpath(at, folder)
        here = "" if here == "." else here
        dirs.update(os.path.join(here, n) for n in inside if n != "lost+found")
        for n in names:
            with open(os.path.join(at, n), "rb") as f:
                files[os.path.join(here, n)] = f.read()
    return files, dirs


def check(folder, saved):
    with open(saved, "rb") as f:
        files, dirs = pickle.load(f)
    there, folders = tree_of(folder)
    wrong = [n for n in files.keys() | there.keys() if files.get(n) != there.get(n)]
    print(f"{len(files)} files, {len(dirs)} folders; wrong: {wrong[:5]} {sorted(dirs ^ folders)[:5]}")
    return 1 if wrong or dirs != folders else 0


if sys.argv[1] == "check":
    sys.exit(check(sys.argv[2], sys.argv[3]))
model = Model(sys.argv[1], int(sys.argv[2]))
model.run(int(sys.argv[3]))
with open(sys.argv[4], "wb") as out:
    pickle.dump(({n: bytes(d) for n, d in model.files.items()}, model.dirs), out)
