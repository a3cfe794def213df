# SPDX-License-Identifier: LGPL-2.1-or-later
#
#   make                  library, emulator, command, in O (build)
#   make install          DESTDIR, prefix, bindir, libdir, includedir, mandir
#   make modules          the driver, for KVER or KDIR; modules_install, modules_clean, dkms_install
#   make demo             burns a real folder to an emulated disc and verifies it
#   make check            every test a newcomer runs; check-long: the long form
#   make check-crash      power cuts of packet writing, of check too; LONG=1: 40000
#   make check-debug      guests with a debug kernel, built once, and with Linux 6.12
#   make bench            burin beside other programs, ratios; bench-drive: on a drive in a guest
#   make deps             installs what Debian 12 needs for all of these (as root)
#   make clean            removes what the others have left in O; make help prints this
#
# Switches, 1 or 0: EMULATOR JSON SOUND IO_URING UDEV; WERROR=1; SANITIZE=address,undefined;
# COVERAGE=1; V=1; CROSS_COMPILE=PREFIX-; UNIT="core stream" takes the unit tests of these rooms
# alone (make check-unit), ROOMS="core mmc stream" builds these rooms of the library alone.

O ?= build
prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man

VERSION := 0.1.0
SOVERSION := 0

COVERAGE ?= 0
WERROR ?= $(if $(CI),1,0)
SANITIZE ?=

ifneq ($(CROSS_COMPILE),)
CC := $(CROSS_COMPILE)gcc
AR := $(CROSS_COMPILE)ar
PKG_CONFIG ?= $(CROSS_COMPILE)pkg-config
endif
PKG_CONFIG ?= pkg-config

# For another machine the optional libraries are used when its own pkg-config finds them.
optional := $(if $(CROSS_COMPILE),$(if $(shell command -v $(PKG_CONFIG)),1,0),1)
EMULATOR ?= 1
JSON ?= $(optional)
SOUND ?= $(optional)
IO_URING ?= $(optional)
UDEV ?= $(optional)
ifeq ($(optional)$(MAKELEVEL),00)
$(info note: no $(PKG_CONFIG): JSON, SOUND, IO_URING and UDEV are off unless asked for)
endif

# What would be half a switch, and a folder that would mix with the sources or be cut in two.
$(foreach s,EMULATOR JSON SOUND IO_URING UDEV WERROR COVERAGE,\
	$(if $(filter 0 1,$($s)),,$(error $s=$($s): a switch is 1 or 0)))
ifneq ($(words $(O)),1)
$(error O=$(O): a folder without blanks in its name)
endif
ifeq ($(abspath $(O)),$(CURDIR))
$(error O=$(O): not the folder of the sources itself)
endif

ROOMS ?= engine core mmc stream plan transport device write image emulator
ifeq ($(EMULATOR),0)
ROOMS := $(filter-out emulator,$(ROOMS))
endif

CFLAGS ?= -O2 -g
base_cflags := -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Wundef -fvisibility=hidden -fPIC -pthread \
	-D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
base_cppflags := -Iinclude -Iinclude/uapi -Ilib -DBURIN_VERSION='"$(VERSION)"'
base_ldflags := -pthread
ifeq ($(WERROR),1)
base_cflags += -Werror
endif
ifneq ($(SANITIZE),)
base_cflags += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
base_ldflags += -fsanitize=$(SANITIZE)
endif
ifeq ($(COVERAGE),1)
base_cflags += --coverage -fprofile-update=atomic
base_ldflags += --coverage
endif

