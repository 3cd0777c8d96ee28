public import Foundation
import Glibc

extension LoopbackServer {
  /// What the server answers, and how it goes about it.
  public struct Reply: Sendable {
    public enum Body: Sendable {
      case data(Data)
      /// So many zeros, made as they are sent.
      case zeros(Int64)
    }

    /// What goes wrong with an answer.
    public enum Fault: Sendable {
      /// The request is read whole, and the connection closed without a byte.
      case cutAfterBody
      /// The connection is reset without a byte.
      case closeAtOnce
      /// Status and headers, then the end.
      case cutAfterHeaders
      /// So many bytes of the body, then the end; the length in the headers is that of the whole.
      case cut(afterBytes: Int)
      /// Nothing before the gate opens.
      case stall(until: Gate)
      /// So many bytes of the body, and the rest once the gate is open.
      case stallBody(afterBytes: Int, until: Gate)
      /// The headers byte by byte, the second half once the gate is open.
      case slowHeaders(until: Gate?)
    }

    public var status: Int
    /// The words behind the status, which mean nothing to a program.
    public var reason: String?
    /// Sent as they are, after `Content-Length` unless one is among them.
    public var headers: [(name: String, value: String)]
    public var body: Body
    public var fault: Fault?
    /// Whether the body comes in chunks, without a length.
    public var isChunked = false
    /// Whether the connection is closed behind it.
    public var closes = false

    public init(
      _ status: Int = 200, headers: [(name: String, value: String)] = [], body: Data = Data(), fault: Fault? = nil
    ) {
      self.status = status
      self.headers = headers
      self.body = .data(body)
      self.fault = fault
    }

    public static func json(_ text: String, status: Int = 200, fault: Fault? = nil) -> Reply {
      Reply(status, headers: [("content-type", "application/json")], body: Data(text.utf8), fault: fault)
    }

    public static func zeros(_ count: Int64) -> Reply {
      var reply = Reply()
      reply.body = .zeros(count)
      return reply
    }
  }

  /// What holds an answer up until a test opens it, once and for all. Whoever waits also gives up when the client goes
  /// away, or the server ends.
  public final class Gate: Sendable {
    let reading: CInt
    private let writing: CInt

    public init() {
      var ends: [CInt] = [-1, -1]
      _ = pipe(&ends)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }

    deinit {
      _ = close(reading)
      _ = close(writing)
    }

    public func open() {
      var byte: UInt8 = 1
      _ = write(writing, &byte, 1)
    }
  }
}

extension LoopbackServer.Reply {
  var length: Int64 {
    switch body {
    case .data(let data): Int64(data.count)
    case .zeros(let count): count
    }
  }

  /// The first line and the headers, as bytes.
  var head: [UInt8] {
    var lines = ["HTTP/1.1 \(status) \(reason ?? (status < 300 ? "OK" : "Not OK"))"]
    if isChunked {
      lines.append("transfer-encoding: chunked")
    } else if !headers.contains(where: { $0.name.lowercased() == "content-length" }), status != 204 {
      lines.append("content-length: \(length)")
    }
    lines += headers.map { "\($0.name): \($0.value)" }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
