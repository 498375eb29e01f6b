/// The exit statuses of sysexits(3) that Overlord, AppJail and Director use.
package enum Exit {
    package static let ok: Int32 = 0
    package static let usage: Int32 = 64
    package static let dataError: Int32 = 65
    package static let noInput: Int32 = 66
    package static let unavailable: Int32 = 69
    package static let software: Int32 = 70
    package static let inputOutput: Int32 = 74
    package static let temporaryFailure: Int32 = 75
    package static let noPermission: Int32 = 77
    package static let configuration: Int32 = 78
}
