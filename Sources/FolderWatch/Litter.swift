public import Terms

/// Names that editors, sync clients, browsers, systems and storage boxes leave in folders: never drops, and never
/// touched. Copy marks (` copy`, ` (2)`) are not litter: people make them.
public enum Litter {
  /// Whether `name` is to be left alone.
  ///
  /// Every name that begins with a dot is: what makes it hidden from people also says that no person dropped it. That
  /// covers `.syncthing.*`, `.stfolder`, `.sync_*`, `.csync_journal.db`, rsync's `.name.XXXXXX`, `.~lock.*#`,
  /// `.*.swp`, `.#*`, `.goutputstream-*`, `.nfs*`, `.fuse_hidden*`, `.DS_Store`, `._*`, `.Trash-*`, `.smbdelete*`,
  /// `.in.*` and the many others that are only known once they are met.
  public static func contains(_ name: FileName) -> Bool {
    name.bytes.first == UInt8(ascii: ".") || patterns.contain(name)
  }

  static let patterns: [NamePattern] =
    syncClients + transfers + browsers + office + editors + macOS + windows + storage + systems

  private static let syncClients: [NamePattern] = [
    .prefix("~syncthing~"),  // Syncthing on Windows
    .anyCase(.suffix(".part")),  // ownCloud and Nextcloud: name.ocTransferId123.part
    .containing(".unison"),
    .suffix(".!sync"),  // Resilio
    .anyCase(.suffix(".partial")),  // rclone; Internet Explorer
  ]

  private static let transfers: [NamePattern] = [
    .anyCase(.suffix(".filepart")),  // WinSCP
    .anyCase(.suffix(".aria2")),
    .suffix(".camelLock"),
  ]

  private static let browsers: [NamePattern] = [
    .anyCase(.suffix(".crdownload")),  // Chrome; Firefox and KDE write .part
    .anyCase(.suffix(".opdownload")),  // Opera
    .anyCase(.suffix(".download")),  // Safari
  ]

  private static let office: [NamePattern] = [
    .prefix("~$")
  ]

  private static let editors: [NamePattern] = [
    .exactly("4913"),  // vim, while it tries whether it may write
    .suffix("~"),
    .between("#", "#"),  // Emacs
    .suffix(".kate-swp"),
    .suffix("___jb_tmp___"), .suffix("___jb_old___"),  // JetBrains
    .anyCase(.suffix(".tmp")),
  ]

  private static let macOS: [NamePattern] = [
    .exactly("Icon\r"), .exactly("Icon\u{F00D}"),  // the second is how it comes over SMB
    .exactly("__MACOSX"),
    .anyCase(.exactly("network trash folder")), .anyCase(.exactly("temporary items")),
    .containing(".sb-", then: isSafeSave),
  ]

  private static let windows: [NamePattern] = [
    .anyCase(.exactly("thumbs.db")), .anyCase(.exactly("ehthumbs.db")), .anyCase(.exactly("ehthumbs_vista.db")),
    .anyCase(.exactly("desktop.ini")),
    .anyCase(.exactly("$recycle.bin")), .anyCase(.exactly("system volume information")),
  ]

  private static let storage: [NamePattern] = [
    .exactly("@eaDir"), .suffix("@SynoEAStream"), .suffix("@SynoResource"),  // Synology
    .anyCase(.exactly("#recycle")), .anyCase(.exactly("@recycle")),  // Synology; QNAP
    .exactly("#snapshot"), .exactly("@Recently-Snapshot"),
  ]

  private static let systems: [NamePattern] = [
    .exactly("lost+found")
  ]

  /// TextEdit and its like write `name.sb-1a2b3c4d-AbCdEf` and rename it.
  @Sendable private static func isSafeSave(_ tail: Substring) -> Bool {
    let parts = tail.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].utf8.count == 8 && parts[0].allSatisfy(\.isHexDigit)
      && parts[1].utf8.count == 6 && parts[1].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
}
