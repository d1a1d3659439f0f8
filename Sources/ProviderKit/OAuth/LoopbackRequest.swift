/// A request that came to the ``LoopbackReceiver``, as far as it is read.
struct LoopbackRequest {
    private let method: String
    private let target: String
    private let hosts: [String]

    /// Reads a head without its closing blank line (RFC 9112 §2).
    init(_ head: ArraySlice<UInt8>) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        let isHTTP = words.count == 3 && words[2].hasPrefix("HTTP/1.")
        (method, target) = isHTTP ? (String(words[0]), String(words[1])) : ("", "")
        hosts = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "host" else { return nil }
            return String(line[line.index(after: colon)...].filter { $0 != " " && $0 != "\t" })
        }
    }

    /// Returns what to show, and the answer to `state` where this is it.
    func answer(to state: Secret, at authority: String) -> (LoopbackPage, AuthorizationAnswer?) {
        guard !method.isEmpty else { return (.refusal(400), nil) }
        // A page of somebody else's, under a name that leads here, is not the service.
        guard hosts == [authority] else { return (.refusal(421), nil) }
        guard method == "GET" else { return (.refusal(405), nil) }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0] == "/" else { return (.refusal(404), nil) }
        guard parts.count == 2, let answer = AuthorizationAnswer(query: parts[1], state: state) else {
            return (.stranger, nil)
        }
        switch answer {
        case .code: return (.thanks, answer)
        case .refused: return (.refused, answer)
        }
    }
}

/// What the browser is shown.
struct LoopbackPage {
    private let status: String
    private let title: String
    private let text: String

    /// The consent came.
    static let thanks = LoopbackPage(
        status: "200 OK", title: "Back to your terminal",
        text: "calsync has its answer and goes on there. You can close this tab.")
    /// There was no consent.
    static let refused = LoopbackPage(
        status: "200 OK", title: "Nothing was granted",
        text: "calsync says in your terminal what that means. You can close this tab.")
    /// It is not the answer that is waited for.
    static let stranger = LoopbackPage(
        status: "400 Bad Request", title: "This is not the answer calsync waits for",
        text: "It may be an old tab. Use the address that your terminal shows now.")

    /// Anything else.
    static func refusal(_ status: Int) -> LoopbackPage {
        let reason =
            switch status {
            case 404: "Not Found"
            case 405: "Method Not Allowed"
            case 421: "Misdirected Request"
            case 431: "Request Header Fields Too Large"
            default: "Bad Request"
            }
        return LoopbackPage(status: "\(status) \(reason)", title: reason, text: "There is nothing here.")
    }

    /// The whole answer; nothing of the request is in it.
    var bytes: [UInt8] {
        let body = """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>calsync</title>
            <style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;\
            margin:20vh auto;padding:0 1.5rem}h1{font-size:1.4rem}</style>
            <h1>\(title)</h1><p>\(text)</p>
            </html>

            """
        let head = [
            "HTTP/1.1 \(status)", "Content-Type: text/html; charset=utf-8", "Content-Length: \(body.utf8.count)",
            "Cache-Control: no-store", "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
            "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'", "Connection: close", "", "",
        ]
        return Array((head.joined(separator: "\r\n") + body).utf8)
    }
}
