#ifndef STARSEND_FENCE_H
#define STARSEND_FENCE_H

// What the files of this target share: the way to a descriptor, and where libpng jumps to.

#include <setjmp.h>
#include <sys/types.h>

#include "CPNG.h"

enum { BUFFER_SIZE = 1 << 16 };

// Everything that lives over a jump is on the heap: locals that change after setjmp are lost by longjmp.
typedef struct {
  jmp_buf jump;
  cpng_fault fault;
  int descriptor;
  size_t filled, taken;
  off_t offset;
  uint8_t buffer[BUFFER_SIZE];
} fence;

// All of them return a cpng_status and fill the fence's fault; none jumps.
int fence_take(fence *f, uint8_t *out, size_t wanted);
int fence_refuse(fence *f, cpng_status status, const char *message);
int fence_put(fence *f, const uint8_t *bytes, size_t count);
int fence_put_chunk(fence *f, const char *type, const uint8_t *data, size_t count);

// Undoes the filter of a row in place (PNG specification, section 9). `prior` is the row above, undone already; each
// row has `count` bytes, `pixel` of them to a pixel, of which `count` is a multiple. Returns 0 for a filter that
// does not exist.
int unfilter_row(int filter, uint8_t *row, const uint8_t *prior, size_t count, size_t pixel);

// Filters a row behind the number of its filter: `out` has room for `count` + 1 bytes, `scratch` for `count`. Of the five
// filters it takes the one whose result is nearest to zero, as libpng does where all are allowed.
void filter_row(uint8_t *out, uint8_t *scratch, const uint8_t *row, const uint8_t *prior, size_t count, size_t pixel);

// Pixels of a picture that is not interlaced and has 8 or 16 bits to a sample, from its first IDAT on.
typedef struct pixel_source pixel_source;

// The fence must stand behind the head of the first IDAT, which has `left` bytes. Returns NULL where memory is short.
pixel_source *pixel_source_open(fence *f, uint32_t left, size_t row_bytes, uint32_t height, size_t pixel);
int pixel_source_rows(pixel_source *s, uint8_t *rows, uint32_t count);
void pixel_source_close(pixel_source *s);

// The other way round: rows into IDATs.
typedef struct pixel_sink pixel_sink;

pixel_sink *pixel_sink_open(fence *f, size_t row_bytes, size_t pixel);
int pixel_sink_row(pixel_sink *s, const uint8_t *row);
int pixel_sink_finish(pixel_sink *s);
void pixel_sink_close(pixel_sink *s);

#endif
