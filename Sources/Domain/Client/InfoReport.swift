/// What `get-info` found out.
package struct InfoReport: Equatable, Sendable {
    /// One for each server that has something to show, in the order of the walk.
    package var blocks: [Block]
    package var problems: [ClientProblem]
    /// Labels of the file that no server has, though one has nearly the same.
    package var nearMisses: [NearMiss]

    package struct Block: Equatable, Sendable {
        package let node: TreeNode
        package let content: Content

        package init(node: TreeNode, content: Content) {
            self.node = node
            self.content = content
        }
    }

    package enum Content: Equatable, Sendable {
        /// Just the server itself.
        case chain
        /// Sums of counters over the jails of the server, in the order of the answer.
        case statistics(JSONObject)
        case projects([Named<JSONObject>])
        case metadata([Named<String>])
        case jails([Named<[JailFacts]>])
        /// What stands in each namespace, as the server answered it.
        case namespaces([Named<[JSONValue]>])
        /// What was done of late to scale each project.
        case autoscale([Named<JSONObject>])
        case virtualMachines([Named<JSONObject>])
        /// Paths of log files, by ``InfoQuery/Subject/projectLogs`` or ``InfoQuery/Subject/jailLogs``.
        case logs([String])
    }

    /// What a server has under a name.
    package struct Named<Value: Equatable & Sendable>: Equatable, Sendable {
        package let name: String
        package let value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// One item of a jail, as the server answered it.
    package struct JailFacts: Equatable, Sendable {
        package let item: JailItem
        package let value: JSONValue

        package init(item: JailItem, value: JSONValue) {
            self.item = item
            self.value = value
        }
    }

    package init(blocks: [Block], problems: [ClientProblem], nearMisses: [NearMiss] = []) {
        self.blocks = blocks
        self.problems = problems
        self.nearMisses = nearMisses
    }

    /// A chain that refused, did not answer or could not be seen is no success.
    package var exitStatus: Int32 { problems.isEmpty ? Exit.ok : Exit.unavailable }
}
