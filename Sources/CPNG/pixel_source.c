#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fence.h"

// Large pieces: at the start of each, the inflater fills a window of its own before it writes straight to the rows.
enum { INPUT_SIZE = 1 << 17 };

struct pixel_source {
  fence *file;
  size_t row_bytes, pixel;
  uint32_t height, done;  // rows
  uint32_t left, sum;     // of the IDAT at hand: bytes to come, and their checksum so far
  // What stopped the input. It matters when the inflater wants more, not before: rows that are whole are handed out.
  cpng_fault stop;
  int is_last;  // the chunk at hand was the last of the pixels', and whole
  struct inflate_state inflater;
  uint8_t input[INPUT_SIZE];
  uint8_t prior[];  // the last row of the call before
};

pixel_source *pixel_source_open(fence *f, uint32_t left, size_t row_bytes, uint32_t height, size_t pixel) {
  pixel_source *s = calloc(1, sizeof *s + row_bytes);
  if (s == NULL) return NULL;
  s->file = f;
  s->row_bytes = row_bytes;
  s->pixel = pixel;
  s->height = height;
  s->left = left;
  s->sum = (uint32_t)crc32(0, (const Bytef *)"IDAT", 4);
  isal_inflate_init(&s->inflater);
  s->inflater.crc_flag = ISAL_ZLIB;
  return s;
}

void pixel_source_close(pixel_source *s) { free(s); }

static uint32_t big_endian(const uint8_t *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

// From the end of one IDAT into the next.
static int next_chunk(pixel_source *s) {
  uint8_t sum[4], head[8];
  int status = fence_take(s->file, sum, sizeof sum);
  if (status != CPNG_OK) return status;
  if (big_endian(sum) != s->sum) return fence_refuse(s->file, CPNG_CORRUPT, "IDAT: CRC error");
  status = fence_take(s->file, head, sizeof head);
  if (status != CPNG_OK) return status;
  s->is_last = memcmp(head + 4, "IDAT", 4) != 0;
  if (s->is_last) return fence_refuse(s->file, CPNG_CORRUPT, "Not enough image data");
  s->left = big_endian(head);
  s->sum = (uint32_t)crc32(0, head + 4, 4);
  return CPNG_OK;
}

// Fills `input` from as many IDATs as it takes. Without a fault there is at least one byte afterwards.
static void gather(pixel_source *s) {
  size_t filled = 0;
  while (filled < INPUT_SIZE && s->stop.status == CPNG_OK) {
    if (s->left == 0) {
      if (next_chunk(s) != CPNG_OK) s->stop = s->file->fault;
      continue;
    }
    size_t part = s->left < INPUT_SIZE - filled ? s->left : INPUT_SIZE - filled;
    if (fence_take(s->file, s->input + filled, part) != CPNG_OK) {
      s->stop = s->file->fault;
      break;
    }
    s->sum = (uint32_t)crc32_z(s->sum, s->input + filled, part);
    s->left -= (uint32_t)part;
    filled += part;
  }
  s->inflater.next_in = s->input;
  s->inflater.avail_in = (uint32_t)filled;
}

// Inflates until `wanted` bytes are there or the stream ends. Returns how many are there, or -1 with the fault filled.
static int64_t inflate_into(pixel_source *s, uint8_t *out, uint32_t wanted) {
  struct inflate_state *z = &s->inflater;
  z->next_out = out;
  z->avail_out = wanted;
  while (z->avail_out > 0 && z->block_state != ISAL_BLOCK_FINISH) {
    uint32_t before_in = z->avail_in, before_out = z->avail_out;
    int status = isal_inflate(z);
    if (status != ISAL_DECOMP_OK) {
      fence_refuse(s->file, CPNG_CORRUPT, "the compressed pixels make no sense");
      return -1;
    }
    if (z->avail_in != before_in || z->avail_out != before_out) continue;
    // It moved nothing, though it had room: it waits for input, or would for ever.
    if (s->stop.status == CPNG_OK && z->avail_in == 0) gather(s);
    if (z->avail_in == 0) {
      s->file->fault = s->stop;
      return -1;
    }
    if (before_in > 0) {
      fence_refuse(s->file, CPNG_CORRUPT, "the compressed pixels make no sense");
      return -1;
    }
  }
  return wanted - z->avail_out;
}

// Behind the last row stand the end of the stream and its checksum, then the checksum of the chunk. More pixels than
// there are rows are let pass, as libpng does, but not without end: a few bytes can claim gigabytes.
enum { MOST_EXTRA = 1 << 24 };

static int finish(pixel_source *s) {
  uint8_t rest[512];
  int64_t got;
  uint32_t extra = 0;
  do {
    got = inflate_into(s, rest, sizeof rest);
    extra += sizeof rest;
    if (extra > MOST_EXTRA) return fence_refuse(s->file, CPNG_CORRUPT, "far more pixels than rows");
  } while (got == sizeof rest);
  if (got < 0) return s->file->fault.status;
  while (s->stop.status == CPNG_OK && s->left > 0) {
    size_t part = s->left < sizeof rest ? s->left : sizeof rest;
    if (fence_take(s->file, rest, part) != CPNG_OK) return s->file->fault.status;
    s->sum = (uint32_t)crc32_z(s->sum, rest, part);
    s->left -= (uint32_t)part;
  }
  if (s->stop.status == CPNG_OK && next_chunk(s) != CPNG_OK) s->stop = s->file->fault;
  s->file->fault = s->stop;
  return s->is_last ? CPNG_OK : s->stop.status;
}

int pixel_source_rows(pixel_source *s, uint8_t *rows, uint32_t count) {
  size_t stride = s->row_bytes + 1;
  if (count > s->height - s->done || count > UINT32_MAX / stride)
    return fence_refuse(s->file, CPNG_CORRUPT, "more rows are wanted than there are");
  if (count == 0) return CPNG_OK;
  int64_t got = inflate_into(s, rows, (uint32_t)(count * stride));
  if (got < 0) return s->file->fault.status;
  if ((size_t)got < count * stride) return fence_refuse(s->file, CPNG_CORRUPT, "Not enough image data");
  const uint8_t *prior = s->prior;
  for (uint32_t y = 0; y < count; y++) {
    uint8_t *row = rows + y * stride + 1;
    if (!unfilter_row(row[-1], row, prior, s->row_bytes, s->pixel))
      return fence_refuse(s->file, CPNG_CORRUPT, "bad adaptive filter value");
    prior = row;
  }
  memcpy(s->prior, prior, s->row_bytes);
  s->done += count;
  return s->done == s->height ? finish(s) : CPNG_OK;
}
