import ICalendar

/// What the rows of the table have in common.
extension Decision {
    /// Keeps a remote state that can't be dealt with now, so that it is not lost when the sync token moves on.
    mutating func remember(_ event: RemoteEvent) {
        var base: Base
        switch record {
        case .live(let known)?:
            guard known.seen != event else { return }
            base = known
            base.see(event)
        case .deleted(let tombstone)?:
            guard !tombstone.isStale(event) else { return }
            base = Base(
                seen: event, remoteShadow: View(), folderShadow: View(), agreed: tombstone.agreed,
                generation: tombstone.generation)
        case nil:
            // Nothing is agreed yet, so both sides will be heard in full.
            base = Base(seen: event, remoteShadow: View(), folderShadow: View(), agreed: [])
        }
        agreement = operation(
            .adopt, event.view.title, reason: "seen at \(pair.service), waiting", planned: .live(base))
    }

    /// What the service can hold of `event`. An instance that speaks for all later ones reads as agreed, unless the
    /// service knows such instances (case 75); an exception of an instance that isn't there stays in the file (case 78).
    func view(of event: Event) -> View {
        var view = pair.lens.view(event)
        for key in strays(of: event) { view.exceptions[key] = nil }
        guard !pair.lens.keepsRanges else { return view }
        for key in event.openRanges {
            if case .live(let base)? = record {
                view.exceptions[key] = base.folderShadow.exceptions[key]
            } else {
                view.exceptions[key] = nil
            }
        }
        return view
    }

    /// Says that the service shows too little of `event` to write it anywhere.
    mutating func holdHidden(_ event: RemoteEvent) {
        hold(.service, event.view.title, "\(pair.service) hides its details", "Ask its owner for more access.")
    }

    mutating func hold(_ cause: Held.Cause, _ title: String, _ reason: String, _ remedy: String) {
        held = Held(pair: key.pair, uid: key.uid, title: title, cause: cause, reason: reason, remedy: remedy)
    }
}
