import Foundation
public import Terms

/// Which files in `inbox/` are requests.
public enum RequestFileName {
  /// Whether the name is that of a request: `x.json`, or `x.json.txt` as Windows saves it, in any case, with any copy
  /// marks. Every other name is one that the agent does not recognise.
  public static func isRequest(_ name: FileName) -> Bool { stem(name) != nil }

  /// The name without its ending and copy marks, or nil where it is not that of a request.
  static func stem(_ name: FileName) -> String? {
    for variant in CopyMark.variants(of: name.display) {
      let lowered = variant.lowercased()
      for ending in [".json", ".json.txt"] where lowered.hasSuffix(ending) && lowered.count > ending.count {
        guard variant.first != "." else { continue }
        return CopyMark.stripped(String(variant.dropLast(ending.count)))
      }
    }
    return nil
  }
}
