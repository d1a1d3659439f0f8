import ICalendar
import Testing

@testable import SyncCore

/// Random numbers that a seed repeats (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number below `count`.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// Whether something happens that happens once in `count` times.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }
}

/// A service in memory: one event, which it holds as its lens says.
struct Service {
    var facts: PairFacts
    var event: RemoteEvent?
    private var revisions = 0

    init(_ name: String, _ lens: Lens, resets: Bool = false) {
        facts = PairFacts(
            id: PairID(name), folder: "work", service: name, lens: lens, scheduleWriteResetsExceptions: resets)
    }

    /// Stores a view, in the service's own spelling: it trims texts.
    mutating func store(_ view: View) {
        revisions += 1
        var event = event ?? RemoteEvent(id: "r\(revisions)", revision: "", uid: key.uid, view: View())
        event.revision = "\(revisions)"
        event.view = view.trimmed
        let changed = event.view.exceptions.filter { $0.value.part != nil }
        event.instances = Dictionary(
            uniqueKeysWithValues: changed.keys.map { ($0, RemoteInstance(id: "\(event.id)_\($0)", revision: "1")) })
        self.event = event
    }

    /// Makes changes; a new schedule takes the exceptions along, or makes the service forget them.
    mutating func make(_ changes: [Change]) {
        guard var view = event?.view else { return }
        let old = view.schedule
        let isMove = changes.contains { $0.instance == nil && $0.field == .when }
        if isMove, facts.scheduleWriteResetsExceptions {
            view.exceptions = view.exceptions.filter { $0.value.part == nil }
        }
        let masters = changes.filter { $0.instance == nil }
        view = view.applying(masters)
        if isMove, let old, let shift = view.schedule?.shift(from: old) {
            view.exceptions = view.exceptions.isEmpty ? [:] : view.exceptions(shiftedBy: shift)
        }
        store(view.applying(changes.filter { $0.instance != nil }))
    }
}

/// One folder with one event file, and the services it is kept in step with.
struct World {
    var file: String?
    var services: [Service]
    var records: [RecordKey: Record] = [:]

    /// What a run would do now.
    func plan() -> Plan {
        var remotes: [RecordKey: RemoteState] = [:]
        for service in services {
            let key = RecordKey(service.facts.id, key.uid)
            switch (records[key], service.event) {
            case (.live?, nil): remotes[key] = .gone(revision: nil)
            case (.live(let base)?, let event?) where base.seen == event: remotes[key] = .same
            case (_, let event?): remotes[key] = .event(event)
            case (_, nil): remotes[key] = .same
            }
        }
        var planner = Planner(
            pairs: services.map(\.facts), candidates: Set(services.map { RecordKey($0.facts.id, key.uid) }),
            locals: [Planner.LocalKey("work", key.uid): file.map(Scene.file) ?? .absent], records: records,
            remotes: remotes, stamp: 0
        ) { _, _, _ in "work/event.ics" }
        return planner.make()
    }

    /// Does what the plan says. A service for which `isRefused` says so refuses all its writes.
    mutating func carryOut(_ plan: Plan, isRefused: (Int) -> Bool = { _ in false }) {
        for operation in plan.operations {
            guard let index = services.firstIndex(where: { $0.facts.id == operation.key.pair }) else { continue }
            switch operation.kind {
            case .adopt, .forget, .completeFile: records[operation.key] = operation.planned
            case .createFile, .editFile:
                file = operation.text
                records[operation.key] = operation.planned
            case .deleteFile:
                file = nil
                records[operation.key] = operation.planned
            case .createRemote, .moveRemote, .editRemote, .deleteRemote:
                if !isRefused(index) { push(operation, to: index) }
            }
        }
    }

    private mutating func push(_ operation: Operation, to index: Int) {
        let lens = services[index].facts.lens
        if case .deleteRemote = operation.kind {
            services[index].event = nil
            records[operation.key] = operation.planned
        } else if case .createRemote = operation.kind, case .live(var base)? = operation.planned {
            services[index].store(base.seen.view)
            guard let answer = services[index].event else { return }
            base.see(answer)
            base.remoteShadow = answer.view
            records[operation.key] = .live(base)
        } else if case .live(let base)? = records[operation.key], let event = EventFile(file ?? "").event {
            services[index].make(operation.changes)
            guard let answer = services[index].event else { return }
            records[operation.key] = .live(
                base.pushed(operation.changes, answer: answer, local: lens.view(event), file: Array((file ?? "").utf8)))
        }
    }
}

extension View {
    /// The view with spaces at the ends of texts removed.
    var trimmed: View {
        var view = self
        view.master = master.trimmed
        view.exceptions = exceptions.mapValues { $0.part.map { .changed($0.trimmed) } ?? .excluded }
        return view
    }

    /// Everything in it that starts with `#`: what somebody wrote.
    var tokens: Set<Substring> {
        let parts = [master] + exceptions.values.compactMap(\.part)
        let texts = parts.flatMap { $0.fields.values.flatMap(\.elements) }
        return Set(
            texts.flatMap { $0.split(separator: "\n").map { $0.prefix { $0 != " " } } }.filter { $0.hasPrefix("#") })
    }
}

extension Part {
    fileprivate var trimmed: Part {
        Part(
            fields.mapValues { value in
                guard case .text(let text) = value else { return value }
                return .text(String(text.reversed().drop { $0 == " " }.reversed()))
            })
    }
}
