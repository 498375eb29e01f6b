import Domain

extension TransportConformance {
    package static let cases: [Case] = answers + failures

    private static let answers: [Case] = [
        Case("a request arrives whole") { subject in
            subject.answer { _ in Response(200, ["status": "OK"]) }
            let body: JSONValue = ["director_file": "ä\n\u{0}\"", "n": [1, nil, true]]
            let requests: [(method: String, path: String, body: JSONValue?)] = [
                ("GET", "/v1/ping", nil), ("POST", "/v1/project/up/web", body), ("POST", "/v1/project/cancel/web", nil),
                ("PUT", "/v1/metadata/a%20b?x=%2F&y", ["value": ""]), ("DELETE", "/v1/metadata/a", nil),
                ("GET", "/a/../b/./c//d", nil), ("OPTIONS", "/", nil),
            ]
            for request in requests {
                let answer = try await subject.send(request.method, request.path, body: request.body)
                try expect("the end of the URL", holds: answer.url.hasSuffix(request.path))
            }
            let taken = subject.taken(.answering)
            try expect("methods", taken.map(\.method), requests.map(\.method))
            try expect("targets", taken.map(\.target), requests.map(\.path))
            try expect(
                "bodies", taken.map(\.body), requests.map { $0.body.map { JSONWriter.bytes(of: $0) } ?? [] })
            try expect("credentials", Set(taken.map(\.credentials)), ["Bearer \(Place.answering.token)"])
        },
        Case("an answer of any status arrives whole") { subject in
            for status in [200, 201, 202, 301, 302, 400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503, 504, 599] {
                let response = Response(status, ["text": .string("ü😀 \(status)"), "list": [1, nil]])
                subject.answer { _ in response }
                let answer = try await subject.send()
                try expect("the status", answer.status, status)
                try expect("the body", answer.body, response.envelope)
            }
        },
        Case("an answer may have no body, or a large one") { subject in
            for status in [200, 204, 304, 404] {
                subject.answer { _ in Response(status, nil) }
                let answer = try await subject.send()
                try expect("the status", answer.status, status)
                try expect("the body", answer.body, [])
            }
            let large = Response(200, ["text": .string(String(repeating: "0123456789abcdef", count: 1 << 17))])
            subject.answer { _ in large }
            try expect("the large body", try await subject.send().body == large.envelope, true)
        },
        Case("the answer to a HEAD has no body") { subject in
            subject.answer { _ in Response(404, ["status": "not there"]) }
            let answer = try await subject.send("HEAD", "/v1/metadata/a")
            try expect("the status", answer.status, 404)
            try expect("the body", answer.body, [])
            try expect("methods", subject.taken(.answering).map(\.method), ["HEAD"])
            // Nothing of it is left over for the next.
            try expect("the status", try await subject.send("GET", "/v1/metadata/a").status, 404)
        },
        Case("a large request arrives whole") { subject in
            subject.answer { request in Response(200, ["bytes": .integer(request.body.count)]) }
            let body: JSONValue = ["director_file": .string(String(repeating: "line\n", count: 200_000))]
            _ = try await subject.send("POST", "/v1/project/up/web", body: body)
            let taken = subject.taken(.answering).first?.body
            try expect("the body", taken == JSONWriter.bytes(of: body), true)
        },
        Case("the time that is left is told, to the millisecond and never more than there is") { subject in
            subject.answer { _ in Response(200, nil) }
            let times: [Duration] = [.seconds(500), .milliseconds(412_345), .microseconds(309_876_543)]
            for time in times { _ = try await subject.send(timeout: time) }
            for (request, time) in zip(subject.taken(.answering), times) {
                let remaining = request.remaining ?? .zero
                try expect("\(remaining) is no more than \(time)", holds: remaining <= time)
                try expect("\(remaining) is \(time) but for a millisecond", holds: time - remaining < .milliseconds(1))
            }
        },
        Case("of many requests at once, each gets its own answer") { subject in
            subject.answer { request in Response(200, ["target": .string(request.target)]) }
            try await withThrowingTaskGroup(of: (path: String, body: [UInt8]).self) { group in
                for number in 0..<50 {
                    group.addTask { ("/v1/\(number)", try await subject.send("GET", "/v1/\(number)").body) }
                }
                for try await (path, body) in group {
                    try expect("the answer to \(path)", body, Response(200, ["target": .string(path)]).envelope)
                }
            }
            try expect("requests", subject.taken(.answering).count, 50)
        },
    ]

