/// A system call of the program that fails, or at which it is killed: what strace(1) does to it.
package struct FaultyCall: Hashable, Sendable, CustomStringConvertible {
    /// What becomes of the call.
    package enum Fault: String, CaseIterable, Sendable {
        /// The program is killed before it is carried out.
        case kill = "KILL"
        /// It fails as on a full disk.
        case full = "ENOSPC"
        /// It fails as on a broken disk.
        case broken = "EIO"
    }

    /// What is done in each round; where it is nothing on both sides, it is the first sync of all.
    package var scenario: ProgramCrashes.Scenario
    /// The call, as strace names it.
    package var name: String
    /// What becomes of it.
    package var fault: Fault
    /// Which of a thread's calls of that name, from 1; `nil` for each in its turn.
    package var number: Int?

    /// The words that replay it.
    package var description: String {
        "\(scenario),\(name),\(fault.rawValue)" + (number.map { ",\($0)" } ?? "")
    }

    init(_ scenario: ProgramCrashes.Scenario, _ name: String, _ fault: Fault) {
        (self.scenario, self.name, self.fault) = (scenario, name, fault)
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        let words = text.split(separator: ",").map(String.init)
        guard (5...6).contains(words.count),
            let scenario = ProgramCrashes.Scenario(words.prefix(3).joined(separator: ",")),
            let fault = Fault(rawValue: words[4])
        else { return nil }
        self.init(scenario, words[3], fault)
        guard words.count == 6 else { return }
        guard let number = Int(words[5]), number > 0 else { return nil }
        self.number = number
    }

    /// All that is tried with a kind of service.
    package static func all(_ kind: TriedService.Kind) -> [FaultyCall] {
        scenarios(kind).flatMap { scenario in
            changing.flatMap { name in Fault.allCases.map { FaultyCall(scenario, name, $0) } }
                + looking.map { FaultyCall(scenario, $0, .broken) } + speaking.map { FaultyCall(scenario, $0, .kill) }
        }
    }

    /// The first sync; a morning's work here with an edit there; deletions on both sides; an edit against a deletion; a
    /// rename with an edit.
    private static func scenarios(_ kind: TriedService.Kind) -> [ProgramCrashes.Scenario] {
        [(.nothing, .nothing), (.much, .place), (.make, .make), (.title, .delete), (.renameEdit, .place)].map {
            .init(kind, $0, $1)
        }
    }

    /// What changes files, or makes sure of them. Some are there on one kind of processor only.
    private static let changing = [
        "openat", "write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat", "renameat2", "unlink",
        "unlinkat", "link", "linkat", "truncate", "ftruncate", "mkdir", "mkdirat",
    ]
    /// What looks at them: nothing that can't be read is gone.
    private static let looking = ["read", "pread64", "getdents64", "statx", "newfstatat", "fstat"]
    /// What goes over the network.
    private static let speaking = ["sendto", "recvfrom"]

    /// The words before a program's own that have strace run it with the call at fault.
    ///
    /// - Parameters:
    ///   - number: Which of a thread's calls.
    ///   - trace: The file that the calls of that name are written to.
    func tracer(_ number: Int, into trace: String) -> [String] {
        let what = fault == .kill ? "signal=KILL" : "error=\(fault.rawValue)"
        // strace 6.1 sends no signal at a call that it was stopped at by seccomp.
        return ["timeout", "60", "strace", "-f"] + (fault == .kill ? [] : ["--seccomp-bpf"])
            + ["-y", "-o", trace, "-e", "signal=none"]
            + ["-e", "trace=?\(name)", "-e", "inject=?\(name):\(what):when=\(number)"]
    }

    /// The call that was struck, as strace tells it in `trace`; `nil` where none was.
    func struck(in trace: String) -> String? {
        let lines = trace.split(separator: "\n")
        guard fault != .kill else { return lines.last { $0.contains("(") }.map(String.init) }
        guard let line = lines.last(where: { $0.contains("(INJECTED)") }) else { return nil }
        // Where another thread's call came between, its first half stands before, behind the same number.
        guard line.contains("<... ") else { return String(line) }
        let number = line.prefix { $0 != " " }
        let first = lines.last { $0.hasPrefix(number + " ") && $0.hasSuffix("<unfinished ...>") }
        return "\(first ?? "") \(line)"
    }
}
