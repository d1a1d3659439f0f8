import Foundation
import TestSupport

/// The Python that `scripts/python-env.sh` makes below `.build`, with calendar clients that others wrote.
enum Python {
    /// Whether it was made.
    static let isThere = FileManager.default.isExecutableFile(atPath: interpreter)

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let interpreter = root + "/.build/python/bin/python"

    /// Runs a script of `Tests/EndToEndTests/Python`, and returns its exit code and what it said.
    static func run(_ script: String, _ arguments: [String]) async throws -> (status: Int32, text: String) {
        let said = FileManager.default.temporaryDirectory.path + "/calsync-python-" + UUID().uuidString
        try Data().write(to: URL(fileURLWithPath: said))
        defer { try? FileManager.default.removeItem(atPath: said) }
        let pid = try Child.start(
            [interpreter, root + "/Tests/EndToEndTests/Python/" + script] + arguments, in: root,
            environment: ["PATH": "/usr/bin:/bin", "HOME": FileManager.default.temporaryDirectory.path],
            input: .file("/dev/null"), output: .file(said), error: .file(said))
        let status = await Child.end(of: pid)
        return (status, try String(contentsOfFile: said, encoding: .utf8))
    }

    /// Puts a TLS end with a certificate of nobody's before a port of this machine: its port, and its process.
    ///
    /// - Parameters:
    ///   - folder: Gets the certificate, as `certificate.pem`.
    ///   - name: Whom the certificate is for.
    static func tlsProxy(
        before port: Int, in folder: String, as name: String = "IP:127.0.0.1"
    ) async throws -> (port: Int, process: pid_t) {
        try await listener("scripts/tls-proxy.py", [String(port)], in: folder, as: name)
    }

    /// Starts a script that listens with a certificate of nobody's: its port, and its process.
    ///
    /// - Parameters:
    ///   - script: The script's path in the project; it is given the certificate and its key first.
    ///   - folder: Gets the certificate, as `certificate.pem`.
    ///   - name: Whom the certificate is for.
    static func listener(
        _ script: String, _ arguments: [String], in folder: String, as name: String
    ) async throws -> (port: Int, process: pid_t) {
        let (key, said) = (folder + "/key.pem", folder + "/port")
        let certificate = try await certificate(in: folder, as: name)
        guard mkfifo(said, 0o600) == 0 else { throw RawHTTP.Failure() }
        // Opened for both ends: neither waits for the other.
        let pipe = open(said, O_RDWR | O_CLOEXEC)
        defer { close(pipe) }
        let process = try Child.start(
            [interpreter, root + "/" + script, certificate, key] + arguments, in: folder,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder], input: .file("/dev/null"),
            output: .descriptor(pipe), error: .file("/dev/null"))
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(pipe, &byte, 1) == 1, byte != 0x0A { text.append(byte) }
        guard let port = Int(String(decoding: text, as: UTF8.self)) else { throw RawHTTP.Failure() }
        return (port, process)
    }

    /// Makes `certificate.pem` and `key.pem` in a folder; the certificate's path.
    static func certificate(in folder: String, as name: String = "IP:127.0.0.1") async throws -> String {
        let (key, certificate) = (folder + "/key.pem", folder + "/certificate.pem")
        let made = try Child.start(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
                + ["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=" + name], in: folder,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder], input: .file("/dev/null"),
            output: .file("/dev/null"), error: .file("/dev/null"))
        guard await Child.end(of: made) == 0 else { throw RawHTTP.Failure() }
        return certificate
    }
}
