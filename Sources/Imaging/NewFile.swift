import Glibc
import Terms

/// A file that did not exist before. Unless it is kept, it goes again: on failure nothing partial stays behind.
final class NewFile {
  let path: FilePath
  let descriptor: Int32

  /// Throws `picture_exists` where anything has that name, a dangling link included.
  init(_ path: FilePath) throws(Problem) {
    var descriptor: Int32
    repeat {
      descriptor = path.withCString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else {
      throw errno == EEXIST ? .exists(path) : .notWritten(path, errno: errno)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func write(_ bytes: some Collection<UInt8>) throws(Problem) {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { throw .notWritten(path, errno: put < 0 ? errno : EIO) }
      done += put
    }
  }

  /// Removes the file, if it is still this one that has the name.
  func discard() {
    var mine = stat()
    var there = stat()
    guard fstat(descriptor, &mine) == 0, path.withCString({ lstat($0, &there) }) == 0,
      mine.st_ino == there.st_ino, mine.st_dev == there.st_dev
    else { return }
    _ = path.withCString { unlink($0) }
  }
}
