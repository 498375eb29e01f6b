/// What a program did and said.
package struct CommandResult: Equatable, Sendable {
    package enum Ending: Equatable, Sendable {
        /// It left with this status by itself.
        case exited(Int)
        /// A signal that we did not send ended it.
        case signalled(Int)
        /// We ended it because its time was up.
        case timedOut
        /// We ended it because the task that waited for it was cancelled.
        case cancelled
    }

    package let ending: Ending
    package let output: CapturedOutput
    package let errorOutput: CapturedOutput

    package init(ending: Ending, output: CapturedOutput, errorOutput: CapturedOutput) {
        self.ending = ending
        self.output = output
        self.errorOutput = errorOutput
    }
}

/// The first bytes of what a program wrote to one of its outputs.
package struct CapturedOutput: Equatable, Sendable {
    package private(set) var bytes: [UInt8] = []
    /// How many bytes were read past the limit and dropped.
    package private(set) var droppedBytes = 0

    package init() {}

    package var isTruncated: Bool { droppedBytes > 0 }

    /// The bytes as text; what is no UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ more: UnsafeRawBufferPointer, limit: Int) {
        let kept = min(more.count, max(0, limit - bytes.count))
        bytes.append(contentsOf: more.prefix(kept))
        droppedBytes += more.count - kept
    }
}
