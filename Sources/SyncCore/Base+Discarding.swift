import ICalendar

extension Base {
    /// The file as the folder last agreed on it; `nil` where it was never agreed on as a whole.
    ///
    /// While something is open the agreed bytes lag behind single fields that went on (a pull beside a conflict): those
    /// are made up for from the folder shadow, so that going back takes no change of the service's along.
    package func agreedFile(through lens: Lens) -> EventFile? {
        guard !agreed.isEmpty, let event = EventFile(agreed).event else { return nil }
        let changes = lens.view(event).aligned(with: folderShadow).changes(to: folderShadow).filter { change in
            // Instances that speak for all later ones are in the file alone (case 75).
            lens.keepsRanges || !(change.instance.map(event.openRanges.contains) ?? false)
        }
        let isWhole = changes.allSatisfy { change in
            // An instance of which only some fields are agreed can't be written.
            if case .exception(_, _, .changed(let part)?) = change { return part.schedule != nil }
            return true
        }
        guard isWhole else { return nil }
        let file = EventFile(agreed).applying(changes, through: lens).file
        return file.event == nil ? nil : file
    }
}
