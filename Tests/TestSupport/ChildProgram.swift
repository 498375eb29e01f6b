package import Foundation
internal import Synchronization

@testable internal import Adapters

/// A program that a test has started.
///
/// Not Foundation's `Process`: on Linux that looks through `/proc/self/fd` before each start and reads past the end of
/// what it was given when very many descriptors are open, as they are while all tests run.
package final class ChildProgram: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let identifier: pid_t
    private let state = Mutex(State())
    private let over = DispatchSemaphore(value: 0)

    private struct State {
        var status: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    /// Starts the program at `path`.
    ///
    /// - Parameters:
    ///   - folder: Where it runs; where the tests run for `nil`.
    ///   - input: `/dev/null` for `nil`, like the others.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        folder: String? = nil, input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws {
        let nothing = FileHandle.nullDevice
        let descriptors = DetachedProcess.Descriptors(
            input: (input ?? nothing).fileDescriptor, output: (output ?? nothing).fileDescriptor,
            errorOutput: (errors ?? nothing).fileDescriptor)
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Failure(description: "\(path) is no program")
        }
        if let folder {
            identifier = try DetachedProcess.start(
                "/bin/sh", ["-c", #"cd "$0" && exec /usr/bin/env -u PWD -u OLDPWD "$@""#, folder, path] + arguments,
                environment: environment, descriptors: descriptors)
        } else {
            identifier = try DetachedProcess.start(path, arguments, environment: environment, descriptors: descriptors)
        }
        Thread.detachNewThread { [self] in
            let status = ChildProcess.reap(identifier) ?? -1
            let waiters = state.withLock { state in
                state.status = status
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { waiter.resume(returning: status) }
            over.signal()
        }
    }

    /// Waits until it has ended.
    ///
    /// - Returns: The exit status, or 128 plus the signal that ended it.
    package func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// As ``end()``. Blocks.
    package func waitUntilExit() -> Int32 {
        over.wait()
        over.signal()
        return state.withLock(\.status) ?? -1
    }

    package func signal(_ number: Int32) { kill(identifier, number) }
}
