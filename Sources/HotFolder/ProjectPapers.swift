import DurableFiles
import FolderContract
import Foundation
import Terms

/// `plan.json` and `project.json` as they are in force: the last good ones, while what lies there is broken.
struct ProjectPapers {
  private let layout: ProjectLayout
  private(set) var plan: Plan?
  private(set) var settings = ProjectSettings()
  /// What is wrong with the papers as they lie there.
  private(set) var problems: [Problem] = []
  /// The files as they were when they were read.
  private(set) var seen: [FilePath: FileStatus] = [:]

  /// Reads both, or what was good of them last.
  init(_ layout: ProjectLayout) {
    self.layout = layout
    plan = Self.lastGood(layout.plan, in: layout).flatMap { try? Plan.read($0) }
    settings = Self.lastGood(layout.project, in: layout).flatMap { try? ProjectSettings.read($0) } ?? settings
    reload()
  }

  /// The plan, or a sentence that says why there is none.
  func requirePlan() throws(Problem) -> Plan {
    if let plan { return plan }
    throw problems.first ?? .noPlanYet
  }

  /// Reads what changed since the last time; true where something did.
  @discardableResult
  mutating func reload() -> Bool {
    let files = [layout.plan, layout.project]
    let now = Dictionary(uniqueKeysWithValues: files.compactMap { file in FileStatus.of(file).map { (file, $0) } })
    guard now != seen || seen.isEmpty else { return false }
    seen = now
    problems = []
    if now[layout.plan] == nil {
      problems.append(plan == nil ? .noPlanYet : .planIsGone)
    } else {
      plan = read(layout.plan, hasLastGood: plan != nil, Plan.read) ?? plan
    }
    // A project without settings has those that are usual; one whose settings are broken keeps what it had.
    settings =
      now[layout.project] == nil
      ? ProjectSettings() : read(layout.project, hasLastGood: true, ProjectSettings.read) ?? settings
    return true
  }

  private mutating func read<Paper>(
    _ file: FilePath, hasLastGood: Bool, _ parse: (Data) throws -> Paper
  ) -> Paper? {
    do {
      let data = try DurableFile.read(file, limit: 8 << 20)
      let paper = try parse(data)
      try? DurableFile.replace(Self.copy(of: file, in: layout), with: data, .derived)
      return paper
    } catch {
      let problem = error as? Problem ?? Problem(.system, "\(error)", hint: "")
      let meanwhile = hasLastGood ? ", and the last good one stays in force" : ""
      problems.append(
        Problem(
          problem.code, "\(file.name) is broken\(meanwhile): \(problem.message)", hint: problem.hint,
          cause: problem.cause))
      return nil
    }
  }

  /// Whether the files as they lie there are those that were read last, and in force.
  static func areLastGood(in layout: ProjectLayout) -> Bool {
    [layout.plan, layout.project].allSatisfy { file in
      (try? DurableFile.read(file, limit: 8 << 20)) == lastGood(file, in: layout)
    }
  }

  private static func lastGood(_ file: FilePath, in layout: ProjectLayout) -> Data? {
    try? DurableFile.read(copy(of: file, in: layout), limit: 8 << 20)
  }

  private static func copy(of file: FilePath, in layout: ProjectLayout) -> FilePath {
    layout.state / "client" / "last_good_\(file.name.display)"
  }
}

extension Problem {
  fileprivate static let noPlanYet = Problem(
    .noPlan, "There is no plan.json yet.", hint: "Put the client plan there; see `starsend schema plan`.")

  fileprivate static let planIsGone = Problem(
    .noPlan, "plan.json is gone, and the last good one stays in force.", hint: "Put the client plan back.")
}

extension Problem.Code {
  static let noPlan = Self(rawValue: "no_plan")
}
