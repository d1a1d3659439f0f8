import ArgumentParser
import Glibc

/// The program that a proof starts.
struct TriedProgram: ExpressibleByArgument {
    /// Its absolute path: it is started in folders of its own.
    let path: String

    /// - Parameter argument: Its path, absolute or from here; `nil` is returned where there is no such program.
    init?(argument: String) {
        guard let real = realpath(argument, nil) else { return nil }
        defer { free(real) }
        path = String(cString: real)
        guard access(path, X_OK) == 0 else { return nil }
    }
}
