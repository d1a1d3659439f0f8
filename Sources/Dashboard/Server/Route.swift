/// One thing that can be asked: a method, a path, and what is done then.
struct Route: Sendable {
    /// What is to be done.
    let method: APIRequest.Method
    /// The names of the path, as in the OpenAPI file: `{uid}` stands for any name.
    let path: [Substring]
    /// Answers it.
    let handle: @Sendable (APIRequest) async throws -> Answer

    init(
        _ method: APIRequest.Method, _ path: String, _ handle: @escaping @Sendable (APIRequest) async throws -> Answer
    ) {
        (self.method, self.path, self.handle) = (method, path.split(separator: "/"), handle)
    }

    /// The values of the path's variables where `names` is such a path; `nil` where it isn't.
    func parameters(of names: [String]) -> [String: String]? {
        guard names.count == path.count else { return nil }
        var values: [String: String] = [:]
        for (pattern, name) in zip(path, names) {
            if pattern.hasPrefix("{") {
                values[String(pattern.dropFirst().dropLast())] = name
            } else if pattern != name {
                return nil
            }
        }
        return values
    }
}

extension [Route] {
    /// Answers a request; 404 and 405 where no route is for it.
    func answer(_ request: APIRequest) async -> Answer {
        var request = request
        var allowed: [String] = []
        for route in self {
            guard let parameters = route.parameters(of: request.path) else { continue }
            guard route.method == request.method else {
                allowed.append(route.method.rawValue)
                continue
            }
            request.parameters = parameters
            do { return try await route.handle(request) } catch { return Problem(error).answer }
        }
        guard allowed.isEmpty else {
            let words = allowed.sorted().joined(separator: ", ")
            return Problem(.methodNotAllowed, "\(request.method.rawValue) is not for this path.", "It takes \(words).")
                .answer.with("Allow", words)
        }
        return Problem(.notFound, "There is nothing at this path.", "See /openapi.json for what there is.").answer
    }
}
