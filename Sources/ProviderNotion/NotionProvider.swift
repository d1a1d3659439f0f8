import ICalendar
import ProviderKit
import SyncCore

/// Notion: the pages of one data source as events (API 2026-03-11, and 2025-09-03).
///
/// What it relies on stands in facts/notion.md, with sources. Notion knows no guarded write and makes no id unique: a page
/// is read right before it is changed, and a page bears calsync's marker from its first moment on.
package struct NotionProvider: Provider {
    package let capabilities: Capabilities

    /// Where Notion's API is.
    package static let apiURL = "https://api.notion.com"

    /// What Notion allows one connection (facts/notion.md 5). A page is read right before it is updated.
    package static let pace: Pace = {
        var pace = Pace(unitsPerMinute: 180, writesPerSecond: 3, updateUnits: 2)
        // A page is looked up before it is made, and read before it is thrown away.
        (pace.createUnits, pace.deleteUnits) = (2, 2)
        return pace
    }()

    /// The versions of the API that calsync speaks, the newest first.
    package static var versions: [String] { NotionAPI.versions }

    /// The account's name in the configuration.
    package let account: String
    /// How the pair is set up.
    package let options: NotionOptions
    let api: NotionAPI
    /// The looks that were made before this process, and in it: every tenth asks for more.
    let polls: Locked<Int>
    /// The pages of occurrences that this process has put into the trash.
    let trashed = Locked<Set<String>>([])

    /// Speaks to the API at `endpoint`; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - endpoint: Such as `https://api.notion.com`.
    ///   - version: The version of the API; `nil` for the newest that calsync speaks.
    ///   - token: Returns a personal or an internal token.
    ///   - polls: How many looks were made before.
    ///   - pace: How fast it is written to; `nil` for a stand-in on this machine.
    package init(
        account: String, endpoint: String, version: String? = nil, http: HTTPClient,
        token: @escaping @Sendable () async throws(ProviderError) -> String, options: NotionOptions = NotionOptions(),
        polls: Int = 0, pace: Pace? = nil
    ) {
        self.account = account
        var capabilities = Capabilities(
            name: "Notion", guardsWrites: false, createsOncePerUID: false, scheduleWriteResetsExceptions: false,
            hasDeltas: true, tellsDeletions: false, holdsSeries: false)
        capabilities.pace = pace
        self.capabilities = capabilities
        self.options = options
        self.polls = Locked(polls)
        api = NotionAPI(endpoint: endpoint, version: version ?? NotionAPI.versions[0], http: http, token: token)
    }

    /// Lists the data sources that are shared with the token; their properties are read when one is chosen.
    package func calendars() async throws(ProviderError) -> [RemoteCalendar] {
        var calendars: [RemoteCalendar] = []
        var cursor: String?
        repeat {
            let page = try await api.search(after: cursor)
            calendars += page.results.filter { $0.inTrash != true && $0.archived != true }.map { source in
                let title = NotionText.joined(source.title ?? [])
                return RemoteCalendar(
                    id: source.id, name: title.isEmpty ? "(untitled)" : title, timeZone: options.timeZone,
                    isWritable: true)
            }
            cursor = try Self.next(page.hasMore, page.nextCursor, after: cursor)
        } while cursor != nil
        return calendars
    }

    /// Finds the data source that a database's id or URL leads to; one that is known is taken as it was seen.
    package func calendar(
        _ id: String, known: RemoteCalendar?, isOutdated: Bool
    ) async throws(ProviderError) -> RemoteCalendar? {
        if !isOutdated, let known, NotionSchema(of: known) != nil, known.notes?[Self.named] == named(id) {
            return known
        }
        let source = try await api.dataSource(try await dataSource(for: id))
        return try calendar(source, id, known: known)
    }

    package func lens(for calendar: RemoteCalendar) -> Lens {
        NotionLens(schema: schema(of: calendar), options: options, asOf: Self.day(of: calendar)).lens
    }

    package func event(_ id: String, in calendar: RemoteCalendar) async throws(ProviderError) -> Sighting {
        if let uid = RemoteEvent.uid(ofSpread: id) {
            return .live(try await series(uid, in: calendar) ?? RemoteEvent(spread: uid))
        }
        let page: NotionPage
        do throws(ProviderError) {
            page = try await api.page(id)
        } catch {
            guard case .notFound = error else { throw error }
            // Purged, or taken away from calsync: Notion says the same of both. Where even the table is away, it says so.
            guard !id.isEmpty, NotionID(id) != nil else { return .absent }
            _ = try await api.dataSource(calendar.id)
            throw .forbidden(
                "Notion doesn't show the page any more: it was deleted for good, or is no longer shared with calsync. Nothing is deleted because of that."
            )
        }
        if let source = page.parent?.dataSourceId, !page.isTrashed, NotionID(source) != NotionID(calendar.id) {
            throw .forbidden("The page was moved to another database in Notion.")
        }
        return NotionMapping(schema: schema(of: calendar), options: options).sighting(try await whole(page, calendar))
    }

    package func find(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [Sighting] {
        let pages = try await marked(uid, in: calendar)
        let marked = pages.filter { $0.notes[RemoteEvent.cancelled] == nil }
        if let series = Self.series(marked, of: uid, in: window(of: calendar)) { return [.live(series)] }
        var found = marked.filter { $0.notes[RemoteEvent.occurrence] == nil }
        found.sort { ($0.notes[RemoteEvent.created] ?? "", $0.id) < ($1.notes[RemoteEvent.created] ?? "", $1.id) }
        if found.isEmpty, let id = Self.page(of: uid) {
            // A page that a person made is known by its own id.
            do throws(ProviderError) {
                guard case .live(let event) = try await event(id, in: calendar), event.uid == uid else { return [] }
                return [.live(event)]
            } catch {
                guard case .forbidden = error else { throw error }
                return []
            }
        }
        guard found.isEmpty else { return found.map { .live($0) } }
        // A page that is ticked as deleted comes back without its tick.
        return pages.filter { $0.notes[RemoteEvent.occurrence] == nil }
            .map { .tombstone(id: $0.id, revision: NotionMapping.tombstone(of: $0)) }
    }

    /// The pages whose marker says `uid`; those that are ticked as deleted are noted as ``RemoteEvent/cancelled``.
    func marked(_ uid: UID, in calendar: RemoteCalendar) async throws(ProviderError) -> [RemoteEvent] {
        let mapping = NotionMapping(schema: schema(of: calendar), options: options)
        guard let marker = mapping.schema[.marker], uid.text.utf16.count <= NotionMarker.longestUID else { return [] }
        let pages = try await rows(
            calendar, filter: .begins(property: marker.id, with: uid.text), by: nil, mapping.schema)
        var found: [RemoteEvent] = []
        for page in pages.rows where !page.isTrashed {
            var event = mapping.event(try await whole(page, calendar))
            if mapping.isMarkedDeleted(page) { event.notes[RemoteEvent.cancelled] = "1" }
            if event.uid == uid { found.append(event) }
        }
        return found
    }

    package func close() async { await api.http.close() }
}

// MARK: Calendars

extension NotionProvider {
    /// The note with the words in `calsync.toml` that a calendar was found by: other words, another look.
    static let named = "named"
    /// The note with the day that series are shown as of.
    static let day = "day"

    /// What a calendar was found by.
    func named(_ id: String) -> String {
        let names = options.properties.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.rawValue)=\($0.value)" }
        // With pages for occurrences all events are to be looked at, and so they are where the days are others.
        let days = window(of: nil) == nil ? [] : ["occurrences \(options.daysBack) \(options.daysAhead)"]
        return ([id, options.dataSource ?? ""] + names + days).joined(separator: "\n")
    }

    func schema(of calendar: RemoteCalendar) -> NotionSchema { NotionSchema(of: calendar) ?? NotionSchema() }

    /// The calendar that a data source is.
    func calendar(_ source: NotionDataSource, _ id: String, known: RemoteCalendar?)
        throws(ProviderError) -> RemoteCalendar
    {
        if source.inTrash == true || source.archived == true {
            throw .calendarGone(
                "The database lies in Notion's trash. Nothing is deleted because of that; restore it there.")
        }
        do throws(NotionSchemaProblem) {
            let (schema, warnings) = try NotionSchema.found(
                in: source, named: options.properties, before: known.flatMap { NotionSchema(of: $0) })
            var notes = [NotionSchema.note: schema.text]
            // Without the words that it was found by it is looked for again by the next sync.
            notes[Self.named] = schema.paused ? nil : named(id)
            notes[Self.day] = known?.notes?[Self.day]
            return RemoteCalendar(
                id: source.id, name: schema.title.isEmpty ? "(untitled)" : schema.title, timeZone: options.timeZone,
                isWritable: true, notes: notes, warnings: warnings.isEmpty ? nil : warnings)
        } catch {
            throw .rejected(error.sentence)
        }
    }

    /// The data source that `id` leads to: a URL or the id of a database, or the data source's own.
    private func dataSource(for id: String) async throws(ProviderError) -> String {
        guard let plain = NotionID(id) else {
            throw .rejected(
                "\(id.prefix(80)) is no Notion database that this token can see. Copy its link in Notion (⋯, Copy link), or its id of 32 digits and letters."
            )
        }
        let database: NotionDatabase
        do throws(ProviderError) {
            database = try await api.database(plain.text)
        } catch {
            guard case .calendarGone = error else { throw error }
            return plain.text
        }
        let sources = database.dataSources ?? []
        if let wanted = options.dataSource {
            if let found = sources.first(where: { NotionID($0.id) == NotionID(wanted) || $0.name == wanted }) {
                return found.id
            }
            throw .rejected("The database has no data source \(wanted). \(Self.words(sources))")
        }
        guard sources.count == 1 else {
            throw .rejected(
                sources.isEmpty
                    ? "The database shows no data source. Share it with calsync's connection."
                    : "The database has several data sources. Write one into the pair: data-source = \"\(sources[0].name ?? sources[0].id)\". \(Self.words(sources))"
            )
        }
        return sources[0].id
    }

    private static func words(_ sources: [NotionDatabase.Entry]) -> String {
        "There is: " + sources.map { "\($0.name ?? "(untitled)") (\($0.id))" }.joined(separator: ", ") + "."
    }

    /// The day that a calendar's series are shown as of; the first one there is where none was read yet.
    static func day(of calendar: RemoteCalendar) -> CalendarDate {
        calendar.notes?[day].flatMap { CalendarDate(extended: $0) } ?? CalendarDate(dayNumber: 0)
    }

    static func next(_ hasMore: Bool?, _ cursor: String?, after last: String?) throws(ProviderError) -> String? {
        guard hasMore == true else { return nil }
        guard let cursor, !cursor.isEmpty, cursor != last else {
            throw .unreadable("Notion's listing goes round in circles.")
        }
        return cursor
    }

    /// The page whose own id is in the UID, for a page that a person made.
    static func page(of uid: UID) -> String? {
        guard uid.text.hasSuffix("@notion.so") else { return nil }
        return NotionID(String(uid.text.dropLast(10))).map(\.text)
    }
}

/// An id of Notion's: 32 hexadecimal digits, with dashes or without, also at the end of a link.
struct NotionID: Hashable, Sendable {
    /// In lower case and with dashes: upper case was not found live (facts/notion.md 2).
    let text: String

    /// Finds the id in a link or in any of its spellings; `nil` where there is none.
    init?(_ text: String) {
        // A link's query names the view (`?v=…`), its path ends with the title and the id.
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let last = path.split(separator: "/").last ?? path
        let digits = last.lowercased().utf8.filter { $0 != UInt8(ascii: "-") }.suffix(32)
        let isHex = digits.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard digits.count == 32, isHex else { return nil }
        let hex = Array(String(decoding: Array(digits), as: UTF8.self))
        self.text = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
