/*
 * Answers every UDP tracker request with the same bytes, the maximum that a tracker could reach. One thread, one socket,
 * recvmmsg and sendmmsg. usage: echo ADDRESS PORT ANSWER-BYTES
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, REQUEST = 128, CONNECT = 16, MAX_ANSWER = 1232, RECEIVE_BUFFER = 4 << 20 };

static struct mmsghdr requests[BATCH], answers[BATCH];
static struct iovec request_parts[BATCH], answer_parts[BATCH];
static struct sockaddr_storage sources[BATCH];
static uint8_t request_bytes[BATCH][REQUEST], answer_bytes[BATCH][MAX_ANSWER];

static int open_socket(const char *address, const char *port) {
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM}, *found;
    if (getaddrinfo(address, port, &hints, &found) != 0) {
        fprintf(stderr, "echo: no address and port: %s %s\n", address, port);
        exit(2);
    }
    int size = RECEIVE_BUFFER;
    int fd = socket(found->ai_family, SOCK_DGRAM, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0
            || bind(fd, found->ai_addr, found->ai_addrlen) != 0) {
        perror("echo");
        exit(1);
    }
    freeaddrinfo(found);
    return fd;
}

static void prepare(void) {
    for (int i = 0; i < BATCH; i++) {
        request_parts[i] = (struct iovec) {request_bytes[i], REQUEST};
        requests[i].msg_hdr = (struct msghdr) {.msg_iov = &request_parts[i], .msg_iovlen = 1, .msg_name = &sources[i]};
        answer_parts[i].iov_base = answer_bytes[i];
        answers[i].msg_hdr = (struct msghdr) {.msg_iov = &answer_parts[i], .msg_iovlen = 1};
    }
}

/* Makes the answer to a request. Returns 0 if there is none. */
static int answer(int from, int to, size_t announce_bytes) {
    if (requests[from].msg_len < CONNECT) {
        return 0;
    }
    const uint8_t *in = request_bytes[from];
    uint8_t *out = answer_bytes[to];
    int is_connect = in[11] == 0;
    memcpy(out, in + 8, 8); /* action and transaction id */
    if (is_connect) {
        memset(out + 8, 9, 8);
    } else {
        memset(out + 8, 0, 8);
        out[10] = 7; /* an interval of 1,800 s, which is 0x708 */
        out[11] = 8;
    }
    answer_parts[to].iov_len = is_connect ? CONNECT : announce_bytes;
    answers[to].msg_hdr.msg_name = &sources[from];
    answers[to].msg_hdr.msg_namelen = requests[from].msg_hdr.msg_namelen;
    return 1;
}

int main(int argc, char **argv) {
    size_t bytes = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    if (bytes < 20 || bytes > MAX_ANSWER) {
        fprintf(stderr, "usage: echo ADDRESS PORT ANSWER-BYTES (20 to %d)\n", MAX_ANSWER);
        return 2;
    }
    int fd = open_socket(argv[1], argv[2]);
    prepare();
    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            requests[i].msg_hdr.msg_namelen = sizeof sources[i];
        }
        int received = recvmmsg(fd, requests, BATCH, MSG_WAITFORONE, NULL);
        int count = 0;
        for (int i = 0; i < received; i++) {
            count += answer(i, count, bytes);
        }
        for (int sent = 0; sent < count;) {
            int more = sendmmsg(fd, answers + sent, count - sent, 0);
            sent += more > 0 ? more : 1; /* an answer that cannot be sent is lost */
        }
    }
}
