import DurableFiles
import FolderContract
import Foundation
import Glibc
import Media
import Terms

/// Whether this machine has what the agent needs.
struct MachineCheckup: Sendable {
  /// The file that `--config` names.
  let configuration: String?

  func findings() async -> [Finding] {
    var findings = await programs()
    findings.append(await font())
    findings += watching()
    findings.append(openFiles())
    findings.append(stateFolder())
    findings.append(configurationFile())
    return findings
  }

  // MARK: programs

  private func programs() async -> [Finding] {
    do {
      let tools = try MediaTools.find()
      let found = Finding.ok("programs", "ffmpeg is \(tools.ffmpeg), ffprobe is \(tools.ffprobe).")
      return [found] + (await codecs(tools))
    } catch { return [.problem("programs", error, else: .unavailable)] }
  }

  private func codecs(_ tools: MediaTools) async -> [Finding] {
    let wanted = [
      (list: "-decoders", name: "librsvg", use: "Storyboard draws with it"),
      (list: "-encoders", name: "libx264", use: "videos are made with it"),
      (list: "-encoders", name: "aac", use: "the sound of videos is made with it"),
    ]
    var findings: [Finding] = []
    for codec in wanted {
      do {
        let output = try await ChildProcess.run(
          tools.ffmpeg, ["-hide_banner", "\(codec.list)"], deadline: .seconds(30))
        let words = String(decoding: output.stdout, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        findings.append(
          words.contains(Substring(codec.name))
            ? .ok(codec.name, "ffmpeg has \(codec.name).")
            : .problem(
              codec.name, "This ffmpeg is built without \(codec.name); \(codec.use).",
              hint: "Install the distribution's own ffmpeg: apt install ffmpeg.", code: .unavailable))
      } catch { findings.append(.problem(codec.name, error, else: .unavailable)) }
    }
    return findings
  }

  /// Storyboard writes captions, and nothing but boxes come out where no font is installed.
  private func font() async -> Finding {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let lister = folders.map { FilePath(String($0)) / "fc-list" }
      .first { $0.isAbsolute && $0.withCString { access($0, X_OK) } == 0 }
    guard let lister else {
      return .warning(
        "font", "Whether a font is installed cannot be told: the program fc-list is missing.",
        hint: "Install it, and a font: apt install fontconfig fonts-dejavu-core.")
    }
    let output = try? await ChildProcess.run(lister, [":", "family"], deadline: .seconds(30))
    let fonts = output.map { String(decoding: $0.stdout, as: UTF8.self).split(separator: "\n").count } ?? 0
    return fonts > 0
      ? .ok("font", "\(fonts.counted("font")) can be used.")
      : .problem(
        "font", "No font is installed; Storyboard needs one for its captions.",
        hint: "Install one: apt install fonts-dejavu-core.", code: .unavailable)
  }

  // MARK: limits

  private func watching() -> [Finding] {
    let limits = [("max_user_watches", 1_024), ("max_user_instances", 8), ("max_queued_events", 1_024)]
    return limits.map { name, least in
      let check = "inotify_\(name)"
      let file = "/proc/sys/fs/inotify/\(name)"
      let text = try? String(contentsOfFile: file, encoding: .utf8)
      guard let limit = text.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) else {
        return .warning(
          check, "\(file) cannot be read, so folders may raise no events.",
          hint: "Set \"watch\": \"polling\" in starsend.json where drops are noticed late.")
      }
      return limit >= least
        ? .ok(check, "The system allows \(limit).")
        : .warning(
          check, "The system allows \(limit); folders may be noticed late.",
          hint: "Raise it: sysctl fs.inotify.\(name)=\(least * 8).")
    }
  }

  private func openFiles() -> Finding {
    let most = OpenFiles.most
    return most >= 1_024
      ? .ok("open_files", "An agent may open \(most) files; it needs one for each project that it serves.")
      : .warning(
        "open_files", "An agent may open only \(most) files, and needs one for each project that it serves.",
        hint: "Raise it to 1024 or more: ulimit -Hn, or LimitNOFILE in the service.")
  }

  // MARK: the agent's own

  private func stateFolder() -> Finding {
    let folder = Wiring.stateFolder
    do {
      try Folder.make(folder)
      try FolderProbe.check(folder)
      return .ok("state_folder", "\(folder) can be written.")
    } catch { return .problem("state_folder", error, else: .cannotWrite) }
  }

  private func configurationFile() -> Finding {
    let named = configuration.map { FilePath(operand: $0) }
    let found = named ?? Wiring.configurationFiles.first { FileStatus.of($0) != nil }
    do {
      let settings = try Wiring.configuration(found?.display)
      let who = "pictures by \(settings.images.rawValue), videos by \(settings.video.rawValue)"
      guard let found else { return .ok("configuration", "There is no starsend.json; defaults are used: \(who).") }
      return .ok("configuration", "\(found): \(who).")
    } catch { return .problem("configuration", error, else: .badInput) }
  }
}

/// Whether the agent can do in a folder what it has to do there.
enum FolderProbe {
  /// Makes, renames and removes a file; hidden, so that nobody takes it for a drop.
  static func check(_ folder: FilePath) throws {
    let (first, second) = (folder / "probe", folder / "probe")
    let (old, new) = (DurableFile.temporaryName(beside: first), DurableFile.temporaryName(beside: second))
    defer { for file in [old, new] { DurableFile.remove(file) } }
    try DurableFile.create(old, with: Data("probe\n".utf8))
    try Folder.move(old, to: new)
  }
}
