/// How a port that could not be reserved is told in the record of an `up`. Source: node contract, sections 6.2 and 8.
extension PortFailure {
    /// The type under `exception`; `nil` where 0.25 gives a bare message.
    var exceptionName: String? {
        switch self {
        case .unknownInterface: "InterfaceNotFound"
        case .badNetwork: "ValueError"
        case .storage: "OSError"
        case .noAddress, .noFreePort: nil
        }
    }

    /// The reason in words, as 0.25 gives it.
    var message: String {
        switch self {
        case .unknownInterface(let name): "\(name): Interface not found."
        case .badNetwork(let text): "'\(text)' does not appear to be an IPv4 or IPv6 network"
        case .storage(let failure): "\(failure)"
        case .noAddress(let interface, let network):
            "no IP address has been found for \(interface) (\(network ?? "None"))"
        case .noFreePort(let interface, let network):
            "no free port has been found for \(interface) (\(network ?? "None"))"
        }
    }
}
