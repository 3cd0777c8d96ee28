import CLinux
public import Terms

/// A file system as it is mounted.
public struct FileSystem: Hashable, Sendable {
  /// As the system calls it, such as `ext4`, `nfs4` or `fuse.sshfs`.
  public let type: String
  /// Where it is mounted; nil where that cannot be told.
  public let mountPoint: FilePath?

  /// Whether others can change what lies on it without this machine's kernel hearing of it: other computers, or the
  /// program behind a FUSE mount. `fuseblk` is not one of them: it is a local disk.
  public var changesUnheard: Bool {
    let family = type.prefix { $0 != "." }
    return Self.unheard.contains(String(family)) || family.hasPrefix("nfs") || family.hasPrefix("smb")
  }

  private static let unheard: Set<String> = [
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "fuse", "gfs", "gfs2", "glusterfs", "gpfs", "hostfs", "kafs",
    "lustre", "ncpfs", "ocfs2", "orangefs", "prl_fs", "pvfs2", "vboxsf", "virtiofs", "vmhgfs",
  ]

  /// By the magic number that statfs(2) gives, for where /proc does not tell; see linux/magic.h. A fuseblk disk has the
  /// number of FUSE.
  private static let magic: [UInt32: String] = [
    0x6969: "nfs", 0x517B: "smbfs", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb3", 0x6573_5546: "fuse",
    0x0102_1997: "9p", 0x00C3_6400: "ceph", 0x5346_414F: "afs", 0x6B41_4653: "kafs", 0x786F_4256: "vboxsf",
    0x0116_1970: "gfs2", 0x7461_636F: "ocfs2", 0x0BD0_0BD0: "lustre", 0x7375_7245: "coda", 0x564C: "ncpfs",
    0x2003_0528: "orangefs", 0xBACB_ACBC: "vmhgfs", 0x4750_4653: "gpfs", 0x1983_0326: "beegfs",
  ]

  /// What a file or folder lies on; nil where nothing is there, or the system does not tell. The last component is not
  /// followed where it is a link.
  public static func of(_ path: FilePath) -> FileSystem? {
    guard let status = try? starsend_status(path) else { return nil }
    return of(path, mount: status.mount, in: MountTable())
  }

  static func of(_ path: FilePath, mount: UInt64, in table: MountTable) -> FileSystem? {
    table[mount] ?? (mount == 0 ? table.fileSystem(of: path) : nil) ?? FileSystem(magicAt: path)
  }

  init(type: String, mountPoint: FilePath?) {
    self.type = type
    self.mountPoint = mountPoint
  }

  /// By its magic number alone; nil where that is of no concern here.
  init?(magicAt path: FilePath) {
    guard let type = Self.magic[path.withCString { starsend_filesystem_magic($0) }] else { return nil }
    self.init(type: type, mountPoint: nil)
  }
}
