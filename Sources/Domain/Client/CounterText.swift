/// Resource counters as 0.25 writes them. Source: command-line contract, section 4.3.
package enum CounterText {
    /// The counters that are numbers of bytes and get a form for people beside them.
    private static let sizes: Set<String> = [
        "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "vmemoryuse", "swapuse", "shmsize",
        "readbps", "writebps",
    ]

    private static let symbols = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]

    /// The value of a counter: `75104256 (71.62 MiB)` for a size, the plain value for every other.
    package static func of(_ name: String, _ value: JSONValue) -> String {
        let plain = PythonText.plain(value)
        guard sizes.contains(name), let bytes = value.number else { return plain }
        return "\(plain) (\(human(bytes, plain: plain)))"
    }

    /// - Parameter plain: The number as it stands in front, used below 1024.
    private static func human(_ bytes: Double, plain: String) -> String {
        guard bytes >= 1024 else { return "\(plain) byte\(bytes == 1 ? "" : "s")" }
        var scaled = bytes
        var symbol = ""
        for next in symbols where scaled >= 1024 {
            scaled /= 1024
            symbol = next
        }
        return "\(TwoDecimals.text(scaled)) \(symbol)"
    }
}
