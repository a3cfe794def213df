# SPDX-License-Identifier: GPL-2.0-or-later
# growisofs and dvd+rw-format: the table of what they do with each kind of medium.
growisofs_with() { # WORDS OF -use-the-force-luke COMMAND...
	local words=$1; shift
	as_user growisofs -use-the-force-luke="tty${words:+,$words}" "$@"
}

# A folder, a folder behind it, and the end by filling the medium.
growisofs_sessions() { # KIND WORDS [OPTION...]
	local words=$2
	blank "$1" "${@:3}"
	step "burns a folder" growisofs_with "$words" -Z "$sr" -R -J -V BURNED a
	step "mounted: as the source" mounted_is iso9660 a
	reported appendable 1
	step "adds a session" growisofs_with "$words" -M "$sr" -R -J -graft-points b/=b
	# genisoimage counts a volume from its own session; isofs then refuses its Rock Ridge entries.
	step "mounted: both" both_by_joliet
	reported appendable 2
}
growisofs_filled() { # KIND WORDS BLOCKS
	blank "$1" --blocks "$3"
	step "burns a folder" growisofs_with "$2" -Z "$sr" -R -J -V BURNED a
	step "fills what is left" growisofs_with "$2" -M "$sr=/dev/zero"
	step "mounted: as the source" mounted_is iso9660 a
	reported complete 2
}
growisofs_grown() { # KIND WORDS FORMAT...
	blank "$1"
	[ $# -lt 3 ] || step "dvd+rw-format" as_user dvd+rw-format "${@:3}" "$sr"
	step "burns a folder" growisofs_with "$2" -Z "$sr" -R -J -V BURNED a
	step "mounted: as the source" mounted_is iso9660 a
	reported overwritable 1
	step "grows it" growisofs_with "$2" -M "$sr" -R -J -graft-points b/=b
	step "mounted: both" both_mounted
	step "an image over it" growisofs_with "$2" -Z "$sr=b-alone.iso"
	step "the kernel reads the image back" device_is b-alone.iso
}
# A BD-R with pseudo-overwrite stays in one session that is never closed.
growisofs_pow() { # KIND
	blank "$1"
	step "formats and burns a folder" growisofs_with "" -Z "$sr" -R -J -V BURNED a
	step "mounted: as the source" mounted_is iso9660 a
	step "dvd+rw-mediainfo" says "Mounted Media: *41h, BD-R SRM\+POW" "Disc status: *appendable" as_user dvd+rw-mediainfo "$sr"
	step "cdrom_id" says ID_CDROM_MEDIA_BD_R=1 ID_CDROM_MEDIA_STATE=appendable as_user /lib/udev/cdrom_id "$sr"
	step "grows it" growisofs_with "" -M "$sr" -R -J -graft-points b/=b
	step "mounted: both" both_mounted
}
growisofs_at_once() { # KIND
	blank "$1"
	step "burns an image at once" growisofs_with dao -dvd-compat -Z "$sr=a.iso"
	step "the kernel reads the image back" device_is a.iso
	step "mounted: as the source" mounted_is iso9660 a
	reported complete 1
}

# Killed in the middle of its second session, and told the same once more. It goes on where the
# drive would write next, so nothing in between may read a BD: a half cluster would be filled up. A
# DVD-R takes no mode page before it has written what it holds, which a read makes it do.
growisofs_resumed() { # KIND WORDS
	blank "$1"
	step "burns a folder" growisofs_with "$2" -Z "$sr" -R -J -V BURNED a
	step "loaded again" reload
	step "is killed while it adds another" killed_after 120 growisofs_with "$2" -M "$sr" -R -J -graft-points b/=b
	case $1 in
	bd-r) step "dvd+rw-mediainfo: a session is open" holds "State of Last Session: *incomplete" as_user dvd+rw-mediainfo "$sr" ;;
	*) step "xorriso -toc: one session" holds "Media summary: 1 session" as_user xorriso -outdev "$sr" -toc ;;
	esac
	step "goes on" growisofs_with "$2" -M "$sr" -R -J -graft-points b/=b
	step "mounted: both" both_by_joliet
	reported appendable 2
}
# killed_after N COMMAND...: when the drive, slowed down, has had N commands more.
killed_after() {
	local before; before=$(commands_so_far)
	"$VDRIVE" clock "$drive" 0.1 || return 1
	"${@:2}" & local pid=$!
	while [ $(($(commands_so_far) - before)) -lt "$1" ] && kill -0 $pid; do sleep 0.1; done
	pkill -KILL -x growisofs; wait $pid && { echo "it was ready before"; return 1; }
	"$VDRIVE" clock "$drive" 0
}
commands_so_far() { "$VDRIVE" list | awk -F '\t' -v d="$drive" '$1 == d { print $6 }'; }
# An image in two pieces, the second behind the first.
growisofs_seek() { # KIND FORMAT...
	local half=2048
	blank "$1"
	[ $# -lt 2 ] || step "formats it" as_user dvd+rw-format "${@:2}" "$sr"
	head -c $((half * 2048)) a.iso >first; tail -c +$((half * 2048 + 1)) a.iso >second
	step "burns the first half" growisofs_with "" -Z "$sr=first"
	step "the kernel reads it back" device_is first
	step "burns the second behind it" growisofs_with "seek:$half" -Z "$sr=second"
	step "the kernel reads the image back" device_is a.iso
}
# Background formatting stopped by taking the medium out, taken up again by the next burn.
growisofs_stopped() {
	blank dvd+rw
	step "formats it" as_user dvd+rw-format -force "$sr"
	step "out and in again" reload
	step "dvd+rw-mediainfo: the format is stopped" holds "BG Format Status: *suspended" as_user dvd+rw-mediainfo "$sr"
	step "burns a folder" growisofs_with "" -Z "$sr" -R -J -V BURNED a
	step "mounted: as the source" mounted_is iso9660 a
	reported overwritable 1
}
# Over the layer break, which is told before.
growisofs_break() {
	blank dvd+r-dl --blocks 8192
	step "burns an image over both layers" growisofs_with break:2560 -dvd-compat -Z "$sr=a.iso"
	step "dvd+rw-mediainfo: the break" holds "L0 Data Zone Capacity: *2560" as_user dvd+rw-mediainfo "$sr"
	step "the kernel reads the image back" device_is a.iso
}
# Blanked by dvd+rw-format, and written in the other way.
growisofs_blanked() { # OPTION
	blank dvd-rw
	step "burns a folder" growisofs_with "" -Z "$sr" -R -J -V OLD b
	step "blanks it" as_user dvd+rw-format "$1" "$sr"
	reported blank 0
	step "burns another" growisofs_with "" -Z "$sr" -R -J -V BURNED a
	step "mounted: as the source" mounted_is iso9660 a
}

cell dvd-r sessions growisofs_sessions dvd-r ""
cell dvd-rw sessions growisofs_sessions dvd-rw ""
cell dvd+r sessions growisofs_sessions dvd+r ""
cell dvd+r-dl sessions growisofs_sessions dvd+r-dl ""
cell bd-r sessions growisofs_sessions bd-r spare:none
cell dvd-r filled growisofs_filled dvd-r "" 98304
cell dvd+r filled growisofs_filled dvd+r "" 16384
cell dvd-r at-once growisofs_at_once dvd-r
cell dvd-rw at-once growisofs_at_once dvd-rw
cell dvd-rw overwrite growisofs_grown dvd-rw "" -force
cell dvd+rw grown growisofs_grown dvd+rw ""
cell dvd+rw formatted growisofs_grown dvd+rw "" -force
cell dvd-ram grown growisofs_grown dvd-ram "" -force
cell bd-r pow growisofs_pow bd-r
cell bd-r-dl pow growisofs_pow bd-r-dl
cell bd-re grown growisofs_grown bd-re ""
cell bd-re spares growisofs_grown bd-re "" -ssa=default
cell bd-re no-spares growisofs_grown bd-re "" -ssa=none
cell dvd-r resumed growisofs_resumed dvd-r ""
cell dvd+r resumed growisofs_resumed dvd+r ""
cell bd-r resumed growisofs_resumed bd-r spare:none
cell dvd+rw seek growisofs_seek dvd+rw
cell bd-re seek growisofs_seek bd-re
cell dvd+rw stopped growisofs_stopped
cell dvd+r-dl break growisofs_break
cell dvd-rw blank-fast growisofs_blanked -blank
cell dvd-rw blank-all growisofs_blanked -blank=full
