import Domain
import Foundation

/// Swapping two names of one folder in a single step.
enum FileExchange {
    /// Swaps what stands under two names: nobody ever finds either of them missing.
    ///
    /// - Parameters:
    ///   - folder: The descriptor of the folder that they are in.
    ///   - path: Of that folder, for texts.
    /// - Returns: `false`, and nothing changed, where the system or the file system has no such step.
    static func swap(_ first: String, _ second: String, in folder: Int32, path: String) throws(StorageFailure) -> Bool {
        #if os(FreeBSD)
            // FreeBSD's rename(2) only ever moves.
            return false
        #else
            // Declared by the headers of the C library only where its extensions are asked for.
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            typealias Rename =
                @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            let rename = unsafeBitCast(symbol, to: Rename.self)
            let exchange: UInt32 = 1 << 1
            if rename(folder, first, folder, second, exchange) == 0 { return true }
            if [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) { return false }
            throw SystemCall.failure("exchange \(path)/\(first) and \(second)")
        #endif
    }
}
