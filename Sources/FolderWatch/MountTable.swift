import Foundation
import Terms

/// What is mounted where, as /proc/self/mountinfo tells; see proc(5).
struct MountTable {
  private var fileSystems: [UInt64: FileSystem] = [:]

  /// Empty where there is no /proc, or no descriptor left to read it.
  init() {
    self.init((try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/mountinfo"))).map { Array($0) } ?? [])
  }

  init(_ text: [UInt8]) {
    for line in text.split(separator: UInt8(ascii: "\n")) { add(line) }
  }

  /// By the number of the mount, as statx(2) gives it.
  subscript(mount: UInt64) -> FileSystem? { fileSystems[mount] }

  /// The file system of a path, for where the number of its mount is not known: the longest mount point above it, and
  /// of several at one place the last.
  func fileSystem(of path: FilePath) -> FileSystem? {
    let above = fileSystems.filter { $0.value.mountPoint.map { $0 == path || path.relative(to: $0) != nil } == true }
    return above.max { one, other in
      let lengths = (one.value.mountPoint?.bytes.count ?? 0, other.value.mountPoint?.bytes.count ?? 0)
      return lengths.0 == lengths.1 ? one.key < other.key : lengths.0 < lengths.1
    }?.value
  }

  /// `36 35 98:0 /root /mount/point rw,noatime shared:1 - ext4 /dev/sda1 rw`: any number of fields before the dash.
  private mutating func add(_ line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: " "))
    guard fields.count > 5, let dash = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }),
      dash + 1 < fields.count,
      let number = UInt64(String(decoding: fields[0], as: UTF8.self))
    else { return }
    fileSystems[number] = FileSystem(
      type: String(decoding: fields[dash + 1], as: UTF8.self), mountPoint: FilePath(bytes: Self.plain(fields[4])))
  }

  /// Spaces, tabs, newlines and backslashes stand as `\040` and the like.
  private static func plain(_ field: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let octal = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        plain.append(octal)
        rest = rest.dropFirst(3)
      } else {
        plain.append(byte)
      }
    }
    return plain
  }
}
