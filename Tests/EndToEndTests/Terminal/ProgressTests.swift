import Testing

@testable import calsync

@Suite struct ProgressTests {
    private let recorder = Recorder()

    private func progress(columns: Int = 40) -> Progress {
        Progress(isShown: true, columns: columns, write: recorder.write)
    }

    @Test func `a line is drawn over the one before`() {
        var progress = progress()
        progress.update("Reading work", done: 1, of: 4)
        progress.update("Reading work", done: 4, of: 4)
        progress.clear()
        progress.clear()
        #expect(
            recorder.all == [
                "\r\u{1B}[2KReading work 1/4 (25%)", "\r\u{1B}[2KReading work 4/4 (100%)", "\r\u{1B}[2K",
            ])
    }

    @Test func `a hundred thousand steps are a hundred lines or so`() {
        var progress = progress()
        for done in 0...100_000 { progress.update("Writing", done: done, of: 100_000) }
        #expect((100...102).contains(recorder.all.count))
        #expect(recorder.all.last == "\r\u{1B}[2KWriting 100000/100000 (100%)")
    }

    @Test func `without a total it is drawn ever more seldom`() {
        var progress = progress()
        for done in 0...100_000 { progress.update("Reading", done: done) }
        #expect((50...250).contains(recorder.all.count))
    }

    @Test func `a line never reaches the edge, where it would wrap`() {
        var progress = progress(columns: 20)
        progress.update("日本語日本語日本語\n", done: 1, of: 2)
        progress.update("x", done: 123_456_789_012, of: 999_999_999_999)
        for text in recorder.all {
            #expect(DisplayWidth.of(text.dropFirst("\r\u{1B}[2K".count)) < 20)
        }
        #expect(recorder.all.first == "\r\u{1B}[2K日本語日… 1/2 (50%)")
    }

    @Test func `nothing is written where there is no terminal`() {
        var progress = Progress(isShown: false, columns: 40, write: recorder.write)
        progress.update("Reading", done: 1, of: 2)
        progress.clear()
        #expect(recorder.all == [])
    }

    @Test func `a total of nothing is done`() {
        var progress = progress()
        progress.update("Reading", done: 0, of: 0)
        #expect(recorder.all == ["\r\u{1B}[2KReading 0/0 (100%)"])
    }
}
