/// Some rows of a picture in memory, each behind one byte that is not its own: there PNG keeps the row's filter.
///
/// Unchecked, because it goes from the thread that fills it to those that read it, and is filled again only when all of
/// them are done.
final class RowBlock: @unchecked Sendable {
  let capacity: Int
  let rowBytes: Int
  /// How many rows it holds.
  var count = 0
  private let memory: UnsafeMutableBufferPointer<UInt8>

  init(capacity: Int = 0, rowBytes: Int = 0) {
    self.capacity = capacity
    self.rowBytes = rowBytes
    memory = .allocate(capacity: capacity * (rowBytes + 1))
    memory.initialize(repeating: 0)
  }

  deinit { memory.deallocate() }

  /// Where the rows begin, with the byte in front of the first.
  var start: UnsafeMutablePointer<UInt8>? { memory.baseAddress }

  func address(_ row: Int) -> UnsafeMutablePointer<UInt8>? {
    memory.baseAddress.map { $0 + (row * (rowBytes + 1) + 1) }
  }

  subscript(row: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: address(row), count: rowBytes) }

  func copy(_ bytes: UnsafeRawBufferPointer, to row: Int) {
    UnsafeMutableRawBufferPointer(start: address(row), count: rowBytes).copyMemory(from: bytes)
  }
}
