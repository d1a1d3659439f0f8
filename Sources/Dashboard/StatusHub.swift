import ICalendar
import SyncEngine

/// Knows how things stand, and tells every open page when that changes.
actor StatusHub {
    /// What a page shows and may have to ask for again.
    enum Part: String, CaseIterable, Sendable { case events, plan, conflicts, queue, history, files }

    private let desk: Desk
    private let limit: Int
    private var last: Desk.Look?
    /// What changed since the last look.
    private var changed: Set<Part> = []
    /// The look that goes on, and what had changed before it.
    private var looking: (task: Task<Desk.Look, any Error>, number: Int, parts: Set<Part>)?
    /// How many looks were begun, and the last that was taken.
    private var (begun, taken) = (0, 0)
    private var pages: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    private var count = 0

    /// Messages that wait for a page that reads slowly; one that has more is sent away, and comes back.
    private static let patience = 32

    /// - Parameter limit: How many pages may be open.
    init(_ desk: Desk, limit: Int = 16) { (self.desk, self.limit) = (desk, limit) }

    /// How things stand, as of the last change.
    func look() async throws -> Desk.Look {
        guard changed.isEmpty else { return try await lookAgain() }
        // It began after the last change.
        if let looking { return try await looking.task.value }
        return try await latest()
    }

    /// How things stood at the last look, for a page: it is told when that changes.
    func latest() async throws -> Desk.Look {
        if let last { return last }
        return try await lookAgain()
    }

    /// Looks how things stand now; who asks meanwhile gets the look that begins next.
    @discardableResult
    func lookAgain() async throws -> Desk.Look {
        let before = begun
        while let current = looking {
            let look = try? await current.task.value
            // Who waited may be called before who began it: without this it would wait for a look that is over, for ever.
            if looking?.number == current.number { looking = nil }
            guard let look else { continue }
            take(look, current.number, current.parts)
            if current.number > before { return look }
        }
        begun += 1
        let (number, parts) = (begun, changed)
        changed = []
        let task = Task { [desk] in try await desk.look() }
        looking = (task, number, parts)
        defer { if looking?.number == number { looking = nil } }
        let look = try await task.value
        take(look, number, parts)
        return look
    }

    /// Takes a look, once, and tells every page what it found.
    private func take(_ look: Desk.Look, _ number: Int, _ parts: Set<Part>) {
        guard number > taken else { return }
        taken = number
        let isNew = look.status != last?.status
        last = look
        if isNew { send(Self.message("status", look.status)) }
        tell(parts)
    }

    /// Notes what changed. Of events every page is told at once: what is in their files takes no look.
    func note(_ parts: Set<Part>) {
        changed.formUnion(parts)
        tell(parts.intersection([.events]))
    }

    private func tell(_ parts: Set<Part>) {
        guard !parts.isEmpty, let names = try? JSONText.encode(["what": parts.map(\.rawValue).sorted()]) else { return }
        send(Self.message("changed", names))
    }

    /// What a page is told as long as it is open; the status comes first.
    ///
    /// - Throws: ``Problem`` where too many are open.
    func messages() async throws -> AsyncStream<[UInt8]> {
        guard pages.count < limit else {
            throw Problem(.busy, "\(limit) pages are open already.", "Close one of them.")
        }
        let look = try await look()
        let (stream, page) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.patience))
        count += 1
        let number = count
        pages[number] = page
        page.onTermination = { [weak self] _ in Task { await self?.forget(number) } }
        page.yield(Self.message("status", look.status))
        return stream
    }

    /// Tells every page how far a run has come.
    ///
    /// - Parameter run: The run as JSON; `null` after it.
    func tell(run: [UInt8]) { send(Self.message("run", run)) }

    /// Whether the last look found nothing, for want of a folder or of a sound state.
    var isInTrouble: Bool { last?.standing.trouble != nil }

    /// Says to every page that it is still there, which also finds those that are not.
    func beat() { send(Array(": still here\n\n".utf8)) }

    /// Sends every page away.
    func close() {
        for page in pages.values { page.finish() }
        pages = [:]
    }

    private func forget(_ number: Int) { pages[number] = nil }

    private func send(_ message: [UInt8]) {
        for (number, page) in pages {
            guard case .dropped = page.yield(message) else { continue }
            page.finish()
            pages[number] = nil
        }
    }

    /// A message as the HTML standard spells it (9.2.6); `data` has no line breaks.
    private static func message(_ event: String, _ data: [UInt8]) -> [UInt8] {
        Array("event: \(event)\ndata: ".utf8) + data + [0x0A, 0x0A]
    }
}
