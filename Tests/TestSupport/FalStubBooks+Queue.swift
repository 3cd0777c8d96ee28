import Foundation
import Terms

/// The queue.
extension FalStubBooks {
  mutating func submit(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    let endpoint = String(request.path.dropFirst())
    guard FalStubRules.isKnown(endpoint) else {
      return .json("{\"detail\":\"Application '\(endpoint)' not found\"}", status: 404)
    }
    let rules = FalStubRules(endpoint: endpoint, body: request.body, uploads: uploads)
    violations += rules.violations + FalStubRules.faults(in: request.headers)
    let job = FalStubJob(
      id: UUID().uuidString.lowercased(), endpoint: endpoint, body: request.body, time: Timestamp(Date()),
      fate: rules.violations.isEmpty ? (fates.isEmpty ? .video : fates.removeFirst()) : rules.fate,
      full: FalStubPrices.price(of: request.body, endpoint: endpoint))
    jobs.append(job)
    return Self.json(
      addresses(of: job, request).merging(["status": "IN_QUEUE", "queue_position": 0]) { first, _ in first },
      headers: [("x-fal-request-id", job.id)])
  }

  private func addresses(of job: FalStubJob, _ request: LoopbackServer.Received) -> [String: Any] {
    let app = job.endpoint.split(separator: "/").prefix(2).joined(separator: "/")
    let address = "http://\(request.headers["host"] ?? "")/\(app)/requests/\(job.id)"
    return [
      "request_id": job.id, "response_url": address, "status_url": "\(address)/status",
      "cancel_url": "\(address)/cancel",
    ]
  }

  mutating func status(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    guard let index = index(of: request) else { return Self.notFound }
    jobs[index].looks += 1
    let job = jobs[index]
    var answer = addresses(of: job, request)
    let state = job.state(manner)
    answer["status"] = state
    answer["logs"] = NSNull()
    switch state {
    case "IN_QUEUE": answer["queue_position"] = max(manner.states.filter { $0 == state }.count - job.looks, 0)
    case "COMPLETED":
      answer["metrics"] = ["inference_time": 92.4]
      answer.merge(Self.error(of: job)) { $1 }
    default: answer["logs"] = [["message": "step", "level": "INFO", "source": "USER", "timestamp": "\(job.time)"]]
    }
    return Self.json(answer, status: state == "COMPLETED" ? 200 : 202)
  }

  private static func error(of job: FalStubJob) -> [String: Any] {
    if job.isWithdrawn { return ["error": "Request cancelled", "error_type": "client_cancelled"] }
    return switch job.fate {
    case .failed(_, let type, let detail): ["error": detail, "error_type": type]
    case .lost(let type): ["error": "It failed", "error_type": type]
    case .video, .replay: [:]
    }
  }

  mutating func result(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    guard let index = index(of: request) else { return Self.notFound }
    let job = jobs[index]
    guard job.isWithdrawn || job.looks > manner.states.count else {
      return .json("{\"detail\":\"Request is still in progress\"}", status: 400)
    }
    switch job.fate {
    case .video where !job.isWithdrawn: return FalStubFilm.later(job.id, as: "result")
    case .failed(let status, let type, let detail):
      return Self.json(
        ["detail": detail, "error_type": type], status: status, headers: [("x-fal-error-type", type)])
    case .replay(let status, let json, let headers):
      return LoopbackServer.Reply(status, headers: headers, body: Data(json.utf8))
    case .lost, .video: return Self.notFound
    }
  }

  /// What is needed to make the video of a call.
  func film(of id: String) -> FalStubFilm? {
    guard let job = jobs.first(where: { $0.id == id }) else { return nil }
    let seconds = (job.input["duration"] as? String).flatMap { Int($0) } ?? 5
    let start = job.input["image_url"] ?? job.input["start_image_url"] ?? (job.input["image_urls"] as? [Any])?.first
    return FalStubFilm(
      start: (start as? String).flatMap { uploads[$0]?.bytes }, seconds: seconds, size: manner.size,
      ready: manner.video)
  }

  func result(of id: String, _ video: Data, files: String) -> LoopbackServer.Reply {
    let job = jobs.first { $0.id == id }
    var file: [String: Any] = [
      "url": "\(files)/media/\(move)/\(id).mp4", "content_type": "video/mp4", "file_name": "output.mp4",
    ]
    if manner.namesFileSize { file["file_size"] = video.count }
    let units = (job?.input["duration"] as? String) ?? "0"
    return Self.json(
      ["video": file],
      headers: [("x-fal-request-id", id)] + (manner.namesUnits ? [("x-fal-billable-units", units)] : []))
  }

  mutating func cancel(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    if request.headers["content-length"] != "0" { violations.append("a cancel without Content-Length: 0") }
    guard let index = index(of: request) else { return Self.notFound }
    let state = jobs[index].state(manner)
    guard state != "COMPLETED" else { return .json("{\"status\":\"ALREADY_COMPLETED\"}", status: 400) }
    guard state == "IN_QUEUE" else { return .json("{\"status\":\"CANCELLATION_REQUESTED\"}", status: 202) }
    jobs[index].isWithdrawn = true
    return .json("{\"status\":\"OK\"}")
  }
}

// MARK: - The list

extension FalStubBooks {
  mutating func twin(of id: String) {
    guard let job = jobs.first(where: { $0.id == id }) else { return }
    var twin = FalStubJob(
      id: UUID().uuidString.lowercased(), endpoint: job.endpoint, body: job.body, time: job.time, fate: .video,
      full: .zero)
    twin.isTwin = true
    jobs.append(twin)
  }

  mutating func list(_ request: LoopbackServer.Received) -> LoopbackServer.Reply {
    let query = Self.query(request)
    guard let start = Self.time(query["start"]), let end = Self.time(query["end"]), query["expand"] == "payloads",
      let limit = query["limit"].flatMap({ Int($0) })
    else {
      violations.append("a list asked for with \(request.query)")
      return .json("{\"detail\":\"bad query\"}", status: 422)
    }
    let first = query["cursor"].flatMap { Int($0) } ?? 0
    if first == 0 { for index in jobs.indices { jobs[index].listings += 1 } }
    let seen = jobs.filter {
      $0.endpoint == query["endpoint_id"] && (start...max(start, end)).contains($0.time) && $0.listings > manner.listLag
    }
    let page = seen.dropFirst(first).prefix(min(limit, manner.pageSize))
    let next = first + page.count
    return Self.json([
      "items": page.map(\.listed), "has_more": next < seen.count,
      "next_cursor": next < seen.count ? "\(next)" : NSNull(),
    ])
  }

  private static func time(_ text: String?) -> Timestamp? {
    text.flatMap { try? PlainJSON.decode(Timestamp.self, from: Data("\"\($0)\"".utf8)) }
  }
}
