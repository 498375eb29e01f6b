/// A refusal of the API, with the status and text that clients of 0.25 know. Source: HTTP contract, section 3.3.
package enum APIError: Error, Equatable, Sendable {
    case malformedBody
    case bodyIsNoObject
    case missing(member: String)
    case wrongType(member: String)
    case badEnvironment(name: String, value: String)
    case badChain(String)
    case noCredentials
    case malformedCredentials
    case unknownScheme
    case badToken
    /// The token is good but not for this; 0.25 has no such tokens.
    case notAllowed
    case notFound
    case methodNotAllowed
    case resourceMissing
    case jailNotFound(JailName)
    case projectNotFound(ProjectName)
    case virtualMachineNotFound(VirtualMachineName)
    case metadataNotFound
    case namespaceNotFound
    case logNotFound
    case unknownNeighbour(ChainName)
    case metadataTooLong(MetadataKey, length: Int, limit: Int)
    case badSpecification(SpecificationMistake)
    /// A mapping of a namespace with a mistake; the text goes on after "Invalid mapping: ".
    case badMapping(String)
    /// A path that leads out of a namespace.
    case outsideNamespace(path: String, folder: String)
    /// A limit of the node is reached; trying later may help.
    case busy(String)
    /// AppJail or Director gave no usable answer. Not 503: whoever passes the request on would repeat it, or take this
    /// node for overloaded and hide it.
    case hostFailed
    case storageFull
    case internalError

    package var status: Int {
        switch self {
        case .malformedBody, .bodyIsNoObject, .missing, .wrongType, .badEnvironment, .badChain, .malformedCredentials,
            .unknownScheme, .resourceMissing, .metadataTooLong, .badSpecification, .badMapping, .outsideNamespace:
            400
        case .noCredentials, .badToken: 401
        case .notAllowed: 403
        case .notFound, .jailNotFound, .projectNotFound, .virtualMachineNotFound, .metadataNotFound, .logNotFound,
            .namespaceNotFound,
            .unknownNeighbour:
            404
        case .methodNotAllowed: 405
        case .hostFailed, .internalError: 500
        case .busy: 503
        case .storageFull: 507
        }
    }

    /// Whether it is the token that a request lacks or that does not allow it.
    package var isAboutToken: Bool {
        switch self {
        case .noCredentials, .malformedCredentials, .unknownScheme, .badToken, .notAllowed: true
        default: false
        }
    }

    package var message: String {
        switch self {
        case .malformedBody: "Request has been received with an invalid format."
        case .bodyIsNoObject: "A dictionary was expected but another value type was given."
        case .missing(let member): "`\(member)` is required but hasn't been specified."
        case .wrongType(let member): "'\(member)' has an unexpected value type."
        case .badEnvironment(let name, let value): "Invalid environment name (\(name)) or value (\(value))."
        case .badChain(let text): "Invalid chain: \(text)"
        case .noCredentials: "'Authentication' header is required but hasn't been specified."
        case .malformedCredentials: "'Authentication' header is invalid for this entrypoint."
        case .unknownScheme: "Authentication scheme is invalid for this entrypoint."
        case .badToken: "Error while decoding the JWT."
        case .notAllowed: "The token does not allow this."
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .resourceMissing: "API resource must be specified but is missing."
        case .jailNotFound(let name): "Jail '\(name)' cannot be found."
        case .projectNotFound(let name): "Project '\(name)' cannot be found."
        case .virtualMachineNotFound(let name): "VM '\(name)' cannot be found."
        case .metadataNotFound: "Metadata cannot be found."
        case .namespaceNotFound: "Namespace cannot be found."
        case .logNotFound: "Log cannot be found."
        case .unknownNeighbour(let name): "Next entrypoint '\(name)' cannot be found."
        case .metadataTooLong(let key, let length, let limit): "\(key): metadata too long - \(length) > \(limit)"
        case .badSpecification(let mistake): mistake.text
        case .badMapping(let what): "Invalid mapping: \(what)."
        case .outsideNamespace(let path, let folder): "'\(path)' is not a path of '\(folder)'"
        case .busy(let why): why
        case .hostFailed: "AppJail or Director gave no usable answer."
        case .storageFull: "The disk of the node is full."
        case .internalError: "Internal Server Error"
        }
    }

    package var response: Response { Response(status, ["message": .string(message)]) }
}
