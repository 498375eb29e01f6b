import Domain
import Foundation
import Testing

/// Namespaces and virtual machines through the API, on a server and on the one below it.
@Suite(.serialized, .tree(Tree.Shape(name: "main", children: [Tree.Shape(name: "alpha")])))
struct NamespaceTests {
    private static let mapping: JSONValue = ["mapping": [["file": "shop.conf:/etc/shop.conf", "mode": 416]]]

    /// The tree, its items in place.
    private func tree() async throws -> Tree {
        let tree = try #require(Tree.current)
        for name in ["main", "alpha"] {
            for key in ["shop.conf", "bank.conf"] {
                _ = try await tree.caller(name).call("POST", "/v1/metadata/\(key)", ["value": .string(key)])
            }
        }
        return tree
    }

    @Test(arguments: ["/v1", "/v1/chain/alpha"])
    func `a namespace goes through its life, here and below`(base: String) async throws {
        let caller = try await tree().caller()
        let item = base + "/namespace/shop.site"
        let isChain = base != "/v1"
        #expect(try await caller.call("HEAD", item).status == 404)
        #expect(try await caller.get(item).status == 404)
        let made = try await caller.call("POST", item, Self.mapping)
        #expect(made.status == (isChain ? 200 : 201))
        #expect(made.message == "Namespace 'shop.site' has been successfully created.")
        #expect(try await caller.call("HEAD", item).status == 200)
        #expect(try await caller.get(base + "/namespace")["namespaces"] == ["shop.site"])
        #expect(try await caller.get(item)["namespace"]?.array?.map { $0["mode"] } == [16877, 0o100640])

        let other: JSONValue = ["mapping": [["directory": "/var"]]]
        let again = try await caller.call("POST", item, other)
        // On the spot `POST` leaves what is there as it is; through a chain it replaces.
        #expect(again.status == (isChain ? 200 : 201))
        #expect(again.message == "Namespace 'shop.site' has been successfully \(isChain ? "updated" : "created").")
        #expect(try await caller.get(item)["namespace"]?.array?.count == (isChain ? 1 : 2))
        #expect(
            try await caller.call("PUT", item, other).message == "Namespace 'shop.site' has been successfully updated.")
        #expect(try await caller.get(item)["namespace"]?.array?.count == 1)

        #expect(try await caller.call("DELETE", item).status == 204)
        #expect(try await caller.call("DELETE", item).status == 404)
        #expect(try await caller.get(base + "/namespace/")["namespaces"] == [])
        #expect(try await caller.call("PUT", item, Self.mapping).status == 200)
        #expect(try await caller.call("DELETE", item).status == 204)
    }

    @Test(arguments: ["/v1", "/v1/chain/alpha"])
    func `a token for one project makes no namespace of the items of another`(base: String) async throws {
        let tree = try await tree()
        let caller = try await tree.caller("main", TokenClaims(role: .deploy, projects: ["shop"]))
        let foreign: JSONValue = ["mapping": [["file": ["bank.conf", "/x"]]]]
        #expect(try await caller.call("PUT", base + "/namespace/shop.site", foreign).status == 403)
        #expect(try await caller.call("POST", base + "/namespace/shop.site", foreign).status == 403)
        #expect(try await caller.call("PUT", base + "/namespace/bank.site", Self.mapping).status == 403)
        #expect(try await caller.call("HEAD", base + "/namespace/bank.site").status == 403)
        let whole = try await tree.caller()
        _ = try await whole.call("PUT", base + "/namespace/bank.site", Self.mapping)
        #expect(try await caller.call("PUT", base + "/namespace/shop.site", Self.mapping).status == 200)
        // What a hop asks, it asks with its own token, so only the node itself leaves out what is not theirs.
        if base == "/v1" { #expect(try await caller.get("/v1/namespace")["namespaces"] == ["shop.site"]) }
        for name in ["shop.site", "bank.site"] { _ = try await whole.call("DELETE", base + "/namespace/\(name)") }
    }

    @Test(arguments: ["/v1", "/v1/chain/alpha"])
    func `a mistake changes nothing and is told on the spot`(base: String) async throws {
        let caller = try await tree().caller()
        let item = base + "/namespace/kept"
        _ = try await caller.call("PUT", item, Self.mapping)
        let before = try await caller.get(item)["namespace"]
        let bad: [JSONValue] = [
            [:], ["mapping": nil], ["mapping": []], ["mapping": "x"], ["mapping": [["file": "../shop.conf:/x"]]],
            ["mapping": [["file": "shop.conf:/../x"]]],
            ["mapping": [["directory": "a", "owner": "nobody-of-that-name"]]],
            ["mapping": [["directory": "a"], ["file": "missing:/a/b"]]],
        ]
        for body in bad {
            #expect(try await caller.call("PUT", item, body).status == 400, "\(body)")
            #expect(try await caller.get(item)["namespace"] == before)
        }
        _ = try await caller.call("DELETE", item)
    }

    @Test(arguments: ["/v1", "/v1/chain/alpha"])
    func `a virtual machine is checked, taken, and ends as a failed job that says why`(base: String) async throws {
        let caller = try await tree().caller()
        let item = base + "/vm/vm1"
        #expect(try await caller.get(item).status == 404)
        // As a hop of 0.25 sends it.
        let request: JSONValue = [
            "makejail": "Makejail", "metadata": [], "cloud-init": [:], "template": ["cpu": "1"],
            "diskLayout": ["driver": "nvme", "size": "4G", "from": ["type": "img", "imgFile": "disk.img"]],
            "script-environment": [], "options": [], "restart": false, "overwrite": false, "datastore": nil,
        ]
        let job = try #require(try await caller.call("POST", item, request)["job_id"]?.integer)
        let status = try await eventually("the end of vm1") { () -> JSONValue? in
            guard let status = try await caller.get(item)["status"], status["operation"] != "RUNNING" else {
                return .none
            }
            return .some(status)
        }
        #expect(status["operation"] == "FAILED")
        #expect(status["job_id"]?.integer == job)
        #expect(status["last_update"]?.number ?? -1 >= 0)
        #expect(status["exception"]?["message"] == "this server cannot create virtual machines yet")
        let shop = try await #require(Tree.current).caller("main", TokenClaims(role: .deploy, projects: ["vm1"]))
        var foreign = try #require(request.object)
        foreign["metadata"] = ["bank.conf"]
        #expect(try await shop.call("POST", item, .object(foreign)).status == 403)
        foreign["metadata"] = ["a..b"]
        let refusal = try await caller.call("POST", item, .object(foreign))
        #expect(refusal.status == 400)
        #expect(refusal.message?.hasPrefix("(exception:InvalidSpec) invalid specification: metadata.<item#0>") == true)
    }

    @Test func `the methods are told to who asks, also where no resource is named`() async throws {
        let caller = try await tree().caller()
        let methods = "POST, GET, PUT, DELETE, OPTIONS"
        for (path, status) in [("/v1/namespace/x", 200), ("/v1/chain/alpha/vm/vm1", 200), ("/v1", 400), ("/", 400)] {
            let answer = try await caller.call("OPTIONS", path)
            #expect(answer.status == status, "\(path)")
            #expect(answer.headers["access-control-allow-methods"] == methods, "\(path)")
        }
        var stranger = caller
        stranger.token = nil
        #expect(try await stranger.call("OPTIONS", "/v1/namespace/x").status == 401)
    }
}
