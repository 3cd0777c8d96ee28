import Execution
import Foundation
import Terms

/// An error as fal writes it: a text, or a list of what is wrong with the input.
struct FalComplaint {
  let status: Int
  /// Such as `content_policy_violation`.
  let type: String?
  /// What fal says, shortened; empty where it says nothing that can be read.
  let text: String
  /// Whether it is in fal's own words rather than in those of a proxy before it.
  let isFals: Bool
  /// What fal counts as used, in seconds of video.
  let units: Double?

  /// - Parameter header: the value of a header, by its name in lower case.
  init(status: Int, header: (String) -> String?, body: Data) {
    let json = JSONValue(body)
    let named = header("x-fal-error-type") ?? json?["error_type"]?.text
    let details = json?["detail"]?.items ?? []
    self.status = status
    type = named ?? details.lazy.compactMap { $0["type"]?.text }.first
    text = Self.shortened(details.isEmpty ? Self.plain(json) : Self.listed(details))
    isFals = type != nil || json?["detail"] != nil
    units = Self.units(header)
  }

  private init(_ other: FalComplaint, type: String?, text: String) {
    // That there is no result is no word on the model.
    status = [404, 410].contains(other.status) ? 0 : other.status
    self.type = type ?? other.type
    self.text = other.text.isEmpty ? Self.shortened(text) : other.text
    isFals = true
    units = other.units
  }

  /// The same with what the status of the call says.
  func named(_ type: String?, _ text: String) -> FalComplaint { FalComplaint(self, type: type, text: text) }

  var kind: FalErrorKind { type.flatMap { FalErrorKind.named($0) } ?? .of(status: status, text: text) }

  /// The result was asked for before it was there.
  var isEarly: Bool { status == 400 && text.lowercased().contains("in progress") }

  /// - Parameter more: a sentence to be added.
  func problem(_ more: String = "") -> Problem {
    let kind = kind
    let said = text.isEmpty ? "" : ": \(text.trimmingSuffix("."))"
    let sentence = "\(kind.sentence)\(said).\(more.isEmpty ? "" : " \(more)")"
    return Problem(kind.code, sentence, hint: kind.hint, cause: "HTTP \(status), \(type ?? "no type")")
  }

  /// What fal counts as used, where its headers say so.
  static func units(_ header: (String) -> String?) -> Double? {
    header("x-fal-billable-units").flatMap { Double($0) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  private static func plain(_ json: JSONValue?) -> String {
    let detail = json?["detail"]
    return detail?.text ?? detail?["message"]?.text ?? detail?["msg"]?.text ?? json?["error"]?.text
      ?? json?["message"]?.text ?? json?["error"]?["message"]?.text ?? ""
  }

  /// `multi_prompt.0.duration: Input should be '1'`, the first three.
  private static func listed(_ details: [JSONValue]) -> String {
    let texts = details.prefix(3).map { detail in
      let place = (detail["loc"]?.items ?? []).compactMap { $0.text ?? $0.figure.map { "\(Int(exactly: $0) ?? 0)" } }
        .filter { $0 != "body" }.joined(separator: ".")
      let said = detail["msg"]?.text ?? detail.text ?? "not said"
      return place.isEmpty ? said : "\(place): \(said)"
    }
    return texts.joined(separator: "; ") + (details.count > 3 ? " and \(details.count - 3) more" : "")
  }

  /// One line that fits a receipt.
  private static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 300 ? "\(line.prefix(300))…" : line
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
