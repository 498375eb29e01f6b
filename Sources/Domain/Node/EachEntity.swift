/// One value for each of the things that a node looks at.
struct EachEntity<Value> {
    private var jails: Value
    private var statistics: Value
    private var projects: Value

    init(_ make: () -> Value) {
        jails = make()
        statistics = make()
        projects = make()
    }

    subscript(entity: Observed.Entity) -> Value {
        get {
            switch entity {
            case .jails: jails
            case .statistics: statistics
            case .projects: projects
            }
        }
        set {
            switch entity {
            case .jails: jails = newValue
            case .statistics: statistics = newValue
            case .projects: projects = newValue
            }
        }
    }
}

extension EachEntity: Sendable where Value: Sendable {}
