package import Domain

/// An HTTP/1.1 client: libcurl's multi interface on a thread of its own, which serves any number of transfers at once.
///
/// Connections are kept and used again, up to ``HTTPExchange/Request/timeouts``' `maximumConnections` to one server;
/// requests past that wait for their turn. Redirects are not followed. Cancelling the task of a caller ends its
/// transfer and frees what it held.
package final class CurlClient: Sendable {
    package struct Configuration: Sendable {
        /// Idle connections that are kept, over all servers. Default 256.
        package var keptConnections: Int
        /// Seconds after which an idle connection is not used again. Default 55, below what servers usually wait.
        package var keptSeconds: Int
        /// Requests that may wait for a free connection, over all servers; more are refused. Default 8192.
        package var largestQueue: Int

        package init(keptConnections: Int = 256, keptSeconds: Int = 55, largestQueue: Int = 8192) {
            self.keptConnections = keptConnections
            self.keptSeconds = keptSeconds
            self.largestQueue = largestQueue
        }
    }

    /// What the client is busy with.
    package struct Statistics: Equatable, Sendable {
        /// Requests that hold a transfer handle of libcurl.
        package var active: Int
        /// Requests that wait for a free connection.
        package var waiting: Int
        /// Connections that were opened since the start.
        package var connectionsOpened: Int

        package init(active: Int = 0, waiting: Int = 0, connectionsOpened: Int = 0) {
            self.active = active
            self.waiting = waiting
            self.connectionsOpened = connectionsOpened
        }
    }

    private let loop: CurlLoop

    package init(configuration: Configuration = Configuration()) {
        loop = CurlLoop(configuration: configuration)
        loop.start()
    }

    deinit { loop.stop(grace: .zero) }

    package var statistics: Statistics { loop.statistics }

    /// Sends a request, once, and waits for the whole answer, whatever its status.
    ///
    /// - Throws: ``PeerFailure``; ``PeerFailure/cancelled`` also after ``shutDown(grace:)``.
    package func send(_ request: HTTPExchange.Request) async throws(PeerFailure) -> HTTPExchange.Response {
        let ticket = CurlTicket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(CurlSubmission(request: request, ticket: ticket, continuation: continuation))
            }
        } onCancel: {
            loop.cancel(ticket)
        }
        return try result.get()
    }

    /// Takes no new requests, lets those that run end for as long as `grace`, cancels the rest, and returns when the
    /// thread has ended.
    package func shutDown(grace: Duration = .seconds(5)) async {
        loop.stop(grace: grace)
        await loop.end()
    }
}
