internal import ArgumentParser
internal import Domain

/// Commands that were programs of their own in 0.25 and are parts of `serve` here. Scripts that start them are told so,
/// and go on.
protocol FormerDaemon: ParsableCommand {
    /// What does its work now, as a part of a sentence behind the name of the command.
    static var successor: String { get }
}

extension FormerDaemon {
    func run() throws {
        Console.complain(
            "\(Self._commandName): nothing to do: \(Self.successor). 'overlord serve' is the only process of a server.")
    }

    fileprivate static func configured(_ name: String, _ work: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: name, abstract: "\(work). The server does this now.",
            discussion: "Accepted for the sake of scripts: says what does the work now, and ends with 0.")
    }
}

struct PollAutoscale: FormerDaemon {
    static let configuration = configured("poll-autoscale", "Scale projects")
    static let successor = "projects with 'autoScale' are governed by the server"
}

struct PollHeartbeat: FormerDaemon {
    static let configuration = configured("poll-heartbeat", "Ping the chains")
    static let successor = "the server pings its chains as often as 'polling.heartbeat' says"
}

struct PollJailExtras: FormerDaemon {
    static let configuration = configured("poll-jail-extras", "Read what else is known of jails")
    static let successor = "the server reads the settings of a jail when it is asked for them"

    /// What 0.25 reads apart from the rest of a jail; its words are not all those of `get-info`.
    enum Item: String, ExpressibleByArgument, CaseIterable {
        case cpuset, devfs, expose, healthcheck, limits, fstab, label, nat, volume
    }

    @Option(name: .customLong("item"), parsing: .singleValue, help: ArgumentHelp("Ignored.", valueName: "ITEM"))
    var items: [Item] = []
}

struct PollJailInfo: FormerDaemon {
    static let configuration = configured("poll-jail-info", "Read the properties of jails")
    static let successor = "the server looks at jails as often as 'polling.jail_info' says"
}

struct PollJailStats: FormerDaemon {
    static let configuration = configured("poll-jail-stats", "Read the counters of jails")
    static let successor = "the server reads counters as often as 'polling.jail_stats' says"
}

struct PollJails: FormerDaemon {
    static let configuration = configured("poll-jails", "List the jails")
    static let successor = "the server lists jails as often as 'polling.jails' says"
}

struct PollProjectInfo: FormerDaemon {
    static let configuration = configured("poll-project-info", "Read the state of projects")
    static let successor = "the server looks at projects as often as 'polling.project_info' says"
}

struct PollProjects: FormerDaemon {
    static let configuration = configured("poll-projects", "List the projects")
    static let successor = "the server lists projects as often as 'polling.projects' says"
}

struct WatchCommands: FormerDaemon {
    static let configuration = configured("watch-commands", "Run the commands of jobs")
    static let successor = "the server runs jobs, 'max_watch_commands' at once"
}

struct WatchProjects: FormerDaemon {
    static let configuration = configured("watch-projects", "Take the jobs of projects")
    static let successor = "the server takes the jobs of projects itself"
}

struct WatchVM: FormerDaemon {
    static let configuration = configured("watch-vm", "Take the jobs of virtual machines")
    static let successor = "the server takes the jobs of virtual machines itself"
}
