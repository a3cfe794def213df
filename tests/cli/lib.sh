# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests of the command: works in a folder of its own, and
#
#   check "what" expect STATUS MESSAGE COMMAND...
#
# passes when COMMAND ends with STATUS and a line of its output matches MESSAGE; what it said
# stays in the files out and err.
. "$(dirname "${BASH_SOURCE[0]}")/../tap.sh"
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$tap_dir" || exit 1
# A copy, so that an unprivileged user reaches it too.
chmod 755 . && cp "${BURIN:-$top/build/burin}" burin && mkdir work && chmod 777 work && cd work || exit 1

burin() { ../burin "$@" </dev/null; }

expect() {
	local status=$1 message=$2 got; shift 2
	"$@" >out 2>err; got=$?
	cat out err
	[ "$got" = "$status" ] || { echo "status $got, not $status"; return 1; }
	grep -qE -- "$message" out err || { echo "no line matches: $message"; return 1; }
}

# Root may read and write everything; a test of permissions needs someone else.
if [ "$(id -u)" = 0 ]; then
	as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; }
else
	as_user() { "$@"; }
fi

# medium NAME KIND [BLOCKS]: a new blank one
medium() { rm -f "$1" && burin media create --quiet --kind "$2" ${3:+--blocks "$3"} "$1"; }

# field EVENT MEMBER [FILE]: the member of the last event of that name
field() { jq -rs "[.[] | select(.event == \"$1\")] | last | .$2" "${3:-out}"; }

# state RECORDER: of its medium
state() { burin info --json "$1" >info.json && field medium state info.json; }

# until TENTHS COMMAND...: waits for the command to succeed
until_true() {
	local tries=$1; shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1)); [ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# A small tree with something of each kind.
tree() {
	mkdir -p "$1/folder/deeper" && echo hello >"$1/hello.txt" && : >"$1/empty" &&
		head -c 100000 /dev/urandom >"$1/folder/random" && echo deep >"$1/folder/deeper/deep.txt" &&
		ln -s folder/deeper/deep.txt "$1/link" && ln "$1/hello.txt" "$1/folder/again"
}
