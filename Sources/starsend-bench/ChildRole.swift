import CBaseline
import FolderWatch
import Foundation
import Glibc
import Imaging
import Terms

/// What this executable does in a process of its own: `starsend-bench child ROLE …`.
enum ChildRole: String {
  /// Tells every file that `FolderWatcher` offers, one name on a line.
  case events
  /// Accepts what is dropped into a project, in plain C.
  case accept
  /// Never answers.
  case hold
  /// Does nothing: what any process of this executable takes.
  case idle
  /// Cuts a picture into its four quadrants.
  case crop
  /// Decodes a picture and keeps nothing.
  case decode

  /// Written in place, a file is offered after this time. It is found so too when events were lost.
  static let settle = Duration.milliseconds(100)

  func run(_ arguments: [String]) async throws {
    if self != .hold { cbaseline_end_with_parent() }
    let paths = arguments.map { FilePath($0) }
    switch (self, arguments.count) {
    case (.hold, _): cbaseline_hold()
    case (.idle, _): usleep(20_000)
    case (.accept, 1):
      _ = cbaseline_accept(arguments[0], 2)
      throw Problem(system: "accept")
    case (.events, 1): try await tellEvents(in: paths[0])
    case (.crop, 2): try Quadrants(of: paths[0]).cut(into: paths[1])
    case (.decode, 1): try Picture.verify(paths[0])
    default: throw Problem(.badValue, "\(rawValue) was given too little.", hint: "")
    }
  }

  /// Away from the main thread, to which each event would have to be handed over once more.
  @concurrent private func tellEvents(in folder: FilePath) async throws {
    let watcher = FolderWatcher(folders: [WatchedFolder(folder)], options: WatchOptions(settle: Self.settle))
    async let watching: Void = watcher.run()
    for await event in watcher {
      guard case .settled(let item) = event else { continue }
      let line = item.name.bytes + [UInt8(ascii: "\n")]
      guard write(1, line, line.count) == line.count else { break }
    }
    try await watching
  }
}

/// The four quarters of a picture.
struct Quadrants {
  let picture: FilePath
  let rects: [PixelRect]

  init(of picture: FilePath) throws {
    self.picture = picture
    let size = try Picture.probe(picture).size
    let (width, height) = (size.width / 2, size.height / 2)
    rects = (0..<4).map { PixelRect(x: $0 % 2 * width, y: $0 / 2 * height, width: width, height: height) }
  }

  /// All in one pass.
  func cut(into folder: FilePath) throws {
    let outputs = rects.enumerated().map { index, rect in
      CropOutput(rect: rect, destination: folder / "quadrant\(index).png", provenance: nil)
    }
    try Cropper.crop(picture, into: outputs)
  }
}
