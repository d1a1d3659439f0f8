import ICalendar

/// Exceptions that name an instance which the series doesn't have (cases.md, 72 and 78).
extension Decision {
    /// The exceptions of `event` that name nothing in the series as the service has it; none where it takes them.
    func strays(of event: Event) -> Set<InstanceKey> {
        guard !event.content.exceptions.isEmpty, !pair.lens.keepsStrays, event.hasMaster else { return [] }
        return pair.lens.view(event).strayKeys(zones: event.zones)
    }

    /// Says which changed instance stays in the file alone, because the series has no such instance (case 78). A
    /// left-out instance that isn't there is nothing to tell (case 72).
    mutating func holdStrays(of event: Event) {
        let strays = strays(of: event)
        guard !strays.isEmpty else { return }
        let view = pair.lens.view(event)
        guard let key = strays.filter({ view.exceptions[$0]?.part != nil }).min() else { return }
        hold(
            .service, event.title, "the series has no instance on \(key.words): the one in the file stays there alone",
            "Correct its RECURRENCE-ID, or remove that VEVENT.")
    }

    /// The folder's shadow without what isn't in `view` for being stray: that it became so is no wish to undo it there.
    func localBase(_ base: Base?, _ event: Event, _ view: View) -> View {
        guard var shadow = base?.folderShadow else { return View() }
        let strays = strays(of: event)
        guard !strays.isEmpty, let old = shadow.schedule else { return shadow }
        let shift = view.schedule?.shift(from: old) ?? 0
        shadow.exceptions = shadow.exceptions.filter { !strays.contains($0.key.shifted(by: shift, in: old.start)) }
        return shadow
    }
}
