import Foundation

/// What was answered, whatever the status.
struct HTTPResponse: Sendable {
  let status: Int
  let headers: HTTPHeaders
  /// Empty where the body went into a file.
  let body: Data

  init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  var isSuccess: Bool { (200..<300).contains(status) }
}
