# Decodes a picture and prints the seconds that it took by the clock and of the processor.
import sys
import time

from PIL import Image

Image.MAX_IMAGE_PIXELS = None
begin = time.monotonic(), time.process_time()
Image.open(sys.argv[1]).load()
print(time.monotonic() - begin[0], time.process_time() - begin[1])
