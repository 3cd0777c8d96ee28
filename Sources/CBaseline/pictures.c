#define _GNU_SOURCE
#include "CBaseline.h"

#include <errno.h>
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

// MARK: Scenes

enum { octaves = 5, things = 9, gaussians = 4096 };

typedef struct {
  uint64_t random;
  float top[3], bottom[3];
  struct {
    float x, y, wide, high, slant, color[3];
  } thing[things];
  uint32_t hash[octaves];
} scene;

static uint64_t next_random(uint64_t *state) {
  *state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t value = *state;
  value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
  return value ^ (value >> 31);
}

static float between(uint64_t *state, float low, float high) {
  return low + (high - low) * (float)(next_random(state) >> 40) / (float)(1 << 24);
}

static void compose_scene(scene *scene, uint64_t seed) {
  scene->random = seed;
  for (int channel = 0; channel < 3; channel++) {
    scene->top[channel] = between(&scene->random, 40, 210);
    scene->bottom[channel] = between(&scene->random, 40, 210);
  }
  for (int index = 0; index < things; index++) {
    scene->thing[index].x = between(&scene->random, 0, 1);
    scene->thing[index].y = between(&scene->random, 0, 1);
    scene->thing[index].wide = between(&scene->random, 0.03F, 0.2F);
    scene->thing[index].high = between(&scene->random, 0.03F, 0.3F);
    scene->thing[index].slant = between(&scene->random, -0.6F, 0.6F);
    for (int channel = 0; channel < 3; channel++) {
      scene->thing[index].color[channel] = between(&scene->random, 10, 245);
    }
  }
  for (int index = 0; index < octaves; index++) scene->hash[index] = (uint32_t)next_random(&scene->random);
}

// A height from -1 to 1 for each corner of a lattice.
static float lattice(uint32_t hash, uint32_t column, uint32_t row) {
  uint32_t value = hash ^ (column * 0x9E3779B1U) ^ (row * 0x85EBCA77U);
  value = (value ^ (value >> 15)) * 0x2C1B3C6DU;
  value ^= value >> 12;
  return (float)(value & 0xFFFF) / 32768.0F - 1.0F;
}

// Adds to `texture` one row of smooth noise with bumps of `cell` pixels.
static void add_octave(float *texture, uint32_t width, uint32_t y, uint32_t cell, float strength, uint32_t hash) {
  uint32_t row = y / cell;
  float v = (float)(y % cell) / (float)cell;
  float left = 0, right = 0;
  for (uint32_t x = 0; x < width; x++) {
    uint32_t inside = x % cell;
    if (inside == 0) {
      uint32_t column = x / cell;
      left = lattice(hash, column, row) * (1 - v) + lattice(hash, column, row + 1) * v;
      right = lattice(hash, column + 1, row) * (1 - v) + lattice(hash, column + 1, row + 1) * v;
    }
    float u = (float)inside / (float)cell;
    texture[x] += strength * (left * (1 - u) + right * u);
  }
}

static const float *thing_at(const scene *scene, float x, float y) {
  for (int index = things - 1; index >= 0; index--) {
    float down = y - scene->thing[index].y;
    float across = x - scene->thing[index].x - scene->thing[index].slant * down;
    float wide = scene->thing[index].wide, high = scene->thing[index].high;
    if (across * across / (wide * wide) + down * down / (high * high) < 1) return scene->thing[index].color;
  }
  return NULL;
}

