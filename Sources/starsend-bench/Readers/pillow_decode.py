# Decodes a picture as often as it is told and prints the seconds that each time took.
import sys
import time

from PIL import Image

Image.MAX_IMAGE_PIXELS = None
for _ in range(int(sys.argv[2])):
    begin = time.monotonic()
    Image.open(sys.argv[1]).load()
    print(time.monotonic() - begin)
