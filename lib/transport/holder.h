/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_TRANSPORT_HOLDER_H
#define BUR_TRANSPORT_HOLDER_H

#include <stddef.h>

/*
 * Who keeps a device node from being opened: "held by process PID (NAME)", "mounted on
 * FOLDER", or what can be said when neither can be seen. Returns text.
 */
const char *bur_holder_find(const char *path, char *text, size_t n);

#endif
