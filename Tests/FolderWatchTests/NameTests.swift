import FolderWatch
import Terms
import Testing

@Suite("Names that are not drops")
struct NameTests {
  @Test(
    "Litter is known by its name",
    arguments: [
      // Syncthing, Nextcloud, ownCloud, Unison, Resilio, rclone
      ".syncthing.a.json.tmp", "~syncthing~a.json.tmp", ".stfolder", ".stignore", ".stversions", ".a.json.~1a2b3c4d",
      "._sync_1234.db", ".sync_1234.db", ".csync_journal.db-wal", "a.json.ocTransferId12345.part",
      ".unison.a.json.1234.unison.tmp", "a.unison.tmp", "a.json.!sync", "a.json.partial",
      // rsync, WinSCP, aria2, Camel
      ".a.json.XyZ123", ".~tmp~", "a.json.filepart", "a.mov.aria2", "a.json.camelLock", ".camel",
      // browsers, KDE
      "a.json.part", "a.json.crdownload", "Unconfirmed 12345.crdownload", "a.png.download", "a.opdownload",
      // Office, LibreOffice
      "~$request.docx", ".~lock.request.odt#",
      // vim, Emacs, Kate, JetBrains
      ".a.json.swp", ".a.json.swx", "4913", "a.json~", "#a.json#", ".#a.json", ".a.json.kate-swp",
      "a.json___jb_tmp___", "a.json___jb_old___",
      // GIO, NFS, FUSE, SMB, ProFTPD
      ".goutputstream-ABC123", ".nfs000000000001", ".fuse_hidden0001", ".smbdeleteAAA123", ".in.a.json.",
      // macOS
      ".DS_Store", "._a.json", ".AppleDouble", ".AppleDB", ".AppleDesktop", ".LSOverride", ".TemporaryItems",
      ".Trashes",
      ".fseventsd", ".Spotlight-V100", ".DocumentRevisions-V100", ".apdisk", ".localized", ".VolumeIcon.icns", "Icon\r",
      "__MACOSX", "Network Trash Folder", "Temporary Items", "a.json.sb-1a2b3c4d-AbCdEf",
      // Windows
      "Thumbs.db", "THUMBS.DB", "ehthumbs.db", "desktop.ini", "Desktop.ini", "$RECYCLE.BIN",
      "System Volume Information", "~WRL0001.tmp", "A.TMP",
      // Synology, QNAP, Linux
      "@eaDir", "a.png@SynoEAStream", "#recycle", "@Recycle", ".directory", ".Trash-1000", "lost+found",
    ])
  func litter(name: String) {
    #expect(Litter.contains(FileName(name)))
    #expect(!ConflictCopy.contains(FileName(name)))
  }

  @Test(
    "A second version that a sync client made is known by its name",
    arguments: [
      "a.sync-conflict-20261120-130405-ABCDEFG.json", "SEQ05.sync-conflict-20261120-130405.top_left",
      "a (Ana's conflicted copy 2026-11-20).json", "a (conflicted copy 2026-11-20 130405).json",
      "a (ANA-PC's Conflicted Copy 2026-11-20).json", "SEQ05 (2) (conflicted copy 2026-11-20).json",
      "a_conflict-20261120-130405.json", "a_conflict-ana-20261120-130405.json", "a (Case Conflict 1).json",
      "a (SFConflict ana@example.org 2026-11-20-13-04-05).json",
    ])
  func conflictCopies(name: String) {
    #expect(ConflictCopy.contains(FileName(name)))
    #expect(!Litter.contains(FileName(name)))
  }

  @Test(
    "What people drop is neither, copy marks included",
    arguments: [
      "request.json", "SEQ05.top_left", "SEQ05 top left.png", "seq05-top-left.txt", "SEQ05.tl", "SEQ05.r1c1",
      "top_left",
      "SEQ05.again", "SEQ05_take002.mp4", "SEQ05_take002.reject", "SEQ05 copy.json", "SEQ05 copy 2.json",
      "SEQ05 2.json",
      "SEQ05 (2).json", "SEQ05 (copy).json", "SEQ05 - Copy (2).json", "New Text Document.txt", "request.json.txt",
      "SEQ05_conflict-scene.json", "conflict.json", "the conflicted copy.json", "SEQ05 (conflict).json", "4913.json",
      "parts.json", "part", "template.json", "a.tmpl", "downloads", "Icon", "SEQ05.sb-1.json", "#5.json", "~SEQ05",
      "partial_take.json", "recycle", "SEQ05 (conflicted copy",
    ])
  func drops(name: String) {
    #expect(!Litter.contains(FileName(name)))
    #expect(!ConflictCopy.contains(FileName(name)))
  }

  @Test("Names that are not UTF-8 are judged by what can be read of them")
  func notUTF8() {
    #expect(Litter.contains(FileName(bytes: Array("caf".utf8) + [0xE9] + Array(".part".utf8))))
    #expect(!Litter.contains(FileName(bytes: Array("caf".utf8) + [0xE9] + Array(".json".utf8))))
    #expect(Litter.contains(FileName(bytes: [UInt8(ascii: "."), 0xFF])))
  }
}
