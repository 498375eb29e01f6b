/// What the key `autoScale` says: how many servers run a project, and what makes it more. Source: deployment-file
/// contract, section 5.3.
package struct AutoScale: Equatable, Sendable {
    package var replicas: Replicas
    package var measure: Measure
    /// Limits for the jails of the project, in the order of the file.
    package var rules: [Limit]
    /// Limits for a server as a whole.
    package var economy: [Limit]
    /// Where replicas may run.
    package var labels: [Label]
    /// Items that a server gets before the project starts there.
    package var metadata: [MetadataKey]
    package var loadBalancer: [ProxyRules]

    package struct Replicas: Equatable, Sendable {
        package var minimum: Int
        /// `nil`: as many as there are servers.
        package var maximum: Int?

        package init(minimum: Int = 1, maximum: Int? = nil) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// How the jails of a project are compared with its limits.
    package enum Measure: Equatable, Sendable {
        case anyJail
        case anyProject
        case average
        /// With so many per cent of the limit.
        case percentJail(Int)
        case percentProject(Int)
    }

    /// A resource by its name in the metrics of a server, and the amount at which it is used up: bytes, a count,
    /// seconds, or per cent of a processor.
    package struct Limit: Equatable, Sendable {
        package let resource: String
        package let amount: Int

        package init(resource: String, amount: Int) {
            self.resource = resource
            self.amount = amount
        }
    }

    /// What a balancer measures of one of its proxies.
    package struct ProxyRules: Equatable, Sendable {
        package enum Side: String, Sendable, CaseIterable { case frontend, backend }

        package var side: Side
        /// The name of the proxy.
        package var name: String
        /// Under `or`: all must trigger, as in 0.25, against the word.
        package var all: [MetricRule]
        /// Under `and`: one is enough, likewise.
        package var any: [MetricRule]

        package init(side: Side, name: String, all: [MetricRule] = [], any: [MetricRule] = []) {
            self.side = side
            self.name = name
            self.all = all
            self.any = any
        }
    }

    package struct MetricRule: Equatable, Sendable {
        package enum Condition: Equatable, Sendable {
            case atLeast(Int)
            case within(ClosedRange<Int>)
            case differs(String)
        }

        package var metric: String
        package var condition: Condition
        /// The remainder of the metric by this is compared.
        package var each: Int?

        package init(metric: String, condition: Condition, each: Int? = nil) {
            self.metric = metric
            self.condition = condition
            self.each = each
        }
    }

    package init(
        replicas: Replicas = Replicas(), measure: Measure = .anyJail, rules: [Limit] = [], economy: [Limit] = [],
        labels: [Label] = [.all], metadata: [MetadataKey] = [], loadBalancer: [ProxyRules] = []
    ) {
        self.replicas = replicas
        self.measure = measure
        self.rules = rules
        self.economy = economy
        self.labels = labels
        self.metadata = metadata
        self.loadBalancer = loadBalancer
    }
}
