/// Plausible numbers of rctl(8) for a modelled jail: they follow from its name and how long it runs, and nothing else.
enum JailStatistics {
    /// All counters, in the order of HTTP contract, section 8.6.
    static let counters = [
        "cputime", "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "maxproc", "openfiles",
        "vmemoryuse", "pseudoterminals", "swapuse", "nthr", "msgqqueued", "msgqsize", "nmsgq", "nsem", "nsemop",
        "nshm", "shmsize", "wallclock", "pcpu", "readbps", "writebps", "readiops", "writeiops",
    ]

    /// - Parameter seconds: How long the jail runs.
    /// - Returns: `nil` for a counter that does not exist.
    static func value(of counter: String, jail: String, seconds: Int) -> Int? {
        let kind = Int(truncatingIfNeeded: Fingerprint(of: jail).value >> 8) & 0xFFFF
        let seconds = max(seconds, 0)
        // Load between 1 and 16 percent, which swings by up to 3 from one 10 s to the next.
        let load = 1 + kind % 16
        let swing = Int(SplitMix64.mix(UInt64(kind) &+ UInt64(seconds / 10)) & 3)
        let processes = 2 + kind % 7
        // 8 to 71 MiB, growing by 4 KiB a second for the first hour.
        let memory = (8 + kind % 64) << 20 + min(seconds, 3_600) * 4_096
        switch counter {
        case "cputime": return seconds * load / 100
        case "wallclock": return seconds
        case "pcpu": return load + swing
        case "memoryuse": return memory
        case "vmemoryuse": return memory * 4
        case "datasize": return memory / 8
        case "stacksize": return processes * 65_536
        case "maxproc": return processes
        case "nthr": return processes + load / 2
        case "openfiles": return processes * 12
        case "readbps": return swing * 4_096
        case "writebps": return swing * 2_048
        case "readiops": return swing
        case "writeiops": return swing
        case "coredumpsize", "memorylocked", "pseudoterminals", "swapuse", "msgqqueued", "msgqsize", "nmsgq", "nsem",
            "nsemop", "nshm", "shmsize":
            return 0
        default: return nil
        }
    }
}
