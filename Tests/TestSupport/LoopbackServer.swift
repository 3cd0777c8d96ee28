public import Foundation
import Glibc
import Synchronization

/// An HTTP/1.1 server on this machine for tests, on raw sockets, so that it can break every rule where a test wants it to.
///
/// Connections are kept alive between requests, so that a client which uses one twice is seen doing so. A thread serves
/// each connection; all of them end with the server.
public final class LoopbackServer: Sendable {
  /// One request, as it came.
  public struct Received: Sendable {
    public let method: String
    /// Without the query.
    public let path: String
    /// After the `?`, as it was sent; empty where there is none.
    public let query: String
    /// Names in lower case.
    public let headers: [String: String]
    /// Empty where it is longer than the server keeps.
    public let body: Data
    public let bodyLength: Int
    /// Of the connection, from 1 in the order in which they were made.
    public let connection: Int
    /// Of the request, from 1 in the order in which they came.
    public let number: Int
  }

  /// What becomes of a connection before anything is read from it.
  public enum Reception: Sendable {
    case serve
    case closeAtOnce
    case stall(until: Gate)
  }

  public let port: UInt16
  private let desk: LoopbackDesk

  /// - Parameters:
  ///   - port: a fixed one, to come back after a restart; 0 for any.
  ///   - keepsBodies: up to which size, in bytes.
  ///   - reception: asked for each connection, with its number.
  ///   - early: may answer a request before its body is read; nil reads on.
  ///   - handler: answers a request that has come whole; called on the thread of its connection.
  public init(
    port: UInt16 = 0, keepsBodies: Int = 64 << 20,
    reception: @escaping @Sendable (Int) -> Reception = { _ in .serve },
    early: @escaping @Sendable (Received) -> Reply? = { _ in nil },
    handler: @escaping @Sendable (Received) -> Reply
  ) throws {
    desk = try LoopbackDesk(
      port: port, keepsBodies: keepsBodies, reception: reception, early: early, handler: handler)
    self.port = desk.port
    desk.start()
  }

  deinit { desk.stop() }

  /// `http://127.0.0.1:<port>`.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// All requests that came whole, oldest first.
  public var received: [Received] { desk.log.requests }

  /// How many connections were made.
  public var connections: Int { desk.log.connections }

  /// Closes everything, and returns when nobody can connect any more.
  public func stop() { desk.stop() }

  /// Waits until so many requests have come whole, and returns the last of them.
  @discardableResult
  public func request(_ number: Int) async -> Received { await desk.log.request(number) }

  /// Waits until so many connections have ended, from whichever side.
  public func disconnections(_ count: Int) async { await desk.log.disconnections(count) }

  /// Waits until so many connections have been made.
  public func connections(_ count: Int) async { await desk.log.connections(count) }
}
