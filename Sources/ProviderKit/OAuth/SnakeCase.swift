import FoundationEssentials

/// JSON with names like `access_token`, as OAuth has them.
package enum SnakeCase {
    /// Reads a value whose members are called `accessToken` here; `nil` where the text isn't that.
    package static func decode<Value: Decodable>(_: Value.Type, from bytes: [UInt8]) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(Value.self, from: Data(bytes))
    }
}
