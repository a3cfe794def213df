# SPDX-License-Identifier: GPL-2.0-or-later
# TAP for bash tests: . tests/tap.sh; then  check "what" command...  for each case, and finish.
# A case passes when its command exits 0; its output is shown when it does not.
tap_n=0 tap_bad=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/burin-test.XXXXXX")
trap 'chmod -R u+rwX "$tap_dir" 2>/dev/null; rm -rf "$tap_dir"' EXIT

ok() { tap_n=$((tap_n + 1)); echo "ok $tap_n - $1"; }
not_ok() { tap_n=$((tap_n + 1)); tap_bad=$((tap_bad + 1)); echo "not ok $tap_n - $1"; }
check() {
	local what=$1; shift
	if "$@" >"$tap_dir/.out" 2>&1; then ok "$what"; else
		not_ok "$what"; echo "# $*"; head -n 40 "$tap_dir/.out" | awk '{ print "# " $0 }'
	fi
}
# skip "what" "reason": only for what tests/skips lists; anything else is a failure.
skip() {
	if grep -qF "$1	" "$(dirname "${BASH_SOURCE[0]}")/skips"; then
		tap_n=$((tap_n + 1)); echo "ok $tap_n - $1 # SKIP $2"
	else
		not_ok "$1"; echo "# skipped without standing in tests/skips: $2"
	fi
}
finish() { echo "1..$tap_n"; [ "$tap_bad" = 0 ]; exit; }
