import Foundation
import Glibc
import Terms

/// What other programs do to a folder, call by call, with names as bytes.
enum Disk {
  struct Failure: Error {
    let call: String
    let error: CInt
  }

  /// A file that stays open for writing until it is closed.
  static func open(_ path: FilePath) throws -> CInt {
    try check("open", path.withCString { Glibc.open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) })
  }

  static func write(_ text: String, to descriptor: CInt) throws {
    _ = try check("write", CInt(Glibc.write(descriptor, text, text.utf8.count)))
  }

  static func create(_ path: FilePath, _ text: String = "") throws {
    let descriptor = try open(path)
    defer { close(descriptor) }
    try write(text, to: descriptor)
  }

  /// Twenty times ten bytes, a moment apart. On a thread of its own, so that no other test can hold it up.
  ///
  /// `before` and `after` run on the writer's own thread, where no test that keeps the pool busy can delay them.
  static func writeSlowly(
    _ path: FilePath, before: @escaping @Sendable () throws -> Void = {},
    after: @escaping @Sendable () throws -> Void = {}
  ) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      Thread.detachNewThread {
        let file: Int32
        do {
          try before()
          file = try open(path)
        } catch { return continuation.resume(throwing: error) }
        for _ in 0..<20 {
          _ = Glibc.write(file, "0123456789", 10)
          usleep(10_000)
        }
        close(file)
        continuation.resume(with: Result { try after() })
      }
    }
  }

  static func rename(_ from: FilePath, _ to: FilePath) throws {
    _ = try check("rename", from.withCString { from in to.withCString { Glibc.rename(from, $0) } })
  }

  static func link(_ from: FilePath, _ to: FilePath) throws {
    _ = try check("link", from.withCString { from in to.withCString { Glibc.link(from, $0) } })
  }

  static func symlink(_ target: FilePath, _ path: FilePath) throws {
    _ = try check("symlink", target.withCString { target in path.withCString { Glibc.symlink(target, $0) } })
  }

  static func makeFIFO(_ path: FilePath) throws { _ = try check("mkfifo", path.withCString { mkfifo($0, 0o644) }) }

  static func makeFolder(_ path: FilePath) throws { _ = try check("mkdir", path.withCString { mkdir($0, 0o755) }) }

  static func remove(_ path: FilePath) throws { _ = try check("remove", path.withCString { Glibc.remove($0) }) }

  static func touch(_ path: FilePath, secondsSince1970: Int) throws {
    let time = timespec(tv_sec: secondsSince1970, tv_nsec: 0)
    let times = [time, time]
    _ = try check("utimensat", path.withCString { utimensat(AT_FDCWD, $0, times, 0) })
  }

  static func read(_ path: FilePath) throws -> [UInt8] {
    let descriptor = try check("open", path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC) })
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = try check("read", CInt(Glibc.read(descriptor, &buffer, buffer.count)))
    return Array(buffer.prefix(Int(count)))
  }

  static func check(_ call: String, _ result: CInt) throws -> CInt {
    guard result >= 0 else { throw Failure(call: call, error: errno) }
    return result
  }
}
