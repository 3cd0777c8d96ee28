import DurableFiles
import Foundation
import Terms

/// `state/starsend/ledger.json`: the project's own count of its lines in the ledger.
///
/// It is written before the lines themselves, with the count that they will make. So the project is never behind the
/// ledger by a kill, only ahead, by no more than the lines that were about to be added (`new`): a project that is
/// behind was restored. Lines before which it could not be written (the share was full, or gone), or before which it was not
/// asked for (nothing had been spent yet), say so by having no `marked`, and the project may be behind by those.
struct LedgerMark: Codable, Hashable {
  private(set) var version = 1
  let project: ULID
  /// The lines of the project, with those that were about to be added.
  let lines: Int
  /// How many were about to be added.
  let new: Int
  /// The call of the last of them, and its time.
  let lastCall: String?
  let at: Timestamp?

  private enum CodingKeys: String, CodingKey {
    case version, project, lines, new, at
    case lastCall = "last_call"
  }

  init(project: ULID, lines: Int, new: Int, last: LedgerEntry?) {
    self.project = project
    self.lines = lines
    self.new = new
    lastCall = last?.call
    at = last?.at
  }

  /// The file lies in the project, where anyone may have written anything.
  private static let counts = 0...(1 << 40)

  /// Nil where there is none of this project that can be read.
  static func read(_ file: FilePath, of project: ULID) throws -> LedgerMark? {
    guard FileStatus.of(file) != nil else { return nil }
    let mark = try? PlainJSON.decode(LedgerMark.self, from: try DurableFile.read(file, limit: 1 << 16))
    guard let mark, mark.project == project, counts.contains(mark.lines), counts.contains(mark.new) else { return nil }
    return mark
  }

  func write(to file: FilePath) throws {
    try Folder.make(file.parent, levels: 3)
    try DurableFile.replace(file, with: try PlainJSON.file(self))
  }

  /// Whether a project with this mark, or none, is the one whose lines these are.
  static func fits(_ mark: LedgerMark?, _ lines: [LedgerEntry]) -> Bool {
    guard let mark else { return !lines.contains { $0.marked == true } }
    let known = (lines.lastIndex { $0.marked == true } ?? -1) + 1
    guard mark.lines >= known, mark.lines - mark.new <= lines.count else { return false }
    guard mark.lines > 0, mark.lines <= lines.count else { return true }
    let last = lines[mark.lines - 1]
    return last.marked != true || (last.call == mark.lastCall && last.at == mark.at)
  }
}

/// `projects.json` in the agent's state folder: where each project lay when it last spent.
struct ProjectRegister: Codable, Hashable {
  private(set) var version = 1
  var projects: [String: Place] = [:]

  struct Place: Codable, Hashable {
    let path: String
  }

  func home(of project: ULID) -> ProjectHome? { projects[project.text].map { ProjectHome(FilePath($0.path)) } }

  /// Another project that lay at a place.
  func others(than project: ULID, at place: FilePath) -> [String] {
    projects.filter { $0.key != project.text && $0.value.path == place.display }.map(\.key)
  }

  static func read(_ file: FilePath) throws -> ProjectRegister {
    try StateFile.read(
      ProjectRegister.self, from: file, name: file.display, version: 1, consequence: "nothing is spent",
      hint: "Put that file back from a backup, or move it away.") ?? ProjectRegister()
  }
}
