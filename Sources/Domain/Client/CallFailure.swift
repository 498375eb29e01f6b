/// Why a call to a chain did not bring what it should.
package enum CallFailure: Error, Equatable, Sendable {
    /// The chain, or a hop on the way, answered with a status that means no.
    case refused(Refusal)
    /// No answer came.
    case noAnswer(PeerFailure)
    /// A success whose body is not what the contract says; the work may have been done.
    case unreadable(url: String)

    package struct Refusal: Equatable, Sendable {
        package let method: String
        package let url: String
        package let status: Int
        /// The body as text, cut at ``longestBody``.
        package let body: String

        /// Characters of a refusal's body that are kept.
        package static let longestBody = 4096

        package init(method: String, url: String, status: Int, body: String) {
            self.method = method
            self.url = url
            self.status = status
            self.body = String(body.prefix(Self.longestBody))
        }

        /// What a hop says of the hop below it; `nil` when the body is no chain error (HTTP contract, section 9.6).
        package var chainError: (error: String, message: String)? {
            guard let object = JSONReader.valueIfWellFormed(body)?.object, object["function"]?.string != nil,
                let error = object["error"]?.string
            else { return nil }
            return (error, object["message"]?.string ?? "")
        }
    }

    /// Whether the work that was asked for may have been done all the same: the answer was lost on the way to us, or
    /// on the way to a hop that says so.
    package var mayHaveHadEffect: Bool {
        switch self {
        case .refused(let refusal):
            if refusal.status == 504 { return true }
            return refusal.chainError.map { Self.ambiguousErrors.contains($0.error) } ?? false
        case .noAnswer(.connect), .noAnswer(.connectTimeout), .noAnswer(.unknownNeighbour): return false
        case .noAnswer(.readTimeout), .noAnswer(.read), .noAnswer(.protocolViolation), .noAnswer(.cancelled):
            return true
        case .unreadable: return true
        }
    }

    /// Members `error` of chain errors after which nobody knows whether the target did its work.
    private static let ambiguousErrors = [
        "ReadTimeout", "ReadError", "WriteTimeout", "WriteError", "RemoteProtocolError", "JSONDecodeError",
        "AttributeError",
    ]

    /// Whether this says that what was to be deleted is not there. Hops of 0.25 turn the 404 of a DELETE into 503 with
    /// the text kept (HTTP contract, section 9.7).
    package var meansAbsent: Bool {
        guard case .refused(let refusal) = self else { return false }
        if refusal.status == 404 { return true }
        guard refusal.status == 503, let chainError = refusal.chainError else { return false }
        return chainError.error == "APIError" && chainError.message.hasPrefix("Error 404")
    }
}
