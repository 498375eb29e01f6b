/// Time-outs and limits of a client, which deployment files and the configuration write the same way.
package enum ClientLimits {
    /// A year: more is a slip.
    private static let longest = 31_536_000

    /// - Parameter defaults: What holds where the file is silent.
    package static func decode(
        _ section: Section, defaults: ClientTimeouts, _ values: inout DocumentDecoder
    ) -> ClientTimeouts {
        var limits = defaults
        limits.total = seconds("timeout", of: section, fallback: defaults.total, zero: .noLimit, &values)
        limits.connect = seconds("connect_timeout", of: section, fallback: defaults.connect, zero: .refused, &values)
        limits.read = seconds("read_timeout", of: section, fallback: defaults.read, zero: .refused, &values)
        if let value = section["max_connections"] {
            limits.maximumConnections =
                values.integer(
                    value, at: section.path(of: "max_connections"), in: 1...1_000_000,
                    rule: "an integer from 1 to 1000000") ?? defaults.maximumConnections
        }
        // Known to 0.25's HTTP client, without a counterpart in ours: only their type is looked at.
        for name in ["write_timeout", "pool_timeout", "max_keepalive_connections", "keepalive_expiry"] {
            if let value = section[name] { _ = values.integer(value, at: section.path(of: name)) }
        }
        return limits
    }

    private enum Zero { case noLimit, refused }

    /// A number of seconds; negative means no limit, and so does 0 for a limit on the whole.
    private static func seconds(
        _ name: String, of section: Section, fallback: Duration?, zero: Zero, _ values: inout DocumentDecoder
    ) -> Duration? {
        guard let value = section[name] else { return fallback }
        let path = section.path(of: name)
        guard
            let number = values.integer(
                value, at: path, in: Int.min...longest, rule: "seconds, at most \(longest), or -1 for no limit")
        else { return fallback }
        if number == 0, zero == .refused {
            values.refuse(
                value, at: path, "with a limit of no time every request fails",
                expected: "seconds > 0, or -1 for no limit")
            return fallback
        }
        return number > 0 ? .seconds(number) : nil
    }
}
