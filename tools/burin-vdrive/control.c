/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_SECONDS	120	/* closing a medium on a slow disk */

static void address_of(unsigned int number, struct sockaddr_un *address)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	snprintf(address->sun_path, sizeof(address->sun_path), CONTROL_FOLDER "/%u", number);
}

static int make_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

void control_forget(unsigned int number)
{
	struct sockaddr_un address;

	address_of(number, &address);
	unlink(address.sun_path);
}

int control_listen(unsigned int number)
{
	struct sockaddr_un address;
	mode_t mask;
	int code = 0, fd;

	if ((mkdir("/run/burin", 0755) && errno != EEXIST) ||
	    (mkdir(CONTROL_FOLDER, 0755) && errno != EEXIST))
		return -errno;
	fd = make_socket();
	if (fd < 0)
		return fd;
	address_of(number, &address);
	unlink(address.sun_path);
	mask = umask(0077);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 4))
		code = -errno;
	umask(mask);
	if (!code)
		return fd;
	close(fd);
	return code;
}

int control_receive(int fd, struct control_message *message)
{
	struct iovec parts[] = {
		{ &message->code, sizeof(message->code) }, { message->text, CONTROL_TEXT },
	};
	ssize_t n = readv(fd, parts, 2);

	if (n < 0)
		return -errno;
	if ((size_t)n < sizeof(message->code))
		return -ECONNREFUSED;
	message->text[(size_t)n - sizeof(message->code)] = '\0';
	return 0;
}

int control_send(int fd, const struct control_message *message)
{
	struct control_message copy;
	struct iovec parts[2] = { { &copy.code, sizeof(copy.code) }, { copy.text, 0 } };
	struct msghdr all = { .msg_iov = parts, .msg_iovlen = 2 };

	copy.code = message->code;
	parts[1].iov_len = strlen(message->text);
	memcpy(copy.text, message->text, parts[1].iov_len);
	return sendmsg(fd, &all, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int control_ask(unsigned int number, struct control_message *message)
{
	const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	struct sockaddr_un address;
	int code = 0, fd = make_socket();

	if (fd < 0)
		return fd;
	address_of(number, &address);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		code = errno == ENOENT ? -ECONNREFUSED : -errno;
	if (!code)
		code = control_send(fd, message);
	if (!code)
		code = control_receive(fd, message);
	close(fd);
	return code;
}
