#if canImport(Glibc)
    // Also FreeBSD's C library: Swift calls its module Glibc there too.
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One object that belongs to the running thread.
///
/// The kernel asks with it whether a job comes from the thread that runs the simulation.
enum ThreadSlot {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key, nil)
        precondition(status == 0, "no thread-local slot: without it, escaped tasks would go unseen")
        return key
    }()

    /// The object of this thread. It is not retained: who sets it keeps it alive until it is taken out again.
    static var object: AnyObject? {
        get { pthread_getspecific(key).map { Unmanaged<AnyObject>.fromOpaque($0).takeUnretainedValue() } }
        set { pthread_setspecific(key, newValue.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }) }
    }

    /// Where the Swift runtime looks for a hook of that name; `nil` when the program does not export it.
    static func runtimeSymbol(_ name: String) -> UnsafeMutableRawPointer? {
        guard let program = dlopen(nil, RTLD_LAZY) else { return nil }
        return dlsym(program, name)
    }
}
