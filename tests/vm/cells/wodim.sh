# SPDX-License-Identifier: GPL-2.0-or-later
# wodim: the table of its ways to write CDs and to blank them.
wodim_on() { as_user wodim dev="$sr" -v gracetime=2 "$@"; }

wodim_image() { # KIND OPTION...
	blank "$1"
	step "the kernel's node tells a CD" holds "Attached scsi CD-ROM" dmesg
	step "-checkdrive" holds "Supported modes:.*TAO" wodim_on -checkdrive
	step "burns an image" wodim_on "${@:2}" -data a.iso
	step "mounted: as the source" mounted_is iso9660 a
	step "the kernel reads the image back" device_is a.iso
	step "readom reads it, too" readom_reads a.iso
	step "blkid tells its name" holds BURNED as_user blkid -p -s LABEL -o value "$sr"
	step "cdrdao disk-info" holds "CD-R empty *: no" as_user cdrdao disk-info --device "$sr"
	reported complete 1
}
readom_reads() { # IMAGE
	rm -f back
	as_user readom dev="$sr" f=$PWD/back sectors="0-$(($(stat -c %s "$1") / 2048))" && cmp "$1" back
}
wodim_second() {
	local where
	where=$(wodim_on -msinfo | tail -n 1) && [[ $where =~ ^[0-9]+,[0-9]+$ ]] &&
		as_user genisoimage -quiet -R -J -V BURNED -C "$where" -M "$sr" -graft-points b/=b >b.iso
}
wodim_sessions() { # KIND
	blank "$1"
	step "another medium, put in by hand" another_medium "$1" "$PWD/disc2"
	step "burns an image" wodim_on -multi -tao -pad -data a.iso
	step "mounted: as the source" mounted_is iso9660 a
	reported appendable 1
	step "an image for behind it" wodim_second
	step "adds a session" wodim_on -multi -tao -pad -data b.iso
	step "mounted: both" both_by_joliet
	reported appendable 2
	step "closes it with a third" wodim_on -tao -pad -data a.iso
	reported complete 3
}
# Two audio tracks, and with a word before them a data track.
wodim_audio() { # KIND OPTION...
	blank "$1"
	step "burns two audio tracks" wodim_on "${@:2}" -audio -pad one.wav two.wav
	step "the kernel reads every sample" audio_is 1 one.raw 2 two.raw
	reported complete 1
}
wodim_mixed() { # KIND OPTION...
	blank "$1"
	step "burns data and audio" wodim_on "${@:2}" -data a.iso -audio -pad one.wav
	step "mounted: as the source" mounted_is iso9660 a
	step "the kernel reads every sample" audio_is 2 one.raw
	reported complete 1
}
wodim_text() { # KIND OPTION...
	blank "$1"
	step "burns audio with CD-Text" wodim_on "${@:2}" -text cuefile=titles.cue
	step "the kernel reads every sample" audio_is 1 one.raw 2 two.raw
	text_reported
}
wodim_blanked() { # TYPE
	blank cd-rw
	step "burns an image" wodim_on -tao -pad -data b-alone.iso
	step "blanks it" wodim_on "blank=$1"
	reported blank 0
	step "burns another" wodim_on -tao -pad -data a.iso
	step "mounted: as the source" mounted_is iso9660 a
}
wodim_session_blanked() {
	blank cd-rw
	step "burns an image" wodim_on -multi -tao -pad -data a.iso
	step "mounted: as the source" mounted_is iso9660 a
	step "an image for behind it" wodim_second
	step "adds a session" wodim_on -tao -pad -data b.iso
	reported complete 2
	step "blanks the last session" wodim_on blank=session
	reported appendable 1
	step "mounted: the first" mounted_is iso9660 a
	step "adds another" wodim_on -tao -pad -data b.iso
	step "mounted: both" both_by_joliet
}
wodim_unclosed() {
	blank cd-rw
	step "burns an image" wodim_on -tao -pad -data a.iso
	step "opens its session again" wodim_on blank=unclose
	step "adds a track" wodim_on -tao -pad -data b-alone.iso
	step "mounted: the first track" mounted_is iso9660 a
	step "two tracks in one session" holds "^track: *2 " wodim_on -toc
	reported complete 1
}
# A track of an open session that goes again, whole or from its beginning on.
wodim_track_blanked() { # TYPE
	blank cd-rw
	step "burns a track, leaves the session open" wodim_on -nofix -tao -pad -data b-alone.iso
	step "blanks the track" wodim_on "blank=$1"
	step "burns another" wodim_on -tao -pad -data a.iso
	step "mounted: as the source" mounted_is iso9660 a
}

cell cd-r tao wodim_image cd-r -tao -pad
cell cd-r sessions wodim_sessions cd-r
cell cd-rw tao wodim_image cd-rw -tao -pad
cell cd-r sao wodim_image cd-r -sao
cell cd-r raw96r wodim_image cd-r -raw96r
cell cd-r raw16 wodim_image cd-r -raw16
cell cd-rw sao wodim_image cd-rw -sao
cell cd-r audio-tao wodim_audio cd-r -tao
cell cd-r audio-sao wodim_audio cd-r -sao
cell cd-r audio-raw96r wodim_audio cd-r -raw96r
cell cd-r mixed-tao wodim_mixed cd-r -tao
cell cd-r mixed-sao wodim_mixed cd-r -sao
cell cd-r text wodim_text cd-r -sao
for type in all fast; do
	cell cd-rw blank-$type wodim_blanked $type
done
cell cd-rw blank-session wodim_session_blanked
cell cd-rw blank-unclose wodim_unclosed
for type in track trtail; do
	cell cd-rw blank-$type wodim_track_blanked $type
done
