import CCurl
import Terms

/// The settings and figures of one transfer, on the thread that makes it.
final class CurlEasy {
  let raw: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let message: UnsafeMutablePointer<CChar>
  /// What libcurl refused to take; it is looked at once, before anything is sent.
  private(set) var refusal: CURLcode = CURLE_OK

  init() throws(HTTPFailure) {
    guard let raw = curl_easy_init() else {
      throw HTTPFailure(kind: .local, wasSent: false, cause: "libcurl has no memory for a transfer")
    }
    self.raw = raw
    message = .allocate(capacity: starsend_curl_error_size)
    message.initialize(repeating: 0, count: starsend_curl_error_size)
    note(starsend_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, message))
  }

  deinit {
    curl_easy_cleanup(raw)
    curl_slist_free_all(headers)
    message.deallocate()
  }

  /// What libcurl says went wrong, as far as it knows.
  func cause(_ code: CURLcode) -> String {
    let said = String(cString: message)
    return said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
  }
}

extension CurlEasy {
  func set(_ option: CURLoption, _ value: Int) { note(starsend_curl_set_long(raw, option, value)) }

  func set(_ option: CURLoption, size: Int64) { note(starsend_curl_set_size(raw, option, size)) }

  func set(_ option: CURLoption, _ text: String) { note(starsend_curl_set_text(raw, option, text)) }

  func set(_ option: CURLoption, _ path: FilePath) {
    note(path.withCString { starsend_curl_set_text(raw, option, $0) })
  }

  /// Whole milliseconds, and never 0, which would mean none.
  func set(_ option: CURLoption, _ time: Duration) {
    set(option, Int(min(max((time / .milliseconds(1)).rounded(.up), 1), 2_000_000_000)))
  }

  /// - Parameter context: has to live as long as the transfer.
  func set(_ function: CURLoption, _ data: CURLoption, _ context: AnyObject, _ callback: starsend_curl_callback) {
    note(starsend_curl_set_callback(raw, function, callback))
    note(starsend_curl_set_pointer(raw, data, Unmanaged.passUnretained(context).toOpaque()))
  }

  func add(header: String) {
    guard let longer = curl_slist_append(headers, header) else { return note(CURLE_OUT_OF_MEMORY) }
    headers = longer
    note(starsend_curl_set_pointer(raw, CURLOPT_HTTPHEADER, longer))
  }

  func number(_ info: CURLINFO) -> Int { starsend_curl_long(raw, info) }
  func size(_ info: CURLINFO) -> Int64 { starsend_curl_size(raw, info) }

  private func note(_ code: CURLcode) { if refusal == CURLE_OK { refusal = code } }
}
