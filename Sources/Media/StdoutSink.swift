import Foundation

/// Takes a child's stdout as its caller wants it.
struct StdoutSink {
  private static let longestLine = 64 << 10

  private let use: ChildProcess.Sink
  private(set) var kept = Data()
  private var line: [UInt8] = []

  init(_ use: ChildProcess.Sink) { self.use = use }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    switch use {
    case .kept(let limit): kept.append(contentsOf: bytes.prefix(max(limit - kept.count, 0)))
    case .chunks(let hand): if !bytes.isEmpty { hand(bytes) }
    case .lines(let hand):
      for byte in bytes {
        if byte != UInt8(ascii: "\n") { line.append(byte) }
        if byte == UInt8(ascii: "\n") || line.count == Self.longestLine { handLine(to: hand) }
      }
    }
  }

  /// Hands over a last line that has no end.
  mutating func finish() {
    if case .lines(let hand) = use, !line.isEmpty { handLine(to: hand) }
  }

  private mutating func handLine(to hand: (String) -> Void) {
    hand(String(decoding: line, as: UTF8.self))
    line.removeAll(keepingCapacity: true)
  }
}

/// The last bytes of what may be endless.
struct ByteTail {
  let limit: Int
  private var stored = Data()

  init(limit: Int) { self.limit = limit }

  var bytes: Data { Data(stored.suffix(limit)) }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    stored.append(contentsOf: bytes)
    // Cut only now and then, so that a chatty child costs no copy per read.
    if stored.count > 4 * limit { stored = Data(stored.suffix(limit)) }
  }
}
