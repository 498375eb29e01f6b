/// Virtual machines. Source: HTTP contract, section 8.17.
extension RequestHandler {
    func answer(_ call: Call, virtualMachine name: VirtualMachineName) async throws(APIError) -> Response {
        // Every such name is one of a project too.
        guard let project = ProjectName(name.text) else { throw .virtualMachineNotFound(name) }
        if call.method == "POST" {
            let specification = try specification(of: call)
            return try await submit(
                JobRequest(project: project, work: .createVirtualMachine(specification.members)))
        }
        let records = try await stored { () throws(StorageFailure) in try await ports.state.records(of: project) }
        guard let record = records.virtualMachine else { throw .virtualMachineNotFound(name) }
        return Response(200, ["status": .object(Self.aged(record, ports.clock.wallTime))])
    }

    /// The specification of a request, checked.
    func specification(of call: Call) throws(APIError) -> VirtualMachineSpecification {
        let specification: VirtualMachineSpecification
        do throws(VirtualMachineSpecification.Mistake) {
            specification = try VirtualMachineSpecification(
                call.members.all(VirtualMachineSpecification.memberNames))
        } catch {
            switch error {
            case .missing(let member): throw .missing(member: member)
            case .wrongType(let member): throw .wrongType(member: member)
            case .specification(let mistake): throw .badSpecification(mistake)
            }
        }
        // The metadata is copied into the jail, where it can be read.
        guard specification.metadata.allSatisfy({ call.claims.allowsMetadata($0) }) else { throw .notAllowed }
        return specification
    }
}
