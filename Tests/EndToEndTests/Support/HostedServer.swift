/// One server with small limits, a talkative log, and a neighbour that is not there.
enum HostedServer {
    static let shape = Tree.Shape(
        name: "main", settings: "log: {level: debug}\nbody_limit: 1048576\npolling: {skew: [0, 1]}",
        strangers: { "  gone:\n    entrypoint: http://127.0.0.1:\(try deadPort())\n    access_token: token-of-gone\n" })
}
