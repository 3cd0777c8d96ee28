import Foundation
import Terms

/// What a request brings along.
enum HTTPBody: Sendable {
  case none
  case data(Data)
  /// Streamed from the file, with its length announced.
  case file(FilePath)
}

/// One request, as it is sent once: nothing below ever repeats it.
struct HTTPRequest: Sendable {
  var method: String
  /// `https`, or `http` to this machine.
  var url: String
  var headers: [(name: String, value: String)]
  var body: HTTPBody
  /// Taken out of every text that the client gives back: causes, headers, bodies.
  var secrets: [Secret]
  /// For the whole transfer, from the look-up of the name to the last byte.
  var deadline: Duration
  /// How long no byte may go either way, waiting for the answer included.
  var idle: Duration

  init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: HTTPBody = .none,
    secrets: [Secret] = [], deadline: Duration, idle: Duration = .seconds(60)
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.secrets = secrets
    self.deadline = deadline
    self.idle = idle
  }
}

/// Never the headers' values: keys are among them.
extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { secrets.redacted("\(method) \(url)") }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: ["request": description, "headers": headers.map(\.name)]) }
}