pkgs :=
ifeq ($(EMULATOR),1)
base_cppflags += -DBURIN_HAVE_EMULATOR
endif
ifeq ($(UDEV),1)
pkgs += libudev
base_cppflags += -DBURIN_HAVE_UDEV
endif
ifeq ($(SOUND),1)
pkgs += sndfile
base_cppflags += -DBURIN_HAVE_SOUND
endif
ifeq ($(IO_URING),1)
pkgs += liburing
base_cppflags += -DBURIN_HAVE_IO_URING
endif
tool_pkgs :=
tool_cppflags :=
ifeq ($(JSON),1)
tool_pkgs += json-c
tool_cppflags += -DBURIN_HAVE_JSON
endif
no_pkgs := $(if $(pkgs)$(tool_pkgs),$(shell for p in $(pkgs) $(tool_pkgs); do \
	$(PKG_CONFIG) --exists $$p 2>/dev/null || echo $$p; done))
ifeq ($(no_pkgs),)
pkg_cflags := $(if $(pkgs),$(shell $(PKG_CONFIG) --cflags $(pkgs)))
pkg_libs := $(if $(pkgs),$(shell $(PKG_CONFIG) --libs $(pkgs)))
tool_cflags := $(if $(tool_pkgs),$(shell $(PKG_CONFIG) --cflags $(tool_pkgs)))
tool_libs := $(if $(tool_pkgs),$(shell $(PKG_CONFIG) --libs $(tool_pkgs)))
endif

