import Foundation
import Glibc
import Terms

/// Takes an answer in as it comes: headers and failures into memory, a success where it is wanted.
final class AnswerSink {
  /// Of an answer that is no success: more than any error says.
  static let longestError = 256 << 10
  private static let longestHeaders = 256 << 10

  struct Fault {
    let kind: HTTPFailure.Kind
    let cause: String
    var isDiskFull = false
  }

  private(set) var status = 0
  private(set) var headers = HTTPHeaders()
  private(set) var body = Data()
  /// Whether the rest of an error was dropped.
  private(set) var isCutShort = false
  private(set) var fault: Fault?

  private let destination: AnswerDestination
  private let file: AnswerWriter?
  private var headerBytes = 0
  private var received: Int64 = 0
  /// A file is for good: no key gets into it, should a server send it back.
  private var masked: MaskedStream

  init(_ destination: AnswerDestination, masking secrets: [Secret]) throws(HTTPFailure) {
    self.destination = destination
    masked = MaskedStream(secrets)
    if case .file(let path, _, _) = destination { file = try AnswerWriter(path) } else { file = nil }
  }

  private var isSuccess: Bool { (200..<300).contains(status) }

  /// False ends the transfer.
  func take(header bytes: UnsafeRawBufferPointer) -> Bool {
    headerBytes += bytes.count
    guard headerBytes <= Self.longestHeaders else { return fail(.tooLarge, "the headers of the answer do not end") }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if line.hasPrefix("HTTP/") {
      // Interim answers (1xx) have headers of their own.
      headers = HTTPHeaders()
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      headers.add(
        String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    return true
  }

  /// False ends the transfer, which is no failure where the answer is one and `isCutShort`.
  func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    received += Int64(bytes.count)
    guard isSuccess else { return takeError(bytes) }
    switch destination {
    case .memory(let limit):
      guard received <= Int64(limit) else { return fail(.tooLarge, "the answer has more than \(limit) bytes") }
      body.append(contentsOf: bytes)
      return true
    case .file(_, let limit, let progress):
      guard received <= limit else { return fail(.tooLarge, "the answer has more than \(limit) bytes") }
      if let code = file?.write(masked.take(bytes)) { return failToWrite(code) }
      progress(received, headers["Content-Length"].flatMap { Int64($0) })
      return true
    }
  }

  /// The last word of the file system about what was written.
  func finish() {
    if fault == nil, let code = file?.write(masked.finish()) ?? file?.close() { _ = failToWrite(code) }
  }

  private func takeError(_ bytes: UnsafeRawBufferPointer) -> Bool {
    body.append(contentsOf: bytes.prefix(Self.longestError - body.count))
    isCutShort = received > Int64(Self.longestError)
    return !isCutShort
  }

  private func failToWrite(_ code: CInt) -> Bool {
    fault = Fault(
      kind: .local, cause: "the answer cannot be written: \(String(cString: strerror(code)))",
      isDiskFull: code == ENOSPC || code == EDQUOT)
    return false
  }

  private func fail(_ kind: HTTPFailure.Kind, _ cause: String) -> Bool {
    fault = Fault(kind: kind, cause: cause)
    return false
  }
}

/// The file that an answer is written into, as fast as the disk takes it: the network waits meanwhile.
final class AnswerWriter {
  private var descriptor: CInt

  init(_ file: FilePath) throws(HTTPFailure) {
    descriptor = file.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644) }
    guard descriptor >= 0 else {
      let code = errno
      throw HTTPFailure(
        kind: .local, wasSent: false, cause: "\(file.name) cannot be made: \(String(cString: strerror(code)))",
        isDiskFull: code == ENOSPC || code == EDQUOT)
    }
  }

  deinit { _ = close() }

  /// Writes all of it, or says which error stood in the way.
  func write(_ data: Data) -> CInt? { data.withUnsafeBytes(write) }

  private func write(_ bytes: UnsafeRawBufferPointer) -> CInt? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return errno }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// Network file systems tell some errors only now.
  func close() -> CInt? {
    guard descriptor >= 0 else { return nil }
    defer { descriptor = -1 }
    return Glibc.close(descriptor) == 0 || errno == EINTR ? nil : errno
  }
}
