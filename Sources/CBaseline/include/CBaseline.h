#ifndef STARSEND_CBASELINE_H
#define STARSEND_CBASELINE_H

// What the benchmark does in plain C: the writer that drops files, the reader that stamps what comes out of a pipe, an
// agent that makes nothing but the system calls of an acceptance, and pictures to cut. Nothing here is part of the agent.
//
// Times are nanoseconds of CLOCK_MONOTONIC. Functions that return int return 0, or -1 with errno set.

#include <stdint.h>
#include <sys/types.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

int64_t cbaseline_now(void);

// MARK: Dropping

// Files are called by a letter and a number of seven digits: "d0000012.json".

// Makes `count` files with these contents in `folder`.
int cbaseline_make(const char *folder, char letter, int first, int count, const char *contents);

// Renames files one after the other from one folder into another, a new one every `pause` nanoseconds (0: as fast as it
// goes), and notes in `stamps` when each rename(2) was about to begin.
int cbaseline_drop(const char *from, const char *to, char letter, int first, int count, int64_t pause, int64_t *stamps);

// MARK: Collecting

typedef struct cbaseline_collector cbaseline_collector;

// Reads lines from `descriptor`, which stays the caller's, and stamps each file that is named in one for the first time
// with the moment when read(2) had returned. Folders may be called so too, without the ending. Where `word` is given, lines without it do not count.
cbaseline_collector *_Nullable cbaseline_collector_make(int descriptor, char letter, int capacity,
                                                        const char *_Nullable word);
void cbaseline_collector_free(cbaseline_collector *_Nullable collector);
// Reads until `wanted` files were named, the other end was closed, or nothing came for `patience` milliseconds. Returns
// how many were named so far.
int cbaseline_collect(cbaseline_collector *collector, int wanted, int patience);
// When each file was named first; 0 for one that was not.
const int64_t *cbaseline_stamps(const cbaseline_collector *collector);
// How many lines named a file that had been named before.
int cbaseline_repeats(const cbaseline_collector *collector);

// MARK: The plain agent

// Takes what is renamed into `project`/inbox and accepts it: the durable steps of the agent with no thought in
// between. Each accepted file is told in a line on `descriptor`. Returns only where a call fails.
int cbaseline_accept(const char *project, int descriptor);

// MARK: Processes

// Lets this process be killed when the thread that started it ends.
void cbaseline_end_with_parent(void);
// Waits until the process that started this one has ended.
void cbaseline_hold(void);

// MARK: Pictures

// A PNG of 8-bit RGB that compresses like a photograph: light that changes slowly, texture of every size, edges, and
// the noise of a sensor. It is composed of `panels` by `panels` scenes that meet without a gutter. Written with all of
// libpng's filters at zlib's level 1.
int cbaseline_photograph(const char *path, uint32_t side, uint32_t panels, uint64_t seed);

// Cuts a rectangle out of an 8-bit picture as a program does that leaves everything at libpng's defaults.
int cbaseline_crop_by_default(const char *from, const char *to, uint32_t x, uint32_t y, uint32_t width,
                              uint32_t height);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
