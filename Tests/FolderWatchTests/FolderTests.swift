import FolderWatch
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@Suite("Folders in folders, and folders that come and go", .timeLimit(.minutes(1)))
struct FolderTests {
  let project: TemporaryFolder
  let outside: TemporaryFolder

  init() throws {
    project = try TemporaryFolder()
    outside = try TemporaryFolder()
    try Disk.makeFolder(project.path / "picks")
  }

  var picks: FilePath { project.path / "picks" }

  @Test("An empty folder is an item, and said to be empty whatever litter lies in it")
  func emptyFolder() async throws {
    try await watching(picks) { watching in
      try Disk.makeFolder(picks / "SEQ05.top_left")
      try Disk.create(picks / "SEQ05.top_left" / ".DS_Store", "x")
      let item = try await watching.settled()
      #expect(item.kind == .folder)
      #expect(item.isEmpty)
      try Disk.create(picks / "SEQ05.top_left" / "a.png", "x")
      #expect(try await !watching.settled().isEmpty)
    }
  }

  @Test("What is put into a folder the moment it was made is offered with the folder's name", arguments: [0, 100])
  func newFolder(milliseconds: Int) async throws {
    try await watching(picks, depth: 1) { watching in
      try Disk.makeFolder(picks / "SEQ05")
      try await Task.sleep(for: .milliseconds(milliseconds))
      try Disk.create(picks / "SEQ05" / "top_left")
      let item = try await watching.settled("top_left")
      #expect(item.relative == [FileName("SEQ05"), FileName("top_left")])
    }
  }

  @Test("A folder that is moved in is looked through: a move says nothing of what is in it")
  func movedIn() async throws {
    try Disk.makeFolder(project.path / "SEQ05")
    for name in ["one", "two", "three"] { try Disk.create(project.path / "SEQ05" / name) }
    try await watching(picks, depth: 1) { watching in
      try Disk.rename(project.path / "SEQ05", picks / "SEQ05")
      let items = try await watching.settled(count: 4)
      #expect(Set(items.map(\.name.display)) == ["SEQ05", "one", "two", "three"])
      try Disk.create(picks / "SEQ05" / "four")
      #expect(try await watching.settled("four").kind == .file)
    }
  }

  @Test("A folder that is renamed goes on under its new name")
  func renamed() async throws {
    try await watching(picks, depth: 1) { watching in
      try Disk.makeFolder(picks / "New Folder")
      _ = try await watching.settled("New Folder")
      try Disk.rename(picks / "New Folder", picks / "SEQ05")
      try Disk.create(picks / "SEQ05" / "top_left")
      #expect(try await watching.settled("top_left").path == picks / "SEQ05" / "top_left")
    }
  }

  @Test("A folder is not offered while something is still being written in it")
  func busyFolder() async throws {
    try await watching(picks, options: patient) { watching in
      try Disk.create(outside.path / "other")
      let (old, new, folder) = (outside.path / "other", picks / "other", picks / "copying")
      try await Disk.writeSlowly(
        folder / "big.mov", before: { try Disk.makeFolder(folder) }, after: { try Disk.rename(old, new) })
      // Renamed in after all of that, and yet first.
      let items = try await watching.settled(count: 2)
      #expect(items.map(\.name.display) == ["other", "copying"])
      #expect(items.last?.isEmpty == false)
    }
  }

  @Test("Where only the folder itself is watched, what is in its sub-folders is not offered")
  func shallow() async throws {
    try await watching(picks, depth: 0) { watching in
      try Disk.makeFolder(picks / "SEQ05")
      try Disk.create(picks / "SEQ05" / "top_left")
      try Disk.create(picks / "last")
      let items = try await watching.settled(count: 2)
      #expect(Set(items.map(\.name.display)) == ["SEQ05", "last"])
    }
  }

  @Test("Where folders are not taken only files are offered, such as a project's plan")
  func onlyFiles() async throws {
    let folders = [WatchedFolder(project.path, takesFolders: false), WatchedFolder(picks)]
    try await watching(folders) { watching in
      try Disk.makeFolder(project.path / "status")
      try Disk.create(project.path / "status" / "SEQ05.json")
      try Disk.create(picks / "SEQ05.top_left")
      try Disk.create(project.path / "plan.json", "{}")
      let items = try await watching.settled(count: 2)
      #expect(Set(items.map(\.name.display)) == ["SEQ05.top_left", "plan.json"])
    }
  }

  @Test("What lies in done and rejected is not a drop")
  func reserved() async throws {
    for name in ["done", "rejected"] { try Disk.makeFolder(picks / name) }
    try await watching(picks, depth: 1) { watching in
      try Disk.create(picks / "done" / "old.json")
      try Disk.create(picks / "rejected" / "old.json.why.txt")
      try Disk.create(picks / "new")
      #expect(try await watching.settled().name == FileName("new"))
    }
  }

  @Test("A folder whose own rights or times change is not taken for an item in itself")
  func touchedFolder() async throws {
    try await watching(picks, depth: 1) { watching in
      try Disk.makeFolder(picks / "SEQ05")
      _ = try await watching.settled("SEQ05")
      try Disk.touch(picks / "SEQ05", secondsSince1970: 1)
      #expect(try await watching.settled().relative == [FileName("SEQ05")])
      try Disk.create(picks / "last")
      #expect(try await watching.settled().relative == [FileName("last")])
    }
  }

