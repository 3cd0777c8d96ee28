#define _GNU_SOURCE
#include "CBaseline.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

// The calls of an acceptance in the order in which the agent has to make them: look, claim by a rename into a folder
// of its own, make the three names durable, read, append to the journal, make that durable, say so.

typedef struct {
  char inbox[PATH_MAX / 2];
  char intake[PATH_MAX / 2];
  int journal;
  int told;
  unsigned claims;
} plain_agent;

static int sync_folder(const char *path) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return -1;
  int result = fsync(folder);
  close(folder);
  return result;
}

static int read_request(const char *path) {
  char contents[4096];
  struct stat info;
  int file = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) return -1;
  int result = fstat(file, &info) == 0 && read(file, contents, sizeof contents) >= 0 ? 0 : -1;
  close(file);
  return result;
}

static int append(plain_agent *agent, const char *name, const struct stat *info) {
  // As many bytes as the agent writes for such a request.
  char line[1024];
  int length = snprintf(
      line, sizeof line, "{\"event\":\"accepted\",\"claim\":\"%026u\",\"file\":\"%s\",\"size\":%lld,\"command\":\"%0500d\"}\n",
      agent->claims, name, (long long)info->st_size, 0);
  if (write(agent->journal, line, (size_t)length) != length || fdatasync(agent->journal) != 0) return -1;
  length = snprintf(line, sizeof line, "accepted %s\n", name);
  return write(agent->told, line, (size_t)length) == length ? 0 : -1;
}

static int accept_one(plain_agent *agent, const char *name) {
  char dropped[PATH_MAX], claim[PATH_MAX], claimed[PATH_MAX + NAME_MAX];
  struct stat info;
  snprintf(dropped, sizeof dropped, "%s/%s", agent->inbox, name);
  if (lstat(dropped, &info) != 0) return errno == ENOENT ? 0 : -1;
  snprintf(claim, sizeof claim, "%s/%026u", agent->intake, ++agent->claims);
  snprintf(claimed, sizeof claimed, "%s/%s", claim, name);
  if (mkdir(claim, 02775) != 0) return -1;
  if (renameat2(AT_FDCWD, dropped, AT_FDCWD, claimed, RENAME_NOREPLACE) != 0) return -1;
  if (sync_folder(claim) != 0 || sync_folder(agent->inbox) != 0 || sync_folder(agent->intake) != 0) return -1;
  return read_request(claimed) == 0 ? append(agent, name, &info) : -1;
}

static int take_events(plain_agent *agent, int events) {
  char buffer[1 << 16] __attribute__((aligned(__alignof__(struct inotify_event))));
  ssize_t count = read(events, buffer, sizeof buffer);
  if (count < 0) return errno == EINTR ? 0 : -1;
  const struct inotify_event *event;
  for (const char *at = buffer; at < buffer + count; at += sizeof *event + event->len) {
    event = (const struct inotify_event *)at;
    if (event->len > 0 && accept_one(agent, event->name) != 0) return -1;
  }
  return 0;
}

int cbaseline_accept(const char *project, int descriptor) {
  plain_agent agent = {.told = descriptor};
  char journal[PATH_MAX];
  snprintf(agent.inbox, sizeof agent.inbox, "%s/inbox", project);
  snprintf(agent.intake, sizeof agent.intake, "%s/state/intake", project);
  snprintf(journal, sizeof journal, "%s/state/journal.jsonl", project);
  agent.journal = open(journal, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0664);
  int events = inotify_init1(IN_CLOEXEC);
  if (agent.journal < 0 || events < 0 || inotify_add_watch(events, agent.inbox, IN_MOVED_TO | IN_ONLYDIR) < 0) return -1;
  while (take_events(&agent, events) == 0) {
  }
  return -1;
}
