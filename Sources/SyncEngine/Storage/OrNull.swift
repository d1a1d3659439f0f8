/// A value that is `null` in JSON when it is absent, so that every object has all its keys.
@propertyWrapper package struct OrNull<Value: Encodable>: Encodable {
    /// The value.
    package var wrappedValue: Value?

    /// Wraps `value`.
    package init(wrappedValue value: Value?) { wrappedValue = value }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension OrNull: Sendable where Value: Sendable {}
