/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_CORE_EXPORT_H
#define BUR_CORE_EXPORT_H

/* Everything else is hidden (-fvisibility=hidden); lib/libburin.map gives the version. */
#define BURIN_EXPORT __attribute__((visibility("default")))

#endif
