/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The harness, with a time for a case that is enough in a guest whose kernel looks for mistakes. */
#ifndef TESTS_UAPI_HARNESS_H
#define TESTS_UAPI_HARNESS_H

#include <kselftest_harness.h>

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 300

#endif
