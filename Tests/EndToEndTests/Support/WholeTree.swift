/// main → alpha → (bravo, charlie → delta), with everything as quick as it can be.
enum WholeTree {
    private static let settings = """
        autodisable: {interval: 1, increase: 1}
        polling: {projects: 1, jails: 1, jail_stats: 1, heartbeat: 1, skew: [0, 0]}
        """

    static let shape = Tree.Shape(
        name: "main", settings: settings,
        children: [
            Tree.Shape(
                name: "alpha", labels: "all, web", settings: settings,
                children: [
                    Tree.Shape(name: "bravo", labels: "all, web, ssd", settings: settings),
                    Tree.Shape(
                        name: "charlie", labels: "all, db", settings: settings,
                        children: [Tree.Shape(name: "delta", labels: "all, db, db-only", settings: settings)]),
                ])
        ])
}
