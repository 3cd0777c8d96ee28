#include <errno.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fence.h"

struct cpng_reader {
  fence fence;
  png_structp png;
  png_infop info;
  size_t row_bytes;
  pixel_source *pixels;  // NULL where libpng decodes the rows
};

struct cpng_writer {
  fence fence;
  png_structp png;
  png_infop info;
  pixel_sink *pixels;  // NULL where libpng packs the rows
};

// libpng's own handler prints to standard error before it jumps; this one keeps the words.
static void fail(png_structp png, png_const_charp message) {
  fence *f = png_get_error_ptr(png);
  if (f->fault.status == CPNG_OK) {
    f->fault.status = CPNG_CORRUPT;
    strncpy(f->fault.message, message ? message : "", sizeof f->fault.message - 1);
  }
  longjmp(f->jump, 1);
}

// libpng's own warnings go to standard error; what it can live with is no one's concern.
static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

int fence_refuse(fence *f, cpng_status status, const char *message) {
  f->fault.status = status;
  strncpy(f->fault.message, message, sizeof f->fault.message - 1);
  return status;
}

static int refuse_system(fence *f, int error_number) {
  f->fault.error_number = error_number;
  return fence_refuse(f, CPNG_SYSTEM, "");
}

// pread, not stdio: the descriptor's position stays put, so that the walk over the chunks can share it.
int fence_take(fence *f, uint8_t *out, size_t wanted) {
  while (wanted > 0) {
    if (f->taken == f->filled) {
      ssize_t got;
      do got = pread(f->descriptor, f->buffer, BUFFER_SIZE, f->offset);
      while (got < 0 && errno == EINTR);
      if (got < 0) return refuse_system(f, errno);
      if (got == 0) return fence_refuse(f, CPNG_TRUNCATED, "");
      f->offset += got;
      f->filled = (size_t)got;
      f->taken = 0;
    }
    size_t part = f->filled - f->taken < wanted ? f->filled - f->taken : wanted;
    memcpy(out, f->buffer + f->taken, part);
    f->taken += part;
    out += part;
    wanted -= part;
  }
  return CPNG_OK;
}

static void fetch(png_structp png, png_bytep out, size_t wanted) {
  if (fence_take(png_get_io_ptr(png), out, wanted) != CPNG_OK) fail(png, "");
}

static int drain(fence *f) {
  size_t done = 0;
  while (done < f->filled) {
    ssize_t put = write(f->descriptor, f->buffer + done, f->filled - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return refuse_system(f, errno);
    done += (size_t)put;
  }
  f->filled = 0;
  return CPNG_OK;
}

// libpng writes chunk by chunk in pieces of a few bytes; the buffer spares a system call for each.
int fence_put(fence *f, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    size_t part = BUFFER_SIZE - f->filled < count ? BUFFER_SIZE - f->filled : count;
    memcpy(f->buffer + f->filled, bytes, part);
    f->filled += part;
    bytes += part;
    count -= part;
    if (f->filled < BUFFER_SIZE) break;
    int status = drain(f);
    if (status != CPNG_OK) return status;
  }
  return CPNG_OK;
}

static void big_endian(uint8_t *out, uint32_t value) {
  for (int i = 0; i < 4; i++) out[i] = (uint8_t)(value >> (24 - 8 * i));
}

int fence_put_chunk(fence *f, const char *type, const uint8_t *data, size_t count) {
  uint8_t head[8], sum[4];
  big_endian(head, (uint32_t)count);
  memcpy(head + 4, type, 4);
  uLong crc = crc32(0, head + 4, 4);
  if (count > 0) crc = crc32_z(crc, data, count);
  big_endian(sum, (uint32_t)crc);
  int status = fence_put(f, head, sizeof head);
  if (status == CPNG_OK) status = fence_put(f, data, count);
  return status == CPNG_OK ? fence_put(f, sum, sizeof sum) : status;
}

static void store(png_structp png, png_bytep data, size_t length) {
  if (fence_put(png_get_io_ptr(png), data, length) != CPNG_OK) fail(png, "");
}

static void keep(png_structp png) { (void)png; }

static int report(const fence *f, cpng_fault *fault) {
  *fault = f->fault;
  return fault->status;
}

static void *refuse_memory(cpng_fault *fault) {
  memset(fault, 0, sizeof *fault);
  fault->status = CPNG_NO_MEMORY;
  return NULL;
}

// Reading

static void ask_for_rgb8(png_structp png) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
}

