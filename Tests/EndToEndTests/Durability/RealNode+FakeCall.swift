import Domain

extension RealNode {
    /// One call of a fake program, from its journal.
    struct FakeCall: Equatable, Sendable {
        let program: String
        let arguments: [String]
        let process: Int32
        /// Seconds since 1970.
        let begin: Double
        /// `nil` for a call that runs or was killed.
        var end: Double?
        var status: Int?

        /// The job and its attempt that a call of `up` belongs to: they are in the path of its file.
        var run: String? {
            guard arguments.count > 3, arguments[0] == "up" else { return nil }
            return arguments[3].split(separator: "/").dropLast().last.map(String.init)
        }

        /// Pairs the lines of the journal.
        static func read(_ journal: String) -> [FakeCall] {
            var calls: [FakeCall] = []
            // Process ids come again in a long test.
            var open: [Int32: Int] = [:]
            for line in journal.split(separator: "\n") {
                // The last line may be half written.
                guard let entry = JSONReader.valueIfWellFormed(String(line)), let process = entry["pid"]?.integer,
                    let time = entry["t"]?.number, let program = entry["program"]?.string
                else { continue }
                let id = Int32(truncatingIfNeeded: process)
                if entry["event"] == "start" {
                    open[id] = calls.count
                    calls.append(
                        FakeCall(
                            program: program, arguments: entry["argv"]?.array?.compactMap(\.string) ?? [], process: id,
                            begin: time))
                } else if let position = open.removeValue(forKey: id) {
                    calls[position].end = time
                    calls[position].status = entry["rc"]?.integer
                }
            }
            return calls
        }
    }
}
