import Glibc

/// A terminal that a test types on.
final class PseudoTerminal: Sendable {
    /// The end that the program is given.
    let slave: Int32
    private let master: Int32

    init?() {
        master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY)
        // pty(7): TIOCSPTLCK unlocks the other end, TIOCGPTN tells its number.
        var (isLocked, number) = (Int32(0), Int32(0))
        guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            return nil
        }
        slave = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard slave >= 0 else { return nil }
    }

    /// Types text; what is typed ahead waits for the program.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// What the program wrote to the terminal so far, echo included.
    func screen() -> String {
        let flags = fcntl(master, F_GETFL)
        _ = fcntl(master, F_SETFL, flags | O_NONBLOCK)
        var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    deinit {
        close(master)
        close(slave)
    }
}
