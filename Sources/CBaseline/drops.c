#define _GNU_SOURCE
#include "CBaseline.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

int64_t cbaseline_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void sleep_until(int64_t moment) {
  struct timespec time = {.tv_sec = moment / INT64_C(1000000000), .tv_nsec = moment % INT64_C(1000000000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {
  }
}

static void path_of(char *path, const char *folder, char letter, int number) {
  snprintf(path, PATH_MAX, "%s/%c%07d.json", folder, letter, number);
}

int cbaseline_make(const char *folder, char letter, int first, int count, const char *contents) {
  char path[PATH_MAX];
  size_t length = strlen(contents);
  for (int number = first; number < first + count; number++) {
    path_of(path, folder, letter, number);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0664);
    if (file < 0) return -1;
    ssize_t written = write(file, contents, length);
    close(file);
    if (written != (ssize_t)length) return -1;
  }
  return 0;
}

int cbaseline_drop(
    const char *from, const char *to, char letter, int first, int count, int64_t pause, int64_t *stamps) {
  char old[PATH_MAX], new[PATH_MAX];
  int64_t begin = cbaseline_now();
  for (int index = 0; index < count; index++) {
    path_of(old, from, letter, first + index);
    path_of(new, to, letter, first + index);
    if (pause > 0) sleep_until(begin + index * pause);
    stamps[index] = cbaseline_now();
    if (rename(old, new) != 0) return -1;
  }
  return 0;
}

struct cbaseline_collector {
  int descriptor;
  char letter;
  int capacity;
  char *word;
  int64_t *stamps;
  int named;
  int repeats;
  size_t held;
  char buffer[1 << 16];
};

cbaseline_collector *cbaseline_collector_make(int descriptor, char letter, int capacity, const char *word) {
  cbaseline_collector *collector = calloc(1, sizeof *collector);
  if (collector == NULL) return NULL;
  collector->descriptor = descriptor;
  collector->letter = letter;
  collector->capacity = capacity;
  collector->word = word == NULL ? NULL : strdup(word);
  collector->stamps = calloc((size_t)capacity, sizeof(int64_t));
  if (collector->stamps != NULL && (word == NULL || collector->word != NULL)) return collector;
  cbaseline_collector_free(collector);
  return NULL;
}

void cbaseline_collector_free(cbaseline_collector *collector) {
  if (collector == NULL) return;
  free(collector->word);
  free(collector->stamps);
  free(collector);
}

// The number in a name like "d0000012" anywhere in the line, or -1.
static int number_in(const char *line, char letter) {
  for (const char *at = strchr(line, letter); at != NULL; at = strchr(at + 1, letter)) {
    size_t digits = strspn(at + 1, "0123456789");
    if (digits == 7) return atoi(at + 1);
  }
  return -1;
}

static void take_line(cbaseline_collector *collector, const char *line, int64_t now) {
  if (collector->word != NULL && strstr(line, collector->word) == NULL) return;
  int number = number_in(line, collector->letter);
  if (number < 0 || number >= collector->capacity) return;
  if (collector->stamps[number] != 0) {
    collector->repeats++;
  } else {
    collector->stamps[number] = now;
    collector->named++;
  }
}

static void take_lines(cbaseline_collector *collector, int64_t now) {
  char *line = collector->buffer, *end;
  collector->buffer[collector->held] = '\0';
  while ((end = memchr(line, '\n', collector->held - (size_t)(line - collector->buffer))) != NULL) {
    *end = '\0';
    take_line(collector, line, now);
    line = end + 1;
  }
  collector->held -= (size_t)(line - collector->buffer);
  memmove(collector->buffer, line, collector->held);
  // A line that fills the buffer is none that anybody waits for.
  if (collector->held == sizeof collector->buffer - 1) collector->held = 0;
}

int cbaseline_collect(cbaseline_collector *collector, int wanted, int patience) {
  while (collector->named < wanted) {
    struct pollfd waiting = {.fd = collector->descriptor, .events = POLLIN};
    int ready = poll(&waiting, 1, patience);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) break;
    size_t room = sizeof collector->buffer - 1 - collector->held;
    ssize_t count = read(collector->descriptor, collector->buffer + collector->held, room);
    int64_t now = cbaseline_now();
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) break;
    collector->held += (size_t)count;
    take_lines(collector, now);
  }
  return collector->named;
}

const int64_t *cbaseline_stamps(const cbaseline_collector *collector) { return collector->stamps; }

int cbaseline_repeats(const cbaseline_collector *collector) { return collector->repeats; }

void cbaseline_end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

void cbaseline_hold(void) {
  // The signal of the kernel would come with the end of a thread already, and agents have threads that come and go.
  pid_t parent = getppid();
  while (getppid() == parent) sleep(1);
}
