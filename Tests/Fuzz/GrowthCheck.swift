import Foundation

/// Measures how time grows with the input, in the processor time of this thread, so that a busy machine does not count.
enum GrowthCheck {
    /// Below this much time nothing can be told.
    private static let measurable = Duration.milliseconds(4)
    /// Four times the input takes four times the time when time is linear, sixteen times when it is quadratic.
    private static let largestRatio = 10.0
    /// A machine that turned slow in the middle is given another chance.
    private static let attempts = 4

    /// - Returns: A sentence about the kind that grew the most.
    /// - Throws: ``FuzzedDecoder/Finding`` when time grows faster than the input.
    static func run(_ decoder: FuzzedDecoder, _ note: (String) -> Void) throws -> String {
        var worst = (ratio: 0.0, name: "nothing")
        for growth in decoder.growth {
            note("\(decoder.name): growth of \(growth.name)")
            guard let ratio = try ratio(decoder, growth) else { continue }
            if ratio > worst.ratio { worst = (ratio, growth.name) }
            try FuzzedDecoder.demand(
                ratio <= largestRatio,
                "\(decoder.name): with \(growth.name), four times the input takes \(text(ratio)) times the time")
        }
        return "\(decoder.growth.count) kinds of growth, at the worst \(text(worst.ratio)) times the time for four "
            + "times the input (\(worst.name))"
    }

    private static func text(_ ratio: Double) -> String { String(format: "%.1f", ratio) }

    /// - Returns: `nil` when even the longest input takes no time.
    private static func ratio(_ decoder: FuzzedDecoder, _ growth: FuzzedDecoder.Growth) throws -> Double? {
        var size = 16
        var input = growth.input(size)
        while try time(decoder, input) < measurable {
            guard input.count * 2 <= decoder.longest / 4 else {
                // So fast that only the longest input can be measured: against a quarter of it.
                return nil
            }
            size *= 2
            input = growth.input(size)
        }
        let large = growth.input(size * 4)
        var best = Double.infinity
        for _ in 0..<attempts {
            let small = try (0..<3).map { _ in try time(decoder, input) }.min() ?? .zero
            let long = try (0..<2).map { _ in try time(decoder, large) }.min() ?? .zero
            best = min(best, long / max(small, .microseconds(1)))
            if best <= largestRatio { break }
        }
        return best
    }

    private static func time(_ decoder: FuzzedDecoder, _ input: [UInt8]) throws -> Duration {
        let start = processorTime
        try decoder.decode(input)
        return processorTime - start
    }

    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
