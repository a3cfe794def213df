/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/crc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"

#define POLYNOMIAL 0x82f63b78u	/* reflected */

/*
 * Eight tables let a 64-bit word be taken at once where the processor has no
 * instruction for it. They are made on first use; threads that race make the
 * same values, and "made" is set last.
 */
static uint32_t table[8][256];
static atomic_bool made;

static void make_tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][i] = crc;
	}
	for (int k = 1; k < 8; k++)
		for (int i = 0; i < 256; i++)
			table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 0xff];
	atomic_store_explicit(&made, true, memory_order_release);
}

static uint32_t by_table(uint32_t crc, const uint8_t *p, size_t n)
{
	if (!atomic_load_explicit(&made, memory_order_acquire))
		make_tables();
	for (; n >= 8; p += 8, n -= 8) {
		uint32_t low = get_le32(p) ^ crc, high = get_le32(p + 4);

		crc = table[7][low & 0xff] ^ table[6][low >> 8 & 0xff] ^
		      table[5][low >> 16 & 0xff] ^ table[4][low >> 24] ^
		      table[3][high & 0xff] ^ table[2][high >> 8 & 0xff] ^
		      table[1][high >> 16 & 0xff] ^ table[0][high >> 24];
	}
	while (n--)
		crc = crc >> 8 ^ table[0][(crc ^ *p++) & 0xff];
	return crc;
}

#if defined(__x86_64__) && defined(__GNUC__)
#define BY_INSTRUCTION __attribute__((target("sse4.2")))
#define CRC_WORD(crc, word) ((uint32_t)__builtin_ia32_crc32di(crc, word))
#define CRC_BYTE(crc, byte) __builtin_ia32_crc32qi(crc, byte)

static bool has_instruction(void)
{
	return __builtin_cpu_supports("sse4.2");
}
#elif defined(__aarch64__) && defined(__AARCH64EL__) && defined(__GNUC__)
#include <sys/auxv.h>

#define HAS_CRC32 (1ul << 7)	/* HWCAP_CRC32 of this architecture */
#define BY_INSTRUCTION __attribute__((target("+crc")))
#define CRC_WORD(crc, word) __builtin_aarch64_crc32cx(crc, word)
#define CRC_BYTE(crc, byte) __builtin_aarch64_crc32cb(crc, byte)

static bool has_instruction(void)
{
	return getauxval(AT_HWCAP) & HAS_CRC32;
}
#endif

#ifdef BY_INSTRUCTION
BY_INSTRUCTION static uint32_t by_instruction(uint32_t crc, const uint8_t *p, size_t n)
{
	uint64_t word;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		crc = CRC_WORD(crc, word);
	}
	while (n--)
		crc = CRC_BYTE(crc, *p++);
	return crc;
}

uint32_t bur_crc32c(uint32_t crc, const void *data, size_t n)
{
	return ~(has_instruction() ? by_instruction : by_table)(~crc, data, n);
}
#else
uint32_t bur_crc32c(uint32_t crc, const void *data, size_t n)
{
	return ~by_table(~crc, data, n);
}
#endif
