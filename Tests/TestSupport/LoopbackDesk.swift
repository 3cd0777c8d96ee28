import Foundation
import Glibc
import Synchronization

/// The listening socket of a `LoopbackServer`, and the thread that takes its connections in.
final class LoopbackDesk: Sendable {
  struct Failure: Error {
    let call: String
    let code: CInt
  }

  let port: UInt16
  let keepsBodies: Int
  let log = LoopbackLog()
  let early: @Sendable (LoopbackServer.Received) -> LoopbackServer.Reply?
  let handler: @Sendable (LoopbackServer.Received) -> LoopbackServer.Reply
  /// Open once the server ends: everyone polls it.
  let end = LoopbackServer.Gate()

  private let reception: @Sendable (Int) -> LoopbackServer.Reception
  private let listener: CInt
  private let isListening = Mutex(true)
  private let closed = DispatchSemaphore(value: 0)

  init(
    port: UInt16, keepsBodies: Int, reception: @escaping @Sendable (Int) -> LoopbackServer.Reception,
    early: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Reply?,
    handler: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Reply
  ) throws {
    self.keepsBodies = keepsBodies
    self.reception = reception
    self.early = early
    self.handler = handler
    (listener, self.port) = try Self.listen(on: port)
  }

  private static func listen(on port: UInt16) throws -> (socket: CInt, port: UInt16) {
    // Descriptors of a test must not reach the programs it starts: they would keep connections open.
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw Failure(call: "socket", code: errno) }
    var on: CInt = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && Glibc.listen(listener, 512) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else {
      let code = errno
      _ = close(listener)
      throw Failure(call: "bind", code: code)
    }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  func start() {
    // The thread holds the desk, not the server: that one may go, and ends it.
    Thread.detachNewThread { [self] in
      while isReadable(listener) { takeIn() }
      _ = close(listener)
      closed.signal()
    }
  }

  func stop() {
    let wasListening = isListening.withLock { isListening in
      defer { isListening = false }
      return isListening
    }
    guard wasListening else { return }
    end.open()
    closed.wait()
  }

  private func takeIn() {
    let socket = accept(listener, nil, nil)
    guard socket >= 0 else { return }
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    let number = log.connected()
    Thread.detachNewThread { [self] in
      if isServed(socket, number) { LoopbackConnection(socket: socket, number: number, desk: self).serve() }
      _ = close(socket)
      log.disconnected()
    }
  }

  private func isServed(_ socket: CInt, _ number: Int) -> Bool {
    switch reception(number) {
    case .serve: true
    case .closeAtOnce: false
    case .stall(let gate): LoopbackConnection.wait(for: gate, socket: socket, end: end)
    }
  }

  /// Blocks until something can be read; false once the server ends.
  func isReadable(_ descriptor: CInt) -> Bool {
    var polled = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: end.reading, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&polled, 2, -1) < 0, errno == EINTR {}
    return polled[1].revents == 0
  }
}
