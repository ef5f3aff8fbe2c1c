/*
 * From a Unix socket to /dev/nsm: `nsm-bridge SOCKET [DEVICE]`. Node cannot ask a device, so the enclave's bundle speaks frames
 * (PROTOCOL 2.1: 4-byte big-endian length, then bytes); each frame is one CBOR request to the Nitro security module, and its answer goes back
 * in a frame. The module's own limits hold: 4,096 bytes in, 12,288 out. Each connection has a
 * process of its own, so that one that stays open keeps nobody waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MAX 0x1000
#define RESPONSE_MAX 0x3000

/* As in linux/nsm.h, which Debian 12's headers do not have yet. */
struct nsm_iovec { uint64_t addr; uint64_t len; };
struct nsm_raw { struct nsm_iovec request; struct nsm_iovec response; };
#define NSM_IOCTL_RAW _IOWR(0x0A, 0x0, struct nsm_raw)

static void stop(const char *what) {
  perror(what);
  exit(1);
}

/* 1 when all of it is there, 0 at the end of the stream or at an error. */
static int read_all(int fd, unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t got = read(fd, bytes, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    bytes += got;
    length -= (size_t)got;
  }
  return 1;
}

static int write_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t put = write(fd, bytes, length);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return 0;
    bytes += put;
    length -= (size_t)put;
  }
  return 1;
}

static void serve(int peer, int device) {
  static unsigned char request[REQUEST_MAX], response[4 + RESPONSE_MAX];
  unsigned char header[4];
  while (read_all(peer, header, 4)) {
    uint32_t length = (uint32_t)header[0] << 24 | (uint32_t)header[1] << 16 | (uint32_t)header[2] << 8 | header[3];
    if (length == 0 || length > REQUEST_MAX || !read_all(peer, request, length)) return;
    struct nsm_raw raw = {
      .request = { (uint64_t)(uintptr_t)request, length },
      .response = { (uint64_t)(uintptr_t)(response + 4), RESPONSE_MAX },
    };
    if (ioctl(device, NSM_IOCTL_RAW, &raw) != 0) stop("nsm");
    if (raw.response.len > RESPONSE_MAX) return;
    uint32_t answered = (uint32_t)raw.response.len;
    response[0] = (unsigned char)(answered >> 24);
    response[1] = (unsigned char)(answered >> 16);
    response[2] = (unsigned char)(answered >> 8);
    response[3] = (unsigned char)answered;
    if (!write_all(peer, response, 4 + (size_t)answered)) return;
  }
}

int main(int argc, char **argv) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (argc < 2 || argc > 3 || strlen(argv[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: nsm-bridge SOCKET [DEVICE]\n");
    return 2;
  }
  strcpy(address.sun_path, argv[1]);
  int device = open(argc == 3 ? argv[2] : "/dev/nsm", O_RDWR | O_CLOEXEC);
  if (device < 0) stop("nsm");
  signal(SIGPIPE, SIG_IGN);
  /* Nobody waits for the processes of connections. */
  signal(SIGCHLD, SIG_IGN);
  umask(0077);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) stop("socket");
  unlink(argv[1]);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0) stop("socket");
  for (;;) {
    int peer = accept(listener, NULL, NULL);
    if (peer < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      stop("accept");
    }
    pid_t child = fork();
    if (child < 0) stop("fork");
    if (child == 0) {
      close(listener);
      serve(peer, device);
      return 0;
    }
    close(peer);
  }
}
