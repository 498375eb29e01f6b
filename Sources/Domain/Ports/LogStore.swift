/// The log files that AppJail and Director leave on a node. Source: HTTP contract, sections 8.10, 8.11, 8.18, 8.19.
package protocol LogStore: Sendable {
    /// Three levels of folders below AppJail's log root: type, entity, subtype, then file names. Sorted.
    func jailLogs() async throws(StorageFailure) -> JSONObject
    /// - Returns: `nil` when there is no such regular file below the log root.
    func jailLog(type: LogPart, entity: LogPart, subtype: LogPart, file: LogPart) async throws(StorageFailure)
        -> String?
    /// Date, service, then file names below Director's log root. Sorted.
    func projectLogs() async throws(StorageFailure) -> JSONObject
    /// - Parameter service: `nil` for a file directly below the date (`exception.log`).
    func projectLog(date: LogPart, service: LogPart?, file: LogPart) async throws(StorageFailure) -> String?
}
