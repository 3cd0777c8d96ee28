#define _GNU_SOURCE
// Breaks PNG files at random and reads each both ways, through CPNG and through libpng alone: whoever takes a file must
// get the same pixels as the other. Run it by deploy/fuzz; it is no part of the tests, because it takes minutes.
//
// What CPNG may refuse and libpng not: a wrong checksum of the stream, which libpng sees only by chance, when the
// checksum comes together with the last row. What libpng may refuse and CPNG not: nothing.

#include <fcntl.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "CPNG.h"

static uint64_t state = 1;
static uint32_t any(uint32_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return below == 0 ? 0 : (uint32_t)(state >> 33) % below;
}

static void quiet(png_structp png, png_const_charp words) { (void)png, (void)words; }
static void jump(png_structp png, png_const_charp words) { (void)words, longjmp(*(jmp_buf *)png_get_error_ptr(png), 1); }

typedef struct {
  const uint8_t *bytes;
  size_t count, at;
} memory;

static void supply(png_structp png, png_bytep out, size_t wanted) {
  memory *m = png_get_io_ptr(png);
  if (wanted > m->count - m->at) png_error(png, "end");
  memcpy(out, m->bytes + m->at, wanted);
  m->at += wanted;
}

// Both return a checksum of all rows, or -1.
static int64_t read_by_libpng(const uint8_t *bytes, size_t count) {
  memory m = {bytes, count, 0};
  static jmp_buf target;
  png_structp volatile png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &target, jump, quiet);
  png_infop volatile info = png_create_info_struct(png);
  uint8_t *volatile row = NULL;
  volatile int64_t sum = -1;
  if (!setjmp(target)) {
    png_set_read_fn(png, &m, supply);
    png_set_user_limits(png, 4096, 4096);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, info);
    if (png_get_interlace_type(png, info) != PNG_INTERLACE_NONE) png_error(png, "interlaced");
    png_set_packing(png);
    png_read_update_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info);
    row = malloc(row_bytes);
    uLong part = adler32(0, NULL, 0);
    for (uint32_t y = png_get_image_height(png, info); y > 0; y--) {
      png_read_row(png, row, NULL);
      part = adler32_z(part, row, row_bytes);
    }
    sum = (int64_t)part;
  }
  free(row);
  png_structp p = png;
  png_infop i = info;
  png_destroy_read_struct(&p, &i, NULL);
  return sum;
}

static int64_t read_by_cpng(int file, cpng_fault *fault) {
  cpng_format format;
  memset(fault, 0, sizeof *fault);
  cpng_reader *reader = cpng_reader_open(file, 0, 4096, &format, fault);
  if (reader == NULL) return -1;
  uint32_t most = 1 + any(20), left = format.interlaced ? 0 : format.height;
  int64_t sum = format.interlaced ? -1 : (int64_t)adler32(0, NULL, 0);
  while (left > 0 && sum >= 0) {
    uint32_t now = left < most ? left : most;
    // A block of its own for each call, and no larger than promised, so that the sanitizer sees a step beyond it.
    uint8_t *rows = malloc(now * (format.row_bytes + 1));
    if (cpng_reader_rows(reader, rows, now, fault) != CPNG_OK) sum = -1;
    for (uint32_t y = 0; y < now && sum >= 0; y++)
      sum = (int64_t)adler32_z((uLong)sum, rows + y * (format.row_bytes + 1) + 1, format.row_bytes);
    free(rows);
    left -= now;
  }
  cpng_reader_close(reader);
  return sum;
}

static uint32_t big_endian(const uint8_t *b) { return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3]; }
static void put(uint8_t *b, uint32_t v) { b[0] = v >> 24, b[1] = v >> 16, b[2] = v >> 8, b[3] = v; }

