/// The manual pages of all commands, in man(7)'s macros.
struct ManPages {
    /// The pages: calsync itself, then each command.
    let all: [Page]

    /// One page.
    struct Page {
        /// `calsync-pair-add`.
        let name: String
        /// The page as `man` reads it.
        let text: String
        /// The file that `man` looks for.
        var fileName: String { name + ".1" }
    }

    /// Makes the pages of a program and of every command in it.
    init(of program: CommandTree) {
        let commands = program.all
        let root = Page(
            name: program.commandName,
            text: Self.page(program, [program.commandName], commands.filter { $0.words.count == 1 }, isRoot: true))
        all =
            [root]
            + commands.map { words, command in
                let path = [program.commandName] + words
                return Page(
                    name: path.joined(separator: "-"),
                    text: Self.page(command, path, command.all.filter { $0.words.count == 1 }, isRoot: false))
            }
    }

    private static func page(
        _ command: CommandTree, _ path: [String], _ commands: [(words: [String], command: CommandTree)], isRoot: Bool
    ) -> String {
        let name = path.joined(separator: "-")
        var lines = [
            ".TH \"\(name.uppercased())\" \"1\" \"\" \"\(Version.text)\" \"calsync\"", ".SH NAME",
            "\(escaped(name)) \\- \(escaped(lowered(command.abstract ?? "")))", ".SH SYNOPSIS",
            synopsis(command, path, hasCommands: !commands.isEmpty),
        ]
        if let discussion = command.discussion, !discussion.isEmpty {
            lines += [".SH DESCRIPTION"] + paragraphs(discussion)
        }
        if !commands.isEmpty {
            lines.append(".SH COMMANDS")
            for (words, inner) in commands {
                let page = (path + words).joined(separator: "-")
                lines += [".TP", "\\fB\(escaped(page))\\fR(1)", escaped(inner.abstract ?? "")]
            }
        }
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        if !arguments.isEmpty {
            lines.append(".SH OPTIONS")
            for argument in arguments { lines += [".TP", heading(argument), text(argument)] }
        }
        lines += isRoot ? closing : [".SH SEE ALSO", path.dropLast().joined(separator: "-").manLink]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func synopsis(_ command: CommandTree, _ path: [String], hasCommands: Bool) -> String {
        var words = ["\\fB" + escaped(path.joined(separator: " ")) + "\\fR"]
        if hasCommands { words.append("\\fICOMMAND\\fR") }
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        if arguments.contains(where: { $0.kind != .positional }) { words.append("[\\fIOPTIONS\\fR]") }
        for argument in arguments where argument.kind == .positional {
            let word =
                "\\fI" + escaped((argument.valueName ?? "value").uppercased()) + "\\fR"
                + (argument.isRepeating ? "..." : "")
            words.append(argument.isOptional ? "[\(word)]" : word)
        }
        return words.joined(separator: " ")
    }

    private static func heading(_ argument: CommandTree.Argument) -> String {
        let value = "\\fI" + escaped((argument.valueName ?? "value").uppercased()) + "\\fR"
        let names = (argument.names ?? []).map { "\\fB" + escaped($0.spelling) + "\\fR" }.joined(separator: ", ")
        switch argument.kind {
        case .positional: return value
        case .flag: return names
        case .option: return names + " " + value
        }
    }

    private static func text(_ argument: CommandTree.Argument) -> String {
        var text = argument.abstract ?? ""
        if let value = argument.defaultValue, !value.isEmpty {
            text += (text.isEmpty ? "" : " ") + "Default: \(value)."
        }
        return escaped(text.isEmpty ? "." : text)
    }

    /// Prose in paragraphs; lines that are indented stand as they are.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var (isExample, isSeparated) = (false, false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // Empty lines only separate; examples are set apart by themselves.
            guard !line.isEmpty else {
                isSeparated = true
                continue
            }
            let isIndented = line.hasPrefix("  ")
            if isIndented != isExample { lines.append(isIndented ? ".PP\n.EX" : ".EE") }
            if isSeparated, !isIndented { lines.append(".PP") }
            (isExample, isSeparated) = (isIndented, false)
            lines.append(escaped(String(line)))
        }
        return lines + (isExample ? [".EE"] : [])
    }

    /// man(7): a backslash, and a dot or an apostrophe at the start of a line, mean something; `-` alone is a hyphen.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "`": result += "\\(ga"
            default: result.append(character)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }

    /// NAME's line begins in lower case and ends without a full stop.
    private static func lowered(_ text: String) -> String {
        let text = text.hasSuffix(".") ? String(text.dropLast()) : text
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static let closing = [
        ".SH EXIT STATUS", "0 done, 1 failure, 2 usage or configuration, 3 conflicts or paused files wait,",
        "4 some operations wait to be tried again, 5 sign\\-in needed, 6 held by the safety limit,",
        "7 state damaged or lost, 8 locked, 9 git is busy.", ".SH FILES", ".TP", "\\fIcalsync.toml\\fR",
        "Pairs and policy, in the calendar folder.", ".TP", "\\fI~/.config/calsync/accounts.toml\\fR",
        "Accounts, on this machine.", ".SH ENVIRONMENT", ".TP", "\\fBCALSYNC_FOLDER\\fR",
        "The calendar folder, where \\-C names none.", ".TP", "\\fBNO_COLOR\\fR", "No colours, when set to anything.",
        ".SH SEE ALSO", "\\fBgit\\fR(1), \\fBkhal\\fR(1), RFC 5545",
    ]
}

extension String {
    /// A reference to another page.
    fileprivate var manLink: String { "\\fB" + split(separator: "-").joined(separator: "\\-") + "\\fR(1)" }
}
