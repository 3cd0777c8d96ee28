import Foundation

/// The result of a call that ended well, as it is kept on the take: what fal said, and what is needed to fetch the video.
struct FalResult: Codable, Hashable, Sendable {
  let request: String
  /// Where the result can be asked for again.
  let address: String
  /// What fal counted, in seconds of video, where it said so.
  let units: Double?
  /// As fal sent it.
  let result: JSONValue

  private enum CodingKeys: String, CodingKey {
    case result
    case request = "request_id"
    case address = "response_url"
    case units = "billable_units"
  }

  /// Takes keep a text of some kilobytes; of a longer result only the video is kept.
  private static let longest = 16 << 10

  /// Nil where it names no video.
  init?(_ response: HTTPResponse, id: String, address: String) {
    guard let answer = JSONValue(response.body), let video = answer["video"], video["url"]?.text?.isEmpty == false
    else {
      return nil
    }
    request = id
    self.address = address
    units = FalComplaint.units { response.headers[$0] }
    result = response.body.count > Self.longest ? .object(["video": video]) : answer
  }

  /// Where the video lies.
  var video: String { result["video"]?["url"]?.text ?? "" }

  /// Its size in bytes, where fal says it.
  var bytes: Int64? {
    result["video"]?["file_size"]?.figure.flatMap { Int64(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
