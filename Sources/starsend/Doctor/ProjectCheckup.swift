import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import HotFolder
import Media
import Terms

/// Whether a project is as the agent needs it.
struct ProjectCheckup: Sendable {
  let layout: ProjectLayout

  init(root: FilePath) { layout = ProjectLayout(root: root) }

  func findings() async -> [Finding] {
    guard AgentHost.isProject(layout.root) else {
      return [
        .problem(
          "project", "\(layout.root) is not a project: it has neither plan.json nor project.json.",
          hint: "Make one with `starsend init \(layout.root)`.", code: .badInput)
      ]
    }
    let (plan, planFinding) = plan()
    var findings = [folders(), settings(), planFinding] + writing() + [fileSystem(), holder()]
    if let hold = hold() { findings.append(hold) }
    if let plan { findings += await PlanCheckup(plan: plan, layout: layout).findings() }
    return findings
  }

  // MARK: papers

  private func folders() -> Finding {
    let missing = layout.folders.filter { $0.resolved == nil }.compactMap { layout.relative($0) }
    return missing.isEmpty
      ? .ok("folders", "All folders of \(layout.root) are there.")
      : .warning(
        "folders", "Folders are missing: \(missing.joined(separator: ", ")).",
        hint: "The agent makes them when it starts; `starsend init \(layout.root)` makes them now.")
  }

  private func settings() -> Finding {
    guard FileStatus.of(layout.project) != nil else {
      return .ok("project_settings", "There is no project.json; defaults are used.")
    }
    do {
      let settings = try ProjectSettings.read(try DurableFile.read(layout.project, limit: 8 << 20))
      return .ok(
        "project_settings",
        "project.json: \(settings.videoSize) pixels, \(settings.frameRate) frames a second, grids of \(settings.grid).")
    } catch { return .problem("project_settings", in: "project.json", error) }
  }

  private func plan() -> (Plan?, Finding) {
    guard FileStatus.of(layout.plan) != nil else {
      return (
        nil,
        .warning(
          "plan", "There is no plan.json yet, so nothing can be asked for.",
          hint: "Put the client plan there; see `starsend schema plan`.")
      )
    }
    do {
      let plan = try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20))
      let shots = plan.sequences.reduce(0) { $0 + $1.shots.count }
      return (
        plan, .ok("plan", "plan.json has \(shots.counted("shot")) in \(plan.sequences.count.counted("sequence")).")
      )
    } catch { return (nil, .problem("plan", in: "plan.json", error)) }
  }

  // MARK: the folder

  private func writing() -> [Finding] {
    let folders = [
      ("inbox", layout.inbox), ("picks", layout.picks), ("results", layout.results), ("state", layout.state),
    ]
    return folders.map { name, folder in
      // One that is missing is made at the start, so its parent is what has to be written.
      let place = folder.resolved == nil ? layout.root : folder
      do {
        try FolderProbe.check(place)
        return .ok("write_\(name)", "Files can be made, renamed and removed in \(name).")
      } catch { return .problem("write_\(name)", error, else: .cannotWrite) }
    }
  }

  private func fileSystem() -> Finding {
    guard let fileSystem = FileSystem.of(layout.root) else {
      return .warning("file_system", "The type of the file system cannot be told.", hint: "Look at `stat -f`.")
    }
    guard fileSystem.changesUnheard else { return .ok("file_system", "The project lies on \(fileSystem.type).") }
    return .warning(
      "file_system",
      "The project lies on \(fileSystem.type): what others drop there raises no events, and folders are polled.",
      hint: "Drops are found within poll_seconds of starsend.json; run the agent where the disk is to be quicker.")
  }

  private func holder() -> Finding {
    guard let holder = FileLock.holder(of: layout.lock) else {
      return .ok("lock", "No agent works on the project now.")
    }
    return .ok(
      "lock",
      "`starsend \(holder.command)` on \(holder.host), process \(holder.pid), has the project since \(holder.since).")
  }

  private func hold() -> Finding? {
    guard let file = layout.holds.first(where: { FileStatus.of($0) != nil }) else { return nil }
    return .warning(
      "hold", "\(file.name) lies in the project, so nothing is spent.", hint: "Remove it to let paid work go on.")
  }
}

extension Finding {
  /// A problem of a file that a person wrote, with its name.
  static func problem(_ check: String, in file: String, _ error: any Error) -> Finding {
    let finding = problem(check, error, else: .badInput)
    let message = finding.message.contains(file) ? finding.message : "\(file): \(finding.message)"
    return problem(check, message, hint: finding.hint, code: finding.code)
  }
}

extension Int {
  /// `1 shot`, `2 shots`.
  func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
