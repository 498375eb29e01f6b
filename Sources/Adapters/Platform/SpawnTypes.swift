internal import Foundation

/// What differs between the posix_spawn(3) of FreeBSD and that of Linux, seen from Swift.
///
/// Its two opaque types are pointers on FreeBSD and structures on Linux; the action that closes descriptors is declared
/// for everybody on FreeBSD and only for GNU programs on Linux, so there it is looked up by name.
enum SpawnTypes {
    #if os(FreeBSD)
        typealias Actions = posix_spawn_file_actions_t?
        static func noActions() -> Actions { nil }
        static func noAttributes() -> posix_spawnattr_t? { nil }

        static func addCloseFrom(_ actions: inout Actions, _ first: Int32) -> Int32 {
            posix_spawn_file_actions_addclosefrom_np(&actions, first)
        }
    #else
        typealias Actions = posix_spawn_file_actions_t
        static func noActions() -> Actions { posix_spawn_file_actions_t() }
        static func noAttributes() -> posix_spawnattr_t { posix_spawnattr_t() }

        static func addCloseFrom(_ actions: inout Actions, _ first: Int32) -> Int32 {
            typealias Function = @convention(c) (UnsafeMutablePointer<Actions>, Int32) -> Int32
            guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return ENOSYS }
            return unsafeBitCast(symbol, to: Function.self)(&actions, first)
        }
    #endif
}
