import Dispatch

/// A fixed number of lanes for work that blocks: files, databases, kernel tables.
///
/// The threads of Swift's pool must not wait for a disk, so such work runs here. What is given to one lane runs one
/// after the other in the order of the calls; lanes run beside each other.
struct BlockingLanes: Sendable {
    private let lanes: [DispatchQueue]

    /// - Parameters:
    ///   - label: Names the threads for debuggers.
    ///   - count: At least 1; also the most threads that are used.
    init(_ label: String, count: Int = 1) {
        lanes = (0..<count).map { DispatchQueue(label: "overlord.\(label).\($0)") }
    }

    /// Runs `work` on the lane that belongs to `key`, the same for equal keys, and waits for it.
    func run<Value: Sendable, Failure: Error>(
        for key: String = "", _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let lane = lanes[Self.position(of: key, among: lanes.count)]
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            lane.async {
                let result: Result<Value, Failure>
                do throws(Failure) { result = .success(try work()) } catch { result = .failure(error) }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// FNV-1a: cheap, and well enough spread over a handful of lanes.
    private static func position(of key: String, among count: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(hash % UInt64(count))
    }
}
