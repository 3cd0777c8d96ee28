import Foundation
import Imaging
import Terms

/// A way to cut a picture into its quadrants.
struct Cutter {
  let name: String
  var isOurs = false
  /// The programs that cut a picture into a folder, one after the other.
  let programs: (Quadrants, String) -> [Program]

  static let onePass = "Cropper, all in one pass"
  static let idle = "the bare process"
  static let decode = "decoding alone, as Cropper does"

  static var ours: [Cutter] {
    [
      Cutter(name: onePass, isOurs: true) { [Program.own(.crop, [$0.picture.display, $1])] },
      Cutter(name: "starsend picture crop --cells all") {
        [
          Program(
            executable: Program.agent, arguments: ["picture", "crop", $0.picture.display, "--cells", "all", "-o", $1])
        ]
      },
      Cutter(name: decode, isOurs: true) { quadrants, _ in [Program.own(.decode, [quadrants.picture.display])] },
      Cutter(name: idle, isOurs: true) { _, _ in [Program.own(.idle, [])] },
    ]
  }

  static func peers(_ peers: Peers) -> [Cutter] {
    var cutters: [Cutter] = []
    if let vips = peers.find(.vips) {
      cutters.append(Cutter(name: "vips crop ×4, compression=1") { vipsCrop(vips, $0, $1, "compression=1") })
      cutters.append(
        Cutter(name: "vips crop ×4, compression=1,filter=avg") { vipsCrop(vips, $0, $1, "compression=1,filter=avg") })
    }
    if let convert = peers.find(.convert) {
      cutters.append(
        Cutter(name: "convert -crop 2x2@ -quality 13") {
          [
            Program(
              executable: convert,
              arguments: [$0.picture.display, "-crop", "2x2@", "+repage", "-quality", "13", "\($1)/%d.png"])
          ]
        })
    }
    if let python = peers.find(.pillow) {
      let script = String(decoding: PackageResources.pillow_crop_py, as: UTF8.self)
      cutters.append(
        Cutter(name: "Pillow, compress_level=1") {
          [Program(executable: python, arguments: ["-c", script, $0.picture.display, $1])]
        })
    }
    return cutters
  }

  private static func vipsCrop(_ vips: String, _ quadrants: Quadrants, _ folder: String, _ options: String) -> [Program]
  {
    quadrants.rects.enumerated().map { index, rect in
      let numbers = [rect.x, rect.y, rect.width, rect.height].map { "\($0)" }
      return Program(
        executable: vips,
        arguments: ["crop", quadrants.picture.display, "\(folder)/\(index).png[\(options)]"] + numbers)
    }
  }
}