room_dirs = $(patsubst lib/engine,driver/engine,$(addprefix lib/,$(ROOMS)))
room_sources = $(foreach d,$(room_dirs),$(wildcard $(d)/*.c $(d)/*/*.c))
lib_sources := $(sort $(room_sources))
ifeq ($(UDEV),0)
lib_sources := $(filter-out lib/device/udev.c,$(lib_sources))
endif
ifeq ($(SOUND),0)
lib_sources := $(filter-out lib/stream/sound.c,$(lib_sources))
endif
ifeq ($(IO_URING),0)
lib_sources := $(filter-out lib/stream/uring.c,$(lib_sources))
endif
ifeq ($(EMULATOR),0)
lib_sources := $(filter-out lib/transport/emulated.c,$(lib_sources))
endif
lib_objects := $(lib_sources:%.c=$(O)/obj/%.o)
emu_objects := $(patsubst %.c,$(O)/obj/%.o,$(wildcard lib/emulator/*.c lib/core/*.c))
tool_objects := $(patsubst %.c,$(O)/obj/%.o,$(wildcard tools/burin/*.c))

shared := $(O)/libburin.so.$(SOVERSION)
outputs := $(O)/libburin.a $(shared) $(O)/libburin.so $(O)/burin $(O)/libburin.pc
vdrive_objects :=
ifeq ($(EMULATOR),1)
vdrive_objects += $(patsubst %.c,$(O)/obj/%.o,$(wildcard tools/burin-vdrive/*.c))
outputs += $(O)/libburin-emu.a $(O)/burin-vdrive
endif

ifeq ($(V)$(findstring s,$(firstword -$(MAKEFLAGS))),)
quiet = @printf '  %-4s %s\n' '$(1)' '$(@:$(O)/%=%)';
endif

.PHONY: all clean help install lib
all: $(outputs)
lib: $(O)/libburin.a

# keep TEXT: the target holds TEXT, and is as old as the last change of it.
keep = @mkdir -p $(@D); echo '$(subst ','\'',$1)' | cmp -s - $@ || echo '$(subst ','\'',$1)' >$@

# What objects and what is linked are made with; a change makes them again.
compile := $(CC) $(CFLAGS) $(CPPFLAGS) $(base_cflags) $(base_cppflags) $(pkg_cflags) $(tool_cppflags)
link := $(CC) $(base_ldflags) $(LDFLAGS) $(pkg_libs) $(tool_libs) $(lib_objects) $(tool_objects)
$(O)/flags: FORCE
	$(if $(no_pkgs),@echo "$(no_pkgs): not found by $(PKG_CONFIG). 'make deps' installs what is needed (Debian 12," \
		"as root); or switch off: make JSON=0 SOUND=0 IO_URING=0 UDEV=0" >&2; exit 1)
	$(call keep,$(compile))
$(O)/link: FORCE
	$(call keep,$(link))
.PHONY: FORCE

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(base_cppflags) $(CPPFLAGS) $(base_cflags) $(CFLAGS) $(pkg_cflags) \
		$(if $(filter tools/%,$<),$(tool_cppflags) $(tool_cflags)) -MMD -MP -c -o $@ $<

$(O)/libburin.a: $(lib_objects) $(O)/link
	@rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $(lib_objects)

$(O)/libburin-emu.a: $(emu_objects)
	@rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $^

$(shared): $(lib_objects) lib/libburin.map $(O)/link
	$(call quiet,LD)$(CC) -shared -Wl,-soname,$(@F) -Wl,--version-script=lib/libburin.map \
		$(if $(SANITIZE),,-Wl,--no-undefined) \
		$(base_ldflags) $(LDFLAGS) -o $@ $(lib_objects) $(pkg_libs)

$(O)/libburin.so: $(shared)
	@ln -sf $(<F) $@

# Linked statically, so that it runs in place and from anywhere.
$(O)/burin: $(tool_objects) $(O)/libburin.a
	$(call quiet,LD)$(CC) $(base_ldflags) $(LDFLAGS) -o $@ $^ $(pkg_libs) $(tool_libs)

$(O)/burin-vdrive: $(vdrive_objects) $(O)/libburin-emu.a
	$(call quiet,LD)$(CC) $(base_ldflags) $(LDFLAGS) -o $@ $^

# Holds the prefix of this very call.
pc_edit := s|@prefix@|$(prefix)|;s|@libdir@|$(libdir)|;s|@includedir@|$(includedir)|
pc_edit := $(pc_edit);s|@version@|$(VERSION)|;s|@requires@|$(pkgs)|
$(O)/pc-edit: FORCE
	$(call keep,$(pc_edit))
$(O)/libburin.pc: lib/libburin.pc.in $(O)/pc-edit
	$(call quiet,GEN)sed -e '$(pc_edit)' $< >$@

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig $(DESTDIR)$(includedir)/burin \
		$(DESTDIR)$(includedir)/linux $(addprefix $(DESTDIR)$(mandir)/man,1 4)
	install -m 755 $(filter %/burin %/burin-vdrive,$(outputs)) $(DESTDIR)$(bindir)
	install -m 755 $(shared) $(DESTDIR)$(libdir)
	ln -sf $(notdir $(shared)) $(DESTDIR)$(libdir)/libburin.so
	install -m 644 $(filter %.a,$(outputs)) $(DESTDIR)$(libdir)
	install -m 644 $(O)/libburin.pc $(DESTDIR)$(libdir)/pkgconfig
	install -m 644 include/burin/*.h $(DESTDIR)$(includedir)/burin
	install -m 644 include/uapi/linux/burin.h $(DESTDIR)$(includedir)/linux
	install -m 644 $(wildcard Documentation/man/*.1) $(DESTDIR)$(mandir)/man1
	install -m 644 Documentation/man/burin.4 $(DESTDIR)$(mandir)/man4

# By name: O may hold more than what was made here.
clean:
	@rm -rf $(addprefix $(O)/,obj tests fuzzers logs asan arm64 arm-linux-gnueabihf s390x-linux-gnu)
	@rm -f $(sort $(outputs) $(addprefix $(O)/,libburin-emu.a burin-vdrive)) \
		$(addprefix $(O)/,flags link pc-edit tally step.log)
	@[ ! -d $(O) ] || rmdir --ignore-fail-on-non-empty $(O)

help:
	@sed -n '3,/^$$/s/^# \{0,3\}//p' Makefile

include driver/driver.mk
include tests/tests.mk

-include $(lib_objects:.o=.d) $(tool_objects:.o=.d) $(vdrive_objects:.o=.d) $(emu_objects:.o=.d)
