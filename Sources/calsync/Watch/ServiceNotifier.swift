import Glibc

/// Tells the service manager how `watch` fares: sd_notify(3), a datagram to `$NOTIFY_SOCKET`.
struct ServiceNotifier: Sendable {
    private let path: String?

    /// - Parameter environment: Has `NOTIFY_SOCKET` under a service manager; without it nothing is told.
    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    }

    /// Half the time within which the manager wants a sign of life, in seconds; `nil` when it wants none.
    static func watchdog(environment: [String: String]) -> Double? {
        guard let limit = environment["WATCHDOG_USEC"].flatMap({ Double($0) }), limit > 0 else { return nil }
        if let pid = environment["WATCHDOG_PID"], pid != String(getpid()) { return nil }
        return limit / 2_000_000
    }

    /// It takes changes from now on.
    func ready(_ status: String) { send("READY=1\nSTATUS=\(Self.line(status))") }

    /// What it is doing.
    func status(_ status: String) { send("STATUS=\(Self.line(status))") }

    /// It is alive.
    func alive() { send("WATCHDOG=1") }

    /// It reads its configuration again.
    func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)")
    }

    /// It is about to end.
    func stopping() { send("STOPPING=1") }

    private static func line(_ text: String) -> String { text.replacing("\n", with: " ") }

    private func send(_ message: String) {
        guard let path else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        // `@` stands for the abstract namespace, whose names begin with a zero byte.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let data = Array(message.utf8)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, data, data.count, Int32(MSG_NOSIGNAL), $0, size)
            }
        }
    }
}