static void describe(cpng_reader *r, cpng_format *format) {
  format->width = png_get_image_width(r->png, r->info);
  format->height = png_get_image_height(r->png, r->info);
  format->bit_depth = png_get_bit_depth(r->png, r->info);
  format->color_type = png_get_color_type(r->png, r->info);
  format->interlaced = png_get_interlace_type(r->png, r->info) != PNG_INTERLACE_NONE;
}

// Whether rows are wanted just as they are in the file, and whole bytes to a sample.
static int is_plain(const cpng_reader *r, const cpng_format *format, int as_rgb8) {
  if (format->interlaced || format->color_type == PNG_COLOR_TYPE_PALETTE) return 0;
  if (!as_rgb8) return format->bit_depth >= 8;
  return format->bit_depth == 8 && (format->color_type & PNG_COLOR_MASK_COLOR) &&
         !png_get_valid(r->png, r->info, PNG_INFO_tRNS);
}

// libpng has read everything up to the head of the first IDAT, and judged it; the pixels are ours from here.
static int open_pixels(cpng_reader *r, const cpng_format *format) {
  uint8_t head[8];
  off_t here = r->fence.offset - (off_t)(r->fence.filled - r->fence.taken);
  if (pread(r->fence.descriptor, head, sizeof head, here - 8) != sizeof head) return 0;
  if (memcmp(head + 4, "IDAT", 4) != 0) return 0;
  uint32_t left = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
  size_t pixel = (size_t)format->channels * (format->bit_depth / 8);
  r->pixels = pixel_source_open(&r->fence, left, r->row_bytes, format->height, pixel);
  return r->pixels != NULL;
}

static void start_reading(cpng_reader *r, int as_rgb8, uint32_t longest_side, cpng_format *format) {
  png_set_read_fn(r->png, &r->fence, fetch);
  png_set_user_limits(r->png, longest_side, longest_side);
  // Text, profiles and their like are read by the walk over the chunks, with limits of our own: less for libpng to
  // stumble on. A negative count means every chunk but IHDR, PLTE, tRNS, IDAT and IEND (libpng manual, section IV).
  png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(r->png, r->info);
  describe(r, format);
  format->channels = png_get_channels(r->png, r->info);
  format->row_bytes = r->row_bytes = png_get_rowbytes(r->png, r->info);
  format->passes = 1;
  if (is_plain(r, format, as_rgb8) && open_pixels(r, format)) return;
  if (as_rgb8)
    ask_for_rgb8(r->png);
  else
    png_set_packing(r->png);
  format->passes = (uint32_t)png_set_interlace_handling(r->png);
  png_read_update_info(r->png, r->info);
  format->row_bytes = r->row_bytes = png_get_rowbytes(r->png, r->info);
  format->channels = png_get_channels(r->png, r->info);
}

cpng_reader *cpng_reader_open(int descriptor, int as_rgb8, uint32_t longest_side, cpng_format *format,
                              cpng_fault *fault) {
  cpng_reader *r = calloc(1, sizeof *r);
  if (r == NULL) return refuse_memory(fault);
  r->fence.descriptor = descriptor;
  if (setjmp(r->fence.jump)) {
    report(&r->fence, fault);
    cpng_reader_close(r);
    return NULL;
  }
  r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r->fence, fail, ignore);
  if (r->png != NULL) r->info = png_create_info_struct(r->png);
  if (r->info == NULL) {
    cpng_reader_close(r);
    return refuse_memory(fault);
  }
  start_reading(r, as_rgb8, longest_side, format);
  return r;
}

int cpng_reader_rows(cpng_reader *r, uint8_t *rows, uint32_t count, cpng_fault *fault) {
  if (r->pixels != NULL) {
    int status = pixel_source_rows(r->pixels, rows, count);
    return status == CPNG_OK ? CPNG_OK : report(&r->fence, fault);
  }
  if (setjmp(r->fence.jump)) return report(&r->fence, fault);
  for (uint32_t y = 0; y < count; y++) png_read_row(r->png, rows + y * (r->row_bytes + 1) + 1, NULL);
  return CPNG_OK;
}

int cpng_reader_pass_row(cpng_reader *r, uint8_t *row, cpng_fault *fault) {
  if (setjmp(r->fence.jump)) return report(&r->fence, fault);
  png_read_row(r->png, row, NULL);
  return CPNG_OK;
}

void cpng_reader_close(cpng_reader *r) {
  if (r == NULL) return;
  pixel_source_close(r->pixels);
  png_destroy_read_struct(&r->png, &r->info, NULL);
  free(r);
}

// Writing

