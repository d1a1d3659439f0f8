import Foundation
import Glibc
import Testing

@testable import calsync

@Suite struct OutputTests {
    private struct Status: Encodable {
        var pair = "work"
        var events = 2
        var path = "a/b"
    }

    private let data = Recorder()
    private let notes = Recorder()

    private func output(isTerminal: Bool = false) -> Output {
        Output(isTerminal: isTerminal, writeData: data.write, writeNote: notes.write)
    }

    @Test func `data and notes go their own ways`() {
        let output = output()
        output.print("a")
        output.print(lines: ["b", "c"])
        output.print(lines: [])
        output.note("d")
        #expect(data.all == ["a\n", "b\nc\n"])
        #expect(notes.all == ["d\n"])
    }

    @Test func `JSON is sorted, one line for programs and several for people`() throws {
        try output().json(Status())
        try output(isTerminal: true).json(Status())
        try output().json([String]())
        #expect(
            data.all == [
                "{\"events\":2,\"pair\":\"work\",\"path\":\"a/b\"}\n",
                "{\n  \"events\" : 2,\n  \"pair\" : \"work\",\n  \"path\" : \"a/b\"\n}\n", "[]\n",
            ])
    }

    @Test func `JSON on a terminal can't steer it`() throws {
        try output(isTerminal: true).json(["\u{1B}[2J\u{7F}\u{9B}\u{202E}ä"])
        #expect(data.all.first?.hasSuffix("\"\\u001b[2J\\u007f\\u009b\\u202eä\"\n]\n") == true)
    }

    @Test func `a reader that went away ends the writing quietly`() throws {
        Output.ignoreBrokenPipes()
        let (reading, writing) = try pipe()
        let writer = DescriptorWriter(writing)
        writer.write("seen")
        #expect(!writer.isClosed)
        close(reading)
        writer.write("lost")
        #expect(writer.isClosed)
        #expect(writer.failure == nil)
        close(writing)
    }

    @Test func `a disk that is full is known afterwards`() {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let writer = DescriptorWriter(full)
        writer.write("")
        #expect(writer.failure == nil)
        writer.write("x")
        #expect(writer.failure == ENOSPC)
    }

    @Test func `more than a pipe holds arrives whole, also through one that doesn't block`() throws {
        let (reading, writing) = try pipe()
        _ = fcntl(writing, F_SETFL, fcntl(writing, F_GETFL) | O_NONBLOCK)
        let text = String(repeating: "0123456789", count: 50_000)
        Thread.detachNewThread {
            DescriptorWriter(writing).write(text)
            close(writing)
        }
        var read: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(reading, &buffer, buffer.count)
            guard count > 0 else { break }
            read += buffer[..<count]
        }
        close(reading)
        #expect(read.elementsEqual(text.utf8))
    }

    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }
}
