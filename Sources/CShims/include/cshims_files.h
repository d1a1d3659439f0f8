// What Swift cannot import from glibc (renameat2, statx, syncfs, xattrs, wcwidth) or say as fast (CRC-32C).
#ifndef CSHIMS_FILES_H
#define CSHIMS_FILES_H
#include <stddef.h>
#include <stdint.h>

/// One look at a name: what `statx` says of it, in the units the stamps use.
typedef struct {
    uint64_t inode, device, size;
    int64_t mtime_ns, ctime_ns;
    uint32_t mode, links;
} cs_stat;

/// statx without following a symbolic link; 0, or -errno.
int cs_lstat_at(int dirfd, const char *name, cs_stat *out);
/// renameat2 with RENAME_EXCHANGE; 0, or -errno.
int cs_exchange(const char *a, const char *b);
/// renameat2 with RENAME_NOREPLACE; 0, or -errno.
int cs_rename_noreplace(const char *from, const char *to);
/// pipe2 with O_CLOEXEC: ends[0] reads, ends[1] writes; 0 or -errno.
int cs_pipe(int ends[2]);
/// The kind of file system that `path` is on, as statfs(2) tells it in f_type; 0 when it can't be told.
uint32_t cs_filesystem(const char *path);
/// syncfs of the file system that the open file is on; 0, or -errno.
int cs_syncfs(int fd);
/// Gives `to` the mode, owner and extended attributes of `from`; what is not allowed is left out.
void cs_copy_metadata(const char *from, const char *to);
/// CRC-32C (Castagnoli, RFC 3720 §B.4) of `count` bytes, going on from `crc`; start with 0.
uint32_t cs_crc32c(uint32_t crc, const void *bytes, size_t count);
/// Columns that a scalar takes on a terminal; -1 for a control character.
int cs_wcwidth(uint32_t scalar);
#endif
