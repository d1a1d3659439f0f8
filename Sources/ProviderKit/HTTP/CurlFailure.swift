import CCurl
import CShims

/// How a transfer ended without an answer, before it is known what that means for the request.
struct CurlFailure {
    /// libcurl's code.
    let code: CURLcode
    /// libcurl's own sentence on this transfer, or "".
    let detail: String
    /// How often the request went out, or began to.
    let sendings: Int
    /// The host that was asked.
    let host: String

    /// What the failure means: before the request goes out nothing can have happened, after that anything can.
    var error: HTTPError {
        guard sendings == 0 else { return .uncertain(sentence) }
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CRL_BADFILE, CURLE_SSL_CLIENTCERT,
            CURLE_SSL_CIPHER:
            return .tls(
                sentence
                    + " Nothing was sent. If the certificate is your own authority's, add that to the system's (update-ca-certificates)."
            )
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY:
            return .unavailable(sentence)
        default:
            return .unreachable(sentence)
        }
    }

    private var sentence: String {
        // Our own refusal to send twice (see `CurlTransfer.mayGoOut`).
        if code == CURLE_ABORTED_BY_CALLBACK, sendings > 0 {
            return "\(host): the connection was lost after the request went out."
        }
        let reason = detail.isEmpty ? String(cString: cs_curl_error(code.rawValue)) : detail
        return reason.hasSuffix(".") ? "\(host): \(reason)" : "\(host): \(reason)."
    }
}
