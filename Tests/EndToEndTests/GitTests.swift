import Foundation
import Testing

/// What git does with event files once `calsync git setup` was run; with the real git.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git"))) struct GitTests {
    /// Runs a script in the calendar folder, as a person with a name; `$0` is the program.
    @discardableResult
    private func git(_ world: World, _ script: String) async throws -> Outcome {
        let person = [
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_PAGER": "cat",
        ]
        return try await Program.run(
            [], in: world.folder, environment: world.environment.merging(person) { $1 },
            as: ["/bin/sh", "-ec", script])
    }

    /// An event whose lines all touch.
    private static let film = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:film
        DTSTAMP:20261101T080000Z
        SUMMARY:Film
        DTSTART;TZID=Europe/Berlin:20261204T200000
        DURATION:PT2H
        LOCATION:Here
        END:VEVENT
        END:VCALENDAR

        """

    /// A repository with one event, edited by `sed` on two branches; the one called `theirs` is to be merged.
    private func branches(
        _ world: World, ours: String, theirs: String, file: String = "family/film night.ics", setUp: Bool = true
    ) async throws {
        try world.write(file, Self.film)
        let setup = setUp ? "\"$0\" git setup --yes >/dev/null" : ":"
        let outcome = try await git(
            world,
            """
            git init -q -b main . && git add -A && git commit -qm first; \(setup); git add -A; git commit -q --allow-empty -m set
            git checkout -qb theirs; sed -i -e '\(theirs)' -- '\(file)'; git commit -qam theirs
            git checkout -q main; sed -i -e '\(ours)' -- '\(file)'; git commit -qam ours
            """)
        #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    }

    @Test func `setup teaches git, a second one has nothing to do, and it is all taken out again`() async throws {
        try await World.with { world in
            let outside = try await world.calsync("git", "setup", "--yes")
            #expect(outside.code == 2)
            #expect(outside.err.contains("git init"))
            try await git(world, "git init -q . && printf '*.ics -text\\n' > .gitattributes")
            let asked = try await world.calsync("git", "setup")
            #expect(asked.code == 2)
            #expect(asked.err.contains("--yes"))
            let first = try await world.calsync("git", "setup", "--yes")
            #expect(first.code == 0, "\(first.err)")
            #expect(first.err == "")
            #expect(try world.read(".gitattributes") == "*.ics -text\n*.ics merge=calsync diff=calsync\n")
            let config = try await git(world, "git config --local --get merge.calsync.driver")
            #expect(config.out.hasSuffix(" merge-driver -- %O %A %B %L %P\n"))
            let second = try await world.calsync("git", "setup", "--json")
            #expect(second.json["done"]?.array?.isEmpty == true, "\(second.err)")
            let removed = try await world.calsync("git", "setup", "--remove", "--yes")
            #expect(removed.code == 0)
            #expect(try world.read(".gitattributes") == "*.ics -text\n")
            #expect(try await git(world, "git config --local --get-regexp calsync || true").out == "")
            #expect(try await world.calsync("git", "setup", "--remove", "--yes").out.contains("nothing was changed"))
        }
    }

    @Test func `a line of attributes that counts more is told`() async throws {
        try await World.with { world in
            try await git(world, "git init -q . && echo '*.ics merge=union' > .git/info/attributes")
            let outcome = try await world.calsync("git", "setup", "--yes")
            #expect(outcome.code == 0)
            #expect(outcome.err.contains("counts more"))
        }
    }

    @Test func `git merges fields that touch, which it can't alone`() async throws {
        let (ours, theirs) = ("s/SUMMARY:Film/SUMMARY:Film night/", "s/T200000/T203000/; s/Here/There/")
        try await World.with { world in
            try await branches(world, ours: ours, theirs: theirs, setUp: false)
            #expect(try await git(world, "git merge -q theirs").code == 1)
        }
        try await World.with { world in
            try await branches(world, ours: ours, theirs: theirs)
            let outcome = try await git(world, "git merge -q theirs -m both")
            #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
            let merged = Self.film.replacingOccurrences(of: "SUMMARY:Film", with: "SUMMARY:Film night")
                .replacingOccurrences(of: "T200000", with: "T203000").replacingOccurrences(of: "Here", with: "There")
            #expect(try world.read("family/film night.ics") == merged)
            #expect(try await git(world, "git status --porcelain").out == "")
        }
    }

    @Test func `what both sides changed is left between markers, all else is merged`() async throws {
        try await World.with { world in
            try await branches(
                world, ours: "s/SUMMARY:Film/SUMMARY:Ours/", theirs: "s/SUMMARY:Film/SUMMARY:Theirs/; s/Here/There/")
            let outcome = try await git(world, "git merge -q theirs")
            #expect(outcome.code == 1)
            #expect(outcome.err.contains("family/film night.ics: changed on both sides: title."))
            #expect(
                try world.read("family/film night.ics")
                    == Self.film.replacingOccurrences(
                        of: "SUMMARY:Film\n",
                        with: "<<<<<<< ours\nSUMMARY:Ours\n=======\nSUMMARY:Theirs\n>>>>>>> theirs\n"
                    ).replacingOccurrences(of: "Here", with: "There"))
            #expect(try await git(world, "git status --porcelain").out.hasPrefix("UU "))
            // Nothing goes anywhere before a person has decided.
            #expect(try await world.calsync("sync").code == 9)
            try await git(world, "git checkout -q --theirs . && git commit -qam decided")
            try await world.sync()
            #expect(world.remoteTitle("film") == "Theirs")
        }
    }

    @Test func `a time changed at its two ends is a conflict, though git alone would mix it`() async throws {
        let ours = "s/T200000/T190000/"
        let theirs = "s/PT2H/PT3H/"
        let spread = { (text: String) in
            text.replacingOccurrences(of: "DURATION", with: "X-A:1\nX-B:2\nX-C:3\nDURATION")
        }
        try await World.with { world in
            try await branches(world, ours: ours, theirs: theirs)
            try await git(world, "git reset -q --hard HEAD~1")
            try world.write(
                "family/apart.ics", spread(Self.film).replacingOccurrences(of: "UID:film", with: "UID:apart"))
            let script = """
                git add -A; git commit -qm apart; git checkout -qb late; sed -i '\(theirs)' family/apart.ics; git commit -qam late
                git checkout -q main; sed -i '\(ours)' family/apart.ics; git commit -qam early
                """
            #expect(try await git(world, script).code == 0)
            let outcome = try await git(world, "git merge -q late")
            #expect(outcome.code == 1)
            #expect(outcome.err.contains("changed on both sides: time."))
        }
    }

    @Test func `a rebase and names that look like options are merged as well`() async throws {
        try await World.with { world in
            try await branches(
                world, ours: "s/Here/There/", theirs: "s/PT2H/PT3H/", file: "-o odd.ics")
            let outcome = try await git(world, "git checkout -q theirs && git rebase -q main")
            #expect(outcome.code == 0, "\(outcome.err)")
            let text = try world.read("-o odd.ics")
            #expect(text.contains("PT3H") && text.contains("There"))
        }
    }

    @Test func `a diff shows words, one line for each thing that changed`() async throws {
        try await World.with { world in
            try await branches(world, ours: "s/SUMMARY:Film/SUMMARY:Film night/", theirs: "s/Here/There/; s/PT2H/PT3H/")
            let title = try await git(world, "git diff -U0 HEAD~1 HEAD")
            #expect(title.code == 0, "\(title.err)")
            let changed = { (text: String) in
                text.split(separator: "\n").filter { $0.hasPrefix("-") || $0.hasPrefix("+") }.dropFirst(2)
            }
            #expect(changed(title.out) == ["-title: Film", "+title: Film night"])
            let more = try await git(world, "git show -U0 --format= theirs")
            #expect(
                changed(more.out) == [
                    "-time: 2026-12-04 20:00–22:00 Europe/Berlin", "-location: Here",
                    "+time: 2026-12-04 20:00–23:00 Europe/Berlin", "+location: There",
                ])
            #expect(try await git(world, "git diff --no-textconv HEAD~1 HEAD").out.contains("+SUMMARY:Film night"))
        }
    }

    @Test func `what is no event is shown as it is`() async throws {
        try await World.with { world in
            try world.write("broken.ics", "BEGIN:VCALENDAR\nfor now\n")
            #expect(try await world.calsync("textconv", "broken.ics").out == "BEGIN:VCALENDAR\nfor now\n")
        }
    }
}
