import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct FileWriterTests {
    private let files = ModelFileStore()
    private var writer: FileWriter { FileWriter(root: "/folder", files: files, now: { 1_768_469_400_000_000_000 }) }

    private func digest(_ text: String) -> String { Digest.of(Array(text.utf8)) }

    @Test func `a file is replaced, and the old one goes to the trash when finished`() throws {
        files.put("/folder/work/a.ics", "old")
        let stamp = try writer.replace("work/a.ics", expecting: digest("old"), with: Array("new".utf8), operation: "op")
        #expect(files.text("/folder/work/a.ics") == "new")
        #expect(try files.status("/folder/work/a.ics")?.stamp == stamp)
        #expect(files.text("/folder/.calsync/tmp/op") == "old")
        let place = try writer.finish("op", path: "work/a.ics")
        #expect(place == "20260115T093000Z-op/work/a.ics")
        #expect(try Trash(root: "/folder", files: files).read(place ?? "") == Array("old".utf8))
        #expect(try files.list("/folder/.calsync/tmp").isEmpty)
    }

    @Test func `a file that moved on is left as it is`() throws {
        files.put("/folder/a.ics", "edited")
        #expect(throws: WriteError.movedOn("a.ics")) {
            try writer.replace("a.ics", expecting: digest("old"), with: Array("new".utf8), operation: "op")
        }
        #expect(throws: WriteError.movedOn("a.ics")) {
            try writer.delete("a.ics", expecting: digest("old"), operation: "op2")
        }
        #expect(files.text("/folder/a.ics") == "edited")
        #expect(try files.list("/folder/.calsync/tmp").isEmpty)
    }

    @Test func `a file that is gone is not made by replacing it`() throws {
        #expect(throws: WriteError.movedOn("a.ics")) {
            try writer.replace("a.ics", expecting: digest("old"), with: [], operation: "op")
        }
        #expect(throws: WriteError.movedOn("a.ics")) { try writer.delete("a.ics", expecting: "", operation: "op2") }
        #expect(files.text("/folder/a.ics") == nil)
    }

    @Test func `a new file never replaces another`() throws {
        _ = try writer.create("work/deep/a.ics", Array("new".utf8), operation: "op")
        #expect(files.text("/folder/work/deep/a.ics") == "new")
        #expect(throws: WriteError.nameTaken("work/deep/a.ics")) {
            try writer.create("work/deep/a.ics", Array("other".utf8), operation: "op2")
        }
        #expect(files.text("/folder/work/deep/a.ics") == "new")
        #expect(try writer.finish("op", path: "work/deep/a.ics") == nil)
    }

    @Test func `a deleted file can be had back from the trash`() throws {
        files.put("/folder/a.ics", "old")
        try writer.delete("a.ics", expecting: digest("old"), operation: "op")
        #expect(files.text("/folder/a.ics") == nil)
        let place = try #require(try writer.finish("op", path: "a.ics"))
        #expect(try Trash(root: "/folder", files: files).read(place) == Array("old".utf8))
    }

    @Test func `one failing write does not stop the others`() throws {
        files.put("/folder/a.ics", "old")
        let results = try writer.write([
            FileWrite(.replace(expecting: digest("other"), []), path: "a.ics", operation: "1"),
            FileWrite(.create(Array("b".utf8)), path: "b.ics", operation: "2"),
            FileWrite(.create([]), path: "../c.ics", operation: "3"),
            FileWrite(.delete(expecting: digest("old")), path: "a.ics", operation: "4"),
        ])
        #expect(results[3] == .success(nil))
        #expect(results[0] == .failure(.movedOn("a.ics")))
        #expect(results[2] == .failure(.outsideFolder("../c.ics")))
        #expect(files.text("/folder/b.ics") == "b")
        #expect(files.text("/folder/a.ics") == nil)
    }

    @Test func `a link is followed inside the folder, and stays a link`() throws {
        files.put("/folder/.store/a.ics", "old")
        files.putLink("/folder/a.ics", to: ".store/a.ics")
        _ = try writer.replace("a.ics", expecting: digest("old"), with: Array("new".utf8), operation: "op")
        #expect(try files.status("/folder/a.ics")?.kind == .link)
        #expect(files.text("/folder/.store/a.ics") == "new")
    }

    @Test func `nothing is written through a link that leads out`() throws {
        files.put("/elsewhere/a.ics", "old")
        files.putLink("/folder/a.ics", to: "/elsewhere/a.ics")
        files.putLink("/folder/out", to: "/elsewhere")
        #expect(throws: WriteError.outsideFolder("a.ics")) {
            try writer.replace("a.ics", expecting: digest("old"), with: [], operation: "1")
        }
        #expect(throws: WriteError.outsideFolder("out/b.ics")) { try writer.create("out/b.ics", [], operation: "2") }
        #expect(throws: WriteError.outsideFolder("out/deep/b.ics")) {
            try writer.create("out/deep/b.ics", [], operation: "3")
        }
        #expect(throws: WriteError.outsideFolder("out/a.ics")) {
            try writer.delete("out/a.ics", expecting: digest("old"), operation: "4")
        }
        #expect(files.text("/elsewhere/a.ics") == "old")
        #expect(try files.list("/elsewhere").count == 1)
    }

    @Test func `a folder on another disk is written to as well`() throws {
        files.put("/folder/usb/a.ics", "old")
        files.put("/folder/usb/b.ics", "old")
        files.mount("/folder/usb")
        _ = try writer.replace("usb/a.ics", expecting: digest("old"), with: Array("new".utf8), operation: "1")
        _ = try writer.create("usb/c.ics", Array("c".utf8), operation: "2")
        try writer.delete("usb/b.ics", expecting: digest("old"), operation: "3")
        #expect(files.text("/folder/usb/a.ics") == "new")
        #expect(files.text("/folder/usb/b.ics") == nil)
        #expect(files.text("/folder/usb/c.ics") == "c")
        for (operation, path) in [("1", "usb/a.ics"), ("3", "usb/b.ics")] {
            let place = try #require(try writer.finish(operation, path: path))
            #expect(try Trash(root: "/folder", files: files).read(place) == Array("old".utf8))
        }
        #expect(try files.list("/folder/usb").count == 2)
    }

    @Test func `a full disk leaves every file as it was`() throws {
        let writes = [
            FileWrite(.replace(expecting: digest("old"), Array("new".utf8)), path: "a.ics", operation: "1"),
            FileWrite(.create(Array("new".utf8)), path: "new/b.ics", operation: "2"),
        ]
        files.put("/folder/a.ics", "old")
        _ = try writer.write(writes)
        let steps = files.journalOfSteps.count
        for step in 0..<steps {
            let files = ModelFileStore()
            files.put("/folder/a.ics", "old")
            files.failNext(step, FileError(.diskFull, "anything"))
            let writer = FileWriter(root: "/folder", files: files, now: { 0 })
            let results = (try? writer.write(writes)) ?? []
            #expect(["old", "new"].contains(files.text("/folder/a.ics")))
            if case .success? = results.first { #expect(files.text("/folder/a.ics") == "new") }
            if case .failure? = results.first { #expect(files.text("/folder/a.ics") == "old") }
        }
    }

    @Test func `a save at any moment of a pull is kept`() throws {
        let edited = Array("edited".utf8)
        for save in 0..<12 {
            for kind in [
                FileWrite.Kind.replace(expecting: digest("old"), Array("new".utf8)), .delete(expecting: digest("old")),
            ] {
                let files = ModelFileStore()
                files.put("/folder/a.ics", "old")
                try files.makeFolder("/folder/.calsync/tmp")
                let start = files.journalOfSteps.count
                files.onStep { _ in
                    if files.journalOfSteps.count == start + save, files.text("/folder/a.ics") != "edited" {
                        files.put("/folder/a.ics", edited)
                    }
                }
                let writer = FileWriter(root: "/folder", files: files, now: { 0 })
                let result = try writer.write([FileWrite(kind, path: "a.ics", operation: "op")])[0]
                let wasSaved = files.allFiles().values.contains(edited)
                if files.journalOfSteps.count > start + save { #expect(wasSaved) }
                if wasSaved { #expect(files.text("/folder/a.ics") == "edited", "\(kind), saved at \(save): \(result)") }
            }
        }
    }

    @Test func `a sweep clears what finished runs left, and nothing else`() throws {
        files.put("/folder/.calsync/tmp/open", "o")
        files.put("/folder/.calsync/tmp/done", "d")
        files.put("/folder/.calsync/tmp/half.part", "h")
        try writer.sweep(keeping: ["open"])
        #expect(try files.list("/folder/.calsync/tmp").map(\.name) == ["open"])
        #expect(try Trash(root: "/folder", files: files).items().map(\.operation) == ["done"])
    }
}
