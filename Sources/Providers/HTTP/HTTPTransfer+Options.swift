import CCurl
import Foundation
import Terms

extension HTTPTransfer {
  func configure(
    _ easy: CurlEasy, _ address: HTTPAddress, _ source: BodySource, _ sink: AnswerSink
  ) throws(HTTPFailure) {
    connect(easy, address)
    try ask(easy, source)
    receive(easy, source, sink)
    guard easy.refusal == CURLE_OK else { throw unsendable(easy.cause(easy.refusal)) }
  }

  private func connect(_ easy: CurlEasy, _ address: HTTPAddress) {
    easy.set(CURLOPT_URL, request.url)
    easy.set(CURLOPT_PROTOCOLS_STR, address.scheme)
    // A connection that was used before may be closed by the server just as the request goes out, and libcurl would
    // send it again: a second paid call.
    easy.set(CURLOPT_FRESH_CONNECT, 1)
    easy.set(CURLOPT_FORBID_REUSE, 1)
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
    easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    easy.set(CURLOPT_SSL_VERIFYPEER, 1)
    easy.set(CURLOPT_SSL_VERIFYHOST, 2)
    easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let authorities { easy.set(CURLOPT_CAINFO, authorities) }
    if address.isLoopback { easy.set(CURLOPT_PROXY, "") }
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, min(connectTimeout, request.deadline))
    easy.set(CURLOPT_NOSIGNAL, 1)
    // A look-up of a name cannot be stopped; its thread is left to end by itself.
    easy.set(CURLOPT_QUICK_EXIT, 1)
    easy.set(CURLOPT_TCP_KEEPALIVE, 1)
    easy.set(CURLOPT_TCP_KEEPIDLE, 30)
    easy.set(CURLOPT_TCP_KEEPINTVL, 15)
  }

  private func ask(_ easy: CurlEasy, _ source: BodySource) throws(HTTPFailure) {
    guard request.method.wholeMatch(of: #/[A-Z]{3,10}/#) != nil else { throw unsendable("its method is none") }
    if let length = source.length ?? (["POST", "PUT", "PATCH"].contains(request.method) ? 0 : nil) {
      easy.set(CURLOPT_UPLOAD, 1)
      easy.set(CURLOPT_INFILESIZE_LARGE, size: length)
    } else if request.method == "HEAD" {
      easy.set(CURLOPT_NOBODY, 1)
    }
    easy.set(CURLOPT_CUSTOMREQUEST, request.method)
    // Waiting for leave to send the body would cost a second with servers that never give it.
    easy.add(header: "Expect:")
    for header in try headers() { easy.add(header: header) }
  }

  private func headers() throws(HTTPFailure) -> [String] {
    let given = Set(request.headers.map { $0.name.lowercased() })
    let usual = [(name: "User-Agent", value: "starsend"), (name: "Accept-Encoding", value: "identity")]
    let all = usual.filter { !given.contains($0.name.lowercased()) } + request.headers
    for (name, value) in all {
      guard name.wholeMatch(of: #/[A-Za-z0-9_-]+/#) != nil, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw unsendable("a header of it is none")
      }
    }
    return all.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
  }

  private func receive(_ easy: CurlEasy, _ source: BodySource, _ sink: AnswerSink) {
    easy.set(CURLOPT_BUFFERSIZE, 128 << 10)
    easy.set(CURLOPT_UPLOAD_BUFFERSIZE, 128 << 10)
    easy.set(CURLOPT_READFUNCTION, CURLOPT_READDATA, source) { bytes, size, count, context in
      guard let context else { return starsend_curl_read_abort }
      let source = Unmanaged<BodySource>.fromOpaque(context).takeUnretainedValue()
      return source.read(into: .init(start: bytes, count: size * count)) ?? starsend_curl_read_abort
    }
    easy.set(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, sink) { bytes, size, count, context in
      guard let context else { return 0 }
      let sink = Unmanaged<AnswerSink>.fromOpaque(context).takeUnretainedValue()
      // Anything but all of it ends the transfer.
      return sink.take(body: .init(start: bytes, count: size * count)) ? size * count : size * count &+ 1
    }
    easy.set(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, sink) { bytes, size, count, context in
      guard let context else { return 0 }
      let sink = Unmanaged<AnswerSink>.fromOpaque(context).takeUnretainedValue()
      return sink.take(header: .init(start: bytes, count: size * count)) ? size * count : size * count &+ 1
    }
  }
}
