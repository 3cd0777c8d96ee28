#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

int starsend_rename_noreplace(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int starsend_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

uint32_t starsend_filesystem_magic(const char *path) {
  struct statfs info;
  if (statfs(path, &info) != 0) return 0;
  return (uint32_t)info.f_type;
}

static int64_t nanoseconds(struct statx_timestamp time) {
  return (int64_t)((uint64_t)time.tv_sec * 1000000000u + time.tv_nsec);
}

int starsend_status(const char *path, int fresh, struct starsend_status *status) {
  struct statx info;
  int flags = AT_SYMLINK_NOFOLLOW | (fresh ? AT_STATX_FORCE_SYNC : AT_STATX_SYNC_AS_STAT);
  // 0x1000 is STATX_MNT_ID, which older headers do not name.
  if (statx(AT_FDCWD, path, flags, STATX_BASIC_STATS | 0x1000U, &info) != 0) return -1;
  status->device = makedev(info.stx_dev_major, info.stx_dev_minor);
  status->inode = info.stx_ino;
  status->links = info.stx_nlink;
  status->mount = info.stx_mask & 0x1000U ? info.stx_mnt_id : 0;
  status->size = (int64_t)info.stx_size;
  status->modified = nanoseconds(info.stx_mtime);
  status->changed = nanoseconds(info.stx_ctime);
  status->mode = info.stx_mode;
  return 0;
}

int starsend_spawn(
    pid_t *pid, const char *executable, char *const *argv, char *const *envp, int stdout_fd, int stderr_fd) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  int result = posix_spawn_file_actions_init(&actions);
  if (result != 0) return result;
  result = posix_spawnattr_init(&attributes);
  if (result != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return result;
  }
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, stdout_fd, 1);
  posix_spawn_file_actions_adddup2(&actions, stderr_fd, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  result = posix_spawn(pid, executable, &actions, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

static int above_standard(int descriptor) {
  if (descriptor > 2) return descriptor;
  int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close(descriptor);
  return higher;
}

int starsend_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  *reading = above_standard(ends[0]);
  *writing = above_standard(ends[1]);
  if (*reading >= 0 && *writing >= 0 && fcntl(*reading, F_SETFL, O_NONBLOCK) == 0) return 0;
  if (*reading >= 0) close(*reading);
  if (*writing >= 0) close(*writing);
  return -1;
}

int starsend_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