    private static let failures: [Case] = [
        Case("a neighbour at which nobody listens refuses") { subject in
            try expect("the end", await subject.failure(to: .refusing), .connect)
            try expect("the end", await subject.failure("POST", to: .refusing), .connect)
        },
        Case("a neighbour that takes a request and never answers runs out the time") { subject in
            try expect("the end", await subject.failure("POST", to: .silent, timeout: brief), .readTimeout)
            // The work may have been done: it was asked for, once.
            try expect("requests", subject.taken(.silent).count, 1)
        },
        Case("a connection that never stands runs out the time") { subject in
            try expect("the end", await subject.failure(to: .deaf, timeout: brief), .connectTimeout)
            try expect("requests", subject.taken(.deaf).count, 0)
        },
        Case("an answer that breaks off is a failure to read, and the request is not sent again") { subject in
            for method in ["GET", "POST"] {
                try expect("the end", await subject.failure(method, to: .breaking), .read)
            }
            try expect("requests", subject.taken(.breaking).map(\.method), ["GET", "POST"])
        },
        Case("what is no HTTP is a violation of the protocol") { subject in
            try expect("the end", await subject.failure(to: .garbling), .protocolViolation)
            try expect("requests", subject.taken(.garbling).count, 1)
        },
        Case("a neighbour that is unknown or switched off is not asked") { subject in
            for place in [Place.unknown, .disabled] {
                try expect("the end", await subject.failure(to: place), .unknownNeighbour)
                // That comes before anything that could be wrong with the request.
                try expect("the end", await subject.failure("", "x", to: place, timeout: .zero), .unknownNeighbour)
            }
            try expect("requests", subject.taken(.disabled).count, 0)
        },
        Case("a request without time left is not sent") { subject in
            subject.answer { _ in Response(200, nil) }
            for timeout in [Duration.zero, .seconds(-1)] {
                try expect("the end", await subject.failure(to: .answering, timeout: timeout), .connectTimeout)
            }
            try expect("requests", subject.taken(.answering).count, 0)
        },
        Case("what cannot be sent is not sent") { subject in
            subject.answer { _ in Response(200, nil) }
            for path in ["", "v1/ping", "@evil.example/", "/a b", "/a\r\nX: y", "/ä", "/a#b", "/\u{7F}"] {
                try expect("the end of \(path)", await subject.failure("GET", path, to: .answering), .protocolViolation)
            }
            for method in ["", "GE T", "GET\r\n", "GÉT", "GET/"] {
                try expect("the end of \(method)", await subject.failure(method, to: .answering), .protocolViolation)
            }
            try expect("requests", subject.taken(.answering).count, 0)
        },
        Case("a task that is cancelled while it waits is told so") { subject in
            let ending = await withTaskGroup(of: Ending?.self) { group in
                group.addTask { await subject.failure("POST", to: .silent) }
                group.addTask {
                    do {
                        while subject.taken(.silent).isEmpty { try await subject.pause(.milliseconds(10)) }
                    } catch {}
                    return nil
                }
                var ending: Ending?
                for await found in group {
                    group.cancelAll()
                    ending = ending ?? found
                }
                return ending
            }
            try expect("the end", ending, .cancelled)
            try expect("requests", subject.taken(.silent).count, 1)
        },
        Case("a task that is cancelled while it connects is told so") { subject in
            let ending = await withTaskGroup(of: Ending?.self) { group in
                group.addTask { await subject.failure(to: .deaf) }
                group.addTask {
                    do { try await subject.pause(.milliseconds(100)) } catch {}
                    return nil
                }
                var ending: Ending?
                for await found in group {
                    group.cancelAll()
                    ending = ending ?? found
                }
                return ending
            }
            try expect("the end", ending, .cancelled)
        },
        Case("a task that is cancelled before it sends sends nothing") { subject in
            subject.answer { _ in Response(200, nil) }
            let ending = await withTaskGroup(of: Ending.self) { group in
                group.cancelAll()
                group.addTask { await subject.failure(to: .answering) }
                return await group.next()
            }
            try expect("the end", ending, .cancelled)
            try expect("requests", subject.taken(.answering).count, 0)
        },
        Case("trouble with one neighbour is none with another, and does not last") { subject in
            subject.answer { _ in Response(200, nil) }
            for place in [Place.breaking, .garbling, .refusing, .unknown] {
                _ = await subject.failure(to: place)
                try expect("the end", await subject.failure(to: .answering), .answer)
            }
            _ = await subject.failure(to: .silent, timeout: .milliseconds(100))
            try expect("the end", await subject.failure(to: .answering), .answer)
        },
    ]
}
