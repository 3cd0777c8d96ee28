public import Terms

/// A folder that is looked through every few seconds, since events do not tell of everything that happens in it.
public struct Polling: Hashable, Sendable {
  public let folder: FilePath
  public let reason: Reason
  /// `WatchOptions.poll`. Where there are many such folders the looks are further apart.
  public let interval: Duration

  public enum Reason: Hashable, Sendable {
    /// It lies on a file system that others can change without this machine hearing of it.
    case fileSystem(FileSystem)
    /// A look met this item, which no event had announced.
    case unannounced(ItemPlace)
  }

  /// For people: what is so, why, and what follows from it.
  public var sentence: String {
    let pace = "is looked through every \(interval.inSeconds)"
    switch reason {
    case .fileSystem(let fileSystem):
      let mount = fileSystem.mountPoint.map { ", mounted at \($0)" } ?? ""
      return "\(folder) \(pace): it lies on \(fileSystem.type)\(mount), where others can drop files that this machine "
        + "does not hear of."
    case .unannounced(let place):
      return
        "\(folder) \(pace) from now on: \(place.path) came without the system telling of it, as on a network share."
    }
  }
}

extension Duration {
  /// Such as `5 seconds` or `0.1 seconds`.
  var inSeconds: String {
    let tenths = (self / .milliseconds(100)).rounded()
    let number = tenths.truncatingRemainder(dividingBy: 10) == 0 ? "\(Int64(tenths / 10))" : "\(tenths / 10)"
    return number == "1" ? "second" : "\(number) seconds"
  }
}
