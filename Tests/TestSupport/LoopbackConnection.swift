import Foundation
import Glibc

/// One connection to a `LoopbackServer`, on the thread that serves it.
final class LoopbackConnection {
  private let socket: CInt
  private let number: Int
  private let desk: LoopbackDesk
  /// What was read beyond the last request.
  private var buffer: [UInt8] = []

  init(socket: CInt, number: Int, desk: LoopbackDesk) {
    self.socket = socket
    self.number = number
    self.desk = desk
    var on: CInt = 1
    setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
  }

  /// Answers one request after the other until one side has had enough.
  func serve() {
    while let head = readHead() {
      if let reply = desk.early(head.received(Data(), 0, connection: number, number: 0)) {
        _ = answer(reply)
        return
      }
      if head.headers["expect"] != nil { guard send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return } }
      guard let (body, length) = readBody(head) else { return }
      let received = desk.log.received { head.received(body, length, connection: number, number: $0) }
      guard answer(desk.handler(received)), head.headers["connection"]?.lowercased() != "close" else { return }
    }
  }

  /// False once the server ends or the client goes away.
  static func wait(for gate: LoopbackServer.Gate, socket: CInt, end: LoopbackServer.Gate) -> Bool {
    while true {
      var polled = [
        pollfd(fd: gate.reading, events: Int16(POLLIN), revents: 0),
        pollfd(fd: socket, events: Int16(0x2000), revents: 0),  // POLLRDHUP, which Glibc hides
        pollfd(fd: end.reading, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&polled, 3, -1) < 0 { if errno == EINTR { continue } else { return false } }
      return polled[0].revents != 0 && polled[2].revents == 0
    }
  }
}

// MARK: - Reading

extension LoopbackConnection {
  private func fill() -> Bool {
    guard desk.isReadable(socket) else { return false }
    var chunk = [UInt8](repeating: 0, count: 128 << 10)
    let count = recv(socket, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk.prefix(count))
    return true
  }

  private func line() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      guard buffer.count < 1 << 20, fill() else { return nil }
    }
  }

  private func readHead() -> LoopbackHead? {
    guard let first = line() else { return nil }
    var headers: [String: String] = [:]
    while let line = line() {
      if line.isEmpty { return LoopbackHead(first, headers) }
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private func readBody(_ head: LoopbackHead) -> (kept: Data, length: Int)? {
    guard head.headers["transfer-encoding"]?.lowercased() == "chunked" else {
      return readBytes(head.headers["content-length"].flatMap { Int($0) } ?? 0)
    }
    var whole = Data()
    while let size = line().flatMap({ Int($0, radix: 16) }) {
      guard let (chunk, _) = readBytes(size), line() != nil else { return nil }
      if size == 0 { return (whole, whole.count) }
      whole.append(chunk)
    }
    return nil
  }

  private func readBytes(_ length: Int) -> (kept: Data, length: Int)? {
    var kept = Data()
    var missing = length
    while missing > 0 {
      if buffer.isEmpty { guard fill() else { return nil } }
      let part = buffer.prefix(missing)
      if length <= desk.keepsBodies { kept.append(contentsOf: part) }
      missing -= part.count
      buffer.removeFirst(part.count)
    }
    return (kept, length)
  }
}

// MARK: - Answering

extension LoopbackConnection {
  /// False where the connection is to be closed.
  private func answer(_ reply: LoopbackServer.Reply) -> Bool {
    switch reply.fault {
    case .cutAfterBody: return false
    case .closeAtOnce:
      var at = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &at, socklen_t(MemoryLayout<linger>.size))
      return false
    case .cutAfterHeaders: return send(reply.head) && false
    case .cut(let count): return send(reply.head) && sendBody(reply, in: 0..<Int64(count)) && false
    case .stall(let gate): guard wait(for: gate) else { return false }
    case .stallBody(let count, let gate):
      guard send(reply.head), sendBody(reply, in: 0..<Int64(count)), wait(for: gate) else { return false }
      return sendBody(reply, in: Int64(count)..<reply.length) && !reply.closes
    case .slowHeaders(let gate):
      let half = reply.head.count / 2
      guard sendSlowly(reply.head.prefix(half)) else { return false }
      if let gate { guard wait(for: gate) else { return false } }
      return sendSlowly(reply.head.dropFirst(half)) && sendBody(reply, in: 0..<reply.length) && !reply.closes
    case nil: break
    }
    return send(reply.head) && sendBody(reply, in: 0..<reply.length) && !reply.closes
  }

  private func wait(for gate: LoopbackServer.Gate) -> Bool {
    Self.wait(for: gate, socket: socket, end: desk.end)
  }

  private func sendSlowly(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { send([$0]) } }

  private func sendBody(_ reply: LoopbackServer.Reply, in range: Range<Int64>) -> Bool {
    let range = range.clamped(to: 0..<reply.length)
    var place = range.lowerBound
    while place < range.upperBound {
      let count = Int(min(range.upperBound - place, 128 << 10))
      guard sendPiece(reply.bytes(at: Int(place), count), chunked: reply.isChunked) else { return false }
      place += Int64(count)
    }
    return !reply.isChunked || range.upperBound < reply.length || send(Array("0\r\n\r\n".utf8))
  }

  private func sendPiece(_ bytes: [UInt8], chunked: Bool) -> Bool {
    chunked ? send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0D, 0x0A]) : send(bytes)
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { rest in
        Glibc.send(socket, rest.baseAddress.map { $0 + sent }, rest.count - sent, CInt(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}

extension LoopbackServer.Reply {
  fileprivate func bytes(at place: Int, _ count: Int) -> [UInt8] {
    switch body {
    case .zeros: [UInt8](repeating: 0, count: count)
    case .data(let data): Array(data[(data.startIndex + place)..<(data.startIndex + place + count)])
    }
  }
}

/// The first line of a request and its headers.
struct LoopbackHead {
  let method: String
  let path: String
  let query: String
  let headers: [String: String]

  init?(_ line: String, _ headers: [String: String]) {
    let words = line.split(separator: " ")
    guard words.count == 3 else { return nil }
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    method = String(words[0])
    path = String(target[0])
    query = target.count > 1 ? String(target[1]) : ""
    self.headers = headers
  }

  func received(_ body: Data, _ length: Int, connection: Int, number: Int) -> LoopbackServer.Received {
    .init(
      method: method, path: path, query: query, headers: headers, body: body, bodyLength: length,
      connection: connection, number: number)
  }
}
