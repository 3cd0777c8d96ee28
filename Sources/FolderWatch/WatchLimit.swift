import Glibc
public import Terms

/// A limit of the system that keeps folders from being watched by events, or from being read.
public struct WatchLimit: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Directories that a user may watch.
    case watches
    /// inotify instances of a user; the agent takes one.
    case instances
    /// Files that this process may hold open.
    case descriptors
    /// Files that may be open on the whole machine.
    case files
  }

  public let kind: Kind
  /// The setting, such as `fs.inotify.max_user_watches`.
  public let name: String
  /// What it is now; nil where that cannot be read.
  public let value: Int?
  /// What to set it to.
  public let suggested: Int

  init(_ kind: Kind) {
    self.kind = kind
    let setting = Self.setting(kind)
    name = setting.name
    value = setting.value
    suggested = max(Self.least(kind), (setting.value ?? 0).multipliedReportingOverflow(by: 4).partialValue)
  }

  /// The limit that an error speaks of; nil where it speaks of none.
  static func kind(of error: SystemError) -> Kind? {
    switch error.number {
    case ENOSPC: .watches
    case ENFILE: .files
    case EMFILE: hasDescriptor ? .instances : .descriptors
    default: nil
    }
  }

  /// EMFILE means either of two limits: the one of descriptors where there is not even one for another use.
  private static var hasDescriptor: Bool {
    let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  private static func least(_ kind: Kind) -> Int {
    switch kind {
    case .watches: 524_288
    case .instances: 512
    case .descriptors: 65_536
    case .files: 1_048_576
    }
  }

  private static func setting(_ kind: Kind) -> (name: String, value: Int?) {
    switch kind {
    case .watches: lower("fs.inotify.max_user_watches", "user.max_inotify_watches")
    case .instances: lower("fs.inotify.max_user_instances", "user.max_inotify_instances")
    case .descriptors: ("LimitNOFILE", openFiles)
    case .files: ("fs.file-max", read("fs.file-max"))
    }
  }

  /// In a user namespace, as in a container, the second can be lower than the first.
  private static func lower(_ name: String, _ inNamespace: String) -> (String, Int?) {
    let (value, inside) = (read(name), read(inNamespace))
    guard let inside, inside < value ?? .max else { return (name, value) }
    return (inNamespace, inside)
  }

  private static func read(_ name: String) -> Int? {
    let path = "/proc/sys/" + name.split(separator: ".").joined(separator: "/")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return Int(String(decoding: buffer.prefix(max(count, 0)).prefix { $0 > 32 }, as: UTF8.self))
  }

  private static var openFiles: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Int(clamping: limit.rlim_cur)
  }
}

extension WatchLimit {
  /// What is used up, what follows from it, and what to set.
  public var problem: Problem {
    let now = value.map { " (now \($0))" } ?? ""
    return Problem(
      .watchLimit,
      "\(used) used up, as \(name)\(now) says: folders that got none are looked through every few seconds instead.",
      hint: hint)
  }

  /// What to say once every folder has what it needs.
  public var reliefSentence: String { "\(name) is no longer in the way: every folder is watched by events again." }

  private var used: String {
    switch kind {
    case .watches: "The inotify watches of this user are"
    case .instances: "The inotify instances of this user are"
    case .descriptors: "The files that this process may hold open are"
    case .files: "The files that may be open on this machine are"
    }
  }

  private var hint: String {
    kind == .descriptors
      ? "Set LimitNOFILE=\(suggested) in the service, or 'ulimit -n \(suggested)' before it is started."
      : "Set it higher: 'sysctl -w \(name)=\(suggested)', and in a file in /etc/sysctl.d for the next start."
  }
}
