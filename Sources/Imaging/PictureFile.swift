import Glibc
import Terms

/// A picture that is open for reading; closed when the last user lets go of it.
final class PictureFile {
  let path: FilePath
  let descriptor: Int32
  let byteCount: Int

  /// Throws `picture_unreadable`, or `not_a_picture` for a folder, pipe or device: those are not waited on.
  init(_ path: FilePath) throws(Problem) {
    var descriptor: Int32
    repeat {
      descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    } while descriptor
      < 0 && errno == EINTR
    guard descriptor >= 0 else { throw .unreadable(path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw .unreadable(path, errno: number)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Problem(.notAPicture, "\(path.name) is not a regular file.", hint: "Give the path of a picture file.")
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from `offset`; fewer only at the end of the file.
  func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, byteCount - offset)))
    var filled = 0
    while filled < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(offset + filled))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable(path, errno: errno) }
      guard got > 0 else { break }
      filled += got
    }
    return Array(bytes.prefix(filled))
  }
}
