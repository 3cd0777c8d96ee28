import CPNG
import Terms

/// A new PNG file that takes its rows from top to bottom.
final class RowWriter {
  let file: NewFile
  private let writer: OpaquePointer

  /// What stands before the pixels.
  struct Front {
    var sheet: cpng_sheet
    var palette: [UInt8] = []
    /// Chunks that belong before the palette, then those that belong behind it.
    var beforePalette: [(type: String, data: [UInt8])] = []
    var afterPalette: [(type: String, data: [UInt8])] = []
  }

  init(_ file: NewFile, _ front: Front) throws(Problem) {
    self.file = file
    var sheet = front.sheet
    var fault = cpng_fault()
    guard let writer = cpng_writer_open(file.descriptor, &sheet, &fault) else {
      throw fault.problem(writing: file.path)
    }
    self.writer = writer
    for chunk in front.beforePalette { try write(chunk) }
    let count = Int32(clamping: front.palette.count / 3)
    let status = front.palette.withUnsafeBufferPointer { cpng_writer_palette(writer, $0.baseAddress, count, &fault) }
    guard status == 0 else { throw fault.problem(writing: file.path) }
    for chunk in front.afterPalette { try write(chunk) }
  }

  deinit { cpng_writer_close(writer) }

  private func write(_ chunk: (type: String, data: [UInt8])) throws(Problem) {
    var fault = cpng_fault()
    let status = chunk.data.withUnsafeBufferPointer { data in
      Array(chunk.type.utf8).withUnsafeBufferPointer { type in
        type.baseAddress.map { cpng_writer_chunk(writer, $0, data.baseAddress, data.count, &fault) } ?? 0
      }
    }
    guard status == 0 else { throw fault.problem(writing: file.path) }
  }

  /// `row` holds one byte at least per sample.
  func write(row: UnsafeRawBufferPointer) throws(Problem) {
    guard let bytes = row.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var fault = cpng_fault()
    guard cpng_writer_row(writer, bytes, &fault) == 0 else { throw fault.problem(writing: file.path) }
  }

  func finish() throws(Problem) {
    var fault = cpng_fault()
    guard cpng_writer_finish(writer, &fault) == 0 else { throw fault.problem(writing: file.path) }
  }
}
