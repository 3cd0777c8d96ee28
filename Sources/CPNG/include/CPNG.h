#ifndef STARSEND_CPNG_H
#define STARSEND_CPNG_H

// libpng behind a fence. libpng reports errors by longjmp, which must never pass over a Swift frame; so every call
// below sets its own jump target, and what went wrong comes back as a value. png.h is not included here, so that
// nothing outside the fence can call libpng directly.
//
// Only what needs libpng or zlib is here: rows in, rows out, a checksum, an inflater with a limit. Chunks are walked
// and written by Swift as plain bytes.

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef enum {
  CPNG_OK = 0,
  CPNG_TRUNCATED = 1,  // the file ended before the picture did
  CPNG_CORRUPT = 2,    // libpng refused the data; `message` holds its words
  CPNG_SYSTEM = 3,     // a read or write failed; `error_number` holds errno
  CPNG_NO_MEMORY = 4,
} cpng_status;

typedef struct {
  int32_t status;
  int32_t error_number;
  char message[128];
} cpng_fault;

typedef struct {
  uint32_t width, height;
  uint8_t bit_depth, color_type, interlaced;
  uint8_t channels;   // per pixel in the rows that come back
  uint32_t passes;    // 7 for an interlaced picture, otherwise 1
  uint64_t row_bytes; // of the rows that come back
} cpng_format;

typedef struct cpng_reader cpng_reader;
typedef struct cpng_writer cpng_writer;

// Opens the picture in `descriptor`, which stays the caller's and whose position is not moved (pread).
// `as_rgb8` = 0: rows as they are, one byte at least per sample, so that any column can be addressed.
// `as_rgb8` = 1: rows as 8-bit RGB, or RGBA where the picture has transparency.
// Reads up to the first row. Returns NULL with `fault` filled on failure.
cpng_reader *_Nullable cpng_reader_open(int descriptor, int as_rgb8, uint32_t longest_side, cpng_format *format,
                                        cpng_fault *fault);
// Reads the next `count` rows of a picture that is not interlaced. Each lies behind one byte that is of no concern to
// the caller, so `rows` has room for `count` times `row_bytes` + 1: that is how PNG stores them, and they are decoded
// in place.
int cpng_reader_rows(cpng_reader *reader, uint8_t *rows, uint32_t count, cpng_fault *fault);
// Reads the next row of an interlaced picture into `row` (`row_bytes` long), or skips it where `row` is NULL. There
// are `height` rows times `passes`, each time into the same memory.
int cpng_reader_pass_row(cpng_reader *reader, uint8_t *_Nullable row, cpng_fault *fault);
void cpng_reader_close(cpng_reader *_Nullable reader);

typedef struct {
  uint32_t width, height;
  uint8_t bit_depth, color_type;
} cpng_sheet;

// Writes to `descriptor`, which stays the caller's. The order of calls is: open (signature and IHDR), any chunks that
// belong before the palette, palette, any other chunks, rows, finish.
cpng_writer *_Nullable cpng_writer_open(int descriptor, const cpng_sheet *sheet, cpng_fault *fault);
int cpng_writer_chunk(cpng_writer *writer, const uint8_t *type, const uint8_t *_Nullable data, size_t length,
                      cpng_fault *fault);
// `colors` holds `count` times red, green, blue; `count` is 0 for a picture without a palette.
int cpng_writer_palette(cpng_writer *writer, const uint8_t *_Nullable colors, int count, cpng_fault *fault);
int cpng_writer_row(cpng_writer *writer, const uint8_t *row, cpng_fault *fault);
int cpng_writer_finish(cpng_writer *writer, cpng_fault *fault);
void cpng_writer_close(cpng_writer *_Nullable writer);

// The checksum of chunks. zlib's own is a function behind a macro that needs zlib.h.
uint32_t cpng_crc32(uint32_t crc, const uint8_t *data, size_t length);

// Inflates a zlib stream into at most `capacity` bytes. Returns how many there are, -1 where the stream is broken or
// unfinished, -2 where it holds more than `capacity`: a few bytes of text can claim gigabytes.
int64_t cpng_inflate(const uint8_t *data, size_t length, uint8_t *out, size_t capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
