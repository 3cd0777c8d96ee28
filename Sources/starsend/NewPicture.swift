import DurableFiles
import Imaging
import Terms

/// A picture that the command line writes: under a temporary name until it is whole, and never over another file.
struct NewPicture: Sendable {
  let file: FilePath
  let temporary: FilePath

  init(_ file: FilePath) {
    self.file = file
    temporary = DurableFile.temporaryName(beside: file)
  }

  func publish() throws { try DurableFile.publish(temporary, as: file) }

  func discard() { DurableFile.remove(temporary) }

  /// Throws `bad_value` for a name that would belie what is in the file.
  static func checkName(_ file: FilePath) throws(Problem) {
    guard file.name.display.lowercased().hasSuffix(".png") else {
      throw Problem(
        .badValue, "\(file.name) does not end in .png, and PNG is what is written.",
        hint: "Call it \(file.name.stem).png.")
    }
  }

  /// Throws `already_exists`.
  static func checkFree(_ file: FilePath) throws(Problem) {
    guard FileStatus.of(file) == nil else {
      throw Problem(
        .alreadyExists, "\(file) is there already and stays as it is; nothing was written.",
        hint: "Choose another name, or move that file away.")
    }
  }
}

/// What the sources of a new picture say about their making, which the new one goes on saying.
struct Origin: Sendable {
  let description: String
  /// Whether a trained model made the pixels.
  let isFromModel: Bool

  /// Throws as `Picture.probe`.
  init(of picture: FilePath) throws(Problem) {
    let info = try Picture.probe(picture)
    description = info.text(for: "Description") ?? ""
    // The IPTC term, whoever wrote it and in whichever of its forms.
    isFromModel = info.text.contains { $0.text.lowercased().contains("trainedalgorithmicmedia") }
  }

  /// Of several pictures: what any of them has to say, the new one has to say.
  init(joining origins: [Origin]) {
    description = origins.map(\.description).filter { !$0.isEmpty }.joined(separator: " / ")
    isFromModel = origins.contains { $0.isFromModel }
  }

  func provenance(of file: FilePath, _ fields: [String: String]) -> Provenance {
    Provenance(
      id: file.name.stem, description: description, software: Wiring.software, isFromModel: isFromModel, fields: fields)
  }
}

extension FileName {
  /// The name for people without its last ending: `a.b` of `a.b.png`.
  var stem: String {
    let text = display
    guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return text }
    return String(text[..<dot])
  }
}
