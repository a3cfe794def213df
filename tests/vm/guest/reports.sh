# SPDX-License-Identifier: GPL-2.0-or-later
# What programs report of a disc. Sourced after guest/cell.sh.

# A table: what dvd+rw-mediainfo, cd-info, xorriso, udev's cdrom_id and page 2Ah call a kind.
names_of_kind() {
	case $1 in
	cd-r)		echo ";CD-R;CD_R;CD-R" ;;
	cd-rw)		echo ";CD-RW;CD_RW;CD-RW" ;;
	dvd-r)		echo "11h, DVD-R Sequential;DVD-R sequential recording;DVD_R;DVD-R" ;;
	dvd-rw)		echo "1[34]h, DVD-RW (Sequential|Restricted Overwrite);DVD-RW (sequential recording|restricted overwrite);DVD_RW;DVD-R" ;;
	dvd+r)		echo "1Bh, DVD\+R;DVD\+R;DVD_PLUS_R;DVD-R" ;;
	dvd+rw)		echo "1Ah, DVD\+RW;DVD\+RW;DVD_PLUS_RW;DVD-R" ;;
	dvd+r-dl)	echo "2Bh, DVD\+R Double Layer;DVD\+R/DL;DVD_PLUS_R_DL;DVD-R" ;;
	dvd-ram)	echo "12h, DVD-RAM;DVD-RAM;DVD_RAM;DVD-RAM" ;;
	bd-re*)		echo "43h, BD-RE;BD-RE;BD_RE;DVD-R" ;;
	bd-r*)		echo "41h, BD-R SRM;BD-R sequential recording;BD_R;DVD-R" ;;
	esac
}

# reported STATE SESSIONS: all programs agree that the medium is of this kind, blank, appendable or
# complete, and has so many complete sessions. xorriso calls overwritable what it can grow.
reported() {
	local state=$1 sessions=$2 mediainfo xorriso udev page status disc
	IFS=';' read -r mediainfo xorriso udev page < <(names_of_kind "$kind")
	case $state in
	blank) status="is blank" disc=blank ;;
	appendable) status="is written , is appendable" disc=appendable ;;
	complete) status="is written , is closed" disc=complete ;;
	# real drives call a DVD-RAM's status 3: neither blank nor appendable nor complete
	overwritable) status="is written , is appendable" disc=complete
		[ "$kind" != dvd-ram ] || disc=other ;;
	esac
	step "loaded again" reload
	case $kind in	# of CDs and of a DVD-RAM's state dvd+rw-mediainfo tells nothing
	cd-*) ;;
	dvd-ram) step "dvd+rw-mediainfo" says "Mounted Media: *$mediainfo" as_user dvd+rw-mediainfo "$sr" ;;
	*)	step "dvd+rw-mediainfo: $disc" says "Mounted Media: *$mediainfo" \
		"Disc status: *$disc" as_user dvd+rw-mediainfo "$sr" ;;
	esac
	step "xorriso -toc: $status, $sessions" says "Media current: $xorriso" "Media status : $status" \
		"Media summary: $sessions session" as_user xorriso -outdev "$sr" -toc
	step "cdrom_id: $disc" says "ID_CDROM_MEDIA_$udev=1" "ID_CDROM_MEDIA_STATE=$disc" \
		as_user /lib/udev/cdrom_id "$sr"
	step "wodim -prcap" says "Does write $page media" "Current read  speed: " as_user wodim dev="$sr" -prcap
	case $kind in
	cd-*) step "wodim -atip" says "ATIP start of lead out: 359849" "Is (not )?erasable" as_user wodim dev="$sr" -atip ;;
	esac
	[ "$disc" != blank ] || return 0
	case $kind in	# others wodim does not know
	cd-*|dvd-r|dvd-rw) step "wodim -toc" says "^first: 1 last" "^track:lout" as_user wodim dev="$sr" -toc ;;
	esac
	step "cd-info" holds "^ *1: .* (data|audio) " as_user cd-info --no-device-info --no-cddb "$sr"
}
# says REGEX... COMMAND WORD...: the command begins with as_user.
says() {
	local regexes=() regex out
	while [ "$1" != as_user ]; do regexes+=("$1"); shift; done
	out=$("$@" 2>&1); local status=$?
	echo "$out"
	for regex in "${regexes[@]}"; do
		grep -qE -- "$regex" <<<"$out" || { echo "no line: $regex"; status=1; }
	done
	return $status
}
text_reported() {
	step "cd-info tells the titles" holds "TITLE: *First Title" as_user cd-info --no-device-info --no-cddb "$sr"
	step "cdrskin reads the CD-Text" holds "Second Title" as_user cdrskin --no_rc dev="$sr" cdtext_to_v07t=-
}
