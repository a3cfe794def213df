#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest: the cells that stand in /run/given/cells. Programs that know nothing of burin burn
# on emulated recorders through the kernel's own drivers, as an unprivileged member of cdrom; what
# they burned is read by the kernel and compared. Each cell is one case.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap.sh"
. "$here/lib.sh"
. "$here/cell.sh"
. "$here/reports.sh"
. "$here/../cells/lib.sh"

load_modules && mount_configfs && as_login || exit 1
echo "# made with: $(dpkg-query -W -f '${Package} ${Version}, ' xorriso cdrskin growisofs wodim cdrdao)on $(uname -r)"
mkdir -p /run/tmp/mnt && cd /run/tmp && chmod 1777 /run/tmp || exit 1
make_folder a 8; make_folder b 8
genisoimage -quiet -R -J -V BURNED -o a.iso a
genisoimage -quiet -R -J -V ALONE -o b-alone.iso b
make_audio one 3; make_audio two 2
# wodim takes a cue sheet of one file only: the second track begins behind the first one's 1337 frames.
cat one.raw two.raw >both.raw && /usr/bin/python3 "$here/audio.py" wave both.raw both.wav
cat >titles.cue <<'END'
TITLE "A Title of All"
FILE "both.wav" WAVE
  TRACK 01 AUDIO
    TITLE "First Title"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Second Title"
    INDEX 01 00:17:62
END
declare_cells
while read -r name; do run_and_tell "$name"; done </run/given/cells
finish
