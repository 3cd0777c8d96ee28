// Both headers: without the second, struct inotify_event stays opaque.
#include <inotifytools/inotifytools.h>
#include <inotifytools/inotify.h>
