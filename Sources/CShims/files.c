#define _GNU_SOURCE
#include "cshims_files.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <wchar.h>

int cs_lstat_at(int dirfd, const char *name, cs_stat *out) {
    struct statx s;
    int flags = AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC;
    unsigned mask = STATX_TYPE | STATX_MODE | STATX_SIZE | STATX_MTIME | STATX_CTIME | STATX_INO | STATX_NLINK;
    if (statx(dirfd, name, flags, mask, &s) != 0) return -errno;
    out->inode = s.stx_ino;
    out->device = ((uint64_t)s.stx_dev_major << 32) | s.stx_dev_minor;
    out->size = s.stx_size;
    out->mtime_ns = (int64_t)s.stx_mtime.tv_sec * 1000000000 + s.stx_mtime.tv_nsec;
    out->ctime_ns = (int64_t)s.stx_ctime.tv_sec * 1000000000 + s.stx_ctime.tv_nsec;
    out->mode = s.stx_mode;
    out->links = s.stx_nlink;
    return 0;
}

int cs_exchange(const char *a, const char *b) {
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0 ? 0 : -errno;
}

int cs_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : -errno;
}

int cs_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

uint32_t cs_filesystem(const char *path) {
    struct statfs s;
    return statfs(path, &s) == 0 ? (uint32_t)s.f_type : 0;
}

int cs_syncfs(int fd) { return syncfs(fd) == 0 ? 0 : -errno; }

static void copy_xattrs(int from, int to) {
    char names[4096], value[4096];
    ssize_t length = flistxattr(from, names, sizeof names);
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1) {
        ssize_t size = fgetxattr(from, names + at, value, sizeof value);
        if (size >= 0) (void)fsetxattr(to, names + at, value, (size_t)size, 0);
    }
}

void cs_copy_metadata(const char *from, const char *to) {
    struct stat s;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (in < 0) return;
    int out = open(to, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (out >= 0 && fstat(in, &s) == 0) {
        // The owner first: chown clears set-id bits and may take the right to chmod away.
        (void)!fchown(out, s.st_uid, s.st_gid);
        (void)!fchmod(out, s.st_mode & 07777);
        copy_xattrs(in, out);
    }
    if (out >= 0) close(out);
    close(in);
}

int cs_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static uint32_t table_crc(uint32_t crc, const unsigned char *p, size_t n) {
    // One nibble a step: 16 words of table; only processors without the instruction come here.
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
        0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75};
    for (; n > 0; n--, p++) {
        crc ^= *p;
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t fast_crc(uint32_t crc, const unsigned char *p, size_t n) {
    uint64_t wide = crc, word;
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&word, p, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    for (; n > 0; n--, p++) crc = __builtin_ia32_crc32qi(crc, *p);
    return crc;
}
#endif

uint32_t cs_crc32c(uint32_t crc, const void *bytes, size_t count) {
    crc = ~crc;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~fast_crc(crc, bytes, count);
#endif
    return ~table_crc(crc, bytes, count);
}
