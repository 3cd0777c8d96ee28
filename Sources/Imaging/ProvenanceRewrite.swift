import CPNG
public import Terms

extension Provenance {
  /// Copies `source` to the new file `destination` with this provenance written into it, and nothing else changed:
  /// the compressed pixels are copied byte for byte.
  ///
  /// Text under other keywords stays. A C2PA manifest is left out: it is bound to the exact file, and a broken one
  /// would say that the picture was tampered with. Throws as `Cropper.crop`; on failure no file is left behind.
  public func write(
    from source: FilePath, to destination: FilePath, limits: PictureLimits = .standard
  ) throws(Problem) {
    let structure = try PNGStructure(PictureFile(source), limits: limits)
    let file = try NewFile(destination)
    do throws(Problem) {
      try copy(structure, into: file)
    } catch {
      file.discard()
      throw error
    }
  }

  private func copy(_ structure: PNGStructure, into file: NewFile) throws(Problem) {
    let source = structure.file
    var replaced: Set<Int> = []
    for chunk in structure.chunks where try isReplaced(chunk, source) { replaced.insert(chunk.offset) }
    var offset = PNGHeader.byteCount
    try file.write(try source.bytes(at: 0, count: offset))
    var isWritten = false
    while true {
      let head = try source.bytes(at: offset, count: 8)
      guard head.count == 8 else { throw .truncated(source.path) }
      let count = 12 + Int(UInt32(bigEndian: head[..<4]))
      let type = head[4...]
      if type.elementsEqual("IDAT".utf8), !isWritten {
        for text in text { try file.write(Self.chunkBytes(TextChunks.chunk(text))) }
        isWritten = true
      }
      if !replaced.contains(offset + 8) { try copy(count, at: offset, from: source, into: file) }
      if type.elementsEqual("IEND".utf8) { return }
      offset += count
    }
  }

  private func isReplaced(_ chunk: PNGStructure.Chunk, _ source: PictureFile) throws(Problem) -> Bool {
    if chunk.type == "caBX" { return true }
    guard TextChunks.types.contains(chunk.type) else { return false }
    let keyword = try source.bytes(at: chunk.offset, count: min(80, chunk.count)).prefix { $0 != 0 }
    return Self.keywords.contains(String(decoding: keyword, as: UTF8.self))
  }

  private func copy(
    _ count: Int, at offset: Int, from source: PictureFile, into file: NewFile
  ) throws(Problem) {
    var offset = offset
    let end = offset + count
    while offset < end {
      let bytes = try source.bytes(at: offset, count: min(1 << 20, end - offset))
      guard !bytes.isEmpty else { throw .truncated(source.path) }
      try file.write(bytes)
      offset += bytes.count
    }
  }

  private static func chunkBytes(_ chunk: (type: String, data: [UInt8])) -> [UInt8] {
    let body = Array(chunk.type.utf8) + chunk.data
    let sum = body.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { cpng_crc32(0, $0, buffer.count) } ?? 0
    }
    return UInt32(clamping: chunk.data.count).bigEndianBytes + body + sum.bigEndianBytes
  }
}
