import Glibc
import Terms
import TestSupport

extension Writer {
  /// Files that get their size or their name by other ways than writing and renaming.
  static let preparers = [
    Writer(name: "has room set aside, and fills it from the end") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      _ = try Disk.check("posix_fallocate", -posix_fallocate(file, 0, 100_000))
      for piece in (0..<5).reversed() {
        Disk.rest(.milliseconds(60))
        try Disk.fill(file, piece * 20_000..<(piece + 1) * 20_000)
      }
    },
    Writer(name: "writes through a memory map, which raises no event until it closes") { inbox, _ in
      let file = try Disk.check(
        "open", (inbox / "drop.bin").withCString { open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) })
      defer { close(file) }
      _ = try Disk.check("ftruncate", ftruncate(file, 100_000))
      guard let map = mmap(nil, 100_000, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), map != MAP_FAILED else {
        throw Disk.Failure(call: "mmap", error: errno)
      }
      map.copyMemory(from: Pattern.bytes(0..<100_000), byteCount: 100_000)
      munmap(map, 100_000)
    },
    Writer(name: "writes a file that has no name, and links it in") { inbox, _ in
      // O_TMPFILE, which the C library shows only to those who ask for GNU's own.
      let file = try Disk.open(inbox, 0o20_000_000 | O_DIRECTORY)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000, piece: 20_000, pause: .milliseconds(20))
      let result = (inbox / "drop.bin").withCString {
        linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, $0, AT_SYMLINK_FOLLOW)
      }
      _ = try Disk.check("linkat", result)
    },
  ]

  static let names = [
    named("a name that is not UTF-8", [FileName(bytes: [0x53, 0xE9, 0xFF, 0x2E, 0x6A])]),
    named("a name of 255 bytes", [FileName(bytes: Array(repeating: UInt8(ascii: "x"), count: 255))]),
    named("names that differ in case", [FileName("drop.json"), FileName("Drop.JSON")]),
    named("one name composed and decomposed", [FileName("caf\u{E9}"), FileName("cafe\u{301}")]),
    named("a name with a new line and a backslash", [FileName("a\n\\b")]),
  ]

  private static func named(_ name: String, _ files: [FileName]) -> Writer {
    Writer(name: "uses " + name, files: files) { inbox, _ in
      for name in files {
        let file = try Disk.open(inbox / name, O_CREAT)
        defer { close(file) }
        try Disk.fill(file, 0..<100_000, piece: 50_000, pause: .milliseconds(10))
      }
    }
  }
}

/// Programs that people copy files with.
extension Writer {
  static let coreutils = [
    program("cp", "drop.bin"), program("cp", "-p", "drop.bin"), program("mv", "drop.bin"),
    program("cp", "--reflink=never", "--sparse=always", "drop.bin"), program("install", "drop.bin"),
    Writer(name: "mv from another file system") { inbox, outside in
      let memory = FilePath("/dev/shm/starsend-\(inbox.name)-\(getpid())")
      try Disk.makeFolder(memory)
      defer { try? Program.runNow(["rm", "-rf", memory.display]) }
      try Program.runNow(["cp", "\(outside)/drop.bin", "\(memory)/drop.bin"])
      try Program.runNow(["mv", "\(memory)/drop.bin", "\(inbox)/drop.bin"])
    },
    shell("dd", "dd if=$1/drop.bin of=$2/drop.bin bs=1000"),
    shell("cat and redirection", "cat $1/drop.bin > $2/drop.bin"),
  ]

  static let rsync = [
    program("rsync", "-t", "drop.bin"), program("rsync", "--inplace", "drop.bin"),
    program("rsync", "--inplace", "--preallocate", "--bwlimit=400", "drop.bin"),
    program("rsync", "--delay-updates", "drop.bin"),
  ]

  static let gio = [
    program("gio", "copy", "drop.bin"), program("gio", "move", "drop.bin"),
    shell("gio save", "gio save $2/drop.bin < $1/drop.bin"),
    shell("gio save over what is there", "echo {} > $2/drop.bin; gio save $2/drop.bin < $1/drop.bin"),
  ]

  /// The program's last argument is the file's name; it is told its old place and its new one.
  private static func program(_ command: String...) -> Writer {
    Writer(name: command.dropLast().joined(separator: " ")) { inbox, outside in
      try Program.runNow(command.dropLast() + ["\(outside)/drop.bin", "\(inbox)/drop.bin"])
    }
  }

  private static func shell(_ name: String, _ script: String) -> Writer {
    Writer(name: name) { inbox, outside in try Program.runNow(["sh", "-c", script, "sh", "\(outside)", "\(inbox)"]) }
  }
}
