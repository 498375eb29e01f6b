import Domain
import TestSupport
import Testing

@testable import Adapters

/// What 0.25 reads of a chain and does not use: from the text of `overlord.yml` to the connection.
@Suite("Settings of chains, on the wire", .timeLimit(.minutes(5)))
struct ChainSettingTests {
    /// A machine that is busy with other tests is no neighbour that hangs.
    private static let patience = "    connect_timeout: 300\n    read_timeout: 300"

    private func clients(_ entrypoint: String, _ settings: String, _ client: CurlClient) throws -> ChainClients {
        let text = "chains:\n  a:\n    entrypoint: \(entrypoint)\n    access_token: t\n\(settings)\n"
        let (configuration, warnings) = try ConfigurationFixture.read(text)
        #expect(warnings.isEmpty)
        return try ChainClients(configuration.chains.map { ChainClients.Neighbour($0) }, client: client)
    }

    private let ping = PeerRequest(method: "GET", path: "/v1/ping", timeout: .seconds(200))

    @Test func `a chain behind a private authority is reached with its file, and not without`() async throws {
        let authority = try await TestAuthority()
        let certificate = try await authority.certificate("server", for: "IP:127.0.0.1")
        try await withServer(certificate: certificate) { port, _ in
            let client = CurlClient()
            let name = try #require(ChainName("a"))
            let trusting = try clients(
                "https://127.0.0.1:\(port)", "    cacert: \(authority.file)\n\(Self.patience)", client)
            #expect(try await trusting.send(ping, to: name).status == 200)
            let ignorant = try clients("https://127.0.0.1:\(port)", Self.patience, client)
            do throws(PeerFailure) {
                _ = try await ignorant.send(ping, to: name)
                Issue.record("an unknown authority was trusted")
            } catch {
                guard case .connect = error else { throw error }
            }
            await client.shutDown(grace: .zero)
        }
    }

    @Test(arguments: ["    timeout: 1", "    read_timeout: 1"])
    func `a time-out ends what takes longer`(setting: String) async throws {
        let server = try ScriptedServer([.read, .hang])
        let client = CurlClient()
        let peers = try clients("http://127.0.0.1:\(server.port)", setting, client)
        let name = try #require(ChainName("a"))
        await #expect(throws: PeerFailure.readTimeout) { try await peers.send(ping, to: name) }
        await client.shutDown(grace: .zero)
    }

    @Test func `no more connections are opened than the limit says`() async throws {
        let door = Door()
        let calls = Collected<Void>()
        try await withServer(
            handler: { request in
                calls.append(())
                await door.pass()
                return await echo(request)
            }
        ) { port, _ in
            let client = CurlClient()
            let name = try #require(ChainName("a"))
            let peers = try clients("http://127.0.0.1:\(port)", "    max_connections: 2\n\(Self.patience)", client)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await peers.send(ping, to: name).status } }
                await calls.wait(for: 2)
                await becomesTrue { client.statistics.waiting == 4 }
                #expect(calls.items.count == 2)
                door.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(client.statistics.connectionsOpened == 2)
            await client.shutDown(grace: .zero)
        }
    }
}
