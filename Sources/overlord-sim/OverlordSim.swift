internal import ArgumentParser

/// The program that runs scenarios.
@main
struct OverlordSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlord-sim", abstract: "Runs scenarios: real engines in a world where everything goes wrong.")
}
