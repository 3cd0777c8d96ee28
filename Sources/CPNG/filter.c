#include <string.h>

#include "fence.h"

// Unlike undoing it, filtering a row needs nothing that is not there yet: these loops are for the compiler to widen.

static void sub(uint8_t *restrict out, const uint8_t *row, size_t count, size_t pixel) {
  memcpy(out, row, pixel);
  for (size_t i = pixel; i < count; i++) out[i] = (uint8_t)(row[i] - row[i - pixel]);
}

static void up(uint8_t *restrict out, const uint8_t *row, const uint8_t *prior, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = (uint8_t)(row[i] - prior[i]);
}

static void average(uint8_t *restrict out, const uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  for (size_t i = 0; i < pixel; i++) out[i] = (uint8_t)(row[i] - (prior[i] >> 1));
  for (size_t i = pixel; i < count; i++) {
    // (left + above) / 2 in eight bits: what both have, and half of what one has.
    uint8_t left = row[i - pixel], above = prior[i];
    out[i] = (uint8_t)(row[i] - ((left & above) + ((uint8_t)(left ^ above) >> 1)));
  }
}

static void paeth(uint8_t *restrict out, const uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  for (size_t i = 0; i < pixel; i++) out[i] = (uint8_t)(row[i] - prior[i]);
  for (size_t i = pixel; i < count; i++) {
    int16_t left = row[i - pixel], above = prior[i], corner = prior[i - pixel];
    int16_t low = left < above ? left : above, high = left < above ? above : left;
    int16_t edge = (int16_t)(3 * corner - left - above);
    int16_t choice = edge >= high ? low : corner;
    choice = edge <= low ? high : choice;
    out[i] = (uint8_t)(row[i] - choice);
  }
}

// How far a row is from zero, differences being taken as signed: libpng's measure of how well it will pack.
static uint64_t distance(const uint8_t *row, size_t count) {
  uint64_t sum = 0;
  for (size_t start = 0; start < count; start += 256) {
    size_t end = start + 256 < count ? start + 256 : count;
    uint16_t part = 0;  // narrow, for wide steps: 256 times 128 fits
    for (size_t i = start; i < end; i++) {
      uint8_t minus = (uint8_t)-row[i];
      part = (uint16_t)(part + (row[i] < minus ? row[i] : minus));
    }
    sum += part;
  }
  return sum;
}

void filter_row(uint8_t *out, uint8_t *scratch, const uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  out[0] = 0;
  memcpy(out + 1, row, count);
  uint64_t least = distance(row, count);
  for (uint8_t filter = 1; filter <= 4; filter++) {
    switch (filter) {
    case 1: sub(scratch, row, count, pixel); break;
    case 2: up(scratch, row, prior, count); break;
    case 3: average(scratch, row, prior, count, pixel); break;
    default: paeth(scratch, row, prior, count, pixel);
    }
    uint64_t here = distance(scratch, count);
    if (here >= least) continue;
    least = here;
    out[0] = filter;
    memcpy(out + 1, scratch, count);
  }
}
