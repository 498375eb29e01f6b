internal import ArgumentParser

struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a script that completes commands and options in a shell.",
        discussion: """
            EXAMPLES
              overlord completions bash >/usr/local/share/bash-completion/completions/overlord
              overlord completions zsh >/usr/local/share/zsh/site-functions/_overlord
              overlord completions fish >~/.config/fish/completions/overlord.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        fileprivate var kind: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "SHELL"))
    var shell: Shell

    func run() {
        Console.print(Overlord.completionScript(for: shell.kind))
    }
}
