#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# image, ls, extract on image files.
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000
tree src

check "image to a file" expect 0 '^a.iso: 6 files, 2 folders, [0-9]+ blocks' burin image -o a.iso src
same_bytes() { burin image -o - src >b.iso && cmp a.iso b.iso; }
check "the same bytes to a pipe" same_bytes
check "a pipe gets data only" expect 0 '"event":"result"' sh -c '../burin image --json -o - src | cmp - a.iso'
json_on_err() { burin image --json -o - src 2>err >data && cmp data a.iso && [ "$(field result blocks err)" -gt 0 ]; }
check "JSON goes to standard error then" json_on_err
xorriso_agrees() { xorriso -indev a.iso -lsl / 2>/dev/null | grep -q hello.txt; }
check "another program reads it" xorriso_agrees

epoch() { SOURCE_DATE_EPOCH=$1 burin image -o epoch.iso src; }
check "an epoch that is no number" expect 2 "^burin: SOURCE_DATE_EPOCH: .*'today' is no number of seconds" epoch today
check "leaves nothing" test ! -e epoch.iso

# ls
check "ls prints paths" expect 0 '^/folder/deeper/deep.txt$' burin ls a.iso
check "ls of a folder" expect 0 '^/folder/random$' burin ls a.iso /folder
nothing_else() { burin ls a.iso /folder/deeper >out; [ "$(cat out)" = /folder/deeper/deep.txt ]; }
check "and nothing beside it" nothing_else
check "ls of a file" expect 0 '^-rw.* 6 .* /hello.txt$' burin ls -l a.iso /hello.txt
check "ls of a link shows its target" expect 0 ' /link -> folder/deeper/deep.txt$' burin ls --long a.iso
check "ls of what is not there" expect 1 '^burin: .*no such item' burin ls a.iso /nowhere
check "ls of a missing image" expect 1 '^burin: nowhere.iso: No such file' burin ls nowhere.iso
head -c 200000 /dev/urandom >noise
check "ls of noise" expect 1 '^burin: noise: no file system that can be read' burin ls noise
: >empty.iso
check "ls of an empty file" expect 1 '^burin: empty.iso: no file system that can be read' burin ls empty.iso
check "session 2 of an image" expect 3 'it has one' burin ls --session 2 a.iso

# extract
extracted() { burin extract a.iso all && diff -r --no-dereference src all; }
check "extract gives the tree back" extracted
hard_link() { [ all/hello.txt -ef all/folder/again ]; }
check "a hard link comes back as one" hard_link
check "extract of a part" expect 0 '^part: ' burin extract a.iso part /folder/deeper
check "extract of what is not there" expect 1 'no such item' burin extract a.iso part2 /nowhere
: >taken
check "extract into a file" expect 1 '^burin: taken' burin extract a.iso taken

# what an ordinary user may not make
mkdir special && echo x >special/file && mkfifo special/pipe
burin image --quiet -o s.iso special /null=/dev/null
left_out() {
	mkdir open && chmod 777 . open && expect 1 '^warning: /null: left out' as_user ../burin extract s.iso open/out &&
		expect 1 '^burin: /null: .*all else was extracted' as_user ../burin extract s.iso open/again &&
		[ "$(ls open/out | tr '\n' ' ')" = "file pipe " ] && [ -p open/out/pipe ]
}
check "a device costs an ordinary user that device alone" left_out

# names
mkdir names && echo x >names/$'evil\e[2Jname\n'
burin image --quiet -o n.iso names
check "control characters of names are shown, not sent" expect 0 '^/evil\\x1B\[2Jname\\x0A$' burin ls n.iso
raw_in_json() { burin ls --json n.iso >out && [ "$(field entry 'path | @json')" = '"/evil\u001b[2Jname\n"' ]; }
check "in JSON they are escaped and exact" raw_in_json
printf x >names/"$(printf 'bad\xff')"

# failures
check "missing source" expect 1 '^burin: nowhere: ' burin image -o f.iso nowhere
mkdir closed && echo x >closed/secret && chmod 000 closed/secret
check "unreadable source" expect 1 '^burin: .*closed/secret: .*' as_user ../burin image -o f.iso closed
no_file() { [ ! -e f.iso ]; }
check "no file is left of a failure" no_file
check "two sources of one name" expect 1 'name is taken' burin image -o f.iso src/hello.txt all/hello.txt
check "a full disk" expect 1 '^burin: /dev/full: No space left' burin image -o /dev/full src
partial() { (trap '' XFSZ; ulimit -f 60; expect 1 '^burin: g.iso: File too large' burin image -o g.iso src); [ ! -e g.iso ]; }
check "a partial file that was not there before is removed" partial
kept() { echo old >h.iso; (trap '' XFSZ; ulimit -f 60; expect 1 'File too large' burin image -o h.iso src); [ -e h.iso ]; }
check "one that was is not" kept
head -c 5000000 /dev/urandom >big
broken_pipe() { { ../burin image -o - big; echo $? >status; } 2>err | true; [ "$(cat status)" = 1 ] && grep -q 'Broken pipe' err; }
check "a closed pipe is an error" broken_pipe
check "a closed standard output of ls is an error" expect 1 'standard output: ' sh -c '../burin ls a.iso >/dev/full'
mkdir lots && (cd lots && seq -f 'a-name-of-some-length-%g' 1 5000 | xargs touch) && burin image -q -o lots.iso lots
unread() { ../burin ls lots.iso 2>err | head -n 1; [ "${PIPESTATUS[0]}" = 1 ] && grep -qx 'burin: standard output: Broken pipe' err; }
check "ls that nobody reads to its end says so" unread
check "output into a folder" expect 1 '^burin: src: Is a directory' burin image -o src src
excluded() { burin image -o e.iso --exclude 'deep*' --exclude random src && burin ls e.iso | sort >out; [ "$(tr '\n' ' ' <out)" = "/empty /folder /folder/again /hello.txt /link " ]; }
check "--exclude" excluded
placed() { burin image -o p.iso /a/b=src/hello.txt && burin ls p.iso | sort >out; [ "$(tr '\n' ' ' <out)" = "/a /a/b " ]; }
check "/on/disc=SOURCE" placed
finish
