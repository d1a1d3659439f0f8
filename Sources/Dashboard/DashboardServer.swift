import HTTPTypes
import HummingbirdCore
import ICalendar
import NIOCore
import ProviderKit
import SyncEngine

/// The dashboard of one calendar folder: a page and its API on a port of 127.0.0.1.
package final class DashboardServer: Sendable {
    private let root: String
    private let hub: StatusHub
    private let api: API
    private let listener: LoopbackListener
    private let responder = Locked<DashboardResponder?>(nil)
    private let limits = DashboardServer.limits
    private let token: Secret
    private let now: @Sendable () -> Double
    private let running = Locked<[Task<Void, Never>]>([])
    private let watcher = Locked<FolderWatcher?>(nil)

    private static var limits: LoopbackListener.Limits {
        var limits = LoopbackListener.Limits()
        // A description may be long, and so may a selection of events.
        limits.bodyBytes = 1 << 20
        limits.connections = 64
        return limits
    }

    /// - Parameters:
    ///   - root: The calendar folder, absolute.
    ///   - zone: The zone whose days are shown.
    ///   - token: What scripts show.
    ///   - now: Seconds since 1970.
    package init(
        root: String, zone: Zone, desk: Desk, token: Secret, now: @escaping @Sendable () -> Double
    ) {
        (self.root, self.token, self.now) = (root, token, now)
        hub = StatusHub(desk)
        api = API(
            desk: desk, hub: hub, calendar: FolderCalendar(root: root, files: DiskFileStore()), zone: zone, root: root,
            now: now)
        listener = LoopbackListener(limits: limits) { [responder] request, close in
            guard let responder = responder.withLock({ $0 }) else { return Response(status: .serviceUnavailable) }
            return await responder.respond(to: request, close: close)
        }
    }

    /// Begins to serve on `port`, or on a free one for 0, and returns the port.
    ///
    /// - Throws: ``LoopbackListener/StartError`` when the port is taken.
    package func start(port: UInt16) async throws -> UInt16 {
        let bound = try await listener.start(port: port)
        responder.withLock {
            $0 = DashboardResponder(
                limits: limits, access: Access(token: token, port: bound, now: now), routes: api.routes)
        }
        let (hints, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let noticed = Locked<Set<StatusHub.Part>>([])
        let watch: @Sendable () -> Void = { [root, watcher, api] in
            let next = FolderWatcher(root: root, watchesState: true) { hint in
                noticed.withLock { $0.formUnion(Self.parts(hint)) }
                if case .unwatched = hint { api.calendar.watchNothing() } else { api.calendar.noteChange() }
                feed.yield()
            }
            watcher.withLock { $0 = next }
        }
        watch()
        let (looks, ask) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let telling = Task { [hub] in
            for await _ in hints {
                await hub.note(
                    noticed.withLock { parts in
                        defer { parts = [] }
                        return parts
                    })
                ask.yield()
                // Of a burst is told ten times a second at most, and it is looked at no more often.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let looking = Task { [hub] in
            for await _ in looks {
                _ = try? await hub.lookAgain()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let following = Task { [hub, runs = api.desk.runs] in
            for await run in runs {
                await hub.tell(run: run)
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let beating = Task { [hub, api] in
            for beat in 1... {
                guard (try? await Task.sleep(for: .seconds(Self.pause))) != nil else { return }
                if beat.isMultiple(of: 5) { await hub.beat() }
                // The folder that was watched is gone, or its state: nothing tells when it is back.
                guard await hub.isInTrouble else {
                    watcher.withLock { $0 }?.renew()
                    continue
                }
                watch()
                api.calendar.noteChange()
                noticed.withLock { $0.formUnion(StatusHub.Part.allCases) }
                feed.yield()
            }
        }
        let reading = Task { [api] in await api.readAhead() }
        running.withLock { $0 = [telling, looking, following, beating, reading] }
        return bound
    }

    /// Answers a request without the listener: what made-up requests are thrown at.
    ///
    /// - Parameters:
    ///   - headers: Its header fields; `host` is the one that is asked.
    ///   - port: The port on which it is heard.
    /// - Returns: The status; `nil` where HTTP knows no such method.
    package func answer(
        _ method: String, _ target: String, headers: [(name: String, value: String)], body: [UInt8], port: UInt16
    ) async -> Int? {
        guard let method = HTTPRequest.Method(method) else { return nil }
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(.init(name: name, value: value)) }
        }
        let host = headers.first { $0.name.lowercased() == "host" }?.value
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: target, headerFields: fields)
        let responder = DashboardResponder(
            limits: limits, access: Access(token: token, port: port, now: now), routes: api.routes)
        return await responder.respond(to: Request(head: head, body: .init(buffer: .init(bytes: body)))) {}.status.code
    }

    /// Seconds between two looks while the folder is not there; a page is told five times more seldom that it is heard.
    private static let pause = 3

    /// What a hint may have changed.
    private static func parts(_ hint: FolderWatcher.Hint) -> Set<StatusHub.Part> {
        switch hint {
        case .written, .vanished, .anything: [.events, .plan, .files]
        case .state, .configuration: Set(StatusHub.Part.allCases)
        case .git, .signIns, .unwatched: []
        }
    }

    /// Has every open page look again: something changed that no file tells.
    package func tell() async { _ = try? await hub.lookAgain() }

    /// Sends every page away, and returns when the port is free.
    package func stop() async {
        for task in running.withLock({ $0 }) { task.cancel() }
        watcher.withLock { $0 = nil }
        await hub.close()
        await listener.stop()
    }
}
