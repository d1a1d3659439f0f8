import CCurl
import CShims
import Glibc

/// One request on the wire and what has come of its answer. It lives on the engine's thread.
///
/// libcurl holds a pointer to it: the loop takes the handle out of the multi handle before it lets go of the transfer.
final class CurlTransfer {
    private enum Head { case awaited, begun, whole }

    /// The most bytes of header lines that are taken in, over interim answers, answer and trailers.
    static let headerLimit = 256 << 10

    /// The easy handle, freed with the transfer.
    let handle: UnsafeMutableRawPointer
    private let request: HTTPRequest
    private let address: HTTPAddress
    private let sent: UnsafeMutableBufferPointer<UInt8>
    private let complaint: UnsafeMutablePointer<CChar>
    private var lines: UnsafeMutableRawPointer?

    private var headers = HTTPHeaders()
    private var headerBytes = 0
    private var head = Head.awaited
    private var body: [UInt8] = []
    private var excess: HTTPError?
    private var sendings = 0

    /// Sets up the transfer of `request` to `address`; nothing is sent before the loop adds `handle`.
    init(_ request: HTTPRequest, to address: HTTPAddress, options: HTTPClient.Options) throws(HTTPError) {
        guard let handle = cs_curl_easy() else { throw .unavailable("libcurl has no memory for a request.") }
        self.handle = handle
        self.request = request
        self.address = address
        let body = request.body ?? []
        sent = .allocate(capacity: max(1, body.count))
        _ = sent.initialize(fromContentsOf: body)
        complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
        complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(options)
    }

    deinit {
        cs_curl_easy_free(handle)
        cs_curl_list_free(lines)
        sent.deallocate()
        complaint.deallocate()
    }

    /// Returns the answer, or why there is none, once libcurl has ended the transfer with `code`.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        if let excess { return .failure(excess) }
        guard code == CURLE_OK else {
            let detail = String(cString: complaint)
            return .failure(
                CurlFailure(code: code, detail: detail, sendings: sendings, host: address.host).error)
        }
        // libcurl is content with a head that breaks off, and with an interim answer that nothing follows.
        let status = info(CURLINFO_RESPONSE_CODE)
        guard head == .whole, status >= 200 else {
            return .failure(.uncertain("\(address.host): the connection was lost before the answer was whole."))
        }
        let version =
            switch Int(info(CURLINFO_HTTP_VERSION)) {
            case CURL_HTTP_VERSION_1_0: "1.0"
            case CURL_HTTP_VERSION_1_1: "1.1"
            case CURL_HTTP_VERSION_2_0: "2"
            case let other: "libcurl \(other)"
            }
        return .success(
            HTTPResponse(
                status: status, headers: headers, body: body, url: address.text,
                version: version))
    }

    /// Whether the request went out, or began to.
    var wasSent: Bool { sendings > 0 }

    private func info(_ info: CURLINFO) -> Int {
        var value = 0
        _ = cs_curl_get_long(handle, info.rawValue, &value)
        return value
    }
}

// MARK: - Setting up

