/// Does `body`, and then `end`, also where `body` throws.
package func doing<Value>(_ body: () async throws -> Value, then end: () async -> Void) async throws -> Value {
    let value: Value
    do {
        value = try await body()
    } catch {
        await end()
        throw error
    }
    await end()
    return value
}
