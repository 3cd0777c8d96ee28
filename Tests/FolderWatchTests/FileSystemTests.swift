import Terms
import Testing

@testable import FolderWatch

@Suite("Which file systems are polled")
struct FileSystemTests {
  @Test(
    "Network and FUSE mounts change unheard, disks do not",
    arguments: [
      ("nfs", true), ("nfs4", true), ("cifs", true), ("smb3", true), ("smbfs", true), ("fuse", true),
      ("fuse.sshfs", true), ("fuse.bindfs", true), ("9p", true), ("ceph", true), ("afs", true), ("vboxsf", true),
      ("virtiofs", true), ("gfs2", true), ("ocfs2", true), ("lustre", true), ("fuseblk", false), ("ext4", false),
      ("xfs", false), ("btrfs", false), ("zfs", false), ("tmpfs", false), ("overlay", false), ("vfat", false),
    ])
  func types(type: String, isPolled: Bool) {
    #expect(FileSystem(type: type, mountPoint: nil).changesUnheard == isPolled)
  }

  static let table = MountTable(
    Array(
      #"""
      21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      30 21 0:40 / /mnt/my\040share\134x rw,nosuid shared:5 master:2 - nfs4 server:/a rw,vers=4.2
      31 21 0:41 / /mnt rw - tmpfs tmpfs rw
      32 31 0:42 / /mnt rw - fuse.sshfs host: rw
      a line that is none
      33 21
      """#.utf8))

  @Test("The table of mounts is read with its escapes and optional fields, and what is no line of it is passed over")
  func table() throws {
    let share = try #require(Self.table[30])
    #expect(share == FileSystem(type: "nfs4", mountPoint: FilePath(#"/mnt/my share\x"#)))
    #expect(Self.table[21]?.type == "ext4")
    #expect(Self.table[33] == nil)
  }

  @Test(
    "Where no number tells the mount, the longest mount point does, and of several at one place the last",
    arguments: [
      ("/", "ext4"), ("/home/a", "ext4"), ("/mntother", "ext4"), ("/mnt", "fuse.sshfs"), ("/mnt/a/b", "fuse.sshfs"),
      (#"/mnt/my share\x/a"#, "nfs4"),
    ])
  func longestPrefix(path: String, type: String) {
    #expect(Self.table.fileSystem(of: FilePath(path))?.type == type)
  }

  @Test("What a path lies on can be asked")
  func asked() {
    #expect(FileSystem.of(FilePath("/proc/self"))?.type == "proc")
    #expect(FileSystem.of(FilePath("/proc/self"))?.mountPoint == FilePath("/proc"))
    #expect(FileSystem.of(FilePath("/there is no such folder")) == nil)
  }

  @Test("People are told what is polled, how often, why and where it is mounted")
  func sentence() {
    let folder = FilePath("/mnt/share/inbox")
    let share = FileSystem(type: "nfs4", mountPoint: FilePath("/mnt/share"))
    let polling = Polling(folder: folder, reason: .fileSystem(share), interval: .seconds(5))
    for part in ["/mnt/share/inbox is looked through every 5 seconds", "nfs4, mounted at /mnt/share,"] {
      #expect(polling.sentence.contains(part))
    }
    let item = ItemPlace(folder: folder, name: FileName("a.json"))
    let later = Polling(folder: folder, reason: .unannounced(item), interval: .milliseconds(500))
    for part in ["every 0.5 seconds from now on", "/mnt/share/inbox/a.json came"] {
      #expect(later.sentence.contains(part))
    }
  }
}
