import CLinux
import Terms

/// The file system that a folder lies on, as far as it matters to watching it.
struct FileSystemKind {
  let name: String
  /// Whether other machines can write there without an event here.
  let isShared: Bool

  /// The numbers are those of statfs(2) and the kernel's magic.h.
  private static let known: [UInt32: FileSystemKind] = [
    0x6969: .shared("NFS"), 0xFF53_4D42: .shared("CIFS"), 0xFE53_4D42: .shared("SMB"), 0x517B: .shared("SMB"),
    0x6573_5546: .shared("FUSE"), 0x0102_1997: .shared("9p"), 0x00C3_6400: .shared("Ceph"),
    0x5346_414F: .shared("AFS"), 0x6B41_4653: .shared("AFS"), 0x786F_4256: .shared("VirtualBox"),
    0x0BD0_0BD0: .shared("Lustre"), 0x0116_1970: .shared("GFS2"), 0x7461_636F: .shared("OCFS2"),
    0xEF53: .local("ext4"), 0x5846_5342: .local("XFS"), 0x9123_683E: .local("Btrfs"), 0x2FC1_2FC1: .local("ZFS"),
    0x0102_1994: .local("tmpfs"), 0x794C_7630: .local("overlay"), 0xF2F5_2010: .local("F2FS"),
    0xCA45_1A4E: .local("bcachefs"),
  ]

  private static func shared(_ name: String) -> FileSystemKind { FileSystemKind(name: name, isShared: true) }
  private static func local(_ name: String) -> FileSystemKind { FileSystemKind(name: name, isShared: false) }

  /// Nil where the system does not say.
  static func of(_ folder: FilePath) -> FileSystemKind? {
    let magic = folder.withCString { starsend_filesystem_magic($0) }
    guard magic != 0 else { return nil }
    return known[magic] ?? .local("type 0x" + String(magic, radix: 16))
  }
}
