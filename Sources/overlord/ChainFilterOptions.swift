internal import ArgumentParser
internal import Domain

/// Which of the chains that a file selects a command means.
struct ChainFilterOptions: ParsableArguments {
    @Option(
        name: .customLong("filter-chain"), parsing: .singleValue,
        help: ArgumentHelp(
            "Act on this chain only. The whole dotted path, as get-info shows it. May be repeated.",
            valueName: "CHAIN"))
    var chains: [String] = []

    @Flag(
        name: .customLong("filter-root-chain"),
        help: "Act on the root too, which --filter-chain leaves out otherwise.")
    var includesRoot = false

    var filter: ChainFilter {
        if includesRoot && chains.isEmpty {
            Console.complain("'--filter-root-chain' has no effect without '--filter-chain': all chains are meant.")
        }
        return ChainFilter(texts: chains, includesRoot: includesRoot)
    }
}
