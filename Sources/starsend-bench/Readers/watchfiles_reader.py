# Tells every file that watchfiles says was added to a folder, one name on a line.
import os
import sys

from watchfiles import Change, watch

for changes in watch(sys.argv[1]):
    for change, path in changes:
        if change == Change.added:
            os.write(1, os.fsencode(os.path.basename(path)) + b"\n")
