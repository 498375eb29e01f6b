/// Texts that go with HTTP status codes.
package enum StatusText {
    /// The reason phrase of RFC 9110; `Unknown` for codes that it does not list.
    package static func phrase(_ status: Int) -> String { phrases[status] ?? "Unknown" }

    /// What 0.25 says when an answer has a status that is no success (HTTP contract, section 9.7).
    package static func complaint(status: Int, url: String) -> String {
        let kind =
            switch status {
            case 400..<500: "Client error"
            case 500..<600: "Server error"
            case 300..<400: "Redirect response"
            default: "Informational response"
            }
        return """
            \(kind) '\(status) \(phrase(status))' for url '\(url)'
            For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/\(status)
            """
    }

    private static let phrases: [Int: String] = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required",
        412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
        422: "Unprocessable Content", 426: "Upgrade Required", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout", 507: "Insufficient Storage",
    ]
}
