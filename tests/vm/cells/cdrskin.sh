# SPDX-License-Identifier: GPL-2.0-or-later
# cdrskin: the table of what it does with each kind of medium.
cdrskin_on() { as_user cdrskin --no_rc -v gracetime=0 dev="$sr" "$@"; }

# second_session: image of folder b that goes behind the session of the medium, which holds a.
second_session() {
	local where
	where=$(cdrskin_on "$@" -msinfo | tail -n 1) && [[ $where =~ ^[0-9]+,[0-9]+$ ]] &&
		as_user genisoimage -quiet -R -J -V BURNED -C "$where" -M "$sr" -graft-points b/=b >b.iso
}
# An image, an image behind it, a third that closes.
cdrskin_sessions() { # KIND [OPTION...]
	blank "$@"
	step "burns an image" cdrskin_on -multi padsize=150s a.iso
	step "mounted: as the source" mounted_is iso9660 a
	reported appendable 1
	step "an image for behind it" second_session
	step "adds a session" cdrskin_on -multi padsize=150s b.iso
	step "mounted: both" both_by_joliet
	reported appendable 2
	step "closes it with a third" cdrskin_on padsize=150s a.iso
	reported complete 3
}
cdrskin_grown() { # KIND
	blank "$1" --blocks 262144
	step "formats and burns an image" cdrskin_on blank=as_needed --grow_overwriteable_iso -multi a.iso
	step "mounted: as the source" mounted_is iso9660 a
	reported overwritable 1
	step "an image for behind it" second_session --grow_overwriteable_iso
	step "grows it" cdrskin_on --grow_overwriteable_iso -multi b.iso
	step "mounted: both" both_mounted
}
# At once, the size told before; nothing can follow.
cdrskin_at_once() { # KIND
	blank "$1"
	step "burns an image at once" cdrskin_on -sao a.iso
	step "mounted: as the source" mounted_is iso9660 a
	step "the kernel reads the image back" device_is a.iso
	reported complete 1
}
cdrskin_blanked() { # KIND TYPE
	blank "$1"
	step "burns an image" cdrskin_on -multi padsize=150s a.iso
	step "blanks it" cdrskin_on "blank=$2"
	reported blank 0
	step "burns again" cdrskin_on padsize=150s a.iso
	step "mounted: as the source" mounted_is iso9660 a
}
cdrskin_formatted() { # KIND TYPE
	blank "$1" --blocks 262144
	step "formats it" cdrskin_on "blank=$2"
	step "burns an image" cdrskin_on a.iso
	step "mounted: as the source" mounted_is iso9660 a
	step "burns it again" cdrskin_on blank=as_needed a.iso
	step "the kernel reads the image back" device_is a.iso
}
# What cdrskin 1.5.4 does not find: its search for a size looks at formats with spare areas alone.
cdrskin_no_spares() {
	blank bd-re
	step "refuses to format without spare areas" refuses "No suitable formatting type" cdrskin_on blank=format_defectmgt_none
	step "dvd+rw-mediainfo: the drive offers it" holds "31h" as_user dvd+rw-mediainfo "$sr"
}
# Through the other node.
cdrskin_sg() { # KIND
	blank "$1"
	step "burns an image" as_user cdrskin --no_rc -v gracetime=0 drive_scsi_dev_family=sg dev="$sg" padsize=150s a.iso
	step "mounted: as the source" mounted_is iso9660 a
}

for kind in cd-r cd-rw dvd-r dvd-rw dvd+r dvd+r-dl bd-r bd-r-dl; do
	cell $kind sessions cdrskin_sessions $kind
done
for kind in dvd+rw dvd-ram bd-re; do
	cell $kind grown cdrskin_grown $kind
done
for kind in dvd-r dvd-rw; do
	cell $kind at-once cdrskin_at_once $kind
done
for type in fast all; do
	cell cd-rw blank-$type cdrskin_blanked cd-rw $type
done
cell dvd-rw blank-all cdrskin_blanked dvd-rw deformat_sequential
cell dvd-rw overwrite cdrskin_formatted dvd-rw format_overwrite
cell dvd-rw intermediate cdrskin_formatted dvd-rw format_overwrite_quickest
cell dvd-ram format cdrskin_formatted dvd-ram format_defectmgt
cell bd-re spares cdrskin_formatted bd-re format_defectmgt_max
cell bd-re no-spares cdrskin_no_spares
cell bd-r sg cdrskin_sg bd-r
