# Tells every file that watchdog says was made in or moved into a folder, one name on a line.
import os
import sys
import threading

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer


class Teller(FileSystemEventHandler):
    def on_created(self, event):
        os.write(1, os.fsencode(os.path.basename(event.src_path)) + b"\n")

    def on_moved(self, event):
        os.write(1, os.fsencode(os.path.basename(event.dest_path)) + b"\n")


observer = Observer()
observer.schedule(Teller(), sys.argv[1])
observer.start()
threading.Event().wait()
