/// What a person does in the folder in each round of a scenario.
package enum HereAct: String, CaseIterable, Sendable {
    /// Nothing.
    case nothing
    /// Makes an event, and deletes the one of the round before.
    case make
    /// Gives the event `tea` another title, place or time.
    case title, place, time
    /// Renames its file, without or with an edit.
    case rename, renameEdit
    /// Makes a file without UID, and deletes the one of the round before.
    case complete
    /// Edits a line of `tea` that is the file's alone.
    case own
    /// Makes an event, completes a file, edits `tea`, and deletes what the round before made: a morning's work.
    case much
    /// Makes a file that can't be read, and deletes the one of the round before.
    case spoil
    /// Edits a series, or one occurrence of it.
    case series, occurrence

    /// Whether it edits the event `tea`, so that a deletion at the service loses against it.
    var editsTea: Bool {
        switch self {
        case .title, .place, .time, .renameEdit, .own, .much: true
        case .nothing, .make, .rename, .complete, .spoil, .series, .occurrence: false
        }
    }

    /// Whether it needs a service that holds series.
    var isAboutSeries: Bool {
        switch self {
        case .series, .occurrence: true
        case .nothing, .make, .title, .place, .time, .rename, .renameEdit, .complete, .own, .much, .spoil: false
        }
    }

    func perform(in world: ProgramWorld, _ round: Round) throws {
        let (folder, mark) = (world.folder, round.mark)
        func replace(_ name: String, _ text: String) throws {
            try folder.write("family/\(name)-\(mark).ics", text)
            let before = "family/\(name)-\(round.before).ics"
            if folder.eventFiles.contains(before) { try folder.remove(before) }
        }
        switch self {
        case .nothing: break
        case .make: try replace("made", ProgramWorld.file("made-\(mark)@x", "made here \(mark)"))
        case .title: try world.change("tea@x", .init(title: "tea here \(mark)"))
        case .place: try world.change("tea@x", .init(place: "here \(mark)"))
        case .time: try world.change("tea@x", .init(minute: round.minute))
        case .rename: try world.change("tea@x", .init(), into: "family/tea-\(mark).ics")
        case .renameEdit: try world.change("tea@x", .init(title: "tea here \(mark)"), into: "family/tea-\(mark).ics")
        case .complete: try replace("bare", ProgramWorld.file(nil, "bare here \(mark)"))
        case .own:
            guard let path = world.path(of: "tea@x"), let text = folder.read(path) else { return }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            try folder.write(
                path, lines.map { $0.hasPrefix("X-MINE:") ? "X-MINE:own \(mark)" : $0 }.joined(separator: "\n"))
        case .much:
            for act in [HereAct.make, .complete, .title] { try act.perform(in: world, round) }
        case .spoil: try replace("spoilt", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:spoilt-\(mark)@x\n")
        case .series: try world.change("run@x", .init(title: "run here \(mark)"))
        case .occurrence:
            guard let path = world.path(of: "run@x"), let text = folder.read(path) else { return }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            try folder.write(
                path,
                lines.map { $0.hasPrefix("SUMMARY:once") ? "SUMMARY:once here \(mark)" : $0 }.joined(separator: "\n"))
        }
    }
}

/// What is done at the service in each round of a scenario.
package enum ThereAct: String, CaseIterable, Sendable {
    /// Nothing.
    case nothing
    /// Makes an event, and deletes the one of the round before.
    case make
    /// Gives the event `tea` another title, place or time, or title and place.
    case title, place, time, both
    /// Deletes the event `tea`, which is edited in the folder at the same time.
    case delete

    func perform(in world: ProgramWorld, _ round: Round) throws {
        let (service, mark) = (world.service, round.mark)
        switch self {
        case .nothing: break
        case .make:
            try service.delete("phone-\(round.before)")
            try service.make("phone-\(mark) there")
        case .title: try service.change("tea", .init(title: "tea there \(mark)"))
        case .place: try service.change("tea", .init(place: "there \(mark)"))
        case .time: try service.change("tea", .init(minute: round.minute))
        case .both: try service.change("tea", .init(title: "tea there \(mark)", place: "there \(mark)"))
        case .delete: try service.delete("tea")
        }
    }
}
