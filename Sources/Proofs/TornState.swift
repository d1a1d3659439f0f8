import ICalendar
import SyncEngine

/// What calsync knows of a folder, cut off or flipped at one byte: it goes on to where the whole state leads, or refuses
/// with a sentence and touches nothing.
package enum TornState {
    /// What is wrong with one file of the state.
    package struct Damage: Hashable, Sendable, CustomStringConvertible {
        /// The ways to damage a file.
        package enum Kind: String, CaseIterable, Sendable {
            /// It ends before the byte.
            case cut
            /// One bit of the byte is another.
            case flip
        }

        var kind: Kind
        /// The file's path below `.calsync`.
        var file: String
        /// The byte, from 0.
        var byte: Int

        /// The words that replay it.
        package var description: String { "\(kind.rawValue):\(file):\(byte)" }

        init(_ kind: Kind, _ file: String, at byte: Int) {
            self.kind = kind
            self.file = file
            self.byte = byte
        }

        /// Reads what ``description`` writes.
        package init?(_ text: String) {
            let parts = text.split(separator: ":").map(String.init)
            guard parts.count == 3, let kind = Kind(rawValue: parts[0]), let byte = Int(parts[2]) else { return nil }
            self.init(kind, parts[1], at: byte)
        }

        func damaging(_ bytes: [UInt8]) -> [UInt8] {
            switch kind {
            case .cut: return Array(bytes.prefix(byte))
            case .flip:
                var bytes = bytes
                if bytes.indices.contains(byte) { bytes[byte] ^= 1 << (byte % 8) }
                return bytes
            }
        }
    }

    /// Both damages to every byte of every file of the state.
    ///
    /// - Parameter stride: Every how many-th byte is damaged.
    package static func all(in world: TornWorld, stride: Int = 1) -> [Damage] {
        world.state.sorted { $0.key < $1.key }.flatMap { file, bytes in
            Damage.Kind.allCases.flatMap { kind in
                Swift.stride(from: 0, to: bytes.count, by: stride).map { Damage(kind, file, at: $0) }
            }
        }
    }

    /// Damages a copy of `world`, and lets it sync.
    package static func prove(_ damage: Damage, in world: TornWorld, towards end: End) async throws -> Tally {
        var tally = Tally()
        tally.count = 1
        let damaged = world.copy()
        guard let bytes = world.state[damage.file] else { return tally }
        damaged.put(damage.damaging(bytes), as: damage.file)
        var sentences: [String] = []
        do {
            sentences = try await settled(damaged, end)
        } catch let refusal {
            sentences = refused(refusal, damaged, world, isPack: damage.file.hasPrefix("base/"))
            damaged.put(bytes, as: damage.file)
            sentences += try await settled(damaged, end).map { "after the refusal: " + $0 }
        }
        if !sentences.isEmpty { tally.findings = [.init(replay: damage.description, sentences: sentences)] }
        return tally
    }

    /// Where the whole state leads.
    package struct End: Sendable {
        fileprivate let outcome: Outcome

        /// Lets a copy of `world` come to rest.
        package init(of world: TornWorld) async throws {
            let calm = world.copy()
            guard let rest = try await calm.folder.settle() else { throw Restless() }
            outcome = calm.outcome(rest)
        }

        private struct Restless: Error {}
    }

    private static func settled(_ world: TornWorld, _ end: End) async throws -> [String] {
        guard let rest = try await world.folder.settle() else { return ["it never comes to rest"] }
        return world.outcome(rest).difference(from: end.outcome).map { [$0] } ?? []
    }

    /// What is wrong with a refusal.
    ///
    /// - Parameter isPack: Whether the file is read only where an event needs it, so that others may be done before.
    private static func refused(_ error: any Error, _ damaged: TornWorld, _ world: TornWorld, isPack: Bool) -> [String]
    {
        let (sentence, remedy): (String, String)
        switch error {
        case let error as StateError: (sentence, remedy) = (error.sentence, error.remedy)
        case let error as OpenError: (sentence, remedy) = (error.sentence, error.remedy)
        default: return ["no refusal: \(error)"]
        }
        var found: [String] = []
        if sentence.isEmpty || remedy.isEmpty { found.append("it refuses without a sentence") }
        if !isPack, damaged.writes != world.writes { found.append("it writes to a service and refuses") }
        if !isPack, damaged.files != world.files { found.append("it writes files and refuses") }
        return found
    }
}
