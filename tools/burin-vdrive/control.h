/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command tells a drive at work: one message to the socket named by the drive's
 * number in CONTROL_FOLDER, one back. A socket that nobody listens at belongs to a drive
 * whose process is gone.
 */
#ifndef VDRIVE_CONTROL_H
#define VDRIVE_CONTROL_H

#include <stddef.h>
#include <stdint.h>

#define CONTROL_FOLDER	"/run/burin/vdrive"
#define CONTROL_TEXT	65536u

enum control_verb {
	CONTROL_STATUS = 1,
	CONTROL_LOAD,		/* text: the medium's path */
	CONTROL_EJECT,
	CONTROL_FAULTS,		/* text: the plan */
	CONTROL_TRIGGER,	/* text: the event's name */
	CONTROL_CLOCK,		/* text: the factor */
	CONTROL_POWER,		/* text: "on" or "off" */
	CONTROL_STOP,
};

struct control_message {
	int32_t code;		/* a verb; in the reply 0 or a negative error */
	char text[CONTROL_TEXT + 1];
};

/* A socket that listens for the drive, or a negated errno. */
int control_listen(unsigned int number);
void control_forget(unsigned int number);

/* One message and its answer; *message holds both. -ECONNREFUSED: its process is gone. */
int control_ask(unsigned int number, struct control_message *message);

/* Both 0 or a negated errno. */
int control_receive(int fd, struct control_message *message);
int control_send(int fd, const struct control_message *message);

#endif
