import Foundation
import ProviderCalDAV
import ProviderKit
import SyncCore
import TestSupport
import Testing

/// A calendar of its own on a real server, a provider signed in to it, and what may go wrong in between.
struct CalDAVWorld: Sendable {
    let there: RealCalendar
    let proxy: FaultProxy
    let provider: CalDAVProvider
    let calendar: RemoteCalendar

    /// - Parameters:
    ///   - hasSync: Whether the server's account of changes is used; else all is listed.
    ///   - notify: Whether guests are mailed.
    init(_ kind: RealServer.Kind, hasSync: Bool = true, notify: CalDAVProvider.Notify = .none) async throws {
        let there = try RealServer.shared(kind).makeCalendar()
        self.there = there
        let proxy = try FaultProxy(to: there.server.port)
        self.proxy = proxy
        let made = CalDAVProvider(
            endpoint: "http://127.0.0.1:\(proxy.port)/", user: there.user, http: HTTPClient(),
            password: { RealServer.password }, notify: notify)
        provider = try #require(made)
        var calendar = try #require(try await provider.calendar(there.path, known: nil, isOutdated: true))
        if !hasSync { calendar.notes?[RemoteCalendar.CalDAVNote.changes] = "list" }
        self.calendar = calendar
        proxy.reset()
    }

    /// Does `body` in a world of its own.
    static func with(
        _ kind: RealServer.Kind, hasSync: Bool = true, notify: CalDAVProvider.Notify = .none,
        _ body: (CalDAVWorld) async throws -> Void
    ) async throws {
        let world = try await CalDAVWorld(kind, hasSync: hasSync, notify: notify)
        try await doing({ try await body(world) }, then: { await world.finish() })
    }

    /// Where an event is on the server.
    func path(_ id: String) -> String { calendar.id + id }

    /// Gives an event another title, as another client would.
    func rename(_ id: String, _ title: String) throws {
        try there.edit(path(id)) { text in
            text.components(separatedBy: "\r\n").map { $0.hasPrefix("SUMMARY") ? "SUMMARY:" + title : $0 }
                .joined(separator: "\r\n")
        }
    }

    /// Deletes an event, as another client would.
    func remove(_ id: String) throws {
        let answer = try there.send("DELETE", path(id))
        guard (200...299).contains(answer.status) else { throw RawHTTP.Failure() }
    }

    /// Replaces the sync token of all requests from now on by one that the server never gave.
    func forgetTokens() {
        proxy.inject(
            .request { request in
                var request = request
                let text = String(decoding: request.body, as: UTF8.self)
                guard let start = text.range(of: "<d:sync-token>"), let end = text.range(of: "</d:sync-token>"),
                    start.upperBound < end.lowerBound
                else { return request }
                let bogus = text[start.upperBound...].hasPrefix("http") ? "http://radicale.org/ns/sync/0" : "0000"
                request.body = Array(text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: bogus).utf8)
                return request
            }, into: "REPORT", times: .max)
    }

    func finish() async {
        await provider.close()
        proxy.stop()
    }
}
