// Local sockets: what Swift can't import, because it is made of macros (CMSG_*).
#ifndef CSHIMS_SOCKETS_H
#define CSHIMS_SOCKETS_H
#include <stddef.h>
#include <sys/types.h>

/// Binds a listening socket to `path` with mode 0600, replacing a socket file that is there; the descriptor, or -errno.
int cs_socket_listen(const char *path);
/// Accepts a connection (close-on-exec, blocking); the descriptor, or -errno.
int cs_socket_accept(int listener);
/// Connects to `path`; the descriptor, or -errno.
int cs_socket_connect(const char *path);
/// Tells the user and the process at the other end; 0 or -errno.
int cs_socket_peer(int fd, uid_t *user, pid_t *process);
/// Sends the first byte of a message together with `count` descriptors (at most 3); 0 or -errno.
int cs_socket_send_descriptors(int fd, unsigned char byte, const int *descriptors, int count);
/// Receives one byte and up to 3 descriptors (close-on-exec); how many came, or -errno (-EPIPE at the end).
int cs_socket_receive_descriptors(int fd, unsigned char *byte, int *descriptors);
/// Opens a non-blocking socket that tells of links, addresses and routes that come and go; the descriptor, or -errno.
int cs_netlink_routes(void);
#endif
