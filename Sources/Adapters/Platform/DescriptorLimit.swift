internal import Foundation

/// How many files, sockets and pipes this process may have open: `RLIMIT_NOFILE`.
///
/// A server whose descriptors are all taken by connections can neither answer nor look at its host, so connections get
/// a part of them only.
package enum DescriptorLimit {
    /// What a server asks for: enough for all connections that its listeners take, and as many to its neighbours.
    private static let wanted = 32_768

    /// Raises the limit of this process as far as it may, at most to what a server can use.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(Platform.descriptorLimit, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
        // Where it may not be raised it stays, and there are fewer connections.
        _ = setrlimit(Platform.descriptorLimit, &limit)
    }

    /// The limit as it is.
    package static var current: Int {
        var limit = rlimit()
        guard getrlimit(Platform.descriptorLimit, &limit) == 0 else { return 256 }
        return Int(min(UInt64(limit.rlim_cur), UInt64(wanted)))
    }

    /// The connections that each of some listeners may take: a quarter of all descriptors, shared. Each may lead to one
    /// more, to a neighbour, and the other half is for files, pipes and what a library takes.
    static func connections(descriptors: Int, listeners: Int, most: Int) -> Int {
        max(1, min(most, descriptors / 4 / max(listeners, 1)))
    }

    /// Whether so many more could be opened now.
    static func hasRoom(for count: Int) -> Bool {
        var taken: [Int32] = []
        defer { for descriptor in taken { close(descriptor) } }
        for _ in 0..<count {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            taken.append(descriptor)
        }
        return true
    }
}
