#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fence.h"

// Two ways to pack filtered rows, chosen anew for each piece of some hundred rows, because a page may hold a
// photograph and a photograph black bars:
//
// - shallow: ISA-L's first level, looking back no further than the pixel to the left. Noisy pixels have no other
//   matches worth their distance, so this is smaller than zlib's best and a hundred times faster.
// - deep: zlib as libpng sets it. What is drawn lives on matches far away. Since filters, level and strategy are its
//   defaults, what is all drawn packs to the same bytes as there.
//
// The pieces of a stream are joined where they end on whole bytes, with an empty stored block (RFC 1951, 3.2.4).
enum {
  CHUNK_SIZE = 1 << 16,
  PIECE_SIZE = 1 << 17,
  LEAST_ROOM = 4096,
  SHORT_REACH = 4,  // powers of two bytes
  FULL_REACH = 15,
  // Pieces between looks at whether far matches have come up.
  LOOK_EVERY = 4,
  // Less than this is packed deep in no time, and says little about itself.
  LEAST_NOISE = 1 << 14,
  // Tenths of a bit for each byte: what is drawn takes less than NOISY, even with grain. Between the two a scene
  // without noise is told by what the full search fails to gain.
  NOISY = 30,
  SMOOTH = 20,
  CLEAR = 86,
  REPEATING = 101,
};

struct pixel_sink {
  size_t row_bytes, pixel;
  fence *file;
  uint8_t *prior, *scratch;
  uint8_t *piece;
  size_t filled, capacity;
  uint32_t sum;  // Adler-32 of what was filtered
  int is_deep;
  uint32_t turn;
  z_stream deep;
  struct isal_zstream shallow;
  uint8_t level_memory[ISAL_DEF_LVL1_DEFAULT];
  size_t packed_capacity;
  uint8_t *packed;
  uint16_t packed_reach;  // with which `packed` holds the piece, or 0
  size_t chunk_size;
  uint8_t chunk[CHUNK_SIZE];  // of the IDAT to come
};

void pixel_sink_close(pixel_sink *s) {
  if (s == NULL) return;
  deflateEnd(&s->deep);
  free(s->prior);
  free(s->scratch);
  free(s->piece);
  free(s->packed);
  free(s);
}

pixel_sink *pixel_sink_open(fence *f, size_t row_bytes, size_t pixel) {
  pixel_sink *s = calloc(1, sizeof *s);
  if (s == NULL) return NULL;
  s->row_bytes = row_bytes;
  s->pixel = pixel;
  s->file = f;
  s->capacity = row_bytes + 1 > PIECE_SIZE ? row_bytes + 1 : PIECE_SIZE;
  // Nothing packs to more than stored blocks take, 5 bytes for each 65535; a Huffman code may miss that by a little.
  s->packed_capacity = s->capacity + s->capacity / 8 + LEAST_ROOM;
  s->prior = calloc(1, row_bytes);
  s->scratch = malloc(row_bytes);
  s->piece = malloc(s->capacity);
  s->packed = malloc(s->packed_capacity);
  s->sum = 1;
  s->is_deep = 1;
  // The head of a zlib stream (RFC 1950): a window of 32 KB, the default level.
  s->chunk[0] = 0x78;
  s->chunk[1] = 0x9C;
  s->chunk_size = 2;
  int status = deflateInit2(&s->deep, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_FILTERED);
  if (status == Z_OK && s->prior != NULL && s->scratch != NULL && s->piece != NULL && s->packed != NULL) return s;
  pixel_sink_close(s);
  return NULL;
}

static int end_chunk(pixel_sink *s) {
  int status = s->chunk_size > 0 ? fence_put_chunk(s->file, "IDAT", s->chunk, s->chunk_size) : CPNG_OK;
  s->chunk_size = 0;
  return status;
}

static int emit(pixel_sink *s, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    size_t part = CHUNK_SIZE - s->chunk_size < count ? CHUNK_SIZE - s->chunk_size : count;
    memcpy(s->chunk + s->chunk_size, bytes, part);
    s->chunk_size += part;
    bytes += part;
    count -= part;
    if (s->chunk_size < CHUNK_SIZE) break;
    int status = end_chunk(s);
    if (status != CPNG_OK) return status;
  }
  return CPNG_OK;
}

// Packs the piece by itself into `packed`, ending on a whole byte. Returns its size, 0 if it did not fit.
static size_t pack_shallow(pixel_sink *s, uint16_t reach) {
  struct isal_zstream *z = &s->shallow;
  isal_deflate_init(z);
  z->level = 1;
  z->level_buf = s->level_memory;
  z->level_buf_size = sizeof s->level_memory;
  z->hist_bits = reach;
  z->flush = FULL_FLUSH;
  z->next_in = s->piece;
  z->avail_in = (uint32_t)s->filled;
  z->next_out = s->packed;
  z->avail_out = (uint32_t)s->packed_capacity;
  s->packed_reach = 0;
  if (isal_deflate(z) != COMP_OK || z->avail_in > 0 || z->avail_out == 0) return 0;
  s->packed_reach = reach;
  return z->total_out;
}

