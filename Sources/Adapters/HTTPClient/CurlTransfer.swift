internal import CLibCurl
internal import Domain

/// One request while it waits and runs. Lives on the loop's thread only.
final class CurlTransfer {
    /// Bytes of header lines past which an answer is given up.
    private static let largestHead = 256 << 10
    /// Memory that is set aside for the body before it arrives, at the most: what a header promises is no proof.
    private static let largestReservation = 1 << 20
    /// libcurl's own limit on connecting where the request has none: three weeks, as much as 32 bits hold.
    private static let noLimitMilliseconds = Int(Int32.max)

    let submission: CurlSubmission
    /// When the whole request has taken too long, waiting included.
    private let totalDeadline: ContinuousClock.Instant?
    /// When the answer must have begun.
    private let answerDeadline: ContinuousClock.Instant?
    private var hasAnswer = false
    private(set) var handle: UnsafeMutableRawPointer?

    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var started: ContinuousClock.Instant?
    private var lastProgress: ContinuousClock.Instant?
    private var uploaded: curl_off_t = 0

    private var headers: [HTTPExchange.Header] = []
    private var headSize = 0
    private var body: [UInt8] = []
    /// Why the answer was given up by our own decision.
    private var refusal: PeerFailure?

    var request: HTTPExchange.Request { submission.request }

    init(_ submission: CurlSubmission) {
        self.submission = submission
        totalDeadline = submission.request.timeouts.total.map { submission.time + $0 }
        answerDeadline = submission.request.answerBegins.map { submission.time + $0 }
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    // MARK: Time

    /// Whether a connection stands and the request is being sent.
    private var isConnected: Bool { sentAfterMicroseconds > 0 }

    private var sentAfterMicroseconds: curl_off_t {
        var microseconds: curl_off_t = 0
        if let handle { curl_shim_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) }
        return microseconds
    }

    /// When the answer has been silent for too long; `nil` while there is no connection or no limit.
    private func readDeadline(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard let limit = request.timeouts.read, let handle, let started else { return nil }
        let sent = sentAfterMicroseconds
        guard sent > 0 else { return nil }
        var total: curl_off_t = 0
        curl_shim_get_offset(handle, CURLINFO_SIZE_UPLOAD_T, &total)
        if total != uploaded {
            uploaded = total
            lastProgress = now
        }
        return max(lastProgress ?? started, started + .microseconds(sent)) + limit
    }

    /// The earlier of the deadlines that do not depend on what libcurl does.
    var fixedDeadline: ContinuousClock.Instant? {
        guard !hasAnswer, let answerDeadline else { return totalDeadline }
        return min(totalDeadline ?? answerDeadline, answerDeadline)
    }

    /// When to look at this transfer again.
    func nextDeadline(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var next = fixedDeadline
        if handle != nil, let limit = request.timeouts.read {
            let read = readDeadline(now) ?? now + max(limit, .milliseconds(1))
            next = min(next ?? read, read)
        }
        return next
    }

    /// - Returns: Why the transfer is to end now; `nil` when it is in time.
    func overdue(_ now: ContinuousClock.Instant) -> PeerFailure? {
        if let fixedDeadline, now >= fixedDeadline { return isConnected ? .readTimeout : .connectTimeout }
        if let deadline = readDeadline(now), now >= deadline { return .readTimeout }
        return nil
    }

    // MARK: Start

