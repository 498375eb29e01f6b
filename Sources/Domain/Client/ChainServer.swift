/// One chain as a client sees it: the calls of the API, each answered by a value or by a ``CallFailure``.
package struct ChainServer: Sendable {
    package let access: any ServerAccess
    package let chain: ChainPath
    /// The whole time that one request may take.
    package let timeout: Duration

    package init(access: any ServerAccess, chain: ChainPath, timeout: Duration) {
        self.access = access
        self.chain = chain
        self.timeout = timeout
    }

    /// Another chain of the same data centre.
    package func at(_ chain: ChainPath) -> ChainServer {
        ChainServer(access: access, chain: chain, timeout: timeout)
    }

    /// The same chain with less patience.
    package func limited(to timeout: Duration) -> ChainServer {
        ChainServer(access: access, chain: chain, timeout: min(timeout, self.timeout))
    }

    /// The names of the chains directly below, or the labels: any listing of texts.
    package func list(_ resource: String, member: String) async throws(CallFailure) -> [String] {
        let (value, url) = try await get([resource], member: member)
        guard let items = value.array else { throw .unreadable(url: url) }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else { throw .unreadable(url: url) }
            texts.append(text)
        }
        return texts
    }

    package func chains() async throws(CallFailure) -> [String] { try await list("chains", member: "chains") }

    package func labels() async throws(CallFailure) -> [String] { try await list("labels", member: "labels") }

    /// A member of the answer to a GET.
    package func get(_ segments: [String], member: String) async throws(CallFailure) -> (value: JSONValue, url: String)
    {
        let (body, url) = try await call("GET", segments)
        guard let value = body[member] else { throw .unreadable(url: url) }
        return (value, url)
    }

    /// A member that is an object.
    package func object(_ segments: [String], member: String) async throws(CallFailure) -> JSONObject {
        let (value, url) = try await get(segments, member: member)
        guard let object = value.object else { throw .unreadable(url: url) }
        return object
    }

    package func metadata(_ key: String) async throws(CallFailure) -> String {
        let (value, url) = try await get(["metadata", key], member: "metadata")
        guard let text = value.string else { throw .unreadable(url: url) }
        return text
    }

    /// Whether an item exists. Exactly 200 means yes, exactly 404 no (HTTP contract, section 12.2).
    package func exists(_ segments: [String]) async throws(CallFailure) -> Bool {
        let response = try await send("HEAD", segments, body: nil)
        switch response.status {
        case 200: return true
        case 404: return false
        default: throw refusal("HEAD", response)
        }
    }

    /// Creates or replaces an item: one PUT where it exists, and a POST after the 404 of one that does not.
    package func upsert(_ segments: [String], body: JSONObject) async throws(CallFailure) {
        do {
            _ = try await call("PUT", segments, body: body)
        } catch .refused(let refusal) where refusal.status == 404 {
            _ = try await call("POST", segments, body: body)
        }
    }

    /// Deletes an item.
    ///
    /// Looks first: a hop of 0.25 takes the 404 of a DELETE for a failure of its neighbour, and hides a healthy chain
    /// from everybody (HTTP contract, sections 9.7 and 15).
    ///
    /// - Returns: `false` when there was no such item.
    package func delete(_ segments: [String]) async throws(CallFailure) -> Bool {
        guard try await exists(segments) else { return false }
        let response = try await send("DELETE", segments, body: nil)
        if (200..<300).contains(response.status) { return true }
        let failure = refusal("DELETE", response)
        if failure.meansAbsent { return false }
        throw failure
    }

    /// Asks for work on a project and reads the number of its job.
    package func submit(_ segments: [String], body: JSONObject?) async throws(CallFailure) -> JobID {
        let (answer, url) = try await call("POST", segments, body: body)
        guard let number = answer["job_id"]?.integer else { throw .unreadable(url: url) }
        return JobID(number)
    }

    /// One request whose success is any 2xx with a JSON object.
    private func call(
        _ method: String, _ segments: [String], body: JSONObject? = nil
    ) async throws(CallFailure) -> (body: JSONObject, url: String) {
        let response = try await send(method, segments, body: body)
        guard (200..<300).contains(response.status) else { throw refusal(method, response) }
        do throws(JSONError) {
            if let object = try JSONReader.answer(of: response.body).object { return (object, response.url) }
        } catch {
            throw .unreadable(url: response.url)
        }
        throw .unreadable(url: response.url)
    }

    private func send(
        _ method: String, _ segments: [String], body: JSONObject?
    ) async throws(CallFailure) -> PeerResponse {
        let request = PeerRequest(
            method: method, path: RequestPath.of(segments, chain: chain), body: body.map { .object($0) },
            timeout: timeout)
        do {
            return try await access.send(request)
        } catch {
            throw .noAnswer(error)
        }
    }

    private func refusal(_ method: String, _ response: PeerResponse) -> CallFailure {
        .refused(
            CallFailure.Refusal(
                method: method, url: response.url, status: response.status,
                body: String(decoding: response.body, as: UTF8.self)))
    }
}
