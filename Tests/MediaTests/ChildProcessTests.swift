import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Media

@Suite struct ChildProcessTests {
  private let shell = FilePath("/bin/sh")

  @Test("A program's words and status come back, and a failing program is a result")
  func wordsAndStatus() async throws {
    let output = try await ChildProcess.run(shell, ["-c", "echo out; echo err >&2; exit 3"])
    #expect(output.status == .exited(3))
    #expect(String(decoding: output.stdout, as: UTF8.self) == "out\n")
    #expect(output.lastWords == "err")
  }

  @Test("A program that dies of a signal says which")
  func signalled() async throws {
    let output = try await ChildProcess.run(shell, ["-c", "kill -SEGV $$"])
    #expect(output.status == .signalled(SIGSEGV))
  }

  @Test("A chatty program is never blocked, and what it says is kept only up to the bound")
  func chatty() async throws {
    let script = "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; echo last >&2; exit 7"
    let output = try await ChildProcess.run(shell, ["-c", "\(script)"], stdout: .kept(upTo: 1000))
    #expect(output.status == .exited(7))
    #expect(output.stdout.count == 1000)
    #expect(output.stderr.count == 64 << 10)
    #expect(output.stderr.suffix(5) == Data("last\n".utf8))
  }

  @Test("Lines arrive in order, the last one even without its end")
  func lines() async throws {
    let seen = Mutex<[String]>([])
    _ = try await ChildProcess.run(
      shell, ["-c", "seq 1 5000; printf end"], stdout: .lines { line in seen.withLock { $0.append(line) } })
    #expect(seen.withLock { $0 } == (1...5000).map(String.init) + ["end"])
  }

  @Test("Words reach the program as they are: spaces, quotes, bytes that are no text, what looks like an option")
  func wordsAsTheyAre() async throws {
    let words: [ChildProcess.Argument] = ["a b", "'\"$(id)`", "-n", .init(bytes: [0xff, 0xfe])]
    let output = try await ChildProcess.run(FilePath("/usr/bin/printf"), ["%s|"] + words)
    #expect(output.stdout == Data(words.flatMap { $0.bytes + Array("|".utf8) }))
  }

  @Test("A word with a NUL byte is refused rather than cut short")
  func nulByte() async throws {
    let problem = await #expect(throws: Problem.self) { try await ChildProcess.run(shell, ["-c", "exit\u{0} 1"]) }
    #expect(problem?.code == .badValue)
  }

  @Test("A missing program is named, with what to install")
  func missingProgram() async throws {
    let problem = await #expect(throws: Problem.self) { try await ChildProcess.run(FilePath("/no/ffmpeg"), []) }
    #expect(problem?.code == .programMissing)
    #expect(problem?.hint.contains("apt install ffmpeg") == true)
    let notFound = #expect(throws: Problem.self) { try MediaTools.find(in: "/no/such/folder::relative") }
    #expect(notFound?.code == .programMissing)
  }

  @Test(
    "Cancelling ends the program and its own children, even those that ignore the polite request",
    .timeLimit(.minutes(1)))
  func cancelEndsTheGroup() async throws {
    let script = "trap '' TERM; sleep 1000 & echo $!; echo $$; while :; do sleep 1000; done"
    let (pids, announce) = AsyncStream<pid_t>.makeStream()
    let task = Task { [shell] in
      try await ChildProcess.run(
        shell, ["-c", "\(script)"], stdout: .lines { line in pid_t(line).map { _ = announce.yield($0) } })
    }
    var started = pids.makeAsyncIterator()
    let group = [try #require(await started.next()), try #require(await started.next())]
    task.cancel()
    let problem = await #expect(throws: Problem.self) { try await task.value }
    #expect(problem?.code == .cancelled)
    for pid in group { await hasGone(pid) }
  }

  @Test("A task that was cancelled before it began starts nothing")
  func cancelledBefore() async throws {
    let folder = try TemporaryFolder()
    let task = Task { [shell] in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await ChildProcess.run(shell, ["-c", "touch '\(folder.path)/mark'"])
    }
    await #expect(throws: Problem.self) { try await task.value }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/mark"))
  }

  @Test("A program that passes its deadline is stopped and said to be late")
  func deadline() async throws {
    let problem = await #expect(throws: Problem.self) {
      try await ChildProcess.run(shell, ["-c", "exec sleep 1000"], deadline: .milliseconds(50))
    }
    #expect(problem?.code == .programTimedOut)
  }

  @Test("A background child that keeps the pipes open neither delays the answer nor stays", .timeLimit(.minutes(1)))
  func backgroundChild() async throws {
    let output = try await ChildProcess.run(shell, ["-c", "sleep 1000 & echo $!"])
    let pid = try #require(pid_t(String(decoding: output.stdout, as: UTF8.self).dropLast()))
    await hasGone(pid)
  }

  @Test("A program sees none of the agent's open files and none of its keys")
  func nothingInherited() async throws {
    let file = open("/dev/null", O_RDONLY)  // without close-on-exec
    defer { _ = close(file) }
    let fds = try await ChildProcess.run(shell, ["-c", "ls /proc/$$/fd"])
    #expect(String(decoding: fds.stdout, as: UTF8.self).split(separator: "\n") == ["0", "1", "2"])
    let environment = try await ChildProcess.run(FilePath("/usr/bin/env"), [])
    let names = String(decoding: environment.stdout, as: UTF8.self).split(separator: "\n").map {
      $0.prefix { $0 != "=" }
    }
    let known: Set<Substring> = [
      "PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH", "LC_ALL",
      "AV_LOG_FORCE_NOCOLOR",
    ]
    #expect(known.isSuperset(of: names))
    let input = try await ChildProcess.run(FilePath("/bin/cat"), [])
    #expect(input.stdout.isEmpty)
  }

  @Test("Many programs at once all end")
  func manyAtOnce() async throws {
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<40 {
        group.addTask { [shell] in
          let output = try await ChildProcess.run(shell, ["-c", "echo \(number)"])
          return Int(String(decoding: output.stdout, as: UTF8.self).dropLast()) ?? -1000
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(total == (0..<40).reduce(0, +))
  }

  /// Returns once it has gone: a killed child of a child ends in its own time. The time limit is for one that stays.
  private func hasGone(_ pid: pid_t) async {
    while isRunning(pid), !Task.isCancelled { await Task.yield() }
    #expect(!isRunning(pid))
  }

  /// Neither gone nor only waiting to be reaped.
  private func isRunning(_ pid: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.first { $0 != " " } != "Z"
  }
}
