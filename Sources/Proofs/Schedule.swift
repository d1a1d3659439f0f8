/// What happens in one small world: acts, a sync among them or not, and a sync that is cut off or loses an answer.
package struct Schedule: Sendable, CustomStringConvertible {
    /// The acts, in order.
    package var acts: [Act]
    /// Whether the folder is synced after the first act, so that the second is done with it in view.
    package var isSyncedBetween = false
    /// Whether it is the sync after the first act that is cut off or loses an answer, before the second is done.
    package var isEarly = false
    /// The step of the sync after the first act at which the second is done, in its middle, from 1; `nil` for not in it.
    package var during: Int?
    /// Whether the person who did the second act saw the value of the first; told by the world as it was then.
    var isFirstSeen = false
    /// The step of the sync at which the process dies, from 1; `nil` for none.
    package var crash: Int?
    /// The request whose answer is lost; `nil` for none.
    package var lost: Lost?
    /// When the power goes; `nil` for not at all.
    package var cut: Cut?

    /// A power cut in the middle of the sync.
    package struct Cut: Hashable, Sendable {
        /// The changing step of the disk that does not happen any more, from 1.
        var step: Int
        /// Which of the ways it is in which a disk may forget what was not flushed.
        var luck: UInt8
    }

    /// A request of the sync.
    package struct Lost: Hashable, Sendable, CustomStringConvertible {
        /// Whether it goes to the poor service.
        var isPoor: Bool
        /// Which of those to this service, from 1.
        var number: Int

        package var description: String { (isPoor ? "poor:" : "rich:") + String(number) }

        init(isPoor: Bool, number: Int) {
            self.isPoor = isPoor
            self.number = number
        }

        init?(_ text: some StringProtocol) {
            let parts = text.split(separator: ":")
            guard parts.count == 2, let number = Int(parts[1]), parts[0] == "rich" || parts[0] == "poor" else {
                return nil
            }
            self.init(isPoor: parts[0] == "poor", number: number)
        }
    }

    package init(_ acts: [Act], isSyncedBetween: Bool = false) {
        self.acts = acts
        self.isSyncedBetween = isSyncedBetween
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        var acts: [Act] = []
        var schedule = Schedule([])
        for word in text.split(separator: ",").map(String.init) {
            if word == "sync" {
                schedule.isSyncedBetween = true
            } else if word.hasPrefix("crash=") {
                schedule.crash = Int(word.dropFirst(6))
            } else if word.hasPrefix("during=") {
                schedule.during = Int(word.dropFirst(7))
            } else if word.hasPrefix("lost=") {
                schedule.lost = Lost(word.dropFirst(5))
            } else if word.hasPrefix("cut=") {
                let parts = word.dropFirst(4).split(separator: ":")
                guard parts.count == 2, let step = Int(parts[0]), let luck = UInt8(parts[1]) else { return nil }
                schedule.cut = Cut(step: step, luck: luck)
            } else if let act = Act(rawValue: word) {
                schedule.isEarly = acts.count == 1 && (schedule.crash != nil || schedule.lost != nil)
                acts.append(act)
            } else {
                return nil
            }
        }
        schedule.acts = acts
        self = schedule
    }

    /// The words that replay it.
    package var description: String {
        var words = acts.map(\.rawValue)
        var trouble: [String] = []
        if let crash { trouble.append("crash=\(crash)") }
        if let lost { trouble.append("lost=\(lost)") }
        if let cut { trouble.append("cut=\(cut.step):\(cut.luck)") }
        words.insert(contentsOf: trouble, at: isEarly ? min(1, words.count) : words.count)
        if let during { words.insert("during=\(during)", at: min(1, words.count)) }
        if isSyncedBetween { words.insert("sync", at: min(1, words.count)) }
        return words.joined(separator: ",")
    }

    /// The acts with their positions.
    var steps: [Step] { acts.enumerated().map { Step(act: $1, index: $0) } }

    /// Whether the person who does the `later` act sees what the `earlier` one came to.
    func isInView(_ earlier: Step, of later: Step) -> Bool {
        guard earlier.index < later.index else { return false }
        return isSyncedBetween || earlier.act.place == later.act.place || ((isEarly || during != nil) && isFirstSeen)
    }

    /// Whether two acts are done without sight of each other.
    func areApart(_ a: Step, _ b: Step) -> Bool { !isInView(a, of: b) && !isInView(b, of: a) }

    /// All sequences of up to `count` acts.
    package static func all(upTo count: Int) -> [Schedule] {
        var sequences: [[Act]] = [[]]
        var schedules: [Schedule] = []
        for _ in 0..<count {
            sequences = sequences.flatMap { acts in Act.allCases.map { acts + [$0] } }
            schedules += sequences.map { Schedule($0) }
            if (sequences.first?.count ?? 0) > 1 {
                schedules += sequences.map { Schedule($0, isSyncedBetween: true) }
            }
        }
        return schedules
    }
}
