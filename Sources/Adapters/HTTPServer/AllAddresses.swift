internal import NIOCore
internal import NIOPosix

/// The addresses that stand for all of the machine's.
enum AllAddresses {
    /// One socket serves both families where the system lets a socket for IPv6 take IPv4 too (Linux); elsewhere (FreeBSD)
    /// each family has its own; without IPv6, as in many a jail, there is only the one.
    static func hosts(group: any EventLoopGroup) async -> [String] {
        do {
            // A datagram socket disturbs nobody while we look at what the system makes of it.
            let probe = try await DatagramBootstrap(group: group).bind(host: "::", port: 0).get()
            let option = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
            let isSeparate = try await probe.getOption(option).get() != 0
            try await probe.close().get()
            return isSeparate ? ["0.0.0.0", "::"] : ["::"]
        } catch {
            // There is no IPv6 here.
            return ["0.0.0.0"]
        }
    }
}
