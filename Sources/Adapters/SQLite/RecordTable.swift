import Domain

/// The table of the newest records of projects, through one connection.
struct RecordTable {
    /// How often the table is pruned: once in so many records.
    private static let pruningInterval: Int64 = 64

    let connection: SQLiteConnection

    /// Stores a record in place of the project's one of an older job of this kind, and now and then forgets all but the
    /// newest `kept` of the table. A job that was withdrawn may end before an older one that ran.
    func set(
        _ content: JSONObject, kind: JobKind, of project: ProjectName, at time: WallTime, keeping kept: Int
    ) throws(StorageFailure) {
        if let number = content["job_id"]?.integer, let other = try job(of: kind, project), other > number { return }
        // REPLACE gives the row the highest number, so the numbers grow with the age whatever the clock does.
        try connection.run(
            "INSERT OR REPLACE INTO record (project, kind, content, written) VALUES (?1, ?2, ?3, ?4)",
            [
                .text(project.text), .text(kind.rawValue), .text(JSONWriter.text(of: .object(content))),
                .integer(time.microseconds),
            ])
        guard connection.lastInsertedRow % Self.pruningInterval == 0 else { return }
        try connection.run(
            "DELETE FROM record WHERE sequence <= (SELECT sequence FROM record ORDER BY sequence DESC LIMIT 1 OFFSET ?1)",
            [.integer(Int64(kept))])
    }

    /// The job that the present record is of; `nil` where it does not say.
    private func job(of kind: JobKind, _ project: ProjectName) throws(StorageFailure) -> Int? {
        let texts = try connection.rows(
            "SELECT content FROM record WHERE project = ?1 AND kind = ?2", [.text(project.text), .text(kind.rawValue)]
        ) { row throws(StorageFailure) in try row.text(0) }
        return texts.first.flatMap { $0 }.flatMap(JobRequestText.object)?["job_id"]?.integer
    }

    func record(kind: JobKind, of project: ProjectName) throws(StorageFailure) -> ProjectRecords.Record? {
        try connection.rows(
            "SELECT content, written FROM record WHERE project = ?1 AND kind = ?2",
            [.text(project.text), .text(kind.rawValue)]
        ) { row throws(StorageFailure) in
            guard let text = try row.text(0), let content = JobRequestText.object(text) else {
                throw .corrupt("the \(kind.rawValue) record of project \(project) cannot be read")
            }
            return ProjectRecords.Record(content: content, written: WallTime(microseconds: row.integer(1)))
        }.first
    }
}
