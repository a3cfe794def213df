# SPDX-License-Identifier: GPL-2.0-or-later
# xorriso: the table of what it does with each kind of medium.
xorriso_on() { as_user xorriso -abort_on FAILURE "$@"; }

# A folder, a second session with another, a third that closes the medium.
xorriso_sessions() { # KIND [OPTION OF A NEW DRIVE...]
	blank "$@"
	step "burns a folder" xorriso_on -outdev "$sr" -volid BURNED -map "$PWD/a" / -commit
	step "mounted: as the source" mounted_is iso9660 a
	reported appendable 1
	step "adds a session" xorriso_on -dev "$sr" -map "$PWD/b" /b -commit
	step "mounted: both" both_mounted
	reported appendable 2
	step "burin reads both" burin_agrees "$PWD/disc"
	step "loaded again" "$VDRIVE" load "$drive" "$PWD/disc"
	step "closes it with a third" xorriso_on -dev "$sr" -close on -rm_r /b -- -commit
	step "mounted: as the source" mounted_is iso9660 a
	reported complete 3
	step "refuses a fourth" fails xorriso_on -dev "$sr" -map "$PWD/b" /b -commit
}
# The same where blocks can be written again.
xorriso_grown() { # KIND
	blank "$1"
	step "formats and burns a folder" xorriso_on -outdev "$sr" -blank as_needed -volid BURNED -map "$PWD/a" / -commit
	step "mounted: as the source" mounted_is iso9660 a
	reported overwritable 1
	step "grows it" xorriso_on -dev "$sr" -map "$PWD/b" /b -commit
	step "mounted: both" both_mounted
	step "begins anew" xorriso_on -outdev "$sr" -blank fast -volid BURNED -map "$PWD/b" / -commit
	step "mounted: the other folder" mounted_is iso9660 b
}
# Blanked and burned again.
xorriso_blanked() { # KIND MODE
	blank "$1"
	step "burns a folder" xorriso_on -outdev "$sr" -volid OLD -map "$PWD/b" / -commit
	step "blanks it" xorriso_on -outdev "$sr" -blank "$2"
	reported blank 0
	step "burns another" xorriso_on -outdev "$sr" -volid BURNED -map "$PWD/a" / -commit
	step "mounted: as the source" mounted_is iso9660 a
}
xorriso_formatted() { # KIND MODE
	blank "$1" --blocks 262144
	step "formats it" xorriso_on -outdev "$sr" -format "$2"
	step "burns a folder" xorriso_on -outdev "$sr" -volid BURNED -map "$PWD/a" / -commit
	step "mounted: as the source" mounted_is iso9660 a
	step "grows it" xorriso_on -dev "$sr" -map "$PWD/b" /b -commit
	step "mounted: both" both_mounted
}
# An image, as cdrecord would, through the other node.
xorriso_image() { # KIND
	blank "$1"
	step "burns an image" xorriso_on -scsi_dev_family sg -as cdrecord -v dev="$sg" padsize=300k a.iso
	step "the kernel reads the image back" device_is a.iso
	step "mounted: as the source" mounted_is iso9660 a
}

for kind in cd-r cd-rw dvd-r dvd-rw dvd+r dvd+r-dl bd-r bd-r-dl; do
	cell $kind sessions xorriso_sessions $kind
done
for kind in dvd+rw dvd-ram bd-re; do
	cell $kind grown xorriso_grown $kind
done
for kind in cd-rw dvd-rw; do
	cell $kind blank-fast xorriso_blanked $kind fast
	cell $kind blank-all xorriso_blanked $kind all
done
cell dvd-rw overwrite xorriso_formatted dvd-rw full
cell bd-r spares xorriso_formatted bd-r full
cell bd-re no-spares xorriso_formatted bd-re without_spare
cell dvd-ram format xorriso_formatted dvd-ram fast
cell cd-r image xorriso_image cd-r
cell dvd-r image xorriso_image dvd-r
cell bd-r image xorriso_image bd-r
