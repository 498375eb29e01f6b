internal import Adapters
internal import Domain
internal import Foundation
internal import Simulator

/// The files of a sandbox: the state of the modelled host, and how it should behave.
struct SandboxFiles: HostStorage {
    let folder: String

    func load() async throws(StorageFailure) -> JSONValue? { try read("host.json") }

    func save(_ state: JSONValue) async throws(StorageFailure) {
        try AtomicFile.write(JSONWriter.bytes(of: state), to: folder + "/host.json", mode: 0o600)
    }

    func behaviour() async throws(StorageFailure) -> JSONValue? { try read("behaviour.json") }

    private func read(_ name: String) throws(StorageFailure) -> JSONValue? {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .inputOutput("\(path) cannot be read")
        }
        do throws(JSONError) {
            return try JSONReader.value(of: Array(data))
        } catch {
            throw .corrupt("\(path) is no JSON text: \(error)")
        }
    }
}
