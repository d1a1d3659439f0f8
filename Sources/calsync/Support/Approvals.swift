import SyncCore
import SyncEngine

/// Asks for one operation after the other (`sync -i`).
struct Approvals: Sendable {
    private let prompt: Prompt

    init(_ prompt: Prompt) { self.prompt = prompt }

    private static let help = """
        y  do it
        n  leave it out of this run; the next one asks again
        a  do it and all that follow
        q  leave it out, and all that follow
        ?  this list

        """

    /// Asks a question. A bare Enter is a yes; the end of the input leaves out what follows.
    func ask(_ question: String) async -> Approval {
        while true {
            prompt.write("\(question) [y/n/a/q/?] ")
            guard let answer = await prompt.read() else {
                prompt.write("\n")
                return .quit
            }
            switch Prompt.plain(answer) {
            case "", "y", "yes": return .yes
            case "n", "no": return .no
            case "a", "all": return .all
            case "q", "quit": return .quit
            default: prompt.write(Self.help)
            }
        }
    }

    /// Asks which look-alikes are the same events.
    ///
    /// - Parameter show: Shows one of them.
    func choose(_ looks: [LookAlike], show: (LookAlike) -> Void) async -> [LookAlike] {
        var chosen: [LookAlike] = []
        for (index, look) in looks.enumerated() {
            show(look)
            switch await ask("Take the two for one event?") {
            case .yes: chosen.append(look)
            case .no: continue
            case .all: return chosen + looks[index...]
            case .quit: return chosen
            }
        }
        return chosen
    }
}
