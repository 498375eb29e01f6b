package import Domain

/// What a step or a fault does to its subject.
package enum ScenarioAction: Equatable, Sendable {
    // What operators do.
    case apply(deployment: String, restart: Bool)
    case destroy(deployment: String, force: Bool)
    case cancel(deployment: String)
    /// One request to the root, as a script sends it.
    case request(method: String, path: String, body: JSONValue?)
    /// The same with a token that the servers must refuse.
    case forgedRequest(method: String, path: String, body: JSONValue?)

    // What happens to a server. Undone after the time that the step gives.
    /// SIGKILL; at the end it is started again.
    case kill
    /// SIGKILL at the next call of a port whose name begins with this, before it or after it; started again at the end.
    case killAtCall(String, isAfter: Bool)
    /// SIGSTOP, and SIGCONT at the end.
    case pause
    /// Power loss of the whole machine: no process and no jail survives; at the end it boots.
    case powerOff
    /// The same, and of the files that Director wrote in the last seconds before, some are torn.
    case tearFiles
    /// The wall clock jumps, and jumps back at the end.
    case setClock(Duration)
    case drift(partsPerMillion: Int)
    case disk(DiskTrouble)
    /// The process is replaced by one of this version.
    case upgrade(Topology.Version)
    /// A server that was absent is there from now on, once its parent was started anew to know it.
    case add
    /// A server is switched off for good, and its parent is started anew without it.
    case remove
    /// Whoever may talk to it has a token that is good no longer; at the end a new one.
    case expireToken
    /// It says that these are its labels, whatever its configuration says: any JSON value.
    case mislabel(JSONValue)

    // What happens to the way between a server and the one above it. Undone at the end.
    case link(LinkTrouble, Direction)

    // What happens on the host of a server. Undone at the end where that means something.
    /// The runner of a project dies; its Director with it, or not.
    case killRunner(project: String?, directorSurvives: Bool)
    /// Director and AppJail behave like this; at the end as before.
    case host(HostBehaviour)
    /// A jail of a project vanishes.
    case loseJail(project: String?)
    /// Somebody stops a jail of a project by hand; at the end it is started again.
    case stopJail(project: String?)

    /// Which direction of a link.
    package enum Direction: String, Equatable, Sendable, CaseIterable {
        case both
        /// Requests from above.
        case down
        /// Answers from below.
        case up
    }
}

/// What is wrong with a disk.
package enum DiskTrouble: Equatable, Sendable {
    case full
    /// Every write fails, and luck decides whether it is there all the same: a failed fsync.
    case uncertain
    /// Reads fail.
    case unreadable
    /// Writes and reads take this long.
    case slow(ClosedRange<Duration>)
}

/// What is wrong with a way.
package enum LinkTrouble: Equatable, Sendable {
    /// A black hole: nothing arrives, and nothing says so.
    case cut
    case refuse
    case slow(ClosedRange<Duration>)
    case lose(Ratio)
    case duplicate(Ratio)
    /// Connections break in the middle of an answer.
    case reset(Ratio)
    /// Answers come out as no HTTP.
    case garble(Ratio)
    /// Who asked takes this long to read an answer. The far side has it in hand until then, and nobody else waits for it.
    case readSlowly(ClosedRange<Duration>)
}

extension ScenarioAction {
    /// The word for it in files and tables.
    package var kind: ActionKind {
        switch self {
        case .apply: .apply
        case .destroy: .destroy
        case .cancel: .cancel
        case .request: .request
        case .forgedRequest: .forgedRequest
        case .kill: .kill
        case .killAtCall: .killAtCall
        case .pause: .pause
        case .powerOff: .powerOff
        case .tearFiles: .tearFiles
        case .setClock: .setClock
        case .drift: .drift
        case .disk(.full): .fillDisk
        case .disk(.uncertain): .failSync
        case .disk(.unreadable): .failRead
        case .disk(.slow): .slowDisk
        case .upgrade: .upgrade
        case .add: .add
        case .remove: .remove
        case .expireToken: .expireToken
        case .mislabel: .mislabel
        case .link(.cut, _): .cut
        case .link(.refuse, _): .refuse
        case .link(.slow, _): .slow
        case .link(.lose, _): .lose
        case .link(.duplicate, _): .duplicate
        case .link(.reset, _): .reset
        case .link(.garble, _): .garble
        case .link(.readSlowly, _): .readSlowly
        case .killRunner: .killRunner
        case .host: .host
        case .loseJail: .loseJail
        case .stopJail: .stopJail
        }
    }
}

/// The kinds of actions; the raw value is the key in a scenario file.
package enum ActionKind: String, CaseIterable, Sendable {
    case apply, destroy, cancel, request
    case forgedRequest = "forged-request"
    case kill
    case killAtCall = "kill-at-call"
    case pause
    case powerOff = "power-off"
    case tearFiles = "tear-files"
    case setClock = "set-clock"
    case drift
    case fillDisk = "fill-disk"
    case failSync = "fail-sync"
    case failRead = "fail-read"
    case slowDisk = "slow-disk"
    case upgrade, add, remove
    case expireToken = "expire-token"
    case mislabel
    case cut, refuse, slow, lose, duplicate, reset, garble
    case readSlowly = "read-slowly"
    case killRunner = "kill-runner"
    case host
    case loseJail = "lose-jail"
    case stopJail = "stop-jail"

    /// Whether it is done by an operator and not to a server.
    package var isCommand: Bool {
        switch self {
        case .apply, .destroy, .cancel, .request, .forgedRequest: true
        default: false
        }
    }

    /// Whether a rule may draw it.
    package var isFault: Bool {
        switch self {
        case .apply, .destroy, .cancel, .request, .forgedRequest, .upgrade, .add, .remove: false
        default: true
        }
    }
}
