import CPNG
import Terms

/// The rows of a picture from top to bottom, one at a time.
///
/// An interlaced picture has no complete row before its end; of such a one the wanted rows are held, and nothing else.
final class RowReader {
  /// How rows come.
  enum Form {
    /// As they are in the file, but with one byte at least per sample.
    case stored
    /// 8 bits each of red, green, blue and, where the picture is transparent, alpha.
    case rgb8
  }

  let format: cpng_format
  let path: FilePath
  private let file: PictureFile
  private let reader: OpaquePointer
  private let limits: PictureLimits
  private let rows: Range<Int>
  /// The row that comes next, once the rows above the wanted ones are decoded.
  private var y: Int
  private var hasBegun = false
  /// All wanted rows of an interlaced picture.
  private var held = RowBlock()
  /// What `next` hands out.
  private var block = RowBlock()
  private var place = 0

  /// Reads `rows`, or all of them, of the picture.
  init(
    _ structure: PNGStructure, as form: Form, rows: Range<Int>? = nil, limits: PictureLimits
  ) throws(Problem) {
    file = structure.file
    path = file.path
    self.limits = limits
    self.rows = (rows ?? 0..<structure.header.size.height).clamped(to: 0..<structure.header.size.height)
    y = self.rows.lowerBound
    var format = cpng_format()
    var fault = cpng_fault()
    let side = UInt32(clamping: max(structure.header.size.width, structure.header.size.height))
    guard let reader = cpng_reader_open(file.descriptor, form == .rgb8 ? 1 : 0, side, &format, &fault) else {
      throw fault.problem(reading: file.path)
    }
    self.reader = reader
    self.format = format
  }

  deinit { cpng_reader_close(reader) }

  var size: PixelSize { PixelSize(width: Int(format.width), height: Int(format.height)) }
  var channels: Int { Int(format.channels) }
  var rowBytes: Int { Int(format.row_bytes) }
  var bytesPerPixel: Int { rowBytes / max(1, Int(format.width)) }

  /// The next of the wanted rows, or nil behind the last one. The bytes are valid until the next call.
  func next() throws(Problem) -> UnsafeRawBufferPointer? {
    if place == block.count {
      if block.capacity == 0 { block = makeBlock() }
      try read(into: block)
      place = 0
      guard block.count > 0 else { return nil }
    }
    defer { place += 1 }
    return block[place]
  }

  /// Memory for some rows, as many as decode well together.
  func makeBlock() -> RowBlock {
    RowBlock(capacity: max(1, min(rows.count, 262_144 / (rowBytes + 1))), rowBytes: rowBytes)
  }

  /// Fills `block` with the next of the wanted rows; behind the last one with none.
  func read(into block: RowBlock) throws(Problem) {
    if !hasBegun { try begin() }
    block.count = min(block.capacity, rows.upperBound - y)
    if format.passes > 1 {
      for index in 0..<block.count { block.copy(held[y - rows.lowerBound + index], to: index) }
    } else {
      try decode(block)
    }
    y += block.count
  }

  private func begin() throws(Problem) {
    hasBegun = true
    if format.passes > 1 {
      guard rows.count * rowBytes <= limits.interlacedBytes else {
        throw .tooLarge(path, "is interlaced and would need more than \(limits.interlacedBytes) bytes of memory")
      }
      held = RowBlock(capacity: rows.count, rowBytes: rowBytes)
      held.count = rows.count
      try hold()
    } else {
      try skip(rows.lowerBound)
    }
  }

  private func hold() throws(Problem) {
    for pass in 1...Int(format.passes) {
      for y in 0..<(pass == Int(format.passes) ? rows.upperBound : size.height) {
        try readPass(rows.contains(y) ? held.address(y - rows.lowerBound) : nil)
      }
    }
  }

  /// Decodes everything and keeps nothing.
  func skipAll() throws(Problem) {
    guard format.passes > 1 else { return try skip(size.height) }
    for _ in 0..<(Int(format.passes) * size.height) { try readPass(nil) }
  }

  private func skip(_ count: Int) throws(Problem) {
    let scratch = makeBlock()
    var left = count
    while left > 0 {
      scratch.count = min(scratch.capacity, left)
      try decode(scratch)
      left -= scratch.count
    }
  }

  private func decode(_ block: RowBlock) throws(Problem) {
    guard block.count > 0, let start = block.start else { return }
    var fault = cpng_fault()
    guard cpng_reader_rows(reader, start, UInt32(clamping: block.count), &fault) == 0 else {
      throw fault.problem(reading: path)
    }
  }

  private func readPass(_ row: UnsafeMutablePointer<UInt8>?) throws(Problem) {
    var fault = cpng_fault()
    guard cpng_reader_pass_row(reader, row, &fault) == 0 else { throw fault.problem(reading: path) }
  }
}

extension cpng_fault {
  var words: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  func problem(reading path: FilePath) -> Problem {
    switch UInt32(bitPattern: status) {
    case CPNG_TRUNCATED.rawValue: .truncated(path)
    case CPNG_SYSTEM.rawValue: .unreadable(path, errno: error_number)
    case CPNG_NO_MEMORY.rawValue: .tooLarge(path, "does not fit into memory")
    default: .corrupt(path, words)
    }
  }

  func problem(writing path: FilePath) -> Problem {
    switch UInt32(bitPattern: status) {
    case CPNG_SYSTEM.rawValue: .notWritten(path, errno: error_number)
    case CPNG_NO_MEMORY.rawValue: .tooLarge(path, "does not fit into memory")
    default:
      Problem(
        .pictureNotWritten, "The picture \(path.name) cannot be written.", hint: "Report this; it is a fault.",
        cause: words)
    }
  }
}
