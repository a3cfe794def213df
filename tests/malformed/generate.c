/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes every broken disc of the table to DIRECTORY/NAME.iso, and tells "NAME TREE STATUS". */
#include <stdio.h>
#include <stdlib.h>

#include "defects.h"

static int write_disc(const struct disc *d, const char *directory, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.iso", directory, name);
	f = fopen(path, "wb");
	if (!f)
		return -1;
	return (fwrite(d->bytes, sizeof(d->bytes), 1, f) != 1) | fclose(f);
}

int main(int argc, char **argv)
{
	struct disc *d = malloc(sizeof(*d));

	if (argc != 2 || !d)
		return 2;
	for (size_t i = 0; i < DEFECTS; i++) {
		const struct defect *x = &defects[i];

		/* The command takes the best tree; those for another are for the library alone. */
		if (x->tree != BURIN_TREE_BEST)
			continue;
		disc_make(d, x->open != 0);
		x->make(d);
		if (write_disc(d, argv[1], x->name))
			return 1;
		printf("%s %d %d\n", x->name, x->open || x->walk ? 1 : 0,
		       x->open || x->walk || x->extract ? 1 : 0);
	}
	free(d);
	return 0;
}
