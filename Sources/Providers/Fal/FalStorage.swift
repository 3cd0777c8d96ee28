import Execution
import Foundation
import Terms

/// fal's storage: each content is uploaded once, to an address that anyone can read, for some hours.
struct FalStorage: Sendable {
  let settings: Fal.Settings
  let wire: FalWire
  let register: UploadRegister
  let clock: WallClock

  /// Where each of the pictures lies.
  func addresses(of pictures: [KlingPicture]) async throws -> [FilePath: String] {
    var addresses: [FilePath: String] = [:]
    for picture in pictures { addresses[picture.file] = try await address(of: picture) }
    return addresses
  }

  private var hours: Int { min(max(settings.uploadHours, 1), 8760) }

  private func address(of picture: KlingPicture) async throws -> String {
    let digest = try await ContentDigest.sha256(ofFile: picture.file)
    // A call may wait in fal's queue for long before Kling looks at the picture.
    let least = min(Duration.seconds(24 * 3600), .seconds(hours * 1800))
    let rest = Fal.Settings.trimmed(settings.restURL)
    return try await register.address(of: digest, at: "fal \(rest)", lasting: least) {
      try await upload(picture, named: "\(digest.prefix(16)).\(picture.format.ending)", to: rest)
    }
  }

  /// The name says nothing of the project: it may become a part of the public address.
  private func upload(
    _ picture: KlingPicture, named name: String, to rest: String
  ) async throws -> UploadRegister.Upload {
    let task = "take the picture \(KlingPicture.shown(picture.file))"
    let begun = clock.now()
    let place = try await place(for: name, picture.format.mediaType, at: rest, task)
    let request = wire.keyless(
      "PUT", place.upload, headers: [("Content-Type", picture.format.mediaType)], body: .file(picture.file),
      deadline: .seconds(600))
    let reply = try await wire.ask(.upload, request)
    guard reply.used != nil else { throw reply.problem(task) }
    let expiry = begun.milliseconds + Int64(hours) * 3_600_000
    return UploadRegister.Upload(address: place.file, expiresAt: Timestamp(milliseconds: expiry))
  }

  private func place(
    for name: String, _ mediaType: String, at rest: String, _ task: String
  ) async throws -> (file: String, upload: String) {
    let request = wire.request(
      "POST", "\(rest)/storage/upload/initiate?storage_type=fal-cdn-v3",
      headers: [
        ("Content-Type", "application/json"),
        ("X-Fal-Object-Lifecycle-Preference", "{\"expiration_duration_seconds\":\(hours * 3600)}"),
      ], body: .data(try PlainJSON.line(["content_type": mediaType, "file_name": name])))
    let reply = try await wire.ask(.upload, request) { response in
      let isReadable = !response.isSuccess || Self.place(in: response) != nil
      return isReadable ? FalWire.outcome(response) : .unreadable
    }
    guard let place = reply.used.flatMap(Self.place) else { throw reply.problem(task) }
    return place
  }

  private static func place(in response: HTTPResponse) -> (file: String, upload: String)? {
    let answer = JSONValue(response.body)
    guard let file = answer?["file_url"]?.text, let upload = answer?["upload_url"]?.text, !file.isEmpty else {
      return nil
    }
    return (file, upload)
  }
}
