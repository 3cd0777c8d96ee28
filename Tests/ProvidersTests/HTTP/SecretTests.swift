import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite("A key")
struct SecretTests {
  private static let key = Asking.key

  /// Every way to make text of a value that a log, a test or a crash would use.
  static func renderings(_ value: some Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return [
      "\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])",
      "\(Optional(value) as Any)",
      "\(Mirror(reflecting: value).children.map { "\($0)" })", "\(["a": value])",
    ].joined(separator: "\n")
  }

  /// The key, its secret half, and both as they are written in addresses and in Base64.
  static let traces: [String] =
    ["id-0000:s3cret/Key+1111", "s3cret/Key+1111"].flatMap { text -> [String] in
      let plain = Data(text.utf8).base64EncodedString()
      let inHeader = Data("Key \(text)".utf8).base64EncodedString()
      return [
        text, text.replacing("/", with: "\\/"), text.replacing("/", with: "%2F").replacing("+", with: "%2B"),
        text.replacing("/", with: "%2f").replacing("+", with: "%2b"),
        text.replacing(":", with: "%3A").replacing("/", with: "%2F").replacing("+", with: "%2B"),
        // What is left of it in the middle of any longer text.
        String(plain.prefix(16).dropFirst(2)), String(inHeader.dropFirst(8).prefix(16)),
      ]
    } + ["s3cret"]

