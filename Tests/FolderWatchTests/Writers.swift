import Glibc
import Terms

/// Writers that are made of system calls, as programs make them.
extension Writer {
  static let callers = patient + reopening + times + sizes + renamers + preparers + names

  /// How long the pauses are that must not be taken for the end. The folder's settling time is many times that.
  private static let pause = Duration.milliseconds(60)

  private static let patient = [
    Writer(name: "writes slowly") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000, piece: 5_000, pause: .milliseconds(15))
    },
    Writer(name: "pauses, and goes on") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000, piece: 20_000, pause: pause)
    },
    Writer(name: "waits after its last byte before it closes") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000)
      Disk.rest(pause)
    },
  ]

  private static let reopening = [
    Writer(name: "opens the path anew for each piece") { inbox, _ in
      for piece in 0..<5 {
        let file = try Disk.open(inbox / "drop.bin", O_CREAT)
        try Disk.fill(file, piece * 20_000..<(piece + 1) * 20_000)
        close(file)
        Disk.rest(pause)
      }
    },
    Writer(name: "makes, closes, opens, writes, closes, sets the times, closes, as Windows over SMB") { inbox, _ in
      close(try Disk.open(inbox / "drop.bin", O_CREAT | O_EXCL))
      Disk.rest(pause)
      var file = try Disk.open(inbox / "drop.bin", 0)
      try Disk.fill(file, 0..<100_000, piece: 30_000, pause: .milliseconds(10))
      close(file)
      Disk.rest(pause)
      file = try Disk.open(inbox / "drop.bin", 0)
      try Disk.setTimes(file, secondsSince1970: 1_000_000_000)
      close(file)
    },
    Writer(name: "writes a placeholder, and truncates it for the real content") { inbox, _ in
      try Disk.create(inbox / "drop.bin", "to be written")
      Disk.rest(pause)
      let file = try Disk.open(inbox / "drop.bin", O_TRUNC)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000)
    },
  ]

  private static let times = [
    Writer(name: "sets an old time after it has closed") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      try Disk.fill(file, 0..<100_000)
      close(file)
      try Disk.touch(inbox / "drop.bin", secondsSince1970: 86_400)
    },
    Writer(name: "sets an old time after each piece, so that it never seems to change") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      for piece in 0..<5 {
        try Disk.fill(file, piece * 20_000..<(piece + 1) * 20_000)
        try Disk.setTimes(file, secondsSince1970: 86_400)
        Disk.rest(pause)
      }
    },
    Writer(name: "lives in the year 2100") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      try Disk.fill(file, 0..<100_000)
      try Disk.setTimes(file, secondsSince1970: 4_102_444_800)
    },
  ]

  private static let sizes = [
    Writer(name: "makes a file of no bytes", size: 0) { inbox, _ in try Disk.create(inbox / "drop.bin") },
    Writer(name: "makes a file of 2 GB", size: 2_147_487_744, isSparse: true) { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      defer { close(file) }
      _ = try Disk.check("ftruncate", ftruncate(file, 2_147_487_744))
      Disk.rest(pause)
      try Disk.fill(file, 2_147_483_648..<2_147_487_744)
    },
  ]

  private static let renamers = [
    Writer(name: "links in a file that lies elsewhere") { inbox, outside in
      try Disk.link(outside / "drop.bin", inbox / "drop.bin")
    },
    Writer(name: "renames over a name that is still being written") { inbox, outside in
      let file = try Disk.open(inbox / "drop.bin", O_CREAT)
      try Disk.fill(file, 0..<50)
      try Disk.rename(outside / "drop.bin", inbox / "drop.bin")
      try Disk.fill(file, 50..<90)
      close(file)
    },
    Writer(name: "writes .part and renames it, as KDE") { inbox, _ in
      let file = try Disk.open(inbox / "drop.bin.part", O_CREAT)
      try Disk.fill(file, 0..<100_000, piece: 20_000, pause: pause)
      close(file)
      try Disk.rename(inbox / "drop.bin.part", inbox / "drop.bin")
      try Disk.touch(inbox / "drop.bin", secondsSince1970: 86_400)
    },
    Writer(name: "renames twice, under a first name that is no litter") { inbox, outside in
      try Disk.rename(outside / "drop.bin", inbox / "almost")
      try Disk.rename(inbox / "almost", inbox / "drop.bin")
    },
  ]
}
