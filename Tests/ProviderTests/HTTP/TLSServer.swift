import Foundation
import Glibc
import ProviderKit
import TestSupport

/// OpenSSL's own server with a certificate of our making; answers every `GET` with a page.
final class TLSServer: Sendable {
    /// What a certificate says, and since and until when it is good.
    struct Certificate: Sendable {
        var names = "DNS:localhost,IP:127.0.0.1"
        var until = "21000101000000Z"
    }

    /// The port on 127.0.0.1.
    let port: Int
    /// The certificate as an authority to trust.
    var authority: String { folder + "/cert.pem" }
    private let folder: String
    private let pid: pid_t

    init(_ certificate: Certificate = Certificate()) throws {
        folder = FileManager.default.temporaryDirectory.path + "/calsync-tls-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let settings = """
            [ca]
            default_ca = own
            [own]
            database = \(folder)/index
            serial = \(folder)/serial
            new_certs_dir = \(folder)
            default_md = sha256
            policy = policy
            x509_extensions = extensions
            [policy]
            commonName = supplied
            [extensions]
            subjectAltName = \(certificate.names)
            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: folder + "/ca.cnf"))
        try Data().write(to: URL(fileURLWithPath: folder + "/index"))
        try Self.openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder + "/key.pem", "-out", folder + "/request.pem")
        try Self.openssl(
            "ca", "-batch", "-selfsign", "-rand_serial", "-notext", "-config", folder + "/ca.cnf", "-keyfile",
            folder + "/key.pem", "-in", folder + "/request.pem", "-out", folder + "/cert.pem", "-startdate",
            "20200101000000Z", "-enddate", certificate.until)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw RawHTTP.Failure() }
        pid = try Child.start(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", folder + "/cert.pem", "-key",
                folder + "/key.pem", "-www",
            ], in: folder, environment: ["PATH": "/usr/bin:/bin"], input: .file("/dev/null"),
            output: .descriptor(ends[1]), error: .file("/dev/null"))
        close(ends[1])
        defer { close(ends[0]) }
        var (line, byte): ([UInt8], UInt8) = ([], 0)
        while read(ends[0], &byte, 1) == 1 {
            if byte != 0x0A { line.append(byte) } else if line.starts(with: "ACCEPT".utf8) { break } else { line = [] }
        }
        port = String(decoding: line, as: UTF8.self).split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    deinit {
        kill(pid, SIGKILL)
        _ = Child.status(of: pid)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func openssl(_ words: String...) throws {
        let outcome = try ChildProcess.run(
            ["openssl"] + words, timeout: .seconds(30), isQuiet: true, environment: ["PATH": "/usr/bin:/bin"])
        guard outcome.status == 0 else { throw RawHTTP.Failure() }
    }
}
