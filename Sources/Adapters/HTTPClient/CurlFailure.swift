internal import CLibCurl
internal import Domain

/// libcurl's results in the words of ``PeerFailure``.
enum CurlFailure {
    /// - Parameters:
    ///   - text: What libcurl says about it; it names hosts and files, never headers or bodies.
    ///   - isConnected: Whether the request may have reached the server.
    static func failure(_ code: CURLcode, text: String?, isConnected: Bool) -> PeerFailure {
        var words = String(cString: curl_easy_strerror(code))
        if let text, !text.isEmpty { words = text }
        switch code {
        // libcurl repeats the address and how long it took; clients of 0.25 know this sentence (HTTP contract, 9.6).
        case CURLE_COULDNT_CONNECT: return .connect("All connection attempts failed")
        case CURLE_OPERATION_TIMEDOUT: return isConnected ? .readTimeout : .connectTimeout
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED, CURLE_HTTP_RETURNED_ERROR:
            return .protocolViolation(words)
        // Closed in good order, but before or within the answer.
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: return .protocolViolation(words)
        // libcurl has one code for a connection that broke and for chunks that are none.
        case CURLE_RECV_ERROR where words.contains("chunked-encoding"): return .protocolViolation(words)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
            CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY,
            CURLE_URL_MALFORMAT, CURLE_INTERFACE_FAILED:
            return .connect(words)
        default: return isConnected ? .read(words) : .connect(words)
        }
    }

    /// What libcurl would send although it must not be sent.
    static func problem(in request: HTTPExchange.Request) -> PeerFailure? {
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(isTokenByte) else {
            return .protocolViolation("the method cannot be sent")
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            return .protocolViolation("the URL has characters that must be percent-encoded")
        }
        for header in request.headers {
            let isSound =
                !header.name.isEmpty && header.name.utf8.allSatisfy(isTokenByte)
                && header.value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
            // The name may be unsound itself, and the value a secret: neither is shown.
            guard isSound else { return .protocolViolation("a header of the request cannot be sent") }
        }
        return nil
    }

    /// Letters, digits and the punctuation that RFC 9110, section 5.6.2, allows in a token.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        NameGrammar.isLetter(byte, upperCase: true) || NameGrammar.isDigit(byte)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