static void start(cpng_writer *w, const cpng_sheet *sheet) {
  png_set_write_fn(w->png, &w->fence, store, keep);
  png_set_user_limits(w->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_compression_buffer_size(w->png, BUFFER_SIZE);
  // Where libpng packs the rows, they are numbers of colours or bits: filters make noise of those.
  png_set_filter(w->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  // An index beyond the palette is copied as it was found: pixels are not ours to judge.
  png_set_check_for_invalid_index(w->png, 0);
  png_set_benign_errors(w->png, 1);
  png_set_IHDR(w->png, w->info, sheet->width, sheet->height, sheet->bit_depth, sheet->color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_write_info_before_PLTE(w->png, w->info);
}

cpng_writer *cpng_writer_open(int descriptor, const cpng_sheet *sheet, cpng_fault *fault) {
  cpng_writer *w = calloc(1, sizeof *w);
  if (w == NULL) return refuse_memory(fault);
  w->fence.descriptor = descriptor;
  if (setjmp(w->fence.jump)) {
    report(&w->fence, fault);
    cpng_writer_close(w);
    return NULL;
  }
  w->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &w->fence, fail, ignore);
  if (w->png != NULL) w->info = png_create_info_struct(w->png);
  if (w->info == NULL) {
    cpng_writer_close(w);
    return refuse_memory(fault);
  }
  start(w, sheet);
  if (sheet->bit_depth >= 8 && sheet->color_type != PNG_COLOR_TYPE_PALETTE) {
    size_t pixel = (size_t)png_get_channels(w->png, w->info) * (sheet->bit_depth / 8);
    w->pixels = pixel_sink_open(&w->fence, sheet->width * pixel, pixel);
    if (w->pixels == NULL) {
      cpng_writer_close(w);
      return refuse_memory(fault);
    }
  }
  return w;
}

int cpng_writer_chunk(cpng_writer *w, const uint8_t *type, const uint8_t *data, size_t length, cpng_fault *fault) {
  if (setjmp(w->fence.jump)) return report(&w->fence, fault);
  png_write_chunk(w->png, type, data, length);
  return CPNG_OK;
}

int cpng_writer_palette(cpng_writer *w, const uint8_t *colors, int count, cpng_fault *fault) {
  if (setjmp(w->fence.jump)) return report(&w->fence, fault);
  if (count > 0) {
    png_color palette[PNG_MAX_PALETTE_LENGTH];
    for (int i = 0; i < count && i < PNG_MAX_PALETTE_LENGTH; i++)
      palette[i] = (png_color){colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]};
    png_set_PLTE(w->png, w->info, palette, count);
  }
  png_write_info(w->png, w->info);
  png_set_packing(w->png);
  return CPNG_OK;
}

int cpng_writer_row(cpng_writer *w, const uint8_t *row, cpng_fault *fault) {
  if (w->pixels != NULL) return pixel_sink_row(w->pixels, row) == CPNG_OK ? CPNG_OK : report(&w->fence, fault);
  if (setjmp(w->fence.jump)) return report(&w->fence, fault);
  png_write_row(w->png, row);
  return CPNG_OK;
}

int cpng_writer_finish(cpng_writer *w, cpng_fault *fault) {
  int status = CPNG_OK;
  if (w->pixels != NULL) {
    status = pixel_sink_finish(w->pixels);
    if (status == CPNG_OK) status = fence_put_chunk(&w->fence, "IEND", NULL, 0);
  } else {
    if (setjmp(w->fence.jump)) return report(&w->fence, fault);
    png_write_end(w->png, NULL);
  }
  if (status == CPNG_OK) status = drain(&w->fence);
  return status == CPNG_OK ? CPNG_OK : report(&w->fence, fault);
}

void cpng_writer_close(cpng_writer *w) {
  if (w == NULL) return;
  pixel_sink_close(w->pixels);
  png_destroy_write_struct(&w->png, &w->info);
  free(w);
}

// zlib

uint32_t cpng_crc32(uint32_t crc, const uint8_t *data, size_t length) {
  return (uint32_t)crc32_z(crc, data, length);
}

int64_t cpng_inflate(const uint8_t *data, size_t length, uint8_t *out, size_t capacity) {
  if (length > UINT32_MAX || capacity > UINT32_MAX) return -2;
  z_stream stream = {.next_in = (Bytef *)data, .avail_in = (uInt)length};
  stream.next_out = out;
  stream.avail_out = (uInt)capacity;
  if (inflateInit(&stream) != Z_OK) return -1;
  int status = inflate(&stream, Z_FINISH);
  int64_t produced = (int64_t)stream.total_out;
  int full = stream.avail_out == 0;
  inflateEnd(&stream);
  if (status == Z_STREAM_END) return produced;
  return full ? -2 : -1;
}
