import Foundation
import Glibc

/// What the kernel says about a process.
struct ProcessFigures {
  /// Bytes.
  var memory = 0.0
  var descriptors = 0
  var watches = 0
  /// How often each of its threads went to sleep by itself, which is how often it had been woken.
  var sleeps: [String: Int] = [:]

  var threads: Int { sleeps.count }

  init(of pid: pid_t) {
    let folder = "/proc/\(pid)"
    memory = Self.kilobytes("VmRSS:", in: "\(folder)/status") * 1024
    for task in Self.names("\(folder)/task") {
      sleeps[task] = Self.value("voluntary_ctxt_switches:", in: "\(folder)/task/\(task)/status").flatMap { Int($0) }
    }
    let open = Self.names("\(folder)/fd")
    descriptors = open.count
    for number in open where Self.isInotify("\(folder)/fd/\(number)") {
      watches += Self.lines("\(folder)/fdinfo/\(number)").count { $0.hasPrefix("inotify wd:") }
    }
  }

  /// How often threads were woken since `earlier`; those that came and went in between are not seen.
  func wakeUps(since earlier: ProcessFigures) -> Int {
    sleeps.reduce(0) { $0 + $1.value - (earlier.sleeps[$1.key] ?? 0) }
  }

  /// The most memory that a process has held, in bytes; 0 where it is gone.
  static func peakMemory(of pid: pid_t) -> Double { kilobytes("VmHWM:", in: "/proc/\(pid)/status") * 1024 }

  /// Seconds that a process and its threads ran, those that ended included, to a hundredth.
  static func cpu(of pid: pid_t) -> Double {
    // Behind the name, which may hold anything: state is the first word, utime and stime are the 12th and 13th.
    let words = (lines("/proc/\(pid)/stat").first ?? "").split(separator: ")").last?.split(separator: " ") ?? []
    guard words.count > 13 else { return 0 }
    return [words[11], words[12]].reduce(0) { $0 + (Double($1) ?? 0) } / Double(sysconf(CInt(_SC_CLK_TCK)))
  }

  private static func isInotify(_ link: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == "anon_inode:inotify"
  }

  private static func kilobytes(_ key: String, in file: String) -> Double {
    value(key, in: file)?.split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  private static func value(_ key: String, in file: String) -> String? {
    lines(file).first { $0.hasPrefix(key) }.map { $0.dropFirst(key.count).trimmingCharacters(in: .whitespaces) }
  }

  private static func lines(_ file: String) -> [Substring] {
    guard let stream = fopen(file, "re") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  private static func names(_ folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
