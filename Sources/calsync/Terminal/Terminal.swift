import Glibc

/// What is known of the terminal, if there is one.
enum Terminal {
    /// Whether the caller's standard descriptor of this number is a terminal.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(Caller.current.descriptors[Int(descriptor)]) == 1 }

    /// Returns how many columns there are: the terminal's own number, else `$COLUMNS`, else 80.
    static func columns(_ descriptor: Int32 = STDOUT_FILENO, environment: [String: String] = [:]) -> Int {
        var size = winsize()
        if ioctl(Caller.current.descriptors[Int(descriptor)], UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        return 80
    }
}
