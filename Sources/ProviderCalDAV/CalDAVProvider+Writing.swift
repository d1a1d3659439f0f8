import ICalendar
import ProviderKit
import SyncCore

// MARK: Writes

extension CalDAVProvider {
    package func create(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        do throws(ProviderError) {
            return try await readBack(try await store(draft, in: calendar), in: calendar)
        } catch {
            // RFC 6638 §3.2.4.1: a UID may be an account's only once, whatever the calendar.
            guard case .alreadyExists = error, try await find(draft.uid, in: calendar).isEmpty,
                try await event(Self.name(for: draft.uid, generation: draft.generation), in: calendar) == .absent
            else { throw error }
        }
        throw .rejected(
            "\(endpoint.host) has this UID in another calendar of the account, and takes it once. Keep the event in one of them, or give one a new UID with `calsync check --fix FILE`; then `calsync queue retry`."
        )
    }

    package func update(
        _ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> RemoteEvent {
        guard !edit.changes.isEmpty else { return event }
        return try await readBack(try await store(edit, replacing: event, in: calendar), in: calendar)
    }

    package func delete(_ event: RemoteEvent, in calendar: RemoteCalendar) async throws(ProviderError) {
        let place = try location(of: calendar)
        do throws(ProviderError) {
            try await api.delete(place.appending(event.id), revision: event.revision, isSilent: notify == .none)
        } catch {
            if case .notFound = error { return }
            // Where it is gone there is nothing that could match.
            if error == .preconditionFailed, try await self.event(event.id, in: calendar) == .absent { return }
            throw error
        }
    }

    /// Writes several events, and reads back in one request what the server made of them.
    package func carryOut(
        _ writes: [RemoteWrite], width: Int, in calendar: RemoteCalendar
    ) async -> [WriteOutcome<RemoteEvent?>] {
        let sent = await writes.carriedOut(width: width) { write throws(ProviderError) -> Sent in
            switch write {
            case .create(let draft): return .stored(try await store(draft, in: calendar))
            case .update(let edit, let event):
                if edit.changes.isEmpty { return .known(event) }
                return .stored(try await store(edit, replacing: event, in: calendar))
            case .delete(let event):
                try await delete(event, in: calendar)
                return .known(nil)
            }
        }
        let names = sent.compactMap { outcome in
            if case .done(.stored(let stored)) = outcome { stored.name } else { nil }
        }
        var found: [String: RemoteEvent] = [:]
        var failure: ProviderError?
        do throws(ProviderError) {
            if !names.isEmpty { found = try await read(names, in: try location(of: calendar), calendar).found }
        } catch {
            failure = Self.unread(error)
        }
        return sent.map { outcome in
            switch outcome {
            case .failed(let error): return .failed(error)
            case .unsent: return .unsent
            case .done(.known(let event)): return .done(event)
            case .done(.stored(let stored)):
                if let failure { return .failed(failure) }
                do throws(ProviderError) {
                    return .done(try confirmed(stored, found[stored.name], in: calendar))
                } catch {
                    return .failed(error)
                }
            }
        }
    }

    /// What one of several writes came to.
    private enum Sent {
        /// Nothing is to be read: it is gone, or was as it should be.
        case known(RemoteEvent?)
        case stored(Stored)
    }
}

// MARK: Storing and reading back

extension CalDAVProvider {
    /// A text that a server has taken.
    private struct Stored {
        /// Its name in the calendar.
        let name: String
        /// The tag that it was given; `nil` where none was told.
        let tag: String?
        let text: [UInt8]
        let uid: UID
    }

    private func store(_ draft: Draft, in calendar: RemoteCalendar) async throws(ProviderError) -> Stored {
        guard let text = mapping(calendar).text(creating: draft, stamp: Int(now())) else {
            throw .rejected("The event can't be written as iCalendar text.")
        }
        let name = Self.name(for: draft.uid, generation: draft.generation)
        let place = try location(of: calendar)
        do throws(ProviderError) {
            let tag = try await api.put(text, at: place.appending(name), replacing: nil)
            return Stored(name: name, tag: tag, text: text, uid: draft.uid)
        } catch {
            // Some say of a single event that they refuse what they else say of a calendar that isn't there.
            guard case .calendarGone = error, try await api.isCalendar(place) else { throw error }
        }
        // facts/caldav.md 7: iCloud's 404.
        throw .rejected(
            "\(place.host) doesn't take this event, though the calendar is there."
                + (Self.hasLength(text) ? "" : " Some servers want an end: give it a DTEND or a DURATION."))
    }

    /// Whether every event of a text says how long it lasts.
    private static func hasLength(_ text: [UInt8]) -> Bool {
        let text = CalendarText(text)
        return text.components.flatMap(\.children).filter { $0.name == "VEVENT" }.allSatisfy { event in
            event.properties.contains { ["DTEND", "DURATION"].contains(text.lines[$0].name) }
        }
    }

    private func store(
        _ edit: Edit, replacing event: RemoteEvent, in calendar: RemoteCalendar
    ) async throws(ProviderError) -> Stored {
        let place = try location(of: calendar)
        guard let text = mapping(calendar).text(changing: event, edit.changes, stamp: Int(now())) else {
            throw .rejected("The change can't be made in the text that \(place.host) has.")
        }
        let tag = try await api.put(text, at: place.appending(event.id), replacing: event.revision)
        return Stored(name: event.id, tag: tag, text: text, uid: event.uid)
    }

    private func readBack(_ stored: Stored, in calendar: RemoteCalendar) async throws(ProviderError) -> RemoteEvent {
        var found: RemoteEvent?
        do throws(ProviderError) {
            if case .live(let event) = try await event(stored.name, in: calendar) { found = event }
        } catch {
            throw Self.unread(error)
        }
        return try confirmed(stored, found, in: calendar)
    }

    /// The event as the server holds it after a write.
    ///
    /// Three of five servers give a tag for bytes that they didn't store (facts/caldav.md 2), so it is read. Where somebody
    /// wrote in between, what was sent is answered, under the tag it had: the next look finds the other's edit.
    private func confirmed(
        _ stored: Stored, _ found: RemoteEvent?, in calendar: RemoteCalendar
    ) throws(ProviderError) -> RemoteEvent {
        if let found, found.uid == stored.uid, stored.tag == nil || stored.tag == found.revision { return found }
        guard let tag = stored.tag,
            let sent = mapping(calendar).event(
                stored.name, tag: tag, text: String(decoding: stored.text, as: UTF8.self))
        else { throw .uncertain("\(endpoint.host) took the event, but doesn't show it.") }
        return sent
    }

    /// A failure to read after a write that was done.
    static func unread(_ error: ProviderError) -> ProviderError {
        switch error {
        case .cancelled, .unauthorized: error
        default: .uncertain("It was written, but not read back. " + error.sentence)
        }
    }
}
