#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: programs that know nothing of burin burn on emulated recorders through the
# kernel's own drivers; what they burned is read by the kernel and compared. They run as an
# unprivileged member of cdrom.
. "$(dirname "$0")/../../tap.sh"
. "$(dirname "$0")/lib.sh"

load_modules && mount_configfs && as_login || exit 1
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 3; make_folder b 2
genisoimage -quiet -R -J -V BURNED -o a.iso a

# --- wodim: CD-R, track at once ---

check "a drive with a blank cd-r" drive cd-r cd1
check "the kernel's node tells a blank CD" holds "Attached scsi CD-ROM" dmesg
check "wodim -checkdrive" holds "Supported modes:.*TAO" as_user wodim dev="$sr" -checkdrive
check "wodim -atip" holds "ATIP start of lead out: 359849" as_user wodim dev="$sr" -atip
check "wodim -prcap" holds "Does write CD-R media" as_user wodim dev="$sr" -prcap
check "wodim burns a track at once" as_user wodim dev="$sr" -v -tao -pad -data a.iso
check "wodim -toc tells one data track" holds "^track: *1 lba: *0 .* control: 4" as_user wodim dev="$sr" -toc
check "the kernel mounts it, all as the source" mounted_is iso9660 a
check "blkid tells its name" holds BURNED blkid -p -s LABEL -o value "$sr"
check "readom reads the image back" reads_back readom a.iso
check "cdrdao disk-info" holds "CD-R empty *: no" as_user cdrdao disk-info --device "$sr"
check "eject and load by hand" another_medium cd-r cd2
check "wodim burns with a second track to come" as_user wodim dev="$sr" -multi -tao -pad -data a.iso
check "wodim -msinfo" holds "^0,[0-9]+" as_user wodim dev="$sr" -msinfo
gone

# --- xorriso ---

check "a second cd-r" drive cd-r cd3
check "xorriso -as cdrecord burns it" as_user xorriso -as cdrecord -v dev="$sr" -tao -multi padsize=300k a.iso
check "mounted: all as the source" mounted_is iso9660 a
check "xorriso -toc" holds "Media status : is written , is appendable" as_user xorriso -indev "$sr" -toc
check "xorriso adds a session" as_user xorriso -dev "$sr" -map /run/tmp/b /b -commit
check "mounted: the second session holds both" both_mounted
gone

check "a bd-r" drive bd-r bd1 --blocks 262144
check "xorriso burns a folder on bd-r" as_user xorriso -outdev "$sr" -volid BURNED -map /run/tmp/a / -commit
check "mounted: all as the source" mounted_is iso9660 a
check "xorriso adds a session on bd-r" as_user xorriso -dev "$sr" -map /run/tmp/b /b -commit
check "mounted: the second session holds both" both_mounted
check "burin reads what xorriso burned" burin_agrees bd1
gone

check "a dvd+rw" drive dvd+rw rw1
check "xorriso formats and burns dvd+rw" as_user xorriso -outdev "$sr" -volid BURNED -map /run/tmp/a / -commit
check "mounted: all as the source" mounted_is iso9660 a
gone

# --- growisofs ---

check "another dvd+rw" drive dvd+rw rw2
check "dvd+rw-format" as_user dvd+rw-format "$sr"
check "growisofs -Z on dvd+rw" as_user growisofs -Z "$sr" -R -J -V BURNED a
check "dvd+rw-mediainfo" holds "Mounted Media: *1Ah, DVD\+RW" as_user dvd+rw-mediainfo "$sr"
check "mounted: all as the source" mounted_is iso9660 a
check "growisofs -M grows it" as_user growisofs -M "$sr" -R -J -graft-points b/=b
check "mounted: both" both_mounted
check "growisofs -Z of an image over it" as_user growisofs -use-the-force-luke=tty -Z "$sr=a.iso"
check "readom reads the image back" reads_back readom a.iso
gone

check "another bd-r" drive bd-r bd2 --blocks 262144
check "growisofs -Z on bd-r" as_user growisofs -use-the-force-luke=spare:none -Z "$sr" -R -J -V BURNED a
check "dvd+rw-mediainfo tells bd-r" holds "Mounted Media: *41h, BD-R" as_user dvd+rw-mediainfo "$sr"
check "mounted: all as the source" mounted_is iso9660 a
check "growisofs -M adds a session" as_user growisofs -M "$sr" -R -J -graft-points b/=b
# genisoimage counts a volume from its own session; isofs then refuses its Rock Ridge entries.
check "mounted: both" both_by_joliet
gone
finish
