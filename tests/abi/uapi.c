/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout of <linux/burin.h>: a table of every struct and field, the same for callers of 32
 * and 64 bits; and no byte that is no field's. What differs does not compile.
 */
#include <kselftest_harness.h>

#include <linux/burin.h>
#include <stddef.h>

#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)
#define FIELD(type, field, offset, size) \
	_Static_assert(offsetof(struct type, field) == (offset) && \
		       sizeof(((struct type *)0)->field) == (size), #type "." #field)

FIELD(burin_stream_spec, cdb, 0, 16);
FIELD(burin_stream_spec, cdb_len, 16, 1);
FIELD(burin_stream_spec, direction, 17, 1);
FIELD(burin_stream_spec, end, 18, 1);
FIELD(burin_stream_spec, pad0, 19, 1);
FIELD(burin_stream_spec, lba, 20, 4);
FIELD(burin_stream_spec, block_size, 24, 4);
FIELD(burin_stream_spec, unit, 28, 4);
FIELD(burin_stream_spec, command_blocks, 32, 4);
FIELD(burin_stream_spec, timeout_ms, 36, 4);
FIELD(burin_stream_spec, blocks, 40, 8);
FIELD(burin_stream_spec, least_blocks, 48, 4);
FIELD(burin_stream_spec, pad1, 52, 4);
SIZE(burin_stream_spec, 56);

FIELD(burin_step, cdb, 0, 16);
FIELD(burin_step, cdb_len, 16, 1);
FIELD(burin_step, direction, 17, 1);
FIELD(burin_step, data_len, 18, 1);
FIELD(burin_step, pad0, 19, 1);
FIELD(burin_step, when, 20, 4);
FIELD(burin_step, flags, 24, 4);
FIELD(burin_step, stream, 28, 4);
FIELD(burin_step, timeout_ms, 32, 4);
FIELD(burin_step, poll_ms, 36, 4);
FIELD(burin_step, data, 40, 64);
SIZE(burin_step, 104);

FIELD(burin_reaction, key, 0, 2);
FIELD(burin_reaction, asc, 2, 2);
FIELD(burin_reaction, ascq, 4, 2);
FIELD(burin_reaction, opcode, 6, 2);
FIELD(burin_reaction, react, 8, 1);
FIELD(burin_reaction, flags, 9, 1);
FIELD(burin_reaction, most, 10, 2);
FIELD(burin_reaction, wait_ms, 12, 4);
FIELD(burin_reaction, limit_ms, 16, 4);
SIZE(burin_reaction, 20);

FIELD(burin_failure, cdb, 0, 16);
FIELD(burin_failure, cdb_len, 16, 1);
FIELD(burin_failure, host, 17, 1);
FIELD(burin_failure, status, 18, 1);
FIELD(burin_failure, phase, 19, 1);
FIELD(burin_failure, key, 20, 1);
FIELD(burin_failure, asc, 21, 1);
FIELD(burin_failure, ascq, 22, 1);
FIELD(burin_failure, sense_len, 23, 1);
FIELD(burin_failure, lba, 24, 8);
FIELD(burin_failure, step, 32, 4);
FIELD(burin_failure, stream, 36, 4);
FIELD(burin_failure, sense, 40, 96);
SIZE(burin_failure, 136);

FIELD(burin_run_state, phase, 0, 1);
FIELD(burin_run_state, end, 1, 1);
FIELD(burin_run_state, failed, 2, 1);
FIELD(burin_run_state, closed, 3, 1);
FIELD(burin_run_state, stream, 4, 4);
FIELD(burin_run_state, step, 8, 4);
FIELD(burin_run_state, retries, 12, 4);
FIELD(burin_run_state, next_lba, 16, 8);
FIELD(burin_run_state, submitted, 24, 8);
FIELD(burin_run_state, written, 32, 8);
FIELD(burin_run_state, acknowledged, 40, 8);
FIELD(burin_run_state, progress, 48, 4);
FIELD(burin_run_state, failed_steps, 52, 4);
FIELD(burin_run_state, failure, 56, 136);
SIZE(burin_run_state, 192);

FIELD(burin_info, size, 0, 4);
FIELD(burin_info, flags, 4, 4);
FIELD(burin_info, version, 8, 4);
FIELD(burin_info, transfer_bytes, 12, 4);
FIELD(burin_info, ring_bytes, 16, 8);
FIELD(burin_info, ring_left, 24, 8);
FIELD(burin_info, block_major, 32, 4);
FIELD(burin_info, block_minor, 36, 4);
FIELD(burin_info, generic_major, 40, 4);
FIELD(burin_info, generic_minor, 44, 4);
FIELD(burin_info, host, 48, 4);
FIELD(burin_info, channel, 52, 4);
FIELD(burin_info, target, 56, 4);
FIELD(burin_info, lun, 60, 4);
SIZE(burin_info, 64);

FIELD(burin_acquire, size, 0, 4);
FIELD(burin_acquire, flags, 4, 4);
FIELD(burin_acquire, block_fd, 8, 4);
FIELD(burin_acquire, generic_fd, 12, 4);
FIELD(burin_acquire, name, 16, 64);
FIELD(burin_acquire, generation, 80, 4);
FIELD(burin_acquire, pad0, 84, 4);
SIZE(burin_acquire, 88);

FIELD(burin_epilogue, size, 0, 4);
FIELD(burin_epilogue, flags, 4, 4);
FIELD(burin_epilogue, steps, 8, 8);
FIELD(burin_epilogue, reactions, 16, 8);
FIELD(burin_epilogue, step_count, 24, 4);
FIELD(burin_epilogue, reaction_count, 28, 4);
SIZE(burin_epilogue, 32);

FIELD(burin_command, size, 0, 4);
FIELD(burin_command, flags, 4, 4);
FIELD(burin_command, cdb, 8, 16);
FIELD(burin_command, cdb_len, 24, 1);
FIELD(burin_command, direction, 25, 1);
FIELD(burin_command, pad0, 26, 2);
FIELD(burin_command, timeout_ms, 28, 4);
FIELD(burin_command, data, 32, 8);
FIELD(burin_command, epilogue, 40, 8);
FIELD(burin_command, epilogue_failed, 48, 8);
FIELD(burin_command, data_len, 56, 4);
FIELD(burin_command, transferred, 60, 4);
FIELD(burin_command, host, 64, 1);
FIELD(burin_command, status, 65, 1);
FIELD(burin_command, sense_len, 66, 1);
FIELD(burin_command, pad1, 67, 1);
FIELD(burin_command, pad2, 68, 4);
FIELD(burin_command, sense, 72, 96);
SIZE(burin_command, 168);

FIELD(burin_ring_spec, size, 0, 4);
FIELD(burin_ring_spec, flags, 4, 4);
FIELD(burin_ring_spec, slot_bytes, 8, 4);
FIELD(burin_ring_spec, slots, 12, 4);
FIELD(burin_ring_spec, checksum, 16, 4);
FIELD(burin_ring_spec, stride, 20, 4);
FIELD(burin_ring_spec, map_bytes, 24, 8);
SIZE(burin_ring_spec, 32);

FIELD(burin_start, size, 0, 4);
FIELD(burin_start, flags, 4, 4);
FIELD(burin_start, streams, 8, 8);
FIELD(burin_start, steps, 16, 8);
FIELD(burin_start, reactions, 24, 8);
FIELD(burin_start, note, 32, 8);
FIELD(burin_start, epilogue, 40, 8);
FIELD(burin_start, stream_count, 48, 4);
FIELD(burin_start, step_count, 52, 4);
FIELD(burin_start, reaction_count, 56, 4);
FIELD(burin_start, note_len, 60, 4);
FIELD(burin_start, probe_blocks, 64, 4);
FIELD(burin_start, start_slots, 68, 4);
FIELD(burin_start, resume_slots, 72, 4);
FIELD(burin_start, starve_ms, 76, 4);
FIELD(burin_start, adopt_ms, 80, 4);
FIELD(burin_start, pad0, 84, 4);
SIZE(burin_start, 88);

FIELD(burin_slot, sequence, 0, 8);
FIELD(burin_slot, tag, 8, 8);
FIELD(burin_slot, slot, 16, 4);
FIELD(burin_slot, length, 20, 4);
FIELD(burin_slot, checksum, 24, 4);
FIELD(burin_slot, pad0, 28, 4);
SIZE(burin_slot, 32);

FIELD(burin_publish, size, 0, 4);
FIELD(burin_publish, flags, 4, 4);
FIELD(burin_publish, slots, 8, 8);
FIELD(burin_publish, count, 16, 4);
FIELD(burin_publish, pad0, 20, 4);
SIZE(burin_publish, 24);

FIELD(burin_done, sequence, 0, 8);
FIELD(burin_done, tag, 8, 8);
FIELD(burin_done, slot, 16, 4);
FIELD(burin_done, length, 20, 4);
FIELD(burin_done, checksum, 24, 4);
FIELD(burin_done, how, 28, 1);
FIELD(burin_done, key, 29, 1);
FIELD(burin_done, asc, 30, 1);
FIELD(burin_done, ascq, 31, 1);
SIZE(burin_done, 32);

FIELD(burin_complete, size, 0, 4);
FIELD(burin_complete, flags, 4, 4);
FIELD(burin_complete, done, 8, 8);
FIELD(burin_complete, count, 16, 4);
FIELD(burin_complete, least, 20, 4);
FIELD(burin_complete, wait_ms, 24, 4);
FIELD(burin_complete, pad0, 28, 4);
SIZE(burin_complete, 32);

FIELD(burin_cancel, size, 0, 4);
FIELD(burin_cancel, flags, 4, 4);
SIZE(burin_cancel, 8);

FIELD(burin_adopt, size, 0, 4);
FIELD(burin_adopt, flags, 4, 4);
FIELD(burin_adopt, generation, 8, 4);
FIELD(burin_adopt, new_generation, 12, 4);
FIELD(burin_adopt, name, 16, 64);
SIZE(burin_adopt, 80);

FIELD(burin_unit_state, size, 0, 4);
FIELD(burin_unit_state, flags, 4, 4);
FIELD(burin_unit_state, note, 8, 8);
FIELD(burin_unit_state, note_len, 16, 4);
FIELD(burin_unit_state, unit, 20, 4);
FIELD(burin_unit_state, generation, 24, 4);
FIELD(burin_unit_state, owner_pid, 28, 4);
FIELD(burin_unit_state, owner_uid, 32, 4);
FIELD(burin_unit_state, feeding, 36, 4);
FIELD(burin_unit_state, next_sequence, 40, 8);
FIELD(burin_unit_state, fed_bytes, 48, 8);
FIELD(burin_unit_state, done_sequence, 56, 8);
FIELD(burin_unit_state, slot_bytes, 64, 4);
FIELD(burin_unit_state, slots, 68, 4);
FIELD(burin_unit_state, stride, 72, 4);
FIELD(burin_unit_state, checksum, 76, 4);
FIELD(burin_unit_state, used_slots, 80, 4);
FIELD(burin_unit_state, lowest_slots, 84, 4);
FIELD(burin_unit_state, buffer_total, 88, 4);
FIELD(burin_unit_state, buffer_free, 92, 4);
FIELD(burin_unit_state, commands, 96, 8);
FIELD(burin_unit_state, dry, 104, 4);
FIELD(burin_unit_state, remapped, 108, 4);
FIELD(burin_unit_state, relocked, 112, 4);
FIELD(burin_unit_state, pad0, 116, 4);
FIELD(burin_unit_state, name, 120, 64);
FIELD(burin_unit_state, run, 184, 192);
FIELD(burin_unit_state, fed_tag, 376, 8);
SIZE(burin_unit_state, 384);

FIELD(burin_release, size, 0, 4);
FIELD(burin_release, flags, 4, 4);
SIZE(burin_release, 8);

FIELD(burin_bind, size, 0, 4);
FIELD(burin_bind, flags, 4, 4);
FIELD(burin_bind, restore, 8, 8);
FIELD(burin_bind, packet_blocks, 16, 4);
FIELD(burin_bind, blocks, 20, 4);
FIELD(burin_bind, cache_packets, 24, 4);
FIELD(burin_bind, delay_ms, 28, 4);
FIELD(burin_bind, major, 32, 4);
FIELD(burin_bind, minor, 36, 4);
SIZE(burin_bind, 40);

FIELD(burin_unbind, size, 0, 4);
FIELD(burin_unbind, flags, 4, 4);
SIZE(burin_unbind, 8);

FIELD(burin_packet_state, size, 0, 4);
FIELD(burin_packet_state, flags, 4, 4);
FIELD(burin_packet_state, major, 8, 4);
FIELD(burin_packet_state, minor, 12, 4);
FIELD(burin_packet_state, packet_blocks, 16, 4);
FIELD(burin_packet_state, blocks, 20, 4);
FIELD(burin_packet_state, cache_packets, 24, 4);
FIELD(burin_packet_state, delay_ms, 28, 4);
FIELD(burin_packet_state, dirty, 32, 4);
FIELD(burin_packet_state, unsynced, 36, 4);
FIELD(burin_packet_state, opened, 40, 4);
FIELD(burin_packet_state, error, 44, 4);
FIELD(burin_packet_state, blocks_asked, 48, 8);
FIELD(burin_packet_state, blocks_written, 56, 8);
FIELD(burin_packet_state, blocks_gathered, 64, 8);
FIELD(burin_packet_state, packets_whole, 72, 8);
FIELD(burin_packet_state, packets_gathered, 80, 8);
FIELD(burin_packet_state, flushes, 88, 8);
FIELD(burin_packet_state, syncs, 96, 8);
FIELD(burin_packet_state, resets, 104, 8);
FIELD(burin_packet_state, retries, 112, 8);
FIELD(burin_packet_state, failed, 120, 8);
FIELD(burin_packet_state, failed_number, 128, 4);
FIELD(burin_packet_state, key, 132, 1);
FIELD(burin_packet_state, asc, 133, 1);
FIELD(burin_packet_state, ascq, 134, 1);
FIELD(burin_packet_state, pad0, 135, 1);
SIZE(burin_packet_state, 136);

FIELD(burin_report, kind, 0, 4);
FIELD(burin_report, lost, 4, 4);
FIELD(burin_report, time_ns, 8, 8);
FIELD(burin_report, generation, 16, 4);
FIELD(burin_report, stream, 20, 4);
FIELD(burin_report, step, 24, 4);
FIELD(burin_report, phase, 28, 1);
FIELD(burin_report, end, 29, 1);
FIELD(burin_report, failed, 30, 1);
FIELD(burin_report, closed, 31, 1);
FIELD(burin_report, written, 32, 8);
FIELD(burin_report, acknowledged, 40, 8);
FIELD(burin_report, progress, 48, 4);
FIELD(burin_report, key, 52, 1);
FIELD(burin_report, asc, 53, 1);
FIELD(burin_report, ascq, 54, 1);
FIELD(burin_report, host, 55, 1);
SIZE(burin_report, 56);

/* The numbers do not tell the direction or the size: a struct may grow. */
TEST(ioctls_keep_their_numbers)
{
	static const struct { unsigned int number, wanted; } ioctls[] = {
		{ BURIN_IOC_INFO, 0xbb00 },
		{ BURIN_IOC_ACQUIRE, 0xbb01 },
		{ BURIN_IOC_ARM, 0xbb02 },
		{ BURIN_IOC_COMMAND, 0xbb03 },
		{ BURIN_IOC_RING, 0xbb04 },
		{ BURIN_IOC_START, 0xbb05 },
		{ BURIN_IOC_PUBLISH, 0xbb06 },
		{ BURIN_IOC_COMPLETE, 0xbb07 },
		{ BURIN_IOC_CANCEL, 0xbb08 },
		{ BURIN_IOC_ADOPT, 0xbb09 },
		{ BURIN_IOC_STATE, 0xbb0a },
		{ BURIN_IOC_RELEASE, 0xbb0b },
		{ BURIN_IOC_BIND, 0xbb0c },
		{ BURIN_IOC_UNBIND, 0xbb0d },
		{ BURIN_IOC_PACKETS, 0xbb0e },
	};

	for (size_t i = 0; i < sizeof(ioctls) / sizeof(ioctls[0]); i++) {
		EXPECT_EQ(ioctls[i].wanted, ioctls[i].number) { TH_LOG("ioctl %zu", i); }
	}
}

TEST(structs_of_ioctls_begin_with_size_and_flags)
{
	EXPECT_EQ(0, offsetof(struct burin_info, size) | (offsetof(struct burin_info, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_acquire, size) | (offsetof(struct burin_acquire, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_epilogue, size) | (offsetof(struct burin_epilogue, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_command, size) | (offsetof(struct burin_command, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_ring_spec, size) | (offsetof(struct burin_ring_spec, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_start, size) | (offsetof(struct burin_start, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_publish, size) | (offsetof(struct burin_publish, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_complete, size) | (offsetof(struct burin_complete, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_cancel, size) | (offsetof(struct burin_cancel, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_bind, size) | (offsetof(struct burin_bind, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_unbind, size) | (offsetof(struct burin_unbind, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_packet_state, size) | (offsetof(struct burin_packet_state, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_adopt, size) | (offsetof(struct burin_adopt, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_unit_state, size) | (offsetof(struct burin_unit_state, flags) ^ 4));
	EXPECT_EQ(0, offsetof(struct burin_release, size) | (offsetof(struct burin_release, flags) ^ 4));
}

TEST_HARNESS_MAIN
