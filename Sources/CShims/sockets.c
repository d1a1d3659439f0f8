#define _GNU_SOURCE
#include "cshims_sockets.h"
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int address_of(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
    strcpy(address->sun_path, path);
    return 0;
}

static int fail(int fd) {
    int code = errno;
    close(fd);
    return -code;
}

int cs_socket_listen(const char *path) {
    struct sockaddr_un address;
    struct stat status;
    int code = address_of(path, &address);
    if (code != 0) return code;
    if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode)) (void)unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    // The mode of the file follows that of the socket before bind: there is no moment in which others may connect.
    if (fchmod(fd, 0600) != 0) return fail(fd);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) return fail(fd);
    if (listen(fd, 16) != 0) return fail(fd);
    return fd;
}

int cs_socket_accept(int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cs_socket_connect(const char *path) {
    struct sockaddr_un address;
    int code = address_of(path, &address);
    if (code != 0) return code;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return fail(fd);
    return fd;
}

int cs_socket_peer(int fd, uid_t *user, pid_t *process) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -errno;
    *user = credentials.uid;
    *process = credentials.pid;
    return 0;
}

int cs_socket_send_descriptors(int fd, unsigned char byte, const int *descriptors, int count) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * 3)];
        struct cmsghdr header;
    } control;
    if (count < 1 || count > 3) return -EINVAL;
    struct iovec data = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    while (sendmsg(fd, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return -errno;
    return 0;
}

int cs_socket_receive_descriptors(int fd, unsigned char *byte, int *descriptors) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * 3)];
        struct cmsghdr header;
    } control;
    struct iovec data = {.iov_base = byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    ssize_t got;
    while ((got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC)) < 0)
        if (errno != EINTR) return -errno;
    if (got == 0) return -EPIPE;
    int count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        if (count > 3) count = 3;
        memcpy(descriptors, CMSG_DATA(header), sizeof(int) * (size_t)count);
    }
    return count;
}

int cs_netlink_routes(void) {
    struct sockaddr_nl address = {
        .nl_family = AF_NETLINK,
        .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE,
    };
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0) return -errno;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) return fail(fd);
    return fd;
}
