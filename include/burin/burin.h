/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* burin: optical disc mastering and burning. The whole public API. */
#ifndef BURIN_BURIN_H
#define BURIN_BURIN_H

#include <burin/context.h>
#include <burin/data.h>
#include <burin/emulator.h>
#include <burin/erase.h>
#include <burin/error.h>
#include <burin/image.h>
#include <burin/medium.h>
#include <burin/packet.h>
#include <burin/progress.h>
#include <burin/recorder.h>
#include <burin/stream.h>
#include <burin/verify.h>
#include <burin/volume.h>
#include <burin/write.h>

#endif
