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
  private var y: Int
  /// One row, or all wanted rows of an interlaced picture.
  private var memory: UnsafeMutableRawBufferPointer

  /// Reads `rows`, or all of them, of the picture.
  init(
    _ structure: PNGStructure, as form: Form, rows: Range<Int>? = nil, limits: PictureLimits
  ) throws(Problem) {
    file = structure.file
    path = file.path
    self.limits = limits
    self.rows = (rows ?? 0..<structure.header.size.height).clamped(to: 0..<structure.header.size.height)
    y = 0
    memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var format = cpng_format()
    var fault = cpng_fault()
    let side = UInt32(clamping: max(structure.header.size.width, structure.header.size.height))
    guard let reader = cpng_reader_open(file.descriptor, form == .rgb8 ? 1 : 0, side, &format, &fault) else {
      throw fault.problem(reading: file.path)
    }
    self.reader = reader
    self.format = format
  }

  deinit {
    memory.deallocate()
    cpng_reader_close(reader)
  }

  var size: PixelSize { PixelSize(width: Int(format.width), height: Int(format.height)) }
  var channels: Int { Int(format.channels) }
  var rowBytes: Int { Int(format.row_bytes) }
  var bytesPerPixel: Int { rowBytes / max(1, Int(format.width)) }

  /// The next of the wanted rows, or nil behind the last one. The bytes are valid until the next call.
  func next() throws(Problem) -> UnsafeRawBufferPointer? {
    guard y < rows.upperBound else { return nil }
    if memory.baseAddress == nil { try begin() }
    let isHeld = format.passes > 1
    let place = memory.baseAddress?.advanced(by: isHeld ? (y - rows.lowerBound) * rowBytes : 0)
    if !isHeld { try read(place) }
    y += 1
    return UnsafeRawBufferPointer(start: place, count: rowBytes)
  }

  private func begin() throws(Problem) {
    let held = format.passes > 1 ? rows.count : 1
    guard format.passes == 1 || held * rowBytes <= limits.interlacedBytes else {
      throw .tooLarge(path, "is interlaced and would need more than \(limits.interlacedBytes) bytes of memory")
    }
    memory = .allocate(byteCount: held * rowBytes, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    if format.passes > 1 {
      try hold()
    } else {
      for _ in 0..<rows.lowerBound { try read(nil) }
    }
    y = rows.lowerBound
  }

  private func hold() throws(Problem) {
    for pass in 1...Int(format.passes) {
      for y in 0..<(pass == Int(format.passes) ? rows.upperBound : size.height) {
        try read(rows.contains(y) ? memory.baseAddress?.advanced(by: (y - rows.lowerBound) * rowBytes) : nil)
      }
    }
  }

  /// Decodes everything and keeps nothing.
  func skipAll() throws(Problem) {
    for _ in 0..<(Int(format.passes) * size.height) { try read(nil) }
  }

  private func read(_ row: UnsafeMutableRawPointer?) throws(Problem) {
    var fault = cpng_fault()
    guard cpng_reader_row(reader, row?.assumingMemoryBound(to: UInt8.self), &fault) == 0 else {
      throw fault.problem(reading: path)
    }
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
