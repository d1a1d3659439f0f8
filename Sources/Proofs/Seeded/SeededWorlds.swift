import ICalendar
import ProviderKit
import SyncCore
import SyncEngine
import TestSupport

/// Walks that a seed draws: acts at four places, and syncs in which everything goes wrong that may.
///
/// In the end all is well again, and the world is let come to rest and looked at. Each walk is taken twice, and must be the
/// same both times.
package enum SeededWorlds {
    /// What stops a run in its middle.
    private struct Crash: Error {}

    /// Takes the walk of a seed.
    ///
    /// - Parameter beginning: The world that it begins in, which stays as it is.
    package static func prove(_ seed: UInt64, from beginning: SeededWorld) async throws -> Tally {
        var tally = Tally()
        tally.count = 1
        var walk = Walk(seed, from: beginning)
        try await walk.take()
        var again = Walk(seed, from: beginning)
        try await again.take()
        if let (one, other) = zip(walk.trace, again.trace).first(where: { $0 != $1 }) {
            walk.sentences.append("the second time it is another: \(other) instead of \(one)")
        }
        if !walk.sentences.isEmpty {
            tally.findings = [.init(replay: String(seed), sentences: walk.sentences + walk.trace)]
        }
        return tally
    }

    /// One walk.
    private struct Walk {
        let world: SeededWorld
        var chance: Chance
        var values = WrittenValues()
        /// What happened, a line each.
        var trace: [String] = []
        /// What is broken.
        var sentences: [String] = []

        init(_ seed: UInt64, from beginning: SeededWorld) {
            var chance = Chance(seed)
            // In some walks a side wins by the settings: then its values may take the others' places.
            let winners: [Policy.Resolution]? =
                beginning.bug == nil && chance.oneIn(4)
                ? (0..<3).map { _ in chance.pick([.ask, .local, .remote]) } : nil
            world = beginning.copy(winners: winners)
            self.chance = chance
        }

        mutating func take() async throws {
            for _ in 0..<(4 + chance.below(8)) {
                if chance.oneIn(3) { try await sync() } else { act() }
            }
            for service in world.services { service.clearFaults() }
            var request = SyncRequest()
            request.allowsMassChange = true
            do {
                guard let rest = try await world.folder.settle(request) else {
                    sentences.append("it never comes to rest")
                    return
                }
                try await look(at: rest, request)
            } catch {
                sentences.append("no sync goes on: \(error)")
            }
        }

        private mutating func look(at rest: Rest, _ request: SyncRequest) async throws {
            if rest.runs > 3 { sentences.append("it comes to rest after \(rest.runs) runs") }
            let outcome = Outcome(world.folder, world.services, rest.last)
            trace += outcome.files.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            trace += outcome.events.sorted { $0.key < $1.key }.map { service, events in
                "\(service): \(events.keys.sorted()) \(events.values.joined().count)"
            }
            sentences += SeededInvariants(world, rest, values).violations() + (try await stirrings(request))
        }

        private mutating func act() {
            world.folder.advance(by: Double(chance.below(7_200)))
            let act = drawAct()
            if act.perform(in: world, &values) { trace.append(act.description) }
        }

        private mutating func drawAct() -> DrawnAct {
            let place: SeededWorld.Place = chance.oneIn(3) ? .here : .there(chance.below(world.services.count))
            let name = chance.pick(["a", "a", "b", "s", "s"])
            let key = chance.pick(SeededWorld.instances)
            return DrawnAct(act: chance.pick(SeededAct.allCases), name: name, key: key, place: place)
        }

        /// Syncs once, and lets something go wrong.
        private mutating func sync() async throws {
            var crash = Int.max
            var isCut = false
            let service = world.services[chance.below(world.services.count)]
            let slow = world.services[2]
            let trouble = chance.below(12)
            switch trouble {
            case 0, 1: crash = 1 + chance.below(40)
            case 2, 3: service.fail(with: .answerLost, skip: chance.below(6))
            case 4: service.fail(with: .refusal(.unavailable("It rests.", retryAfter: 60)), skip: chance.below(6))
            case 5: service.expireCursors()
            case 6: slow.fail(.changes, with: .staleListing(changes: 1 + chance.below(3)))
            case 7: slow.fail(.changes, with: .shortListing(dropping: 1 + chance.below(3)))
            case 8: service.fail(.changes, with: .unfinishedListing(keeping: chance.below(4)))
            case 9: service.fail(.changes, with: .shuffledListing(seed: UInt64(chance.below(1_000))))
            case 10:
                isCut = true
                world.folder.model?.cutPower(after: chance.below(60))
            default: world.folder.advance(by: Double(chance.below(200_000) - 100_000))
            }
            var request = SyncRequest()
            request.allowsMassChange = true
            // Half of the syncs are not alone: somebody does something in their middle.
            let meanwhile = chance.oneIn(2) ? (step: 1 + chance.below(30), act: drawAct()) : nil
            let moment = Locked((step: 0, values: values, trace: [String]()))
            let gone = values.gone
            var (isWell, isWhole) = (false, false)
            var conflicts = values.contested
            defer {
                moment.withLock { moment in
                    values = moment.values
                    trace += moment.trace
                }
                values.noteSync(gone, isWell: isWell, isWhole: isWhole, conflicts: conflicts)
            }
            do {
                let report = try await world.folder.sync(request) { [world, crash] _ in
                    let isLast = moment.withLock { moment in
                        moment.step += 1
                        if let meanwhile, meanwhile.step == moment.step,
                            meanwhile.act.perform(in: world, &moment.values)
                        {
                            moment.trace.append("meanwhile \(meanwhile.act)")
                        }
                        return moment.step == crash
                    }
                    if isLast { throw Crash() }
                }
                isWell = report.queued.isEmpty
                isWhole = report.troubles.isEmpty
                conflicts = Set(report.conflicts.map(\.key.uid))
                trace.append(
                    "sync \(trouble): \(report.done.map { "\($0.kind) \($0.key.pair) \($0.key.uid)" })"
                        + " \(report.queued.count) wait, \(report.conflicts.count) conflicts")
            } catch {
                // A crash or a power cut ends the run; what else does is found in the end.
                trace.append("sync \(trouble): \(error)")
                if !isCut, !(error is Crash) { sentences.append("a sync ends with \(error)") }
            }
            if isCut { world.folder.model?.crash(keeping: UInt64(chance.below(1_000))) }
            for service in world.services {
                conflicts.formUnion(service.unanswered)
                service.clearFaults()
            }
        }

        /// I6: a sync after a sync writes nothing, not a byte.
        private func stirrings(_ request: SyncRequest) async throws -> [String] {
            let (writes, before) = (world.writes, world.folder.everything())
            world.folder.advance(by: 3600)
            try await world.folder.sync(request)
            let after = world.folder.everything()
            let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
            return (world.writes == writes ? [] : ["I6: an idle sync writes to a service"])
                + changed.map { "I6: an idle sync writes \($0)" }
        }
    }
}
