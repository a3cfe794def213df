# SPDX-License-Identifier: GPL-2.0-or-later
# cdrdao: the table of discs it writes at once.
cdrdao_on() { local verb=$1; shift; as_user cdrdao "$verb" --device "$sr" --driver generic-mmc -v 2 "$@"; }
# Option 10h of the driver: it writes CD-Text.
cdrdao_write_text() { as_user cdrdao write -n --device "$sr" --driver generic-mmc:0x10 -v 2 "$@"; }
cdrdao_write() { cdrdao_on write -n "$@"; }

# toc NAME TYPE TEXT: begins a description; track TEXT... adds to it.
toc() {
	toc=$1
	printf '%s\n' "$2" "${@:3}" >"$toc"
}
track() { printf 'TRACK %s\n' "$1" >>"$toc"; printf '%s\n' "${@:2}" >>"$toc"; }

cdrdao_audio() { # KIND
	blank "$1"
	toc audio.toc CD_DA 'CATALOG "0123456789012"'
	track AUDIO 'ISRC "XXABC2500001"' 'FILE "one.wav" 0'
	track AUDIO 'PREGAP 0:2:0' 'FILE "two.wav" 0'
	step "burns two audio tracks" cdrdao_write audio.toc
	step "the kernel reads every sample" audio_is 1 one.raw 2 two.raw
	step "the catalogue number" holds 'CATALOG "0123456789012"' read_toc
	step "the track's code" holds 'ISRC "XXABC2500001"' read_toc
	reported complete 1
}
read_toc() { rm -f read.toc; cdrdao_on read-toc "$PWD/read.toc" && cat read.toc; }
cdrdao_mixed() { # KIND
	blank "$1"
	toc mixed.toc CD_ROM
	track MODE1 'DATAFILE "a.iso"'
	track AUDIO 'PREGAP 0:2:0' 'FILE "one.wav" 0'
	track AUDIO 'FILE "two.wav" 0'
	step "burns data and audio" cdrdao_write mixed.toc
	step "mounted: as the source" mounted_is iso9660 a
	step "the kernel reads every sample" audio_is 2 one.raw 3 two.raw
	reported complete 1
}
cdrdao_text() { # KIND
	blank "$1"
	toc text.toc CD_DA 'CD_TEXT { LANGUAGE_MAP { 0 : EN }' \
		'LANGUAGE 0 { TITLE "A Title of All" PERFORMER "A Performer of All" } }'
	track AUDIO 'CD_TEXT { LANGUAGE 0 { TITLE "First Title" PERFORMER "First Performer" } }' 'FILE "one.wav" 0'
	track AUDIO 'CD_TEXT { LANGUAGE 0 { TITLE "Second Title" PERFORMER "Second Performer" } }' 'FILE "two.wav" 0'
	step "burns audio with CD-Text" cdrdao_write_text text.toc
	step "the kernel reads every sample" audio_is 1 one.raw 2 two.raw
	text_reported
	step "read-toc tells the titles" holds 'TITLE "Second Title"' read_toc
}
cdrdao_data() { # KIND
	blank "$1"
	toc data.toc CD_ROM
	track MODE1 'DATAFILE "a.iso"'
	step "burns an image" cdrdao_write data.toc
	step "mounted: as the source" mounted_is iso9660 a
	step "the kernel reads the image back" device_is a.iso
	step "read-cd reads it back" data_read_back
	reported complete 1
}
data_read_back() {
	rm -f back.toc back.bin
	cdrdao_on read-cd --datafile "$PWD/back.bin" "$PWD/back.toc" && cmp -n "$(stat -c %s a.iso)" a.iso back.bin
}
cdrdao_blanked() { # MODE
	blank cd-rw
	toc old.toc CD_DA
	track AUDIO 'FILE "two.wav" 0'
	step "burns audio" cdrdao_write old.toc
	step "blanks it" cdrdao_on blank --blank-mode "$1"
	reported blank 0
	toc new.toc CD_ROM
	track MODE1 'DATAFILE "a.iso"'
	step "burns data" cdrdao_write new.toc
	step "mounted: as the source" mounted_is iso9660 a
}

for kind in cd-r cd-rw; do
	cell $kind audio cdrdao_audio $kind
	cell $kind mixed cdrdao_mixed $kind
	cell $kind text cdrdao_text $kind
done
cell cd-r data cdrdao_data cd-r
for mode in minimal full; do
	cell cd-rw blank-$mode cdrdao_blanked $mode
done