// Cuts the pixels anew into chunks of any size, down to none, or damages what is packed and mends the checksums: else
// nothing but those would ever be tried. Returns the new size.
static size_t rebuild(const uint8_t *in, size_t count, uint8_t *out, size_t capacity) {
  size_t at = 8, put_at = 8, packed_count = 0;
  uint8_t *packed = malloc(count);
  memcpy(out, in, 8);
  int is_written = 0, is_damaged = any(3) == 0;
  while (at + 12 <= count) {
    uint32_t length = big_endian(in + at);
    if (length > count - at - 12) break;
    if (memcmp(in + at + 4, "IDAT", 4) == 0) {
      memcpy(packed + packed_count, in + at + 8, length);
      packed_count += length;
    } else {
      if (packed_count > 0 && !is_written) {
        is_written = 1;
        for (uint32_t hits = is_damaged ? 1 + any(3) : 0; hits > 0; hits--) packed[any(packed_count)] ^= 1u << any(8);
        if (any(20) == 0) packed_count -= any(packed_count < 40 ? packed_count : 40);
        uint32_t most = any(4) == 0 ? 3 : 1 + any(70000);
        for (size_t done = 0; done < packed_count;) {
          uint32_t part = any(most + 1);
          if (part > packed_count - done) part = (uint32_t)(packed_count - done);
          if (put_at + part + 24 > capacity) break;
          put(out + put_at, part);
          memcpy(out + put_at + 4, "IDAT", 4);
          memcpy(out + put_at + 8, packed + done, part);
          put(out + put_at + 8 + part, (uint32_t)crc32(0, out + put_at + 4, part + 4));
          put_at += part + 12;
          done += part;
        }
      }
      if (put_at + length + 12 > capacity) break;
      memcpy(out + put_at, in + at, length + 12);
      put_at += length + 12;
    }
    at += length + 12;
  }
  free(packed);
  return put_at;
}

static size_t damage(uint8_t *bytes, size_t count) {
  for (uint32_t hits = any(4); hits > 0; hits--) bytes[any(count)] ^= 1u << any(8);
  return any(10) == 0 ? any(count) : count;
}

int main(int count, char **names) {
  if (count < 3) return fprintf(stderr, "usage: pictures SECONDS FILE.png ...\n"), 2;
  time_t end = time(NULL) + atoi(names[1]);
  long tried = 0, taken = 0, stricter = 0, wrong = 0;
  int file = memfd_create("picture", 0);
  while (time(NULL) < end) {
    FILE *source = fopen(names[2 + any((uint32_t)count - 2)], "rb");
    if (source == NULL) return perror("open"), 2;
    static uint8_t in[1 << 22], out[1 << 24];
    size_t size = fread(in, 1, sizeof in, source);
    fclose(source);
    for (int round = 0; round < 40; round++, tried++) {
      size_t made = size;
      if (any(3) > 0)
        made = rebuild(in, size, out, sizeof out);
      else
        memcpy(out, in, size);
      if (any(2) == 0) made = damage(out, made);
      if (ftruncate(file, 0) != 0 || pwrite(file, out, made, 0) != (ssize_t)made) return perror("write"), 2;
      cpng_fault fault;
      int64_t mine = read_by_cpng(file, &fault), theirs = read_by_libpng(out, made);
      taken += mine >= 0;
      if (mine < 0 && theirs >= 0) stricter++;
      if (mine >= 0 && mine != theirs) {
        wrong++;
        printf("differs: %lld, libpng %lld; kept as /tmp/differs-%ld.png\n", (long long)mine, (long long)theirs, wrong);
        char name[64];
        snprintf(name, sizeof name, "/tmp/differs-%ld.png", wrong);
        FILE *kept = fopen(name, "wb");
        if (kept != NULL) fwrite(out, 1, made, kept), fclose(kept);
        if (wrong == 10) return 1;
      }
    }
  }
  printf("%ld files tried, %ld taken, %ld refused that libpng took, %ld differ\n", tried, taken, stricter, wrong);
  return wrong > 0;
}
