import CCurl

/// Drives a transfer to its end, or to the point where there is no more time for it.
struct CurlLoop {
  enum End {
    case ended(CURLcode)
    case cancelled
    case late(String)
  }

  let multi: CurlMulti
  let easy: CurlEasy
  let deadline: Duration
  let idle: Duration

  func run() -> End {
    guard curl_multi_add_handle(multi.raw, easy.raw) == CURLM_OK else { return .ended(CURLE_OUT_OF_MEMORY) }
    defer { curl_multi_remove_handle(multi.raw, easy.raw) }
    let endsAt = ContinuousClock.now + deadline
    var movement = CurlMovement(easy)
    var movedAt = ContinuousClock.now
    while true {
      var running: CInt = 0
      guard curl_multi_perform(multi.raw, &running) == CURLM_OK else { return .ended(CURLE_OUT_OF_MEMORY) }
      var code = CURLE_OK
      if starsend_curl_ended(multi.raw, &code) == 1 { return .ended(code) }
      if multi.isCancelled { return .cancelled }
      let now = ContinuousClock.now
      let latest = CurlMovement(easy)
      if latest != movement { (movement, movedAt) = (latest, now) }
      if now >= endsAt { return .late("it was not over after \(deadline)") }
      if now >= movedAt + idle { return .late("no byte went either way for \(idle)") }
      wait(until: min(endsAt, movedAt + idle))
    }
  }

  /// Returns when something can be done, or `due` has come; `CurlMulti.cancel` ends it as well.
  private func wait(until due: ContinuousClock.Instant) {
    let left = ContinuousClock.now.duration(to: due) / .milliseconds(1)
    curl_multi_poll(multi.raw, nil, 0, CInt(min(max(left.rounded(.up), 0), 60_000)), nil)
  }
}

/// How far a transfer has come.
private struct CurlMovement: Equatable {
  private let figures: [Int64]

  init(_ easy: CurlEasy) {
    figures = [
      easy.size(CURLINFO_SIZE_UPLOAD_T), easy.size(CURLINFO_SIZE_DOWNLOAD_T),
      Int64(easy.number(CURLINFO_REQUEST_SIZE)), Int64(easy.number(CURLINFO_HEADER_SIZE)),
      easy.size(CURLINFO_CONNECT_TIME_T), easy.size(CURLINFO_APPCONNECT_TIME_T),
    ]
  }
}

/// What a transfer that failed had come to: libcurl's code alone does not tell.
struct CurlEnd {
  /// Whether anything of the request may have left.
  let wasSent: Bool
  private let easy: CurlEasy

  init(easy: CurlEasy, isSecure: Bool) {
    self.easy = easy
    // Nothing is sent before the connection, and in its place the encryption, stands. From there on it may have been:
    // a byte that the system has taken cannot be called back.
    let stands = easy.size(isSecure ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T) > 0
    wasSent = stands || easy.size(CURLINFO_SIZE_UPLOAD_T) > 0
  }

  /// Codes that are about this machine alone.
  private static let own: Set<UInt32> = [
    CURLE_UNSUPPORTED_PROTOCOL.rawValue, CURLE_FAILED_INIT.rawValue, CURLE_URL_MALFORMAT.rawValue,
    CURLE_NOT_BUILT_IN.rawValue, CURLE_OUT_OF_MEMORY.rawValue, CURLE_BAD_FUNCTION_ARGUMENT.rawValue,
    CURLE_SSL_CACERT_BADFILE.rawValue,
  ]

  func failure(_ code: CURLcode) -> HTTPFailure {
    let cause = "\(easy.cause(code)) (libcurl \(code.rawValue))"
    if Self.own.contains(code.rawValue) { return HTTPFailure(kind: .local, wasSent: wasSent, cause: cause) }
    return HTTPFailure(kind: wasSent ? .cut : .neverConnected, wasSent: wasSent, cause: cause)
  }
}
