# Cuts a picture into its four quadrants at zlib's level 1.
import sys

from PIL import Image

Image.MAX_IMAGE_PIXELS = None
picture = Image.open(sys.argv[1])
width, height = picture.width // 2, picture.height // 2
for index in range(4):
    x, y = index % 2 * width, index // 2 * height
    part = picture.crop((x, y, x + width, y + height))
    part.save(f"{sys.argv[2]}/pillow_{index}.png", compress_level=1)
