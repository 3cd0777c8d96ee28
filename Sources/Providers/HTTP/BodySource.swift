import Foundation
import Glibc
import Terms

/// What a request brings along, read piece by piece as the connection takes it.
final class BodySource {
  /// In bytes; nil where the request has no body.
  let length: Int64?
  /// What went wrong, once something has.
  private(set) var fault: String?

  private let data: Data
  private let descriptor: CInt
  private var place: Int64 = 0

  init(_ body: HTTPBody) throws(HTTPFailure) {
    switch body {
    case .none: (length, data, descriptor) = (nil, Data(), -1)
    case .data(let bytes): (length, data, descriptor) = (Int64(bytes.count), bytes, -1)
    case .file(let file):
      let opened = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
      guard opened >= 0 else { throw Self.unreadable(file, String(cString: strerror(errno))) }
      var info = stat()
      guard fstat(opened, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
        _ = close(opened)
        throw Self.unreadable(file, "it is no plain file")
      }
      (length, data, descriptor) = (Int64(info.st_size), Data(), opened)
    }
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Fills `buffer` as far as it can.
  /// - Returns: how many bytes there are, 0 at the end; nil where they cannot be had, and `fault` says why.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let missing = (length ?? 0) - place
    let wanted = Int(min(Int64(buffer.count), missing))
    guard wanted > 0 else { return 0 }
    guard descriptor >= 0 else {
      let start = data.startIndex + Int(place)
      data.copyBytes(to: buffer, from: start..<(start + wanted))
      place += Int64(wanted)
      return wanted
    }
    return readFile(into: buffer, wanted)
  }

  private func readFile(into buffer: UnsafeMutableRawBufferPointer, _ wanted: Int) -> Int? {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, wanted)
      if count < 0, errno == EINTR { continue }
      if count < 0 { fault = "the file to send cannot be read: \(String(cString: strerror(errno)))" }
      // The length is announced: an end that comes sooner must not look like one.
      if count == 0 { fault = "the file to send became shorter meanwhile" }
      guard count > 0 else { return nil }
      place += Int64(count)
      return count
    }
  }

  private static func unreadable(_ file: FilePath, _ reason: String) -> HTTPFailure {
    HTTPFailure(kind: .local, wasSent: false, cause: "\(file.name) cannot be sent: \(reason)")
  }
}
