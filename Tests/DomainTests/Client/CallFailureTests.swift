import Domain
import Testing

struct CallFailureTests {
    private static func refused(_ status: Int, _ body: String = "", method: String = "POST") -> CallFailure {
        .refused(CallFailure.Refusal(method: method, url: "http://s/v1/x", status: status, body: body))
    }

    private static func chainError(_ error: String, _ message: String = "") -> String {
        #"{"status_code": 503, "function": "up", "entrypoint": "a", "chain": "", "error": "\#(error)", "message": "\#(message)"}"#
    }

    @Test(arguments: [
        refused(504), refused(503, chainError("ReadTimeout")), refused(503, chainError("ReadError")),
        .noAnswer(.readTimeout), .noAnswer(.read("reset")), .noAnswer(.protocolViolation("what?")),
        .noAnswer(.cancelled), .unreadable(url: "http://s"),
    ])
    func `after a lost answer the work may have been done`(failure: CallFailure) {
        #expect(failure.mayHaveHadEffect)
    }

    @Test(arguments: [
        refused(400), refused(401), refused(404), refused(500), refused(503),
        refused(503, chainError("ConnectError")), refused(503, chainError("UnavailableChain")),
        refused(503, #"{"error": "ReadTimeout"}"#), .noAnswer(.connect("refused")), .noAnswer(.connectTimeout),
        .noAnswer(.unknownNeighbour),
    ])
    func `after a refusal, or when nothing was sent, it was not`(failure: CallFailure) {
        #expect(!failure.mayHaveHadEffect)
    }

    @Test(arguments: [
        (refused(404, method: "DELETE"), true),
        (refused(503, chainError("APIError", "Error 404: Not Found"), method: "DELETE"), true),
        (refused(503, chainError("APIError", "Error 401: Unauthorized"), method: "DELETE"), false),
        (refused(503, chainError("ConnectError", "Error 404"), method: "DELETE"), false),
        (refused(500), false), (.noAnswer(.readTimeout), false),
    ])
    func `absence is told apart from trouble, also where a hop of 0_25 hides it`(failure: CallFailure, isAbsent: Bool) {
        #expect(failure.meansAbsent == isAbsent)
    }

    @Test func `the body of a refusal is kept up to its limit`() {
        let refusal = CallFailure.Refusal(
            method: "GET", url: "", status: 500, body: String(repeating: "x", count: 9999))
        #expect(refusal.body.count == CallFailure.Refusal.longestBody)
    }
}
