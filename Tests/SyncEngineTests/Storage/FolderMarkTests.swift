import SyncCore
import TestSupport
import Testing

@testable import SyncEngine

struct FolderMarkTests {
    private let files = ModelFileStore()
    private let memo = SettingsMemo(
        digest: "d1", folders: [PairID("work"): "work", PairID("home"): "", PairID("x"): "a \"b\"/ö"],
        zone: "Europe/Berlin")

    private func mark(_ root: String) -> FolderMark? {
        FolderMark.read(root: root, stateFolder: "/state", files: files)
    }

    @Test func `a scan reads what the whole reading reads`() throws {
        let known = KnownFolders(stateFolder: "/state", files: files)
        for (root, settings) in [
            ("/a", memo), ("/a/\"b\"\\ö", nil), ("/c", SettingsMemo(digest: "", folders: [:], zone: nil)),
        ] {
            try known.update(root) { folder in
                folder = KnownFolder(id: "id of \(root)", generation: root.count, device: 7)
                folder?.lastRun = [PairID("work"): LastRun(time: -1, error: "No \"luck\": } ] ,")]
                folder?.settings = settings
            }
        }
        for (root, folder) in try known.all() {
            #expect(
                mark(root) == FolderMark(id: folder.id, generation: folder.generation, settings: folder.settings))
        }
        #expect(try known.all().count == 3)
        #expect(mark("/b") == nil)
    }

    @Test(arguments: [
        "", "{}", "{\"calsync\":1}", "{\"calsync\":2,\"folders\":{\"/a\":{\"generation\":1,\"id\":\"i\"}}}",
        "{\"calsync\":1,\"folders\":{\"/a\":{\"generation\":1}}}",
        "{\"calsync\":1,\"folders\":{\"/a\":{\"id\":\"i\"}}}",
        "{\"calsync\":1,\"folders\":{\"/a\":{\"generation\":1,\"id\":\"i\"}}",
        "{\"calsync\":1,\"folders\":{\"/a\":{\"generation\":1,\"id\":\"i}}}", "[\"/a\"]",
    ])
    func `what is not whole is left to the whole reading`(text: String) {
        files.put("/state/folders.json", text)
        #expect(mark("/a") == nil)
    }

    @Test func `settings that a scan can't read count as none`() {
        for settings in ["{}", "{\"digest\":\"d\",\"folders\":[]}", "{\"digest\":\"d\",\"folders\":{\"a\":1}}", "7"] {
            files.put(
                "/state/folders.json",
                "{\"calsync\":1,\"folders\":{\"/a\":{\"generation\":1,\"id\":\"i\",\"settings\":\(settings)}}}")
            #expect(mark("/a") == FolderMark(id: "i", generation: 1), "\(settings)")
        }
    }

    @Test func `folders remembered before there were settings are known`() throws {
        files.put(
            "/state/folders.json",
            "{\"calsync\":1,\"folders\":{\"/a\":{\"device\":1,\"generation\":3,\"id\":\"i\",\"lastRun\":{}}}}\n")
        #expect(try KnownFolders(stateFolder: "/state", files: files).folder(at: "/a")?.settings == nil)
        #expect(mark("/a") == FolderMark(id: "i", generation: 3))
    }
}
