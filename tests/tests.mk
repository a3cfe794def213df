# SPDX-License-Identifier: GPL-2.0-or-later
# Tests. Unit tests: one program for each tests/unit/ROOM/NAME.c, linked to the static library
# and written for the kernel's kselftest harness; every program speaks TAP.

T := $(O)/tests
comma := ,
harness := $(T)/include/kselftest_harness.h
kernel_source := $(firstword $(wildcard /usr/src/linux-source-6.1.tar.xz /usr/src/linux-source-*.tar.xz))
selftests_dir = */tools/testing/selftests

# The harness comes out of the distribution's kernel source, unchanged.
$(harness):
	@mkdir -p $(@D)
	@test -n "$(kernel_source)" || { echo "no kernel source: run 'make deps' as root" >&2; exit 1; }
	$(call quiet,GEN)tar -xf $(kernel_source) -C $(@D) --strip-components=4 --wildcards \
		'$(selftests_dir)/kselftest.h' '$(selftests_dir)/kselftest_harness.h'
	@touch $(@D)/*.h

unit_rooms := $(if $(UNIT),$(UNIT),$(ROOMS))
unit_sources := $(foreach r,$(unit_rooms),$(wildcard tests/unit/$(r)/*.c)) $(wildcard tests/abi/*.c)
all_units := $(unit_sources:tests/%.c=$(T)/%)
unit_programs := $(filter $(T)/unit/emulator/%,$(all_units)) $(filter-out $(T)/unit/emulator/%,$(all_units))
test_cflags = $(filter-out -Wmissing-prototypes -Wshadow -Wundef,$(base_cflags)) $(CFLAGS) -Wno-unused-parameter \
	-isystem $(T)/include -Itests/unit $(base_cppflags) $(pkg_cflags)

$(T)/%: tests/%.c $(O)/libburin.a $(harness)
	@mkdir -p $(@D)
	$(call quiet,TEST)$(CC) $(test_cflags) -MMD -MP -o $@ $< $(O)/libburin.a $(unit_wraps) $(base_ldflags) $(LDFLAGS) $(pkg_libs)

# No device node is here: the system's calls are answered by the test.
$(T)/unit/transport/sg: unit_wraps := $(addprefix -Wl$(comma)--wrap=,open open64 close ioctl __ioctl_time64 \
	nanosleep __nanosleep64 burin_emulator_execute)
$(T)/unit/transport/kernel $(T)/unit/transport/kernel-burn $(T)/unit/transport/adopt $(T)/unit/transport/packet $(T)/unit/device/ahead: unit_wraps := $(addprefix -Wl$(comma)--wrap=,open open64 close ioctl __ioctl_time64 \
	nanosleep __nanosleep64 opendir readlink mmap mmap64 poll read burin_emulator_execute)

.PHONY: unit check-unit
unit: $(unit_programs)
check-unit: unit
	@tests/run $(if $(RUN_UNDER),--under "$(RUN_UNDER)") $(unit_programs)

-include $(unit_programs:=.d)

# --- burns that go wrong: the emulator's entry and the allocator are wrapped at link time ---

fault_programs := $(patsubst %,$(T)/fault/%,commands power matrix allocation)
wrap_calls := burin_emulator_execute
$(T)/fault/allocation: wrap_calls += malloc calloc realloc posix_memalign
$(fault_programs): $(T)/fault/%: tests/fault/%.c tests/fault/rig.c tests/fault/rig.h $(O)/libburin.a
	@mkdir -p $(@D)
	$(call quiet,TEST)$(CC) $(test_cflags) -o $@ tests/fault/$*.c tests/fault/rig.c $(O)/libburin.a \
		$(addprefix -Wl$(comma)--wrap=,$(wrap_calls)) $(base_ldflags) $(LDFLAGS) $(pkg_libs)

.PHONY: faults
faults: $(fault_programs)

# --- the driver's contract, abused in a guest (tests/vm/uapi.sh): no library is needed ---

uapi_names := structs owner policy ring burn slow scribble random rivals faults lost reset gone packet bind
uapi_programs := $(patsubst %,$(T)/uapi/%,$(uapi_names))
$(uapi_programs): $(T)/uapi/%: tests/uapi/%.c tests/uapi/unit.c tests/uapi/unit.h tests/uapi/harness.h \
		tests/unit/engine/openers.h include/uapi/linux/burin.h $(harness)
	@mkdir -p $(@D)
	$(call quiet,TEST)$(CC) $(test_cflags) -pthread -o $@ tests/uapi/$*.c tests/uapi/unit.c \
		$(base_ldflags) $(LDFLAGS)

# 32-bit callers of the same kernel.
uapi32_programs := $(patsubst %,$(T)/uapi/%32,structs owner ring burn)
$(uapi32_programs): $(T)/uapi/%32: tests/uapi/%.c tests/uapi/unit.c tests/uapi/unit.h tests/uapi/harness.h \
		tests/unit/engine/openers.h include/uapi/linux/burin.h $(harness)
	@mkdir -p $(@D)
	$(call quiet,TEST)i686-linux-gnu-gcc -static $(filter-out -I/usr/include/%,$(test_cflags)) -pthread -o $@ \
		tests/uapi/$*.c tests/uapi/unit.c $(LDFLAGS)

.PHONY: uapi
uapi: $(uapi_programs) $(uapi32_programs)

include tests/fuzz/fuzz.mk
include tests/vm/vm.mk

# --- what a newcomer runs; each sees to its packages first ---

.PHONY: deps demo check check-long check-debug bench bench-drive
deps:
	tests/deps check

demo:
	@tests/deps build
	@$(MAKE) --no-print-directory all
	@BURIN=$(O)/burin tests/demo

check check-long check-debug:
	@tests/deps $(if $(filter check-debug,$@),debug,check)
	@O=$(O) MAKE="$(MAKE)" tests/check $(@:check-%=%)

bench:
	@tests/deps check
	@$(MAKE) --no-print-directory all
	@BURIN=$(O)/burin tests/bench/run

# In a guest, on a drive that the kernel has: printed, held to nothing.
bench-drive:
	@tests/deps vm
	@$(MAKE) --no-print-directory all $(T)/bench/sgio $(T)/bench/many
	@CHECK_O=$(abspath $(O)) tests/bench/drive
