import Foundation
import Testing
import calsync_fuzz

/// Every input that is kept, and what comes of damaging it: what libFuzzer does for minutes, done for a moment.
@Suite struct ReplayTests {
    @Test(arguments: FuzzTarget.allCases)
    func `inputs that are kept, findings among them, break nothing`(target: FuzzTarget) async throws {
        let inputs = try Self.inputs(of: target)
        #expect(!inputs.isEmpty)
        for (name, bytes) in inputs { #expect(await target.flaw(in: bytes) == nil, "\(target.rawValue) \(name)") }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `damaged inputs break nothing`(target: FuzzTarget) async throws {
        let inputs = try Self.inputs(of: target).map(\.bytes).filter { $0.count < 10_000 }
        for seed in 0..<100 as Range<UInt64> {
            var generator = Damage(seed: seed)
            let bytes = generator.damaged(inputs[Int(seed) % inputs.count])
            guard let flaw = await target.flaw(in: bytes) else { continue }
            Issue.record("\(target.rawValue), seed \(seed): \(flaw)\n\(String(decoding: bytes, as: UTF8.self))")
            return
        }
    }

    /// The files in `Inputs/TARGET`, by name.
    private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Inputs/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            (name: $0, bytes: [UInt8](try Data(contentsOf: folder.appending(path: $0))))
        }
    }
}

/// Damage that is the same for the same seed (SplitMix64).
struct Damage: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// `bytes` with a few of them cut, doubled or changed.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, at + Int.random(in: 0...16, using: &self))
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &self))
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: at)
            default: bytes.replaceSubrange(at..<end, with: "9999999999999999999".utf8.prefix(end - at))
            }
        }
        return bytes
    }
}
