import Foundation

/// The fields of a message, in their order; names are compared without case.
struct HTTPHeaders: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    let name: String
    let value: String
  }

  private(set) var fields: [Field] = []

  init(_ fields: [Field] = []) { self.fields = fields }

  /// The first value of that name.
  subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}

extension HTTPHeaders {
  /// How long the server asks to be left alone (RFC 9110, 10.2.3): seconds, or a date, which is compared to the
  /// server's own `Date` where it says one.
  var retryAfter: Duration? { retryAfter(now: .now) }

  func retryAfter(now: Date) -> Duration? {
    guard let text = self["Retry-After"]?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
    if let seconds = Double(text) { return Self.wait(seconds) }
    guard let then = Self.date(text) else { return nil }
    return Self.wait(then.timeIntervalSince(self["Date"].flatMap(Self.date) ?? now))
  }

  /// Nobody is left alone for more than a day: beyond that it is a slip of the server.
  private static func wait(_ seconds: Double) -> Duration? {
    guard seconds.isFinite else { return nil }
    return .milliseconds(Int64((min(max(seconds, 0), 86_400) * 1000).rounded(.up)))
  }

  private static func date(_ text: String) -> Date? {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.date(from: text)
  }
}
