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
        for route in self where route.method == request.method {
            guard let parameters = route.parameters(of: request.path) else { continue }
            request.parameters = parameters
            do { return try await route.handle(request) } catch { return Problem(error).answer }
        }
        return refusal(of: request.method.rawValue, at: request.path)
    }

    /// What is answered to a method that is not for a path, or where there is nothing at all.
    func refusal(of method: String, at path: [String]) -> Answer {
        let allowed =
            Asset.at(path) == nil ? filter { $0.parameters(of: path) != nil }.map(\.method.rawValue) : ["GET"]
        guard !allowed.isEmpty else {
            return Problem(.notFound, "There is nothing at this path.", "See /openapi.json for what there is.").answer
        }
        let words = allowed.sorted().joined(separator: ", ")
        return Problem(.methodNotAllowed, "\(method) is not for this path.", "It takes \(words).").answer
            .with("Allow", words)
    }
}
