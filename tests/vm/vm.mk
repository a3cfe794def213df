# SPDX-License-Identifier: GPL-2.0-or-later
# Guests with the distribution's kernel. The scripts speak TAP and end by themselves.

vm_programs := tests/vm/drives.sh tests/vm/burners.sh tests/vm/images.sh

.PHONY: check-vm
check-vm:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) LOGS=$(O)/logs LIMIT=600 \
		tests/run $(vm_programs)
