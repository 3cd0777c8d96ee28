#ifndef STARSEND_CLINUX_H
#define STARSEND_CLINUX_H

#include <stdint.h>
#include <sys/types.h>

// The Glibc module is built without _GNU_SOURCE, so Swift cannot see the calls below. Each returns what the
// system call returns (-1 and errno on failure) and does nothing else.

/// renameat2 with RENAME_NOREPLACE: fails with EEXIST instead of replacing `to`.
int starsend_rename_noreplace(const char *_Nonnull from, const char *_Nonnull to);

/// A new eventfd, close-on-exec and non-blocking.
int starsend_eventfd(void);

/// The magic number of the file system that `path` lies on, as statfs(2) gives it; 0 where it cannot be told.
uint32_t starsend_filesystem_magic(const char *_Nonnull path);

/// What statx(2) says, reduced to what folders are watched by. Times are nanoseconds since 1970 and wrap.
struct starsend_status {
  uint64_t device, inode, links, mount;
  int64_t size, modified, changed;
  uint32_t mode;
};

/// statx of `path`, whose last component is not followed. With `fresh` a network file system asks its server instead
/// of answering from its cache (AT_STATX_FORCE_SYNC). `mount` is 0 on kernels before 5.8.
int starsend_status(const char *_Nonnull path, int fresh, struct starsend_status *_Nonnull status);

/// posix_spawn in a process group of its own, stdin from /dev/null, stdout and stderr on the given descriptors,
/// every other descriptor closed, the signal mask empty and all dispositions default.
int starsend_spawn(
    pid_t *_Nonnull pid, const char *_Nonnull executable, char *const _Nullable *_Nonnull argv,
    char *const _Nullable *_Nonnull envp, int stdout_fd, int stderr_fd);

/// A pipe for a child's output: both ends close-on-exec and above the three standard descriptors (an agent may be
/// started without those), the reading end non-blocking.
int starsend_pipe(int *_Nonnull reading, int *_Nonnull writing);

/// A descriptor that becomes readable when the child `pid` has ended, so that its end can be polled for; see
/// pidfd_open(2).
int starsend_pidfd(pid_t pid);

#endif
