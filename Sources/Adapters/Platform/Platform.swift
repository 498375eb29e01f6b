import Foundation

/// The few things that FreeBSD and Linux name or do differently and that files, clocks and sockets need.
enum Platform {
    #if os(FreeBSD)
        /// The clock that only grows, at the speed of the wall clock.
        static let uptimeClock = CLOCK_UPTIME
        static let streamSocket = SOCK_STREAM
        static let datagramSocket = SOCK_DGRAM
        static let descriptorLimit = RLIMIT_NOFILE
    #else
        /// The clock that only grows, at the speed of the wall clock.
        static let uptimeClock = CLOCK_MONOTONIC
        static let streamSocket = Int32(SOCK_STREAM.rawValue)
        static let datagramSocket = Int32(SOCK_DGRAM.rawValue)
        static let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif

    /// The ports that are drawn from: `net.inet.ip.portrange.first` up to but excluding `net.inet.ip.portrange.last`;
    /// FreeBSD's defaults where there are no such variables. Source: node contract, section 8.
    static var portRange: Range<Int> {
        #if os(FreeBSD)
            let first = kernelInteger("net.inet.ip.portrange.first") ?? defaultPortRange.lowerBound
            let last = kernelInteger("net.inet.ip.portrange.last") ?? defaultPortRange.upperBound
            return first < last && first > 0 && last <= 65535 ? first..<last : defaultPortRange
        #else
            return defaultPortRange
        #endif
    }

    private static let defaultPortRange = 10000..<65535

    #if os(FreeBSD)
        private static func kernelInteger(_ name: String) -> Int? {
            var value: Int32 = 0
            var size = MemoryLayout<Int32>.size
            guard sysctlbyname(name, &value, &size, nil, 0) == 0, size == MemoryLayout<Int32>.size else { return nil }
            return Int(value)
        }
    #endif
}
