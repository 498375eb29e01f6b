/// The state machines of the engine as they are seen from outside, every pair of a state and an event declared: reached
/// by scenarios, or impossible for a stated reason.
package enum StateMachines {
    /// A machine with its states and events.
    package struct Machine: Sendable {
        package let name: String
        package let states: [String]
        package let events: [String]
    }

    package static let all = [
        Machine(
            name: "job", states: ["queued", "running", "ended"],
            events: [
                "begins", "completes", "incompletes", "fails", "is cancelled", "is queued again", "process is killed",
                "process starts",
            ]),
        Machine(
            name: "run", states: ["at work", "over"],
            events: ["ends", "is told to end", "is killed", "is forgotten", "process is killed", "process starts"]),
        Machine(
            name: "project", states: ["idle", "waiting", "running", "running and waiting"],
            events: ["up", "down", "cancel", "job begins", "job ends"]),
        Machine(
            name: "process", states: ["up", "paused", "down"],
            events: ["starts", "is killed", "pauses", "resumes", "request arrives", "answers"]),
        Machine(
            name: "neighbour", states: ["clear", "failed once", "hidden", "expired"],
            events: ["success", "failure", "listed", "left out"]),
        Machine(
            name: "item", states: ["absent", "present"],
            events: ["created", "replaced", "deleted", "read", "not found", "process starts"]),
        Machine(
            name: "polling", states: ["new", "awake", "asleep", "due", "over"], events: ["looks", "is asked"]),
        Machine(name: "jail", states: ["absent", "present"], events: ["created", "removed"]),
    ]

    /// Pairs that cannot be, and why.
    package static let impossible: [Coverage.Pair: String] = {
        var reasons: [Coverage.Pair: String] = [:]
        func rule(_ machine: String, _ state: String, _ events: [String], _ reason: String) {
            for event in events { reasons[Coverage.Pair(machine, state, event)] = reason }
        }
        rule(
            "job", "queued", ["completes", "incompletes"],
            "only a run can bring about what was asked, or be seen to have failed at it")
        rule("job", "queued", ["is queued again"], "it is in the queue")
        rule(
            "job", "queued", ["fails"],
            "whatever makes a job fail, also a program that is missing, is told of an attempt, which begins before it")
        rule(
            "job", "ended", ["begins", "completes", "incompletes", "fails", "is cancelled", "is queued again"],
            "nothing leaves an end; the invariant OneEndForEachJob says so")
        rule("run", "at work", ["is forgotten"], "only runs that are over are forgotten")
        rule("run", "over", ["ends", "is told to end", "is killed"], "it has ended")
        rule("project", "idle", ["job begins", "job ends"], "there is no job")
        rule("process", "up", ["starts", "resumes"], "it runs")
        rule("process", "paused", ["starts", "pauses", "answers"], "a stopped process does nothing")
        rule(
            "process", "down", ["is killed", "pauses", "resumes", "request arrives", "answers"], "there is no process")
        rule("neighbour", "clear", ["left out"], "one that is well is listed; the invariant SuccessListsAgain says so")
        rule("neighbour", "hidden", ["listed"], "hiding means to leave it out")
        rule("item", "absent", ["replaced", "deleted", "read"], "there is nothing")
        rule("item", "present", ["created", "not found"], "it is there")
        rule("polling", "new", ["is asked"], "the first look begins with the process, before a request can come")
        rule("polling", "asleep", ["looks"], "whom nobody asks looks only when it is due")
        rule("jail", "absent", ["removed"], "there is nothing")
        rule("jail", "present", ["created"], "its name is taken")
        return reasons
    }()

    /// Every pair of every machine.
    package static let declared = Set(
        all.flatMap { machine in
            machine.states.flatMap { state in machine.events.map { Coverage.Pair(machine.name, state, $0) } }
        })

    /// The declared pairs that scenarios have to reach, in order.
    package static let possible = declared.filter { impossible[$0] == nil }.sorted()
}