extension CurlTransfer {
    private func configure(_ options: HTTPClient.Options) throws(HTTPError) {
        var problem = CURLE_OK
        let keep = { (code: UInt32) in
            if problem == CURLE_OK { problem = CURLcode(code) }
        }
        let set = { (option: CURLoption, value: Int) in
            keep(cs_curl_set_long(self.handle, option.rawValue, value))
        }
        let text = { (option: CURLoption, value: String) in
            keep(cs_curl_set_text(self.handle, option.rawValue, value))
        }

        text(CURLOPT_URL, address.text)
        text(CURLOPT_USERAGENT, options.userAgent)
        text(CURLOPT_ACCEPT_ENCODING, "")
        if let file = options.caFile { text(CURLOPT_CAINFO, file) }
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // libcurl's own redirects drop bodies (see Redirect).
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connectTimeout.milliseconds))
        set(CURLOPT_LOW_SPEED_LIMIT, 64)
        set(CURLOPT_LOW_SPEED_TIME, max(1, (request.stallTimeout.milliseconds + 999) / 1000))
        // A network that went away without a word is noticed by what stays unacknowledged: while we wait, by a sign of life.
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 10)
        keep(cs_curl_set_loss_timeout(handle, UInt32(max(1, request.lossTimeout.milliseconds))))
        // A connection that has lain idle may be dead without our knowing. What must not go out twice uses young ones only.
        set(CURLOPT_MAXAGE_CONN, request.isSafe ? max(60, options.secondsOfTrust) : options.secondsOfTrust)
        // Both are newer than the oldest libcurl that will do. The scheme is checked by HTTPAddress already.
        _ = cs_curl_set_text(handle, CURLOPT_PROTOCOLS_STR.rawValue, "http,https")
        // Without it, giving up a slow name lookup would hold the thread until the lookup ends.
        _ = cs_curl_set_long(handle, CURLOPT_QUICK_EXIT.rawValue, 1)

        configureContent(set: set, text: text, keep: keep)
        configureCallbacks(keep: keep)
        guard problem == CURLE_OK else {
            throw .unavailable("libcurl refuses the request: \(String(cString: cs_curl_error(problem.rawValue))).")
        }
    }

    private func configureContent(
        set: (CURLoption, Int) -> Void, text: (CURLoption, String) -> Void, keep: (UInt32) -> Void
    ) {
        let hasContent = request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method)
        if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else if hasContent {
            keep(cs_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE.rawValue, Int64(request.body?.count ?? 0)))
            keep(cs_curl_set_pointer(handle, CURLOPT_POSTFIELDS.rawValue, sent.baseAddress))
            text(CURLOPT_CUSTOMREQUEST, request.method)
        } else {
            set(CURLOPT_HTTPGET, 1)
            text(CURLOPT_CUSTOMREQUEST, request.method)
        }

        // To libcurl "Name:" takes its own header away, and "Name;" is a header with an empty value.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.isCalled("content-type") }) { lines.append("Content-Type:") }
        for header in request.headers {
            if ["content-length", "transfer-encoding", "expect"].contains(header.name.lowercased()) { continue }
            let isBlank = header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lines.append(isBlank ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        for line in lines {
            guard let longer = cs_curl_list_append(self.lines, line) else { return keep(CURLE_OUT_OF_MEMORY.rawValue) }
            self.lines = longer
        }
        keep(cs_curl_set_pointer(handle, CURLOPT_HTTPHEADER.rawValue, self.lines))
    }

    private func configureCallbacks(keep: (UInt32) -> Void) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        keep(cs_curl_set_pointer(handle, CURLOPT_ERRORBUFFER.rawValue, complaint))
        keep(cs_curl_set_bytes_fn(handle, CURLOPT_WRITEFUNCTION.rawValue, whenBodyComes))
        keep(cs_curl_set_pointer(handle, CURLOPT_WRITEDATA.rawValue, me))
        keep(cs_curl_set_bytes_fn(handle, CURLOPT_HEADERFUNCTION.rawValue, whenHeaderComes))
        keep(cs_curl_set_pointer(handle, CURLOPT_HEADERDATA.rawValue, me))
        keep(cs_curl_set_prereq_fn(handle, whenRequestGoesOut))
        keep(cs_curl_set_pointer(handle, CURLOPT_PREREQDATA.rawValue, me))
    }
}

// MARK: - What libcurl tells

extension CurlTransfer {
    /// Says whether the request may go out on the connection that now stands.
    ///
    /// libcurl comes here a second time when a kept connection died under the request and it would send it again.
    fileprivate func mayGoOut() -> Bool {
        sendings += 1
        return sendings == 1 || request.isSafe
    }

    /// Takes one header line in; false ends the transfer.
    fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerLimit else {
            excess = .tooLarge(limit: Self.headerLimit)
            return false
        }
        switch head {
        case .awaited, .whole:
            // The status line of the first answer, or of the one after an interim answer; the rest are trailers.
            if line.starts(with: "HTTP/".utf8) {
                headers = HTTPHeaders()
                head = .begun
            }
        case .begun where line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }):
            head = .whole
        case .begun:
            headers.append(line: line)
        }
        return true
    }

    /// Takes decompressed content in; false ends the transfer.
    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= request.responseLimit - body.count else {
            excess = .tooLarge(limit: request.responseLimit)
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }
}

private func transfer(_ context: UnsafeMutableRawPointer) -> CurlTransfer {
    Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
}

private let whenBodyComes: cs_curl_bytes_fn = { bytes, size, count, context in
    guard let context else { return 0 }
    return transfer(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let whenHeaderComes: cs_curl_bytes_fn = { bytes, size, count, context in
    guard let context else { return 0 }
    return transfer(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let whenRequestGoesOut: cs_curl_prereq_fn = { context, _, _, _, _ in
    guard let context else { return CURL_PREREQFUNC_ABORT }
    return transfer(context).mayGoOut() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
