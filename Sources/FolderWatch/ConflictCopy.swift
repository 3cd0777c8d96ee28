public import Terms

/// Second versions that a sync client puts beside a file when two people changed it: reported, never executed.
public enum ConflictCopy {
  /// Whether `name` is that of a conflict copy. The word alone is not enough: `SEQ05_conflict-scene.json` is a drop.
  public static func contains(_ name: FileName) -> Bool { patterns.contain(name) }

  static let patterns: [NamePattern] = [
    // Syncthing: name.sync-conflict-20261120-130405-ABCDEFG.json
    .containing(".sync-conflict-") { $0.startsWithDay },
    // Dropbox, Nextcloud: name (Ana's conflicted copy 2026-11-20).json, name (conflicted copy 2026-11-20 130405).json
    .anyCase(.containing("(") { $0.inParentheses.contains("conflicted copy") }),
    // Dropbox: name (Case Conflict 1).json; Seafile: name (SFConflict ana@example.org 2026-11-20-13-04-05).json
    .anyCase(
      .containing("(") { tail in
        ["case conflict", "unicode encoding conflict", "selective sync conflict", "whitespace conflict", "sfconflict "]
          .contains { tail.inParentheses.hasPrefix($0) }
      }),
    // ownCloud, Nextcloud before 2.6: name_conflict-20261120-130405.json, name_conflict-ana-20261120-130405.json
    .containing("_conflict-") { tail in
      tail.startsWithDay || tail.split(separator: "-").dropFirst().contains { $0.startsWithEightDigits }
    },
  ]
}

extension Substring {
  fileprivate var startsWithEightDigits: Bool {
    let start = utf8.prefix(8)
    return start.count == 8 && start.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// Eight digits and what divides them from the time.
  fileprivate var startsWithDay: Bool { startsWithEightDigits && utf8.dropFirst(8).first == UInt8(ascii: "-") }

  /// What stands before the next closing parenthesis; empty where none closes.
  fileprivate var inParentheses: Substring {
    guard let end = firstIndex(of: ")") else { return "" }
    return self[..<end]
  }
}