    /// Sets a handle up for this request.
    ///
    /// - Returns: Why the request cannot be sent; `nil` when it can.
    func prepare(_ handle: UnsafeMutableRawPointer, keptSeconds: Int) -> PeerFailure? {
        if let problem = CurlFailure.problem(in: request) { return problem }
        self.handle = handle
        started = .now
        var options = CurlOptions(handle: handle)
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_PROTOCOLS_STR, "http,https")
        options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_PATH_AS_IS, 1)
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_NOPROGRESS, 1)
        // Ending a transfer must not wait for a name server that is slow to answer.
        options.set(CURLOPT_QUICK_EXIT, 1)
        options.set(CURLOPT_ACCEPT_ENCODING, "gzip")
        options.set(CURLOPT_USERAGENT, "overlord")
        options.set(CURLOPT_TCP_KEEPALIVE, 1)
        options.set(CURLOPT_MAXAGE_CONN, keptSeconds)
        options.set(CURLOPT_FRESH_CONNECT, request.isRepeatable ? 0 : 1)
        if !request.usesEnvironmentProxies { options.set(CURLOPT_PROXY, "") }
        let connect = request.timeouts.connect.map { max(Int($0.microseconds / 1000), 1) }
        options.set(CURLOPT_CONNECTTIMEOUT_MS, min(connect ?? Self.noLimitMilliseconds, Self.noLimitMilliseconds))
        setTrust(&options)
        setContent(&options)
        options.set(CURLOPT_ERRORBUFFER, pointer: errorText)
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.set(CURLOPT_WRITEDATA, pointer: context)
        options.set(CURLOPT_HEADERDATA, pointer: context)
        options.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.received(bytes, size * count, context) { $0.take(body: $1) }
        }
        options.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.received(bytes, size * count, context) { $0.take(headerLine: $1) }
        }
        guard options.failure == CURLE_OK else {
            self.handle = nil
            return CurlFailure.failure(options.failure, text: nil, isConnected: false)
        }
        return nil
    }

    private func setTrust(_ options: inout CurlOptions) {
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = request.trust.authorityFile {
            options.set(CURLOPT_CAINFO, file)
            // Else the folder of the system's authorities would be trusted beside the file.
            options.set(CURLOPT_CAPATH, nil)
        }
        if let identity = request.trust.identity {
            options.set(CURLOPT_SSLCERT, identity.certificateFile)
            options.set(CURLOPT_SSLKEY, identity.keyFile)
        }
    }

    private func setContent(_ options: inout CurlOptions) {
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // No waiting for "100 Continue" before a large body.
        lines.append("Expect:")
        if request.method == "HEAD" {
            options.set(CURLOPT_NOBODY, 1)
        } else {
            if request.body != nil || request.method == "POST" {
                let body = request.body ?? []
                options.set(CURLOPT_POST, 1)
                options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
                options.set(CURLOPT_COPYPOSTFIELDS, bytes: body)
                // libcurl would call it a form.
                let saysType = request.headers.contains { $0.name.lowercased() == "content-type" }
                if !saysType { lines.append("Content-Type:") }
            }
            options.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        for line in lines { headerList = curl_slist_append(headerList, line) ?? headerList }
        options.set(CURLOPT_HTTPHEADER, list: headerList)
    }

    // MARK: Answer

    private static func received(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (CurlTransfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        transfer.lastProgress = .now
        transfer.hasAnswer = true
        // Any other number than `count` ends the transfer; for an empty piece there must be one, too.
        return take(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : count + 1
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= request.largestBody - body.count else {
            refusal = .protocolViolation("the answer is larger than \(request.largestBody) bytes")
            return false
        }
        if body.isEmpty, let handle {
            var promised: curl_off_t = 0
            curl_shim_get_offset(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised)
            body.reserveCapacity(min(max(Int(promised), bytes.count), Self.largestReservation))
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func take(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headSize += bytes.count
        guard headSize <= Self.largestHead else {
            refusal = .protocolViolation("the head of the answer is larger than \(Self.largestHead) bytes")
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            // A new head: that of an interim answer was not the one.
            headers = []
            return true
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        let value = bytes[(colon + 1)...].drop(while: isBlank)
        let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
        headers.append(
            HTTPExchange.Header(
                String(decoding: bytes[..<colon], as: UTF8.self),
                String(decoding: value[value.startIndex..<end], as: UTF8.self)))
        return true
    }

    // MARK: End

    /// Connections that libcurl made for this transfer.
    var connectionsOpened: Int {
        var count = 0
        if let handle { curl_shim_get_long(handle, CURLINFO_NUM_CONNECTS, &count) }
        return count
    }

    /// What to tell the caller, once libcurl is through.
    func outcome(_ code: CURLcode) -> CurlSubmission.Outcome {
        if let refusal { return .failure(refusal) }
        guard code == CURLE_OK, let handle else {
            return .failure(
                CurlFailure.failure(code, text: String(cString: errorText), isConnected: isConnected))
        }
        var status = 0
        curl_shim_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return .success(HTTPExchange.Response(status: status, headers: headers, body: body))
    }

    /// The handle belongs to somebody else from now on.
    func detach() { handle = nil }
}
