/// What a runner is told to do for a job.
extension JobRunner {
    enum Preparation { case success(RunOrder), failure(JobVerdict) }

    func order(for job: Job, _ ticket: RunTicket) async -> Preparation {
        switch job.request.work {
        case .cancel: return .failure(JobVerdict.refusedDown("a cancel is not run", job: job.id))
        case .createVirtualMachine:
            return .failure(
                .failed(
                    .virtualMachine, type: "NotSupported",
                    message: "this server cannot create virtual machines yet", job: job.id))
        case .down(let environment, let force):
            if let refusal = await refusalOfDown(job, force: force) { return .failure(refusal) }
            return .success(
                RunOrder(
                    ticket: ticket, steps: [.destroy, .describe], directorFile: nil,
                    environment: environment + configuration.directorEnvironment,
                    timeLimit: configuration.executionTime))
        case .up(let file, let environment, let restart, let wishes):
            var variables = environment + configuration.directorEnvironment
            for wish in wishes {
                do throws(PortFailure) {
                    let port = try await ports.ports.reserve(wish, for: job.request.project)
                    let name = "OVERLORD_FREEPORT_\(wish.interface.uppercased())"
                    variables.append(JobRequest.Variable(name: name, value: String(port)))
                } catch {
                    return .failure(
                        JobVerdict.failedUp(
                            .failed, type: error.exceptionName, message: error.message, job: job.id))
                }
            }
            return .success(
                RunOrder(
                    ticket: ticket, steps: restart ? [.stop, .up, .describe] : [.up, .describe], directorFile: file,
                    environment: variables, timeLimit: configuration.executionTime))
        }
    }

    /// A project that is not done is destroyed only by force (node contract, section 9.1), unless it is an earlier attempt
    /// of the same job that has half destroyed it.
    private func refusalOfDown(_ job: Job, force: Bool) async -> JobVerdict? {
        let project = job.request.project
        do throws(HostFailure) {
            guard let description = try await ports.projects.describe(project), !force else { return nil }
            // A lock is Director's own to refuse: it is told apart from an unfinished project there.
            guard description.state != "DONE", !description.isLocked else { return nil }
            let ranBefore = job.attempts > job.turnedAway + 1
            guard !(ranBefore && description.state == "DESTROYING") else { return nil }
            return JobVerdict.refusedDown(
                "Project '\(project)' has an unexpected state '\(description.state)'", job: job.id,
                finding: .present(description))
        } catch {
            return JobVerdict.refusedDown(
                "Error retrieving information about the project '\(project)'", job: job.id)
        }
    }

    func completeCancel(_ cancel: Job, foundWork: Bool) async {
        var end = JobEnd.completed
        var reason: String?
        if !foundWork {
            // Nothing of ours to end; somebody may have started Director by hand, or a runner died and left it.
            do throws(HostFailure) {
                try await ports.projects.cancel(cancel.request.project)
            } catch {
                // Cut short by the end of the node: the next one asks again.
                guard !Task.isCancelled else { return }
                end = .failed
                reason = "\(error)"
            }
        }
        let id = cancel.id
        let (finalEnd, finalReason) = (end, reason)
        _ = await persist("end a cancel") { () throws(StorageFailure) in
            try await self.ports.state.finish(
                id, as: finalEnd, record: nil, reason: finalReason, at: self.ports.clock.wallTime)
        }
        forget(id)
        ports.journal.record(.info, "job ended", facts(cancel) + [("end", finalEnd.rawValue)])
    }
}
