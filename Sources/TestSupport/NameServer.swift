import Foundation
import ICalendar

/// A name server on loopback, with the records that a test gives it.
package final class NameServer: Sendable {
    /// A record: its type and its data.
    package struct Record: Sendable {
        /// Its number (RFC 1035 §3.2.2).
        package var type: Int
        fileprivate var data: [UInt8]

        /// Where a host is: four numbers.
        package static func address(_ numbers: UInt8...) -> Record { Record(type: 1, data: numbers) }

        /// Where a service is (RFC 2782).
        package static func service(_ target: String, port: Int, priority: Int = 0, weight: Int = 0) -> Record {
            Record(
                type: 33,
                data: NameServer.number(priority) + NameServer.number(weight) + NameServer.number(port)
                    + NameServer.name(target))
        }

        /// What a domain says of itself.
        package static func text(_ strings: String...) -> Record {
            Record(type: 16, data: strings.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) })
        }
    }

    /// Its port.
    package let port: Int
    private let place: in_addr
    private let descriptor: Int32
    private let names = Locked<[String]>([])

    /// Answers with `records`, by name.
    ///
    /// - Parameters:
    ///   - host: An address of this machine.
    ///   - port: The port there; a free one where it is 0.
    package init(_ records: [String: [Record]], at host: String = "127.0.0.1", port: Int = 0) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        place = in_addr(s_addr: inet_addr(host))
        var address = Self.address(place, port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else {
            close(descriptor)
            throw RawHTTP.Failure()
        }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve(records) }
    }

    /// The names that were asked for, in order.
    package var asked: [String] { names.withLock { $0 } }

    /// Ends it: a message that is none stops its thread.
    package func stop() {
        var address = Self.address(place, port)
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
                    let question = Array(bytes.prefix(count))
                    names.withLock { $0.append(Self.name(in: question).text) }
                    let answer = Self.answer(question, records)
                    return sendto(descriptor, answer, answer.count, 0, peer, length) > 0
                }
            }
            guard isGoingOn else { break }
        }
        close(descriptor)
    }

    /// The whole answer to a question.
    package static func answer(_ question: [UInt8], _ records: [String: [Record]]) -> [UInt8] {
        let (name, end) = name(in: question)
        let type = Int(question[end + 1]) << 8 | Int(question[end + 2])
        let found = records[name]?.filter { $0.type == type } ?? []
        // No such name is code 3; one that has just other records has none of these (RFC 1035 §4.1.1).
        var out = Array(question[0..<2]) + [0x81, records[name] == nil ? 0x83 : 0x80] + number(1) + number(found.count)
        out += number(0) + number(0) + question[12..<(end + 5)]
        for record in found {
            // The name is told by its place in the question.
            out += [0xC0, 12] + number(record.type) + number(1) + number(0) + number(60) + number(record.data.count)
            out += record.data
        }
        return out
    }

    /// The name that a question is about, and where it ends.
    private static func name(in question: [UInt8]) -> (text: String, end: Int) {
        var (labels, at): ([String], Int) = ([], 12)
        while question[at] != 0 {
            labels.append(String(decoding: question[(at + 1)...(at + Int(question[at]))], as: UTF8.self))
            at += Int(question[at]) + 1
        }
        return (labels.joined(separator: "."), at)
    }

    private static func address(_ place: in_addr, _ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = place
        return address
    }

    private static func number(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    /// A name as it stands in messages.
    package static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
