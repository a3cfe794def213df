#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A power cut or a failing drive under a burn: what is told, and what can be saved afterwards.
. "$(dirname "$0")/lib.sh"
head -c 12000000 /dev/urandom >data

medium planned bd-r 4096 && echo "on writing nth 5 sense 3/0c/00" >planned.faults
check "a fault plan with a word that is none" expect 1 '^burin: planned: fault plan cannot be understood: .*\.faults' \
	burin info virtual:planned

for kind in cd-r bd-r dvd+rw; do
	re=virtual:${kind/+/\\+}
	medium "$kind" "$kind"
	echo "on write nth 60 cut-power" >"$kind.faults"
	check "$kind: a power cut" expect 1 "^burin: $re: recorder is gone or lost power.*LBA [0-9]+" \
		burin write --json --verify none "virtual:$kind" --image data
	check "$kind: the state is told, or that it is not known" grep -qE "^burin: $re: (medium is |the recorder no longer answers)" err
	check "$kind: what was written is told" grep -qE "^burin: $re: [0-9]+ blocks from LBA 0 were written" err
	written=$(field result written)
	rm "$kind.faults"
	check "$kind: close repairs" expect 0 "^$re: medium is (appendable|overwritable)$" burin close "virtual:$kind"
	# All but what the drive's buffer held: 4 MiB, and the command that filled it.
	saved() {
		local least=$((written * 2048 - 4194304 - 131072))
		../burin read --quiet --all "virtual:$kind" -o - 2>read.err >back
		echo "$(stat -c %s back) bytes back, $least asked for"
		[ $least -gt 0 ] && [ "$(stat -c %s back)" -ge $least ] && cmp -n "$(stat -c %s back)" data back
	}
	check "$kind: all but the drive's buffer reads back" saved

	medium "$kind" "$kind"
	echo "on write nth 50 sense 3/0c/00" >"$kind.faults"
	check "$kind: a write error" expect 1 "^burin: $re: recorder failed to write.*command 2Ah, LBA [0-9]+, sense 3/0C/00: " \
		burin write --json "virtual:$kind" --image data
	sense() { [ "$(field error sense_key)" = 3 ] && [ "$(field error asc)" = 12 ] && [ "$(field error code)" = BURIN_E_WRITE ]; }
	check "$kind: JSON has its sense data" sense
	check "$kind: the state is told" grep -qE "^burin: $re: medium is [a-z]+" err
	check "$kind: and true" test "$(state "virtual:$kind")" = "$(field result state)"
	rm "$kind.faults"
done

medium spent dvd+rw && echo "on write sense 3/0c/00" >spent.faults
check "an erase that fails" expect 1 '^burin: virtual:spent: recorder failed to write' burin erase --json virtual:spent
check "the state is told" grep -q '^burin: virtual:spent: medium is overwritable$' err
check "JSON says the same" test "$(field result exit) $(field result state)" = "1 overwritable"
echo "on format-unit sense 3/31/01" >spent.faults && medium spent dvd+rw
check "a format that fails" expect 1 '^burin: virtual:spent: .*command 04h' burin format virtual:spent
check "its state is told" grep -q '^burin: virtual:spent: medium is unformatted$' err
rm spent.faults

# A scratch at the beginning does not make a rewritable medium look empty.
medium worn dvd+rw && mkdir worn.d && cp data worn.d && burin write --quiet virtual:worn worn.d
echo "on read lba 0-3 sense 3/11/05" >worn.faults
check "a worn medium still holds data" expect 3 'medium holds data' burin write virtual:worn --image data
rm worn.faults

# A good burn of a drive that no longer tells the state afterwards: not "absent".
medium mute bd-r && n=$(burin write --verbose --verify none virtual:mute data 2>&1 >/dev/null | grep -c '^debug: 51 ')
medium mute bd-r && echo "on read-disc-information nth $((n - 1))+ timeout" >mute.faults
check "a good burn whose end is not told is good" expect 0 '"exit":0' burin write --json --verify none virtual:mute data
check "JSON tells no state" test "$(field result state)" = null
medium mute bd-r
unknown() { expect 0 'the state of the medium is not known' burin write --verify none virtual:mute data && ! grep 'medium is' out; }
check "nor do the words" unknown
rm mute.faults

medium bad bd-r
burin write --quiet virtual:bad --image data
echo "on read lba 1000 sense 3/11/05" >bad.faults
check "an unreadable block is found by verify" expect 5 '^LBA 1000: unreadable$' burin verify virtual:bad --image data
check "in JSON too" expect 5 '"first_bad":1000' burin verify --json virtual:bad --image data
check "and named as such" grep -q 'verification met unreadable blocks' err
check "read tells where" expect 1 'virtual:bad: blocks cannot be read.*LBA 1000' burin read virtual:bad -o back2
kept() { [ "$(stat -c %s back2)" = $((1000 * 2048)) ] && cmp -n $((1000 * 2048)) back2 data; }
check "and keeps what comes before" kept
before() { ../burin read virtual:bad -o - 2>err | cmp -n $((1000 * 2048)) - data; }
check "a pipe gets what lies before it" before
printf 'on read lba 1000 sense 3/11/05\non read lba 2000 corrupt\n' >bad.faults
check "a different block outweighs an unreadable one" expect 5 'found a difference: 1 of [0-9]+ blocks \(verifying, LBA 2000\)' \
	burin verify virtual:bad --image data
echo "on read lba 1000 timeout" >bad.faults
check "a verification that breaks off leaves blocks unchecked" expect 5 'did not answer in time \(verifying' \
	burin verify --json virtual:bad --image data
told() { [ "$(field error exit)" = 5 ] && [ "$(field result exit)" = 5 ] && [ "$(field result unchecked)" -gt 4000 ]; }
check "and says how many" told
echo "on test-unit-ready sense 6/29/00" >bad.faults
check "a drive that is reset for ever is given up" expect 1 'medium was changed, or the recorder was reset' \
	timeout 60 ../burin info virtual:bad
rm bad.faults
check "a medium is not read into itself" expect 1 '^burin: bad: Device or resource busy' burin read virtual:bad -o bad
check "and stays what it was" expect 0 proven burin verify virtual:bad --image data
echo short >longer && head -c 100000 /dev/zero >>longer
check "another file is replaced" expect 0 '^longer: ' burin read virtual:bad -o longer
echo "on pigeon" >bad.faults
check "a fault plan that cannot be understood" expect 1 'fault plan cannot be understood' burin info virtual:bad
finish
