# SPDX-License-Identifier: GPL-2.0-or-later
# Guests with the distribution's kernel. The scripts speak TAP and end by themselves.

vm_programs := tests/vm/drives.sh tests/vm/burners.sh tests/vm/images.sh

.PHONY: check-vm
check-vm:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) LOGS=$(O)/logs LIMIT=600 \
		tests/run $(vm_programs)

# The table of burning programs: every cell; and the same written into the document.
.PHONY: check-burners burners-table
check-burners burners-table:
	@tests/deps vm
	@$(MAKE) --no-print-directory all
	@LONG=1 CHECK_O=$(abspath $(O)) BURIN=$(abspath $(O)/burin) LOGS=$(O)/logs LIMIT=14400 \
		CELLS=$(abspath $(O))/cells tests/run tests/vm/cells.sh
	@$(if $(filter burners-table,$@),tests/vm/table write $(O)/cells)
