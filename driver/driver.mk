# SPDX-License-Identifier: GPL-2.0-only
# The driver. A part of the Makefile, and enough by itself for DKMS, which has no libraries:
# make -f driver/driver.mk modules.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
prefix ?= /usr/local
bindir ?= $(prefix)/bin

driver_version = $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
driver_sources = /usr/src/burin-$(driver_version)

# A kernel has an O of its own: ours, if it was given, is not to be handed on.
kbuild = MAKEFLAGS='$(filter-out O=%,$(MAKEFLAGS))' $(MAKE) -C $(KDIR) M=$(CURDIR)

.PHONY: modules modules_install modules_clean driver_files dkms_install
modules:
	@test -e $(KDIR)/Makefile || { echo "no $(KDIR): install linux-headers, or give KVER or KDIR" >&2; exit 1; }
	+@$(kbuild) modules

modules_install: driver_files
	+@$(kbuild) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),DEPMOD=true) modules_install

modules_clean:
	+@$(kbuild) clean

# Who may use the nodes, that the module is loaded, and a block device as a service.
driver_files:
	@install -d $(DESTDIR)$(prefix)/lib/udev/rules.d $(DESTDIR)$(prefix)/lib/modules-load.d
	@install -m 644 driver/udev/60-burin.rules $(DESTDIR)$(prefix)/lib/udev/rules.d
	@install -m 644 driver/modules-load.d/burin.conf $(DESTDIR)$(prefix)/lib/modules-load.d
	@install -d $(DESTDIR)$(prefix)/lib/systemd/system
	@sed 's|@bindir@|$(bindir)|' driver/systemd/burin-packet@.service \
		>$(DESTDIR)$(prefix)/lib/systemd/system/burin-packet@.service

dkms_install: driver_files
	@rm -rf $(DESTDIR)$(driver_sources)
	@install -d $(DESTDIR)$(driver_sources)
	@cp --parents $$(find Kbuild dkms.conf driver include/uapi -type f ! -name '*.mod.c' \
		-name '*.[ch]' -o -name Kbuild -o -name '*.mk' -o -name '*.conf' -o -name '*.rules' -o -name '*.service') \
		$(DESTDIR)$(driver_sources)
