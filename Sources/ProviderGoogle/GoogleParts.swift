import Glibc
import ICalendar
import SyncCore

/// A description in two: what people wrote, and the block that Google writes into it for a conference.
///
/// Google deletes what stands between its delimiters where there is no conference (facts/google-calendar.md 2.9), so the
/// block is Google's alone: no file gets it, and none sends it. Markup in the rest is kept as it is, both ways.
struct GoogleDescription: Hashable, Sendable {
    /// What people wrote, with LF for line breaks.
    var text: String
    /// The block, delimiters included; `nil` where there is none.
    var block: String?

    /// Takes a description apart.
    init(_ description: String) {
        let all = GoogleLens.lines(description)
        guard all.has(UInt8(ascii: "~")) else {
            (text, block) = (all, nil)
            return
        }
        let lines = all.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: Self.isDelimiter),
            let last = lines[(first + 1)...].firstIndex(where: Self.isDelimiter)
        else {
            (text, block) = (all, nil)
            return
        }
        text = (lines[..<first] + lines[(last + 1)...]).joined(separator: "\n")
        block = lines[first...last].joined(separator: "\n")
        while text.hasSuffix("\n") { text.removeLast() }
    }

    private static func isDelimiter(_ line: Substring) -> Bool {
        line.hasPrefix("-::~:~::~:~:") && line.hasSuffix(":~::-")
    }
}

extension GoogleAttachment {
    /// The ATTACH line; `nil` without a place on the web.
    var line: String? { fileUrl.flatMap { Self.line(url: $0, title: title, type: mimeType) } }

    private static func line(url: String, title: String?, type: String?) -> String? {
        guard url.isWebAddress else { return nil }
        var parameters: [Parameter] = []
        if let title, !title.isEmpty { parameters.append(Parameter(name: "FILENAME", values: [title])) }
        if let type, !type.isEmpty { parameters.append(Parameter(name: "FMTTYPE", values: [type])) }
        return ContentLineWriter.line("ATTACH", parameters: parameters, value: url)
    }

    /// The line as Google can hold it: a web address with name and type (RFC 8607 §4.2); `nil` for bytes in the file.
    static func reduced(_ line: String) -> String? {
        guard let content = CalendarText(line).lines.first, content.isWellFormed, content.parameter("ENCODING") == nil
        else { return nil }
        return self.line(url: content.value, title: content.parameter("FILENAME"), type: content.parameter("FMTTYPE"))
    }

    /// The attachment that a line names.
    init?(_ line: String) {
        guard let content = CalendarText(line).lines.first, content.isWellFormed, content.value.isWebAddress else {
            return nil
        }
        self.init(
            fileUrl: content.value, title: content.parameter("FILENAME"), mimeType: content.parameter("FMTTYPE"))
    }

    /// The whole list to send: what Google has, with what changed; those that stay go as they came.
    static func list(_ present: [GoogleAttachment], from old: Value?, to new: Value?) -> [GoogleAttachment] {
        func byPlace(_ value: Value?) -> [String: GoogleAttachment] {
            Dictionary(
                (value?.elements ?? []).compactMap { GoogleAttachment($0) }.map { ($0.fileUrl ?? "", $0) },
                uniquingKeysWith: { first, _ in first })
        }
        let (before, after) = (byPlace(old), byPlace(new))
        let kept = present.compactMap { file -> GoogleAttachment? in
            let place = file.fileUrl ?? ""
            guard before[place] != after[place] else { return file }
            guard let wanted = after[place] else { return nil }
            return GoogleAttachment(
                fileUrl: place, title: wanted.title, mimeType: wanted.mimeType, iconLink: file.iconLink)
        }
        let there = Set(present.compactMap(\.fileUrl))
        return kept + after.filter { !there.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension GoogleConference {
    /// The CONFERENCE lines for the ways in (RFC 7986 §5.11); an old event has nothing but its Hangouts link.
    static func lines(_ event: GoogleEvent) -> [String] {
        let ways = event.conferenceData?.entryPoints ?? []
        let links = ways.isEmpty ? [EntryPoint(entryPointType: "video", uri: event.hangoutLink)] : ways
        return links.compactMap { way in
            guard let place = way.uri, !place.isEmpty, place.isOneLine else { return nil }
            return line(place, features: features[way.entryPointType ?? ""] ?? [], label: way.label)
        }
    }

    /// The line as Google shows it: place, features and label.
    static func reduced(_ line: String) -> String? {
        guard let content = CalendarText(line).lines.first, content.isWellFormed else { return nil }
        let features = content.parameters.first { $0.name == "FEATURE" }?.values ?? []
        return self.line(content.value, features: features, label: content.parameter("LABEL"))
    }

    private static func line(_ place: String, features: [String], label: String?) -> String {
        var parameters = [Parameter(name: "VALUE", values: ["URI"])]
        if !features.isEmpty { parameters.append(Parameter(name: "FEATURE", values: features)) }
        if let label, !label.isEmpty { parameters.append(Parameter(name: "LABEL", values: [label])) }
        return ContentLineWriter.line("CONFERENCE", parameters: parameters, value: place)
    }

    private static let features = ["video": ["AUDIO", "VIDEO"], "phone": ["PHONE"], "sip": ["AUDIO", "VIDEO"]]
}

extension String {
    /// Whether it is an address that Google takes for a source or an attachment (Event.source.url).
    var isWebAddress: Bool {
        let start = prefix(8).lowercased()
        return (start.hasPrefix("https://") || start.hasPrefix("http://")) && isOneLine
    }

    /// Whether a byte is in it, found as fast as memory is read: descriptions are long, and looked at often.
    func has(_ byte: UInt8) -> Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
        } ?? utf8.contains(byte)
    }

    /// Whether it can stand behind a colon as it is. What a service or a stranger sends could bring lines of its own.
    var isOneLine: Bool { !unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