  static func expectNoTrace(in text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for trace in traces { #expect(!text.contains(trace), "\(trace)", sourceLocation: sourceLocation) }
  }

  @Test("never shows, however it is rendered")
  func rendering() {
    struct Holder { let keys: ProviderKeys, maybe: Secret?, list: [Secret], result: Result<Secret, Problem> }
    let key = Self.key
    let holder = Holder(keys: ProviderKeys(gemini: key, fal: key), maybe: key, list: [key], result: .success(key))
    Self.expectNoTrace(in: Self.renderings(key) + Self.renderings(holder))
    Self.expectNoTrace(in: Self.renderings(Asking.request("POST", "http://127.0.0.1/?key=\(key.exposed)")))
    #expect("\(key)" == "(hidden)")
    #expect(!(key as Any is any Encodable))
  }

  @Test("is masked in any text, whichever way it is written there")
  func masked() {
    let key = Self.key
    for trace in Self.traces where trace != "s3cret" && trace.contains("1111") {
      Self.expectNoTrace(in: key.redacted("before \(trace) after \(trace)"))
      #expect(key.redacted("before \(trace) after").hasPrefix("before (hidden)"))
    }
    for padding in ["", "a", "ab", "abc", "Authorization: Key "] {
      let whole = Data("\(padding)\(key.exposed)\(padding)".utf8).base64EncodedString()
      for text in [whole, whole.replacing("+", with: "-").replacing("/", with: "_")] {
        let redacted = key.redacted(text)
        #expect(redacted.contains("(hidden)"))
        // At most what the groups at both ends share with their neighbours is left.
        #expect(redacted.replacing("(hidden)", with: "").count <= whole.count - key.exposed.utf8.count * 4 / 3 + 2)
      }
    }
  }

  @Test("is masked in bytes that are no text, and nothing else is changed")
  func maskedBytes() {
    let before = Data([0xFF, 0x00, 0xFE])
    let data = before + Data(Self.key.exposed.utf8) + before + Data("s3cret/Key+1111".utf8)
    #expect(Self.key.redacted(data) == before + Data("(hidden)".utf8) + before + Data("(hidden)".utf8))
    #expect(Self.key.redacted(before) == before)
    #expect(Self.key.redacted("nothing is here") == "nothing is here")
    #expect(Self.key.redacted("") == "")
  }

  @Test("that a server sends back in every place does not come out of an answer", arguments: [200, 400, 401, 429, 500])
  func echoed(status: Int) async throws {
    let key = Self.key.exposed
    let encoded = Data(key.utf8).base64EncodedString()
    let urlSafe = encoded.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    let server = try LoopbackServer { request in
      var reply = LoopbackServer.Reply(
        status,
        headers: [("x-echo", request.headers["authorization"] ?? ""), ("x-\(urlSafe)", encoded)],
        body: Data("{\"you\":\"\(key)\",\"sent\":\"\(encoded)\"}".utf8))
      reply.reason = "Not \(key)"
      return reply
    }
    let response = try await HTTPClient().send(Asking.request("POST", server.url))
    #expect(response.status == status)
    #expect(server.received.first?.headers["authorization"] == "Key \(key)")
    Self.expectNoTrace(in: Self.renderings(response) + String(decoding: response.body, as: UTF8.self))
  }

  @Test("does not get into a file that an answer streams into, wherever it is cut into pieces")
  func streamed() async throws {
    let key = Self.key.exposed
    let text = Data("before \(key) between s3cret/Key+1111 \(Data(key.utf8).base64EncodedString())".utf8)
    let whole = Self.key.redacted(text)
    for first in 0...text.count {
      for second in stride(from: first, through: text.count, by: 7) {
        var stream = MaskedStream([Self.key, Secret("other-key")])
        let pieces = [text[..<first], text[first..<second], text[second...]]
        let masked = pieces.reduce(Data()) { $0 + $1.withUnsafeBytes { stream.take($0) } } + stream.finish()
        #expect(masked == whole)
      }
    }
    let folder = try TemporaryFolder()
    let gate = LoopbackServer.Gate()
    gate.open()
    let server = try LoopbackServer { _ in .init(body: text, fault: .stallBody(afterBytes: 15, until: gate)) }
    _ = try await HTTPClient().send(Asking.request(server.url), into: folder.path / "answer.json", limit: 1000)
    #expect(try folder.read("answer.json") == whole)
  }

  @Test("is not left in part where an error's body is cut off inside it")
  func cutInside() async throws {
    let key = Self.key.exposed
    let longest = 256 << 10
    for overlap in stride(from: 1, to: key.utf8.count, by: 4) {
      let body = Data(repeating: UInt8(ascii: "."), count: longest - overlap) + Data("\(key) and more".utf8)
      let server = try LoopbackServer { _ in .init(500, body: body) }
      let response = try await HTTPClient().send(Asking.request(server.url))
      #expect(response.body.allSatisfy { $0 == UInt8(ascii: ".") })
    }
  }

  @Test(
    "does not come out of any failure",
    arguments: [
      LoopbackServer.Reply.Fault.cutAfterBody, .closeAtOnce, .cutAfterHeaders, .cut(afterBytes: 5),
      .stall(until: LoopbackServer.Gate()),
    ])
  func failures(fault: LoopbackServer.Reply.Fault) async throws {
    let key = Self.key.exposed
    let server = try LoopbackServer { _ in
      var reply = LoopbackServer.Reply(headers: [("x", key)], body: Data("\(key) \(key)".utf8), fault: fault)
      reply.reason = key
      return reply
    }
    let failure = try await Asking.failure(
      of: Asking.request("POST", server.url + "/?key=\(key)", deadline: .milliseconds(300)))
    Self.expectNoTrace(in: Self.renderings(failure))
  }

  @Test("does not come out where nothing could be sent, not even with an address or a file that has it in its name")
  func unsent() async throws {
    let key = Self.key.exposed
    let word = "s3cret.Key-1111"
    let secret = Secret("id:\(word)")
    var requests = [
      Asking.request("POST", "http://example.com/\(key)"), Asking.request("POST", "https://\(word).invalid/"),
      Asking.request("POST", "nonsense \(key)"), Asking.request("POST", "http://127.0.0.1:1/\(key)"),
      Asking.request("PUT", "http://127.0.0.1:1/", body: .file(FilePath("/none/\(word)"))),
    ]
    for index in requests.indices {
      requests[index].secrets.append(secret)
      let failure = try await Asking.failure(of: requests[index])
      let text = Self.renderings(failure) + Self.renderings(requests[index])
      Self.expectNoTrace(in: text)
      #expect(!text.contains(word))
    }
  }

  @Test("does not come out of an answer that is too large, or has headers without an end")
  func tooLarge() async throws {
    let key = Self.key.exposed
    let long = try LoopbackServer { _ in .init(body: Data(String(repeating: key, count: 1000).utf8)) }
    let wordy = try LoopbackServer { _ in
      .init(headers: (0..<3000).map { ("x-\($0)", String(repeating: key, count: 9)) })
    }
    for url in [long.url, wordy.url] {
      let failure = try await Asking.failure(of: Asking.request(url), limit: 1000)
      #expect(failure.kind == .tooLarge)
      Self.expectNoTrace(in: Self.renderings(failure))
    }
  }
}
