# SPDX-License-Identifier: GPL-2.0-or-later
# Guests. The programs speak TAP and end by themselves.

vm_programs := $(filter-out %/manifest.sh,$(wildcard tests/vm/*.sh))

.PHONY: check-vm
check-vm:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) LOGS=$(O)/logs LIMIT=7200 \
		tests/run $(vm_programs)

# The power-cut machine; LONG=1: 40000 cuts.
.PHONY: check-crash
check-crash:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) tests/crash/crash.sh

# The table of burning programs: every cell, compared with the document, or written into it.
.PHONY: check-burners burners-table
check-burners burners-table:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@LONG=1 CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) LOGS=$(O)/logs LIMIT=14400 \
		CELLS=$(abspath $(O))/cells tests/run tests/vm/cells.sh
	@tests/vm/table $(if $(filter burners-table,$@),write,compare) $(O)/cells