static int deflate_deep(pixel_sink *s, int flush) {
  z_stream *z = &s->deep;
  do {
    s->packed_reach = 0;
    z->next_out = s->packed;
    z->avail_out = (uInt)s->packed_capacity;
    if (deflate(z, flush) == Z_STREAM_ERROR) return fence_refuse(s->file, CPNG_CORRUPT, "deflate");
    int status = emit(s, s->packed, s->packed_capacity - z->avail_out);
    if (status != CPNG_OK) return status;
  } while (z->avail_out == 0);
  return CPNG_OK;
}

// How many hundredths of a full search's size the shallow one has. A full search that gains nothing still spends bits
// on saying where its matches are.
static size_t against_full(pixel_sink *s, size_t shallow) {
  size_t full = pack_shallow(s, FULL_REACH);
  return full == 0 ? 100 : shallow * 100 / full;
}

// What is drawn has stretches of one colour, which filter to nothing, whatever goes on between them.
static size_t count_zeros(const uint8_t *bytes, size_t count) {
  size_t zeros = 0;
  for (size_t start = 0; start < count; start += 128) {
    size_t end = start + 128 < count ? start + 128 : count;
    uint8_t part = 0;  // narrow, for wide steps
    for (size_t i = start; i < end; i++) part = (uint8_t)(part + (bytes[i] == 0));
    zeros += part;
  }
  return zeros;
}

// Which way the piece goes, that takes `shallow` bytes in one of them. The bounds were found by packing some hundred
// photographs, drawings and patterns in both ways.
static int is_for_deep(pixel_sink *s, size_t shallow) {
  if (s->filled < LEAST_NOISE) return 1;
  size_t tenths = shallow * 80 / s->filled;  // of a bit for each byte
  if (tenths >= NOISY && count_zeros(s->piece, s->filled) < s->filled / 4) {
    // Noise has no matches, but patterns that repeat have, however noisy each is.
    int is_time = s->is_deep || s->turn % LOOK_EVERY == 0;
    return is_time && against_full(s, shallow) > REPEATING;
  }
  return tenths < SMOOTH || against_full(s, shallow) > CLEAR;
}

static int turn_to(pixel_sink *s, int is_deep) {
  if (s->is_deep == is_deep) return CPNG_OK;
  s->is_deep = is_deep;
  if (is_deep) return deflateReset(&s->deep) == Z_OK ? CPNG_OK : fence_refuse(s->file, CPNG_CORRUPT, "deflateReset");
  s->deep.avail_in = 0;
  return s->deep.total_in > 0 ? deflate_deep(s, Z_SYNC_FLUSH) : CPNG_OK;
}

static int write_piece(pixel_sink *s) {
  if (s->filled == 0) return CPNG_OK;
  s->sum = isal_adler32(s->sum, s->piece, s->filled);
  size_t shallow = pack_shallow(s, SHORT_REACH);
  int is_deep = shallow == 0 || is_for_deep(s, shallow);
  int status = turn_to(s, is_deep);
  if (status == CPNG_OK && is_deep) {
    s->deep.next_in = s->piece;
    s->deep.avail_in = (uInt)s->filled;
    status = deflate_deep(s, Z_NO_FLUSH);
  } else if (status == CPNG_OK) {
    if (s->packed_reach != SHORT_REACH) shallow = pack_shallow(s, SHORT_REACH);
    status = shallow > 0 ? emit(s, s->packed, shallow) : fence_refuse(s->file, CPNG_CORRUPT, "isal_deflate");
  }
  s->turn++;
  s->filled = 0;
  return status;
}

int pixel_sink_row(pixel_sink *s, const uint8_t *row) {
  if (s->filled + s->row_bytes + 1 > s->capacity) {
    int status = write_piece(s);
    if (status != CPNG_OK) return status;
  }
  filter_row(s->piece + s->filled, s->scratch, row, s->prior, s->row_bytes, s->pixel);
  s->filled += s->row_bytes + 1;
  memcpy(s->prior, row, s->row_bytes);
  return CPNG_OK;
}

int pixel_sink_finish(pixel_sink *s) {
  int status = write_piece(s);
  // Behind shallow pieces the stream still wants a last block: zlib's, of nothing.
  if (status == CPNG_OK) status = turn_to(s, 1);
  s->deep.avail_in = 0;
  if (status == CPNG_OK) status = deflate_deep(s, Z_FINISH);
  uint8_t sum[4] = {(uint8_t)(s->sum >> 24), (uint8_t)(s->sum >> 16), (uint8_t)(s->sum >> 8), (uint8_t)s->sum};
  if (status == CPNG_OK) status = emit(s, sum, sizeof sum);
  return status == CPNG_OK ? end_chunk(s) : status;
}
