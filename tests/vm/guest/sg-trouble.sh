# SPDX-License-Identifier: GPL-2.0-or-later
# What goes wrong while burin burns over SG_IO. Sourced by sg.sh.

# A burn whose data stop coming in its midst: burin waits for more of them.
begin() {
	rm -f pipe && mkfifo pipe && exec 7<>pipe || return 1
	: >disc.log
	head -c 8M /dev/urandom >image
	user "$BURIN" --transport sg write --verify none "$node" --image - <pipe >burn.out 2>&1 7>&- &
	burn=$!
	feed head 6M
	awaits 32
}
feed() { kill "${feeder:-}" 2>/dev/null; "$1" -c "$2" image >&7 & feeder=$!; }
awaits() {
	local tries=600
	until [ "$(grep -c '^write-10 .* good$' disc.log)" -ge "$1" ]; do
		tries=$((tries - 1)); [ $tries -gt 0 ] && kill -0 $burn || { cat burn.out disc.log | tail -n 20; return 1; }
		nap 0.1
	done
}
# ends SECONDS REGEX: the burn has ended by then, and failed saying so.
ends() {
	local tries=$(($1 * 10)) got
	while kill -0 $burn 2>/dev/null; do
		tries=$((tries - 1)); [ $tries -gt 0 ] || { cat burn.out; echo "it goes on"; return 1; }
		nap 0.1
	done
	exec 7>&-; kill $feeder 2>/dev/null
	wait $burn; got=$?
	cat burn.out; echo "status $got"
	[ $got = 1 ] && grep -qE -- "$2" burn.out
}
killed() { pkill -9 -x burin; exec 7>&-; wait $burn; [ $? = 137 ]; }
fails() { ! "$@"; }
# The 3 MiB in front are what was fed.
front_is_there() {
	reload && dd if="$sr" of=front bs=64k count=48 status=none && cmp -n 3145728 front image
}
interrupted() {
	check "$name: a drive" disc "$kind" "$blocks" "$where"
	check "$name: a burn waits for data" begin
	check "$name: no other may have it" over_sg 4 'held by process [0-9]+ \(burin\)' info "$sr"
	check "$name: nor by its generic node" over_sg 4 'held by process [0-9]+ \(burin\)' info "$sg"
	check "$name: it cannot be mounted" fails mount_now iso9660
	check "$name: it is killed" killed
	check "$name: its session is open" over_sg 3 'close it first' write --append NODE a
	check "$name: close" over_sg 0 'medium is appendable' close NODE
	check "$name: what was written is there" front_is_there
	check "$name: more is added" over_sg 0 'proven' write --append NODE a
	check "$name: the kernel mounts it" mounts a
	gone
}
unplugged() {
	check "$name: a drive" disc "$kind" "$blocks" "$where"
	check "$name: a burn waits for data" begin
	check "$name: the drive is taken away" timeout 60 "$VDRIVE" remove "$drive"
	feed tail 2M
	check "$name: the burn ends and says so" ends 60 "^burin: $node: .*gone"
	check "$name: nothing remains" nothing_left
}
powerless() {
	check "$name: a drive" disc "$kind" "$blocks" "$where"
	check "$name: a burn waits for data" begin
	check "$name: the power is cut" "$VDRIVE" power "$drive" off
	feed tail 2M
	check "$name: the burn ends and says so" ends 60 "^burin: $node: "
	check "$name: power again" "$VDRIVE" power "$drive" on
	check "$name: close" over_sg 0 'medium is appendable' close NODE
	check "$name: written again" over_sg 0 'proven' write --append NODE a
	check "$name: the kernel mounts it" mounts a
	gone
}
outsider() {
	setpriv --reuid nobody --regid nogroup --clear-groups "$BURIN" info "$node" >out 2>&1
	[ $? = 1 ] && cat out && grep -q "^burin: $node: Permission denied" out
}
reader() {
	chmod 640 "$sr" "$sg"
	over_sg 0 "^medium +${kind/+/\\+}" info NODE && over_sg 1 'ermission' write NODE a; local status=$?
	chmod 660 "$sr" "$sg"; return $status
}
mount_again() { reload && mount_now iso9660; }
denied() {
	check "$name: a drive" disc "$kind" "$blocks" "$where"
	check "$name: not for everybody" outsider
	check "$name: who may only read cannot write" reader
	check "$name: a burn for what follows" over_sg 0 proven write NODE a
	check "$name: mounted" mount_again
	check "$name: it is not touched" over_sg 4 'mounted on /run/tmp/mnt' write --append "$sr" b
	check "$name: nor by its generic node" over_sg 4 'mounted on /run/tmp/mnt' write --append "$sg" b
	check "$name: it is whole" diff -r a mnt
	check "$name: unmounted" umount mnt
	check "$name: what cannot be erased" over_sg 3 'cannot be erased' erase NODE
	check "$name: the medium is taken out" "$VDRIVE" eject "$drive"
	check "$name: there is none" over_sg 3 'no medium' write NODE a
	gone
}
