package import Domain

/// The runners of a modelled host: what a detached runner process does.
extension HostModel {
    /// Starts a run. An attempt runs once: of one that has ended the outcome stays, and nothing is done.
    ///
    /// - Returns: `false`, and nothing changed, when a runner of the same project is alive.
    package mutating func start(_ order: RunOrder) -> Bool {
        guard !runs.contains(where: { $0.process != nil && $0.ticket.project == order.ticket.project }) else {
            return false
        }
        if case .ended = observation(of: order.ticket) { return true }
        runs.removeAll { $0.ticket == order.ticket }
        var run = DetachedRun(order: order, started: now, state: .ended(at: now))
        changes.append(.runStarted(order.ticket, steps: order.steps))
        launchNext(of: &run)
        runs.append(run)
        forgetOldOutcomes()
        return true
    }

    package func observation(of ticket: RunTicket) -> RunObservation {
        guard let run = runs.first(where: { $0.ticket == ticket }) else { return .gone }
        switch run.state {
        case .running: return .running
        case .ended: return .ended(RunOutcome(results: run.results))
        case .lost: return .gone
        }
    }

    /// Sends SIGTERM to a run, and SIGKILL after ``Settings/killGrace``. Does nothing when it is over or was told.
    package mutating func stop(_ ticket: RunTicket) {
        guard let position = runs.firstIndex(where: { $0.ticket == ticket && $0.process != nil }) else { return }
        changes.append(.runToldToEnd(ticket))
        tellToEnd(position, why: .stopped)
    }

    /// Forgets a run that is over.
    package mutating func discard(_ ticket: RunTicket) {
        if runs.contains(where: { $0.ticket == ticket && $0.process == nil }) { changes.append(.runDiscarded(ticket)) }
        runs.removeAll { $0.ticket == ticket && $0.process == nil }
    }

    /// Whether a runner of the project is alive.
    package func isRunning(_ project: String) -> Bool {
        runs.contains { $0.process != nil && $0.ticket.project.text == project }
    }

    /// When something will happen by itself; `nil` when nothing will.
    package var nextEvent: WallTime? {
        var next: WallTime?
        for run in runs {
            for time in dueTimes(of: run) { next = min(next ?? time, time) }
        }
        for orphan in orphans { if let due = orphan.due { next = min(next ?? due, due) } }
        return next
    }

    /// Lets the time of the host run until `time`; earlier times change nothing.
    package mutating func advance(to time: WallTime) {
        while let next = nextEvent, next <= time {
            now = max(now, next)
            happen(at: next)
        }
        now = max(now, time)
    }

    private func dueTimes(of run: DetachedRun) -> [WallTime] {
        guard let process = run.process else { return [] }
        let isBounded = run.ending == nil && !run.isLastLook(process.step)
        return [process.due, isBounded ? run.deadline : nil, run.killTime].compactMap { $0 }
    }

    /// Lets the first thing happen that is due at `time`: what a process does by itself goes before what is done to it.
    private mutating func happen(at time: WallTime) {
        for position in runs.indices {
            guard var process = runs[position].process else { continue }
            if process.due == time {
                let end = proceed(&process)
                settle(position, process, end)
                return
            }
        }
        for position in orphans.indices where orphans[position].due == time {
            var process = orphans.remove(at: position)
            if proceed(&process) == nil { orphans.insert(process, at: position) }
            return
        }
        for position in runs.indices where dueTimes(of: runs[position]).contains(time) {
            if runs[position].killTime == time {
                let isLastLook = runs[position].process.map { runs[position].isLastLook($0.step) } ?? false
                settle(position, runs[position].process, DirectorProcess.End(isLastLook ? .timedOut : .signal(9)))
            } else {
                tellToEnd(position, why: .timedOut)
            }
            return
        }
    }

    private mutating func tellToEnd(_ position: Int, why: StepResult.Exit) {
        guard runs[position].ending == nil, let process = runs[position].process,
            !runs[position].isLastLook(process.step)
        else { return }
        runs[position].ending = why
        runs[position].killTime = now + settings.killGrace
        terminate(process.pid)
    }

    /// Sends SIGTERM to a process.
    mutating func terminate(_ pid: Int) {
        if let position = runs.firstIndex(where: { $0.process?.pid == pid }), var process = runs[position].process {
            let end = endByTermination(&process)
            settle(position, process, end)
        } else if let position = orphans.firstIndex(where: { $0.pid == pid }) {
            var process = orphans[position]
            if endByTermination(&process) != nil { orphans.remove(at: position) }
        }
    }

    /// Takes over what became of the process of a run: it goes on, or it ended and the next step begins.
    private mutating func settle(_ position: Int, _ process: DirectorProcess?, _ end: DirectorProcess.End?) {
        guard let end else {
            if let process { runs[position].state = .running(process) }
            return
        }
        var run = runs[position]
        if let process { add(end, of: process.step, to: &run) }
        launchNext(of: &run)
        runs[position] = run
    }

    private func add(_ end: DirectorProcess.End, of step: DirectorStep, to run: inout DetachedRun) {
        let exit = run.isLastLook(step) ? end.exit : run.ending ?? end.exit
        run.killTime = nil
        run.results.append(
            StepResult(
                step: step, exit: exit, output: end.output.limited(toBytes: settings.outputLimit),
                errorOutput: end.errorOutput.limited(toBytes: settings.outputLimit)))
    }

    /// Starts the next step that takes time; steps that end at once leave their results.
    private mutating func launchNext(of run: inout DetachedRun) {
        while let step = run.nextStep {
            if behaviour.director == .absent {
                let text = "appjail-director is not installed"
                add(DirectorProcess.End(.notStarted(text)), of: step, to: &run)
                continue
            }
            var process = launch(step, order: run.order)
            if process.due == now, let end = proceed(&process) {
                add(end, of: step, to: &run)
            } else {
                if run.isLastLook(step) { run.killTime = now + settings.describeLimit }
                run.state = .running(process)
                return
            }
        }
        run.state = .ended(at: now)
        changes.append(.runEnded(run.ticket))
        run.forgetInputs()
    }

    private mutating func launch(_ step: DirectorStep, order: RunOrder) -> DirectorProcess {
        let rule = behaviour.rule(forProject: order.ticket.project.text)
        lastPID += 1
        let mode =
            switch step {
            case .up: rule.up.rawValue
            case .stop, .destroy: rule.down.rawValue
            case .describe: rule.describe.rawValue
            }
        var process = DirectorProcess(
            pid: lastPID, step: step, project: order.ticket.project.text, fileText: order.directorFile,
            environment: order.environment, started: now, mode: mode)
        process.due = now + rule.callTime
        return process
    }

    private mutating func forgetOldOutcomes() {
        var surplus = runs.count { $0.process == nil } - settings.outcomeLimit
        runs.removeAll { run in
            guard surplus > 0, run.process == nil else { return false }
            surplus -= 1
            return true
        }
    }
}
