/// All that would bring the pairs of a folder to agreement. A pure value: a function of base, local, remote and policy.
package struct Plan: Hashable, Sendable {
    /// The writes and agreements, in the order they are carried out: completions, pulls, then pushes.
    package var operations: [Operation] = []
    /// Fields that wait for a person.
    package var conflicts: [Conflict] = []
    /// What is left alone, and why.
    package var held: [Held] = []
    /// What would be done, had the person not skipped it; ``held`` names each event of it once.
    package var skipped: [Operation] = []

    package init() {}

    /// Whether nothing would be written anywhere and nothing waits.
    package var isEmpty: Bool { operations.isEmpty && conflicts.isEmpty && held.isEmpty }

    /// The operations that write to `side`.
    package func writes(to side: Side) -> [Operation] { operations.filter { $0.kind.side == side } }
}

/// What the plan must know of a pair.
package struct PairFacts: Sendable {
    /// The pair.
    package var id: PairID
    /// Its folder, relative to the calendar folder; pairs with one folder share its files.
    package var folder: String
    /// The service's name on the screen.
    package var service: String
    /// How the service sees events.
    package var lens: Lens
    /// What the person allows.
    package var policy: Policy
    /// Whether the calendar can be written.
    package var isWritable: Bool
    /// Whether the service forgets a series' exceptions when its schedule is written.
    package var scheduleWriteResetsExceptions: Bool
    /// The account: events may go from one of its calendars to another. `nil` where that can't be told.
    package var account: String?
    /// Whether the service can move an event to another calendar of the account.
    package var canMove = false
    /// Whether the service e-mails guests when the policy says so.
    package var mailsGuests = false
    /// Whether the event's UID is a marker of calsync's there, which a copy takes along.
    package var marksEvents: Bool
    /// Whether another pair of the same folder sends what is new there.
    package var sharesFolder = false

    package init(
        id: PairID, folder: String, service: String, lens: Lens, policy: Policy = Policy(), isWritable: Bool = true,
        scheduleWriteResetsExceptions: Bool = false, marksEvents: Bool = false
    ) {
        self.id = id
        self.folder = folder
        self.service = service
        self.lens = lens
        self.policy = policy
        self.isWritable = isWritable
        self.scheduleWriteResetsExceptions = scheduleWriteResetsExceptions
        self.marksEvents = marksEvents
    }
}

extension PairFacts {
    /// How many guests the service e-mails about `changes` of an event; none named is the event as a whole.
    func mails(about changes: [Change], to event: RemoteEvent) -> Int {
        guard mailsGuests, policy.notify == .all else { return 0 }
        let touched = changes.map(\.field)
        guard touched.isEmpty || touched.contains(where: { $0.map { !Field.personal.contains($0) } ?? true }) else {
            return 0
        }
        // A guest's answer goes to the organizer alone.
        if event.limit?.answersFor != nil { return 0 }
        return guests(of: event.view.applying(changes), or: event.view)
    }

    /// How many people but the account itself are invited in either of two views.
    func guests(of view: View, or other: View = View()) -> Int {
        let people = Attendee.all(in: view.master[.attendees])
            .merging(Attendee.all(in: other.master[.attendees])) { first, _ in first }
        return people.values.count { !$0.isAny(of: lens.own ?? []) }
    }
}

/// One event in the folder, as it is now.
package enum LocalState: Sendable {
    /// There is no file for it.
    case absent
    /// A good file.
    case file(LocalFile)
    /// A file that needs a person; nothing is concluded from it.
    case paused(path: String, reason: String, remedy: String)
    /// It can't be told whether there is one: a folder can't be read, an editor is in the middle of saving.
    case unknown(reason: String, remedy: String)
}

/// A good event file.
package struct LocalFile: Sendable {
    /// Where, relative to the calendar folder.
    package var path: String
    /// The digest of the bytes on disk; `nil` for a file that exists only in the plan so far.
    package var digest: String?
    /// What is in it: after completion, where it needed one.
    package var file: EventFile
    /// Whether lines must be added to the file on disk first.
    package var needsCompletion: Bool

    package init(path: String, digest: String?, file: EventFile, needsCompletion: Bool = false) {
        self.path = path
        self.digest = digest
        self.file = file
        self.needsCompletion = needsCompletion
    }
}

/// One event at a service, as far as this run has read.
package enum RemoteState: Hashable, Sendable {
    /// As last seen; for an event never seen: not there, as far as is known.
    case same
    /// Read now.
    case event(RemoteEvent)
    /// Proven to be gone: a tombstone (with its revision where told), or absent from a complete listing and from a read.
    case gone(revision: String?)
    /// Not read, or not to be believed.
    case unknown(reason: String, remedy: String)
    /// Not shown any more, which may be a deletion or not: only a person knows.
    case hidden(reason: String)
}

extension LocalState {
    /// What to call it on the screen.
    var title: String? {
        switch self {
        case .file(let file): file.file.event?.title
        case .paused(let path, _, _): path
        case .absent, .unknown: nil
        }
    }
}
