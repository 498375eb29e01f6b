/// What `apply` will send to one target, complete before anything is sent to any.
package enum ApplyPlan: Equatable, Sendable {
    /// `POST project/up/NAME`
    case project(ProjectName, body: JSONObject)
    /// The metadata item from which the autoscaler of the target governs the project.
    case scaledProject(key: MetadataKey, document: String)
    case metadata(MetadataDeployment)
    /// `POST vm/NAME`
    case virtualMachine(VirtualMachineName, body: JSONObject)

    /// The plan of a project from what was found out about the target.
    ///
    /// - Parameter projectFile: The text itself, wherever it came from.
    package static func of(
        _ project: DirectorProject, projectFile: String, environment: [ProjectEnvironment.Variable], restart: Bool
    ) throws(ClientRefusal) -> ApplyPlan {
        let ports = JSONObject(
            project.reservedPorts.map { (name: $0.interface, value: $0.network.map { .string($0) } ?? .null) })
        guard project.isScaled, let autoScale = project.autoScale else {
            return .project(
                project.name,
                body: [
                    "director_file": .string(projectFile), "environment": environment.json, "restart": .bool(restart),
                    "reserve_port": .object(ports),
                ])
        }
        // Deployment-file contract, section 12.4: this text, these members, this order.
        let document: JSONObject = [
            "projectFile": .string(projectFile), "environment": environment.json, "autoScale": .object(autoScale),
            "reserve_port": .object(ports),
        ]
        return .scaledProject(
            key: try AutoscaleKey.governing(project.name),
            document: JSONWriter.text(of: .object(document), layout: .indented))
    }
}

/// The metadata items through which a client speaks to an autoscaler. Source: deployment-file contract, section 12.4.
package enum AutoscaleKey {
    /// Where the document of a scaled project lies.
    package static func governing(_ project: ProjectName) throws(ClientRefusal) -> MetadataKey {
        guard let key = MetadataKey("overlord.autoscale.\(project)") else { throw .notScalable(project) }
        return key
    }

    /// Where the wish to end a scaled project lies.
    package static func cleanUp(_ project: ProjectName) throws(ClientRefusal) -> MetadataKey {
        guard let key = MetadataKey("overlord.autoscale-cleanup.\(project)") else { throw .notScalable(project) }
        return key
    }
}
