/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One image on many recorders at a time, a thread each, by the driver: many IMAGE NODE... */
#include <burin/burin.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 64

struct burn {
	pthread_t thread;
	const char *image, *node;
	const char *what;		/* what failed; NULL: nothing */
	int code;
};

static int fail(struct burn *burn, const char *what, int code)
{
	burn->what = what;
	return burn->code = code;
}

static int run(struct burn *burn, struct burin_recorder *rec, struct burin_data *data)
{
	struct burin_stream *stream;
	int code = burin_stream_new_file(NULL, burn->image, &stream);

	if (code)
		return fail(burn, "the image", code);
	burin_data_set_recorder(data, rec);
	code = burin_data_run(data, stream, NULL, NULL);
	burin_stream_unref(stream);
	return code ? fail(burn, "the burn", code) : 0;
}

static void *thread(void *arg)
{
	struct burn *burn = arg;
	struct burin_recorder *rec;
	struct burin_data *data = NULL;
	int code = burin_recorder_open(NULL, burn->node, BURIN_TRANSPORT_KERNEL, &rec, NULL);

	if (code) {
		fail(burn, "opening", code);
		return NULL;
	}
	code = burin_data_new(NULL, &data);
	if (code)
		fail(burn, "memory", code);
	else
		run(burn, rec, data);
	burin_data_free(data);
	burin_recorder_unref(rec);
	return NULL;
}

int main(int argc, char **argv)
{
	static struct burn burns[MOST];
	int count = argc - 2, bad = 0;

	if (count < 1 || count > MOST) {
		fprintf(stderr, "usage: many IMAGE NODE...\n");
		return 2;
	}
	for (int i = 0; i < count; i++) {
		burns[i].image = argv[1];
		burns[i].node = argv[2 + i];
		if (pthread_create(&burns[i].thread, NULL, thread, &burns[i]))
			abort();
	}
	for (int i = 0; i < count; i++) {
		pthread_join(burns[i].thread, NULL);
		if (!burns[i].what)
			continue;
		fprintf(stderr, "many: %s: %s: %s\n", burns[i].node, burns[i].what,
			burin_strerror(burns[i].code));
		bad = 1;
	}
	return bad;
}
