import FoundationEssentials

/// JSON as Notion speaks it: names in lower case with underscores. Keys of dictionaries (names and ids of properties) are
/// data, and stay as they are.
enum NotionJSON {
    /// Reads answers.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    /// Writes requests; equal bodies have equal texts.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
