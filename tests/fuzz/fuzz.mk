# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzing: one program for each tests/fuzz/NAME.c, built with clang's libFuzzer, address and
# undefined behaviour sanitizers over the whole library. Seeds: tests/fuzz/NAME.seeds/ and what
# earlier runs left in $(F)/NAME.corpus. FUZZ_SECONDS for each (60).

F := $(O)/fuzzers
FUZZ_SECONDS ?= 60
CLANG ?= clang
fuzz_names := $(notdir $(basename $(wildcard tests/fuzz/*.c)))
fuzz_programs := $(fuzz_names:%=$(F)/%)
fuzz_sources := $(wildcard $(addsuffix /*.c,lib/core driver/engine $(addprefix lib/,mmc stream plan image \
	image/* emulator)))
fuzz_cflags := -std=gnu11 -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -pthread
fuzz_objects := $(fuzz_sources:%.c=$(F)/obj/%.o)

$(F)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call quiet,FUZZ)$(CLANG) $(fuzz_cflags) -fsanitize=fuzzer-no-link $(base_cppflags) -MMD -MP -c -o $@ $<

$(F)/libburin.a: $(fuzz_objects)
	@rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $^

$(F)/%: tests/fuzz/%.c $(F)/libburin.a
	@mkdir -p $(@D)
	$(call quiet,FUZZ)$(CLANG) $(fuzz_cflags) -fsanitize=fuzzer $(base_cppflags) -Itests/unit -MMD -MP -o $@ $< $(F)/libburin.a

.PHONY: fuzzers check-fuzz
fuzzers: $(fuzz_programs)
check-fuzz: fuzzers
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(fuzz_programs)

-include $(fuzz_objects:.o=.d) $(fuzz_programs:=.d)
