import ICalendar
import ProviderKit
import Sandbox
import SyncEngine
import Testing

@testable import Dashboard

/// docs/openapi.json, which is served too, beside what the dashboard really answers.
@Suite struct OpenAPITests {
    private let document: JSON

    init() throws {
        document = try JSON(parsing: try #require(Asset.all["openapi.json"]).bytes)
    }

    /// The routes there are, as `GET /api/events`.
    private var routes: [String] {
        let desk = Desk(
            carryOut: { _ in Desk.Outcome(code: .done, output: [], notes: "") },
            read: { _ in Desk.Outcome(code: .done, output: [], notes: "") },
            signIn: { _, _, _ in Desk.Outcome(code: .done, output: [], notes: "") },
            look: { throw Problem(.failed, "Nobody looks.") }, metrics: { "" }, runs: AsyncStream { $0.finish() })
        let api = API(
            desk: desk, hub: StatusHub(desk), calendar: FolderCalendar(root: "/nowhere", files: DiskFileStore()),
            zone: .utc, root: "/nowhere", now: { 0 })
        return api.routes.map { "\($0.method.rawValue) /\($0.path.joined(separator: "/"))" }
    }

    private static let methods = ["get", "post", "put", "patch", "delete"]

    /// What the document describes of each method of each path.
    private var operations: [String: JSON] {
        var operations: [String: JSON] = [:]
        for (path, item) in document["paths"]?.object ?? [:] {
            for method in Self.methods { operations["\(method.uppercased()) \(path)"] = item[method] }
        }
        return operations
    }

    @Test func `the document describes each thing that can be asked, and nothing else`() {
        let routes = routes
        #expect(Set(routes).count == routes.count)
        // The document itself is a file, as the page's are.
        #expect(Set(operations.keys) == Set(routes).union(["GET /openapi.json"]))
    }

    @Test func `each path's variables are described`() {
        for (path, item) in document["paths"]?.object ?? [:] {
            let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            let said = (item["parameters"]?.array ?? []).filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
            #expect(said == names, "\(path)")
        }
    }

    @Test func `each answer has its kind, and each refusal is a problem`() {
        for (name, operation) in operations {
            let answers = operation["responses"]?.object ?? [:]
            #expect(answers["default"]?["$ref"] == "#/components/responses/Problem", "\(name)")
            let good = answers.filter { $0.key.hasPrefix("2") }
            #expect(good.count == 1, "\(name)")
            for (status, answer) in good { #expect((answer["content"] == nil) == (status == "204"), "\(name)") }
            #expect(operation["summary"]?.string?.isEmpty == false, "\(name)")
        }
    }

    @Test func `each shape that is named is there, and each that is there is named`() {
        func references(_ value: JSON) -> Set<String> {
            switch value {
            case .object(let members):
                members.reduce(into: []) { found, member in
                    if member.key == "$ref", let text = member.value.string { found.insert(text) }
                    found.formUnion(references(member.value))
                }
            case .array(let elements): elements.reduce(into: []) { $0.formUnion(references($1)) }
            case .null, .bool, .int, .double, .string: []
            }
        }
        let there = ["schemas", "responses"].flatMap { kind in
            (document["components"]?[kind]?.object ?? [:]).keys.map { "#/components/\(kind)/\($0)" }
        }
        #expect(references(document) == Set(there))
    }

    @Test func `nobody without token or link gets anything but what says so`() async throws {
        let open = Set(operations.filter { $0.value["security"] == [] }.keys)
        #expect(open == ["GET /healthz", "GET /openapi.json"])
        try await PageWorld.with { world in
            for name in operations.keys.sorted() {
                let parts = name.split(separator: " ")
                let path = parts[1].replacing("{", with: "").replacing("}", with: "")
                let answer = try await world.ask(String(parts[0]), String(path), as: .nobody)
                #expect(answer.status == (open.contains(name) ? 200 : 401), "\(name)")
            }
        }
    }

    @Test func `metrics are told in Prometheus' format to who has the token`() async throws {
        try await PageWorld.with { world in
            let answer = try await world.ask("GET", "/metrics")
            #expect(answer.status == 200 && answer.text == "calsync_held 0\n")
            #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        }
    }
}
