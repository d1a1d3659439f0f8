import SyncEngine

/// Reads settings: accepted, or refused with sentences that a terminal can show.
enum SettingsTarget {
    static func flaw(in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        var sentences: [String] = []
        do throws(ConfigurationError) { _ = try Accounts.load(text: text) } catch { sentences += words(of: error) }
        do throws(ConfigurationError) {
            let configuration = try Configuration.load(text: text, knowsZone: { $0 == "Europe/Berlin" })
            for pair in configuration.pairs where pair.folder.split(separator: "/").contains("..") {
                return "A pair's folder leads out of the calendar folder."
            }
        } catch { sentences += words(of: error) }
        for sentence in sentences where sentence.utf8.contains(where: { $0 < 0x20 }) {
            return "A sentence could steer a terminal."
        }
        return nil
    }

    private static func words(of error: ConfigurationError) -> [String] {
        error.problems.flatMap { [$0.sentence, $0.remedy] }
    }
}