  @Test("A folder that is deleted and made again is watched again", arguments: [false, true])
  func recreated(asSoonAsPossible: Bool) async throws {
    try await watching(picks) { watching in
      for round in 0..<3 {
        try FileManager.default.removeItem(atPath: picks.display)
        if !asSoonAsPossible { #expect(try await watching.event(isAboutFolder) == .folderLost(picks)) }
        try Disk.makeFolder(picks)
        try Disk.create(picks / "\(round)")
        #expect(try await watching.settled("\(round)").folder == picks)
      }
    }
  }

  @Test("A folder whose project was renamed is lost, and back when the project is")
  func projectRenamed() async throws {
    let elsewhere = FilePath(bytes: project.path.bytes + Array("-renamed".utf8))
    try await watching(picks) { watching in
      try Disk.rename(project.path, elsewhere)
      #expect(try await watching.event(isAboutFolder) == .folderLost(picks))
      try Disk.create(elsewhere / "picks" / "meanwhile")
      try Disk.rename(elsewhere, project.path)
      #expect(try await watching.event(isAboutFolder) == .folderBack(picks))
      #expect(try await watching.settled().name == FileName("meanwhile"))
    }
  }

  @Test("A folder that is not there yet is waited for")
  func notThereYet() async throws {
    let inbox = project.path / "inbox"
    try await watching(inbox) { watching in
      #expect(try await watching.next() == .folderLost(inbox))
      try Disk.makeFolder(inbox)
      #expect(try await watching.next() == .folderBack(inbox))
      try Disk.create(inbox / "a.json")
      #expect(try await watching.settled().name == FileName("a.json"))
    }
  }

  @Test("A link in the place of a watched folder is not followed")
  func linkedFolder() async throws {
    let link = project.path / "inbox"
    try Disk.symlink(picks, link)
    try await watching([WatchedFolder(link), WatchedFolder(picks)]) { watching in
      let event = try await watching.event { if case .unwatchable = $0 { true } else { false } }
      guard case .unwatchable(let path, let problem) = event else { return }
      #expect(path == link)
      #expect(problem.code == .unwatchable)
      try Disk.create(picks / "a")
      #expect(try await watching.settled().folder == picks)
    }
  }

  @Test("Folders can be added and let go while the watcher runs")
  func added() async throws {
    let inbox = project.path / "inbox"
    try Disk.makeFolder(inbox)
    try Disk.create(inbox / "waiting")
    try await watching(picks) { watching in
      watching.watcher.watch(WatchedFolder(inbox))
      #expect(try await watching.settled().folder == inbox)
      watching.watcher.unwatch(picks)
      await watching.watcher.ready()
      try Disk.create(picks / "unheard")
      try Disk.create(inbox / "heard")
      #expect(try await watching.settled().name == FileName("heard"))
    }
  }

  @Test("What is pending in a sub-folder is gone when that is moved away")
  func pendingMovedAway() async throws {
    var options = quick
    options.settle = .seconds(3600)
    options.pending = .milliseconds(10)
    try Disk.makeFolder(picks / "SEQ05")
    try await watching(picks, depth: 1, options: options) { watching in
      let file = try Disk.open(picks / "SEQ05" / "endless.mov")
      defer { close(file) }
      let place = ItemPlace(folder: picks, subfolder: FileName("SEQ05"), name: FileName("endless.mov"))
      #expect(try await watching.event { $0 == .pending(place) } == .pending(place))
      try Disk.rename(picks / "SEQ05", outside.path / "SEQ05")
      #expect(try await watching.event { $0 == .gone(place) } == .gone(place))
    }
  }

  @Test(
    "Folders that are watched and let go again and again, amid events and looks, are heard whenever they are watched")
  func wakingAndSleeping() async throws {
    var options = quick
    options.rescan = .milliseconds(1)
    let projects = (0..<8).map { project.path / "project\($0)" }
    let folders = projects.flatMap { [WatchedFolder($0, takesFolders: false), WatchedFolder($0 / "picks", depth: 1)] }
    for project in projects {
      try FileManager.default.createDirectory(
        atPath: (project / "picks" / "SEQ05").display, withIntermediateDirectories: true)
    }
    try await watching(picks, options: options) { watching in
      for round in 0..<40 {
        for folder in folders { watching.watcher.watch(folder) }
        for project in projects {
          try Disk.create(project / "picks" / "SEQ05" / "file\(round)")
          if round.isMultiple(of: 3) { try FileManager.default.removeItem(atPath: (project / "picks").display) }
        }
        if round.isMultiple(of: 2) { await watching.watcher.ready() }
        for folder in folders { watching.watcher.unwatch(folder.path) }
        for project in projects where round.isMultiple(of: 3) {
          try FileManager.default.createDirectory(
            atPath: (project / "picks" / "SEQ05").display, withIntermediateDirectories: true)
        }
      }
      for folder in folders { watching.watcher.watch(folder) }
      for project in projects { try Disk.create(project / "picks" / "\(project.name)-last") }
      var missing = Set(projects.map { FileName("\($0.name)-last") })
      while !missing.isEmpty { missing.remove(try await watching.settled().name) }
    }
  }

  private func isAboutFolder(_ event: WatchEvent) -> Bool {
    switch event {
    case .folderLost, .folderBack: true
    default: false
    }
  }
}
