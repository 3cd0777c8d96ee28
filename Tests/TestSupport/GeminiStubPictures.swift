public import Foundation
import Synchronization
public import Terms

/// Real pictures of the shapes that the models make; each is made once.
enum GeminiStubPictures {
  /// The pixels of a picture of the size 1K, by its shape.
  static let sizes: [String: PixelSize] = {
    let upright = [
      ("1:1", 1024, 1024), ("2:3", 848, 1264), ("3:4", 896, 1200), ("4:5", 928, 1152), ("9:16", 768, 1376),
      ("9:21", 672, 1584), ("1:4", 512, 2048), ("1:8", 384, 3072),
    ]
    let all = upright.flatMap { name, width, height in
      let turned = name.split(separator: ":").reversed().joined(separator: ":")
      return [
        (name, PixelSize(width: width, height: height)), (turned, PixelSize(width: height, height: width)),
      ]
    }
    return Dictionary(all.filter { $0.0 != "9:21" }, uniquingKeysWith: { first, _ in first })
  }()

  private struct Title: Hashable {
    let kind: GeminiStub.Look.Kind
    let ratio: String
    let layout: GridLayout
    let shrink: Int
  }

  private static let made = Mutex<[Title: Data]>([:])

  static func picture(_ kind: GeminiStub.Look.Kind, ratio: String, _ layout: GridLayout, shrink: Int = 4) -> Data {
    let title = Title(kind: kind, ratio: ratio, layout: layout, shrink: shrink)
    if let picture = made.withLock({ $0[title] }) { return picture }
    let size = sizes[ratio] ?? PixelSize(width: 1024, height: 1024)
    let small = PixelSize(width: size.width / shrink, height: size.height / shrink)
    let picture = make(kind, PlainPNG.grid(small, layout))
    made.withLock { $0[title] = picture }
    return picture
  }

  static func type(_ kind: GeminiStub.Look.Kind) -> String {
    switch kind {
    case .png, .text, .noise: "image/png"
    case .jpeg: "image/jpeg"
    case .webp, .half: "image/webp"
    }
  }

  private static func make(_ kind: GeminiStub.Look.Kind, _ png: Data) -> Data {
    switch kind {
    case .png: png
    case .jpeg: converted(png, ["-q:v", "3"], "jpg")
    case .webp: webp(png)
    case .half: half(webp(png))
    case .text, .noise: Data("This is no picture.".utf8)
    }
  }

  private static func webp(_ png: Data) -> Data { converted(png, ["-c:v", "libwebp", "-quality", "80"], "webp") }

  private static func half(_ picture: Data) -> Data { picture.prefix(picture.count / 2) }

  /// Empty where ffmpeg cannot do it, which no test takes for a picture.
  private static func converted(_ png: Data, _ options: [String], _ ending: String) -> Data {
    do {
      let folder = try TemporaryFolder()
      let source = try folder.write(png, to: "picture.png")
      let target = folder.path / "picture.\(ending)"
      try Program.runNow(["ffmpeg", "-v", "error", "-i", source.display] + options + [target.display])
      return try folder.read("picture.\(ending)")
    } catch { return Data() }
  }
}

extension GeminiStub {
  /// A real picture, as an answer has it: 16:9, one panel.
  public static func realPicture(_ kind: Look.Kind, _ layout: GridLayout? = nil) -> Data {
    GeminiStubPictures.picture(kind, ratio: "16:9", layout ?? GridLayout(rows: 1, columns: 1) ?? .quadrants)
  }
}
