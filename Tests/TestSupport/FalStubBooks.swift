import Foundation
import Terms

/// All that a `FalStub` knows.
struct FalStubBooks {
  struct Upload {
    var bytes = Data()
    var mediaType = ""
  }

  var manner = FalStub.Manner()
  var faults: [FalStub.Ask: [FalStub.Fault]] = [:]
  var fates: [FalStub.Fate] = []
  var counts: [FalStub.Ask: Int] = [:]
  var jobs: [FalStubJob] = []
  /// By address.
  var uploads: [String: Upload] = [:]
  var violations: [String] = []
  var leaks: [String] = []
  var lifecycles: [String] = []
  /// How often the videos were moved to another address.
  var move = 0
  private var usedConnections: Set<Int> = []

  /// Counts a request, and says what goes wrong with it.
  mutating func fault(_ ask: FalStub.Ask, _ request: LoopbackServer.Received) -> FalStub.Fault? {
    counts[ask, default: 0] += 1
    if ![.put, .download].contains(ask), !usedConnections.insert(request.connection).inserted, ask == .submit {
      violations.append("submitted over a connection that had been used")
    }
    if faults[ask]?.isEmpty == false { return faults[ask]?.removeFirst() }
    return manner.weather(ask, counts[ask] ?? 1)
  }

  mutating func serve(_ ask: FalStub.Ask, _ request: LoopbackServer.Received, files: String) -> LoopbackServer.Reply {
    switch ask {
    case .submit: submit(request)
    case .status: status(request)
    case .result: result(request)
    case .cancel: cancel(request)
    case .list: list(request)
    case .pricing: FalStubPrices.reply(request)
    case .initiate: initiate(request, files: files)
    case .put, .download: LoopbackServer.Reply(404)
    }
  }

  /// The call that an address `/owner/app/requests/<id>` is about.
  func index(of request: LoopbackServer.Received) -> Int? {
    let id = request.path.split(separator: "/").dropFirst(3).first.map(String.init)
    return jobs.firstIndex { $0.id == id && !$0.isTwin }
  }

  static let notFound = LoopbackServer.Reply.json("{\"status\":\"NOT_FOUND\"}", status: 404)

  static func json(_ value: [String: Any], status: Int = 200, headers: [(name: String, value: String)] = [])
    -> LoopbackServer.Reply
  {
    let body = (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])) ?? Data()
    return LoopbackServer.Reply(status, headers: [("content-type", "application/json")] + headers, body: body)
  }

  /// The query's items, decoded.
  static func query(_ request: LoopbackServer.Received) -> [String: String] {
    let items = URLComponents(string: "?\(request.query)")?.queryItems ?? []
    return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
  }
}

// MARK: - Files

extension FalStubBooks {
  private mutating func initiate(_ request: LoopbackServer.Received, files: String) -> LoopbackServer.Reply {
    let body = (try? JSONSerialization.jsonObject(with: request.body)) as? [String: String] ?? [:]
    guard request.query == "storage_type=fal-cdn-v3", let name = body["file_name"], let type = body["content_type"]
    else {
      violations.append("an upload that says neither where nor what it is: \(request.query)")
      return .json("{\"detail\":\"bad upload\"}", status: 422)
    }
    lifecycles.append(request.headers["x-fal-object-lifecycle-preference"] ?? "none")
    let place = "\(uploads.count + 1)/\(name)"
    let address = "\(files)/files/\(place)"
    uploads[address] = Upload(mediaType: type)
    return Self.json(["file_url": address, "upload_url": "\(files)/upload/\(place)?signature=abc"])
  }

  mutating func put(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    let place = request.path.dropFirst("/upload/".count)
    guard let address = uploads.keys.first(where: { $0.hasSuffix("/files/\(place)") }), request.bodyLength > 0 else {
      return LoopbackServer.Reply(403)
    }
    if uploads[address]?.mediaType != request.headers["content-type"] {
      violations.append("an upload of another type than announced")
    }
    uploads[address]?.bytes = request.body
    return LoopbackServer.Reply(200)
  }

  /// A video by `/media/<move>/<id>.mp4`, or what was uploaded.
  func download(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    if let upload = uploads.first(where: { $0.key.hasSuffix(request.path) })?.value {
      return LoopbackServer.Reply(headers: [("content-type", upload.mediaType)], body: upload.bytes)
    }
    let parts = request.path.split(separator: "/")
    guard parts.count == 3, parts[1] == "\(move)", let id = parts[2].split(separator: ".").first else {
      return LoopbackServer.Reply(404)
    }
    return FalStubFilm.later(String(id), as: "file")
  }
}
