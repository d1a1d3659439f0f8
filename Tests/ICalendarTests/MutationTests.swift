import Foundation
import Testing

@testable import ICalendar

@Suite struct MutationTests {
    @Test func `damaged files print back and stay editable`() throws {
        let originals = try Files.ours().map { try [UInt8](Data(contentsOf: $0)) }
        for seed in 0..<20_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = originals[Int(seed) % originals.count]
            for _ in 0..<Int.random(in: 1...6, using: &generator) { damage(&bytes, &generator) }
            // An edit costs far more than a reading, so every fourth seed makes one.
            guard printsBack(bytes), seed % 4 != 0 || staysEditable(bytes, &generator) else {
                Issue.record("seed \(seed)")
                return
            }
        }
    }

    private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let interesting: [UInt8] = [0, 9, 10, 13, 32, 34, 44, 46, 58, 59, 60, 61, 92, 94, 0x80, 0xC3, 0xEF, 0xFF]
        let at = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 0...12, using: &generator))
        let byte = interesting.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.insert(byte, at: at)
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.replaceSubrange(at..<end, with: [byte])
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        default: bytes.insert(contentsOf: "\nBEGIN:VEVENT\n".utf8, at: at)
        }
    }

    private func printsBack(_ bytes: [UInt8]) -> Bool {
        let text = CalendarText(bytes)
        return text.bytes == bytes && text.lines.reduce(into: Array(text.prefix)) { $0 += $1.raw } == bytes
    }

    /// Reads a line in every way there is, edits at random, and compares with a fresh reading.
    private func staysEditable(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> Bool {
        var text = CalendarText(bytes)
        guard let line = text.lines.randomElement(using: &generator) else { return true }
        _ = (line.name, line.group, line.parameters, TextValue.decodeList(line.value), EventTime(value: line.value))
        _ = RecurrenceRule(line.value).canonical(start: .utc(DateTime(secondsSinceEpoch: 0)))
        _ = ICSDuration(line.value)

        let contents = [
            line.content + "!", "", " \u{FEFF}X:\r\n1", "X-LONG:" + String(repeating: "größer 👩🏽‍⚕️ ", count: 9),
        ]
        let content = contents.randomElement(using: &generator) ?? ""
        let index = Int.random(in: 0..<text.lines.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text.replace(line: index, with: content)
        case 1: text.insert([content, "X-TWO:2"], before: Int.random(in: 0...text.lines.count, using: &generator))
        default: text.remove(lines: index..<Int.random(in: index...text.lines.count, using: &generator))
        }
        let read = CalendarText(text.bytes)
        return text.lines.count == read.lines.count && text.diagnostics == read.diagnostics
            && zip(text.lines, read.lines).allSatisfy {
                $0.raw == $1.raw && $0.text == $1.text && $0.number == $1.number
            }
    }
}
