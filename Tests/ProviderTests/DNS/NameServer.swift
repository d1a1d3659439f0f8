import Foundation
import TestSupport

/// A name server on loopback, with the records that a test gives it.
final class NameServer: Sendable {
    /// A record: its type and its data.
    struct Record: Sendable {
        var type: Int
        var data: [UInt8]

        /// Where a service is (RFC 2782).
        static func service(_ target: String, port: Int, priority: Int = 0, weight: Int = 0) -> Record {
            Record(
                type: 33,
                data: NameServer.number(priority) + NameServer.number(weight) + NameServer.number(port)
                    + NameServer.name(target))
        }

        static func text(_ strings: String...) -> Record {
            Record(type: 16, data: strings.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) })
        }
    }

    /// Its port on 127.0.0.1.
    let port: Int
    private let descriptor: Int32

    /// Answers with `records`, by name.
    init(_ records: [String: [Record]]) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw RawHTTP.Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve(records) }
    }

    /// Ends it: a message that is none stops its thread.
    func stop() {
        var address = Self.loopback(port)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, "x", 1, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func serve(_ records: [String: [Record]]) {
        var bytes = [UInt8](repeating: 0, count: 512)
        while true {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isGoingOn = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                    let count = recvfrom(descriptor, &bytes, bytes.count, 0, peer, &length)
                    guard count > 12 else { return false }
                    let answer = Self.answer(Array(bytes.prefix(count)), records)
                    return sendto(descriptor, answer, answer.count, 0, peer, length) > 0
                }
            }
            guard isGoingOn else { break }
        }
        close(descriptor)
    }

    /// The whole answer to a question.
    static func answer(_ question: [UInt8], _ records: [String: [Record]]) -> [UInt8] {
        var (labels, at): ([String], Int) = ([], 12)
        while question[at] != 0 {
            labels.append(String(decoding: question[(at + 1)...(at + Int(question[at]))], as: UTF8.self))
            at += Int(question[at]) + 1
        }
        let type = Int(question[at + 1]) << 8 | Int(question[at + 2])
        let found = records[labels.joined(separator: ".")]?.filter { $0.type == type } ?? []
        // No such name is code 3.
        var out = Array(question[0..<2]) + [0x81, found.isEmpty ? 0x83 : 0x80] + number(1) + number(found.count)
        out += number(0) + number(0) + question[12..<(at + 5)]
        for record in found {
            // The name is told by its place in the question.
            out += [0xC0, 12] + number(record.type) + number(1) + number(0) + number(60) + number(record.data.count)
            out += record.data
        }
        return out
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func number(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
