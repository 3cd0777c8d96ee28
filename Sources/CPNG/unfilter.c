#include "fence.h"

// What a filter adds hangs on the pixel to the left, so a row cannot be undone in wide steps; the samples of one pixel
// are what runs side by side. Plain code with constant pixel sizes and nothing to branch on is quicker here than
// vectors of one pixel each: those wait longer for each result.

#define INLINE static inline __attribute__((always_inline))
enum { MOST_BYTES = 8 };  // of a pixel

INLINE void undo_sub(uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  (void)prior;
  uint8_t left[MOST_BYTES] = {0};
  for (size_t i = 0; i < count; i += pixel)
    for (size_t k = 0; k < pixel; k++) row[i + k] = left[k] = (uint8_t)(left[k] + row[i + k]);
}

static void undo_up(uint8_t *row, const uint8_t *prior, size_t count) {
  for (size_t i = 0; i < count; i++) row[i] = (uint8_t)(row[i] + prior[i]);
}

INLINE void undo_average(uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  unsigned left[MOST_BYTES] = {0};
  for (size_t i = 0; i < count; i += pixel)
    for (size_t k = 0; k < pixel; k++) {
      left[k] = (((left[k] + prior[i + k]) >> 1) + row[i + k]) & 255;
      row[i + k] = (uint8_t)left[k];
    }
}

// Paeth's choice, the nearest of the three to left + above - corner, without absolute values: the corner, unless three
// corners less the other two lie beyond what is between left and above. Ties go the same way.
INLINE int nearest(int left, int above, int corner) {
  int edge = 3 * corner - above - left;
  int low = left < above ? left : above, high = left < above ? above : left;
  int choice = edge >= high ? low : corner;
  return edge <= low ? high : choice;
}

INLINE void undo_paeth(uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  int left[MOST_BYTES] = {0}, corner[MOST_BYTES] = {0};
  for (size_t i = 0; i < count; i += pixel)
    for (size_t k = 0; k < pixel; k++) {
      int above = prior[i + k];
      left[k] = (nearest(left[k], above, corner[k]) + row[i + k]) & 255;
      corner[k] = above;
      row[i + k] = (uint8_t)left[k];
    }
}

#define FOR_PIXEL_SIZE(undo)                  \
  switch (pixel) {                            \
  case 1: undo(row, prior, count, 1); break;  \
  case 2: undo(row, prior, count, 2); break;  \
  case 3: undo(row, prior, count, 3); break;  \
  case 4: undo(row, prior, count, 4); break;  \
  case 6: undo(row, prior, count, 6); break;  \
  case 8: undo(row, prior, count, 8); break;  \
  default: return 0;                          \
  }                                           \
  return 1

int unfilter_row(int filter, uint8_t *row, const uint8_t *prior, size_t count, size_t pixel) {
  if (count % pixel != 0) return 0;
  switch (filter) {
  case 0: return 1;
  case 1: FOR_PIXEL_SIZE(undo_sub);
  case 2: undo_up(row, prior, count); return 1;
  case 3: FOR_PIXEL_SIZE(undo_average);
  case 4: FOR_PIXEL_SIZE(undo_paeth);
  default: return 0;
  }
}
