import Testing

@testable import SyncCore

/// The truth table: one event, each of base, folder and remote is absent, A, B or C. It is the specification.
@Suite struct PlanTests {
    /// Base, folder and remote, and what is done. A, B and C differ in the title.
    static let table = """
        - - -  nothing
        - - A  create-file
        - - B  create-file
        - - C  create-file
        - A -  create-remote
        - A A  adopt
        - A B  adopt, conflict title
        - A C  adopt, conflict title
        - B -  create-remote
        - B A  adopt, conflict title
        - B B  adopt
        - B C  adopt, conflict title
        - C -  create-remote
        - C A  adopt, conflict title
        - C B  adopt, conflict title
        - C C  adopt
        A - -  forget
        A - A  delete-remote
        A - B  create-file
        A - C  create-file
        A A -  delete-file
        A A A  nothing
        A A B  edit-file
        A A C  edit-file
        A B -  create-remote
        A B A  edit-remote
        A B B  adopt
        A B C  adopt, conflict title
        A C -  create-remote
        A C A  edit-remote
        A C B  adopt, conflict title
        A C C  adopt
        B - -  forget
        B - A  create-file
        B - B  delete-remote
        B - C  create-file
        B A -  create-remote
        B A A  adopt
        B A B  edit-remote
        B A C  adopt, conflict title
        B B -  delete-file
        B B A  edit-file
        B B B  nothing
        B B C  edit-file
        B C -  create-remote
        B C A  adopt, conflict title
        B C B  edit-remote
        B C C  adopt
        C - -  forget
        C - A  create-file
        C - B  create-file
        C - C  delete-remote
        C A -  create-remote
        C A A  adopt
        C A B  adopt, conflict title
        C A C  edit-remote
        C B -  create-remote
        C B A  adopt, conflict title
        C B B  adopt
        C B C  edit-remote
        C C -  delete-file
        C C A  edit-file
        C C B  edit-file
        C C C  nothing
        """

    @Test func `each row of the truth table has its outcome`() throws {
        let rows = PlanTests.table.split(separator: "\n")
        #expect(rows.count == 64)
        #expect(Set(rows.map { $0.prefix(5) }).count == 64)
        for row in rows {
            let sides = row.prefix(5).split(separator: " ").map { $0 == "-" ? nil : meeting(String($0)) }
            let plan = Scene(base: sides[0], local: sides[1], remote: sides[2]).plan()
            #expect(plan.words == row.dropFirst(7), "row \(row.prefix(5))")
        }
    }

    @Test func `what a row writes is what the other side has`() {
        for (base, local, remote) in [("A", "A", "B"), ("A", "C", "A"), ("A", nil, "B"), ("A", "B", nil)] {
            let plan = Scene(
                base: meeting(base), local: local.map { meeting($0) }, remote: remote.map { meeting($0) }
            ).plan()
            if let file = plan.file {
                #expect(file == meeting(remote ?? ""))
            } else {
                #expect(view(meeting(base)).applying(plan.pushed).title == local)
            }
        }
    }

    @Test func `no row writes a side that holds the only copy of a value`() {
        for local in ["A", "B", "C"] {
            for remote in ["A", "B", "C"] where remote != local {
                let plan = Scene(local: meeting(local), remote: meeting(remote)).plan()
                #expect(plan.writes(to: .local).isEmpty && plan.writes(to: .remote).isEmpty)
                #expect(plan.conflicts.first?.fields.first?.local == .text(local))
                #expect(plan.conflicts.first?.fields.first?.remote == .text(remote))
            }
        }
    }

    @Test func `swapping the sides mirrors the plan`() {
        let mirror = [
            "edit-file": "edit-remote", "create-file": "create-remote", "delete-file": "delete-remote",
            "edit-remote": "edit-file", "create-remote": "create-file", "delete-remote": "delete-file",
        ]
        let titles: [String?] = [nil, "A", "B", "C"]
        for base in titles {
            for one in titles {
                for other in titles {
                    let files = [base, one, other].map { $0.map { meeting($0) } }
                    let plan = Scene(base: files[0], local: files[1], remote: files[2]).plan().words
                    let swapped = Scene(base: files[0], local: files[2], remote: files[1]).plan().words
                    #expect(mirror[plan] ?? plan == swapped)
                }
            }
        }
    }

    @Test func `the same input gives the same plan`() {
        let scene = Scene(base: meeting("A"), local: meeting("B"), remote: meeting("C", "LOCATION:there"))
        #expect(scene.plan() == scene.plan())
    }
}
