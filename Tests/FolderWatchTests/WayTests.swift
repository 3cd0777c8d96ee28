import FolderWatch
import Foundation
import Terms
import TestSupport
import Testing

@Suite("What happens to the folders above a watched one", .timeLimit(.minutes(1)))
struct WayTests {
  let top: TemporaryFolder
  let inbox: FilePath

  init() throws {
    top = try TemporaryFolder()
    inbox = top.path / "studio" / "clients" / "project" / "inbox"
    try FileManager.default.createDirectory(atPath: inbox.display, withIntermediateDirectories: true)
  }

  /// Nothing but events tells: no look is due for an hour.
  var unlooked: WatchOptions {
    WatchOptions(settle: .milliseconds(80), rescan: .seconds(3600), poll: .seconds(3600))
  }

  @Test(
    "One that is renamed takes the folder away, and brings it back with what came meanwhile",
    arguments: ["studio", "studio/clients", "studio/clients/project", "studio/clients/project/inbox"])
  func renamed(relative: String) async throws {
    let (above, elsewhere) = (top.path / relative, top.path / "elsewhere")
    try await watching(inbox, options: unlooked) { watching in
      for round in 0..<3 {
        try Disk.rename(above, elsewhere)
        #expect(try await watching.event(isAboutFolder) == .folderLost(inbox))
        let moved = FilePath(elsewhere.display + inbox.display.dropFirst(above.display.count))
        try Disk.create(moved / "meanwhile\(round)")
        try Disk.rename(elsewhere, above)
        #expect(try await watching.event(isAboutFolder) == .folderBack(inbox))
        _ = try await watching.settled("meanwhile\(round)")
        try Disk.create(inbox / "after\(round)")
        _ = try await watching.settled("after\(round)")
      }
    }
  }

  @Test("The whole way is deleted and made again, step by step", arguments: [0, 20])
  func remade(milliseconds: Int) async throws {
    try await watching(inbox, options: unlooked) { watching in
      for round in 0..<3 {
        try FileManager.default.removeItem(atPath: (top.path / "studio").display)
        #expect(try await watching.event(isAboutFolder) == .folderLost(inbox))
        var path = top.path
        for step in ["studio", "clients", "project", "inbox"] {
          path = path / step
          try Disk.makeFolder(path)
          try await Task.sleep(for: .milliseconds(milliseconds))
        }
        try Disk.create(inbox / "file\(round)")
        #expect(try await watching.settled("file\(round)").folder == inbox)
      }
    }
  }

  @Test("A way that is moved into place with all its contents is found with them")
  func movedIntoPlace() async throws {
    let ready = top.path / "ready"
    try Disk.rename(top.path / "studio", ready)
    for name in ["one", "two"] { try Disk.create(ready / "clients" / "project" / "inbox" / name) }
    try await watching(inbox, options: unlooked) { watching in
      #expect(try await watching.next() == .folderLost(inbox))
      try Disk.rename(ready, top.path / "studio")
      #expect(try await watching.next() == .folderBack(inbox))
      #expect(Set(try await watching.settled(count: 2).map(\.name.display)) == ["one", "two"])
    }
  }

  @Test("One that is replaced by another in one step is noticed, and the other one's contents are offered")
  func replaced() async throws {
    let other = top.path / "other"
    try FileManager.default.createDirectory(
      atPath: (other / "clients" / "project" / "inbox").display, withIntermediateDirectories: true)
    try Disk.create(other / "clients" / "project" / "inbox" / "its own")
    try await watching(inbox, options: unlooked) { watching in
      try Disk.rename(top.path / "studio", top.path / "old")
      try Disk.rename(other, top.path / "studio")
      #expect(try await watching.settled().name == FileName("its own"))
      try Disk.create(inbox / "new")
      #expect(try await watching.settled().name == FileName("new"))
    }
  }

  @Test("A folder whose way is not there yet is waited for, whatever is watched of it already")
  func notThereYet() async throws {
    let later = top.path / "studio" / "clients" / "new" / "project" / "inbox"
    try await watching([WatchedFolder(later), WatchedFolder(inbox)], options: unlooked) { watching in
      #expect(try await watching.event(isAboutFolder) == .folderLost(later))
      try FileManager.default.createDirectory(atPath: later.display, withIntermediateDirectories: true)
      #expect(try await watching.event(isAboutFolder) == .folderBack(later))
      try Disk.create(later / "a")
      #expect(try await watching.settled().folder == later)
      watching.watcher.unwatch(later)
      try Disk.create(inbox / "b")
      #expect(try await watching.settled().folder == inbox)
    }
  }

  private func isAboutFolder(_ event: WatchEvent) -> Bool {
    switch event {
    case .folderLost, .folderBack: true
    default: false
    }
  }
}