static void draw_row(
    const scene *scene, png_byte *row, float *texture, uint32_t side, uint32_t y, const float *noise, uint64_t *random) {
  uint32_t cells[octaves] = {side / 5 + 1, side / 17 + 1, side / 61 + 1, side / 211 + 1, 7};
  for (uint32_t x = 0; x < side; x++) texture[x] = 0;
  for (int index = 0; index < octaves; index++) {
    add_octave(texture, side, y, cells[index], 26.0F / (float)(index + 1), scene->hash[index]);
  }
  float light = (float)y / (float)side;
  uint64_t bits = 0;
  for (uint32_t x = 0; x < side; x++) {
    const float *color = thing_at(scene, (float)x / (float)side, light);
    bits = next_random(random);
    for (int channel = 0; channel < 3; channel++) {
      float base = color ? color[channel] : scene->top[channel] * (1 - light) + scene->bottom[channel] * light;
      float value = base + texture[x] + noise[(bits >> (channel * 16)) % gaussians];
      row[x * 3 + (uint32_t)channel] = (png_byte)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
  }
}

static void make_noise(float *noise, uint64_t seed) {
  for (int index = 0; index < gaussians; index++) {
    float radius = sqrtf(-2 * logf(between(&seed, 0.0001F, 1)));
    noise[index] = 1.7F * radius * cosf(6.2831853F * between(&seed, 0, 1));
  }
}

// MARK: Writing

typedef struct {
  FILE *file;
  png_structp png;
  png_infop info;
} sheet;

static int open_sheet(sheet *sheet, const char *path) {
  sheet->file = fopen(path, "wbxe");
  if (sheet->file == NULL) return -1;
  sheet->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  sheet->info = sheet->png == NULL ? NULL : png_create_info_struct(sheet->png);
  if (sheet->info != NULL) return 0;
  fclose(sheet->file);
  errno = ENOMEM;
  return -1;
}

static int close_sheet(sheet *sheet, int result) {
  png_destroy_write_struct(&sheet->png, &sheet->info);
  if (fclose(sheet->file) != 0) result = -1;
  return result;
}

static int draw(sheet *sheet, uint32_t side, uint32_t panels, uint64_t seed, png_byte *row, float *texture, scene *scenes) {
  if (setjmp(png_jmpbuf(sheet->png))) return -1;
  float noise[gaussians];
  uint32_t panel = side / panels;
  make_noise(noise, seed);
  png_init_io(sheet->png, sheet->file);
  png_set_IHDR(sheet->png, sheet->info, panel * panels, panel * panels, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(sheet->png, 1);
  png_set_filter(sheet->png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
  png_write_info(sheet->png, sheet->info);
  for (uint32_t y = 0; y < panel * panels; y++) {
    for (uint32_t column = 0; column < panels; column++) {
      const scene *scene = &scenes[y / panel * panels + column];
      draw_row(scene, row + (size_t)column * panel * 3, texture, panel, y % panel, noise, &seed);
    }
    png_write_row(sheet->png, row);
  }
  png_write_end(sheet->png, NULL);
  return 0;
}

int cbaseline_photograph(const char *path, uint32_t side, uint32_t panels, uint64_t seed) {
  if (panels == 0 || side < panels) {
    errno = EINVAL;
    return -1;
  }
  sheet sheet;
  if (open_sheet(&sheet, path) != 0) return -1;
  png_byte *row = malloc((size_t)side * 3);
  float *texture = malloc(side * sizeof(float));
  scene *scenes = calloc((size_t)panels * panels, sizeof(scene));
  int result = -1;
  if (row != NULL && texture != NULL && scenes != NULL) {
    for (uint32_t index = 0; index < panels * panels; index++) compose_scene(&scenes[index], seed + index * 7919);
    result = draw(&sheet, side, panels, seed, row, texture, scenes);
  }
  free(scenes);
  free(texture);
  free(row);
  return close_sheet(&sheet, result);
}

// MARK: Cropping with everything at its default

static int copy_rows(sheet *sheet, png_image *image, const png_byte *pixels, uint32_t x, uint32_t y, uint32_t width,
                     uint32_t height) {
  if (setjmp(png_jmpbuf(sheet->png))) return -1;
  png_init_io(sheet->png, sheet->file);
  png_set_IHDR(sheet->png, sheet->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(sheet->png, sheet->info);
  for (uint32_t row = 0; row < height; row++) {
    png_write_row(sheet->png, pixels + ((size_t)(y + row) * image->width + x) * 3);
  }
  png_write_end(sheet->png, NULL);
  return 0;
}

int cbaseline_crop_by_default(
    const char *from, const char *to, uint32_t x, uint32_t y, uint32_t width, uint32_t height) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_file(&image, from)) return -1;
  image.format = PNG_FORMAT_RGB;
  png_byte *pixels = malloc(PNG_IMAGE_SIZE(image));
  int result = -1;
  if (pixels != NULL && png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
    sheet sheet;
    if (x + width <= image.width && y + height <= image.height && open_sheet(&sheet, to) == 0) {
      result = close_sheet(&sheet, copy_rows(&sheet, &image, pixels, x, y, width, height));
    }
  }
  png_image_free(&image);
  free(pixels);
  return result;
}
