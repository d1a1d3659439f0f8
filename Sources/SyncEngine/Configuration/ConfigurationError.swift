/// All that is wrong with the configuration, at once (exit 2).
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, by file and line; never empty.
    package let problems: [ConfigurationProblem]

    /// Keeps `problems` in the order of their lines.
    package init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.enumerated().sorted { a, b in
            (a.element.path, a.element.line ?? 0, a.offset) < (b.element.path, b.element.line ?? 0, b.offset)
        }.map(\.element)
    }

    /// The problems, one a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a configuration file.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it.
    package let path: String
    /// The line, counted from 1; nil where the whole file is meant.
    package let line: Int?
    /// What is wrong, as a sentence.
    package let sentence: String
    /// What to write instead, as a sentence.
    package let remedy: String

    /// Keeps the parts as they are given.
    package init(path: String, line: Int?, sentence: String, remedy: String) {
        self.path = path
        self.line = line
        self.sentence = sentence
        self.remedy = remedy
    }

    /// The problem as one line of text.
    ///
    ///     calsync.toml:12: Unknown key `drection`. Did you mean `direction`?
    package var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(sentence)" + (remedy.isEmpty ? "" : " \(remedy)")
    }
}

extension ConfigurationError {
    /// One problem with a whole file.
    init(_ path: String, _ sentence: String, _ remedy: String) {
        self.init([ConfigurationProblem(path: path, line: nil, sentence: sentence, remedy: remedy)])
    }

    /// The same problems without their lines, for a text that nobody has on disk.
    var withoutLines: ConfigurationError {
        ConfigurationError(
            problems.map {
                ConfigurationProblem(path: $0.path, line: nil, sentence: $0.sentence, remedy: $0.remedy)
            })
    }
}
