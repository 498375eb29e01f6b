internal import Dispatch
internal import Foundation

/// Calls a function when this process gets one of some signals, instead of ending.
enum StopSignals {
    /// Returns once none of the signals can end the process or be missed any more.
    ///
    /// This lasts until the process ends. Programs that it starts get the default effect back.
    static func install(_ signals: [Int32], _ handler: @escaping @Sendable () -> Void) async {
        let queue = DispatchQueue(label: "signals")
        for number in signals {
            await withCheckedContinuation { continuation in
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                // The handler holds its source, which nothing else needs to keep.
                source.setEventHandler { withExtendedLifetime(source) { handler() } }
                source.setRegistrationHandler { continuation.resume() }
                #if !os(Linux)
                    // kqueue reports a signal beside its effect, which would be the end. On Linux, Dispatch takes the
                    // place of the effect, and an ignored signal would never reach it.
                    signal(number, SIG_IGN)
                #endif
                source.activate()
            }
        }
    }
}
