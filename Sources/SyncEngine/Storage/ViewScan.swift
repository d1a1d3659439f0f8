import ICalendar
import SyncCore

/// Reads the JSON of views that ``ByteWriter`` wrote, in its very order; `nil` for any other.
extension ByteScanner {
    mutating func view() -> View? {
        guard skip("{\"m\":"), let master = part() else { return nil }
        var view = View(master: master)
        if skip(",\"x\":") {
            guard let exceptions = table({ $0.exception() }) else { return nil }
            view.exceptions = Dictionary(exceptions.map { (InstanceKey($0), $1) }) { $1 }
        }
        return skip("}") ? view : nil
    }

    private mutating func exception() -> Exception? {
        if skip("{}") { return .excluded }
        guard skip("{\"c\":"), let part = part(), skip("}") else { return nil }
        return .changed(part)
    }

    private mutating func part() -> Part? {
        guard let values = table({ $0.fieldValue() }) else { return nil }
        var part = Part()
        for (name, value) in values {
            // A newer calsync's field is passed over.
            guard let field = Field(rawValue: name) else { continue }
            part.fields[field] = value
        }
        return part
    }

    private mutating func fieldValue() -> Value? {
        guard skip("{"), let value = openValue(), skip("}") else { return nil }
        return value
    }

    private mutating func openValue() -> Value? {
        if skip("\"t\":") { return string().map { .text($0) } }
        if skip("\"w\":") { return schedule().map { .schedule($0) } }
        if skip("\"s\":") { return strings().map { .set(Set($0)) } }
        guard skip("\"a\":") else { return nil }
        return list { $0.alarm() }.map { .alarms(Set($0)) }
    }

    private mutating func schedule() -> Schedule? {
        guard skip("{\"start\":"), let start = time(), skip(",\"end\":"), let end = time(),
            skip(",\"rules\":"), let rules = strings(), skip("}")
        else { return nil }
        return Schedule(start: start, end: end, rules: Set(rules))
    }

    private mutating func time() -> EventTime? { string().flatMap { EventTime(compact: $0) } }

    private mutating func alarm() -> Alarm? {
        guard skip("{\"action\":"), let action = string(),
            skip(",\"trigger\":{"), let trigger = trigger(),
            skip("}},\"rest\":"), let rest = string(), skip("}")
        else { return nil }
        return Alarm(action: action, trigger: trigger, rest: rest)
    }

    private mutating func trigger() -> Alarm.Trigger? {
        if skip("\"start\":{\"_0\":") { return number(Int.self).map { .start($0) } }
        if skip("\"end\":{\"_0\":") { return number(Int.self).map { .end($0) } }
        guard skip("\"absolute\":{\"_0\":") else { return nil }
        return string().map { .absolute($0) }
    }

    /// A list of strings.
    mutating func strings() -> [String]? { list { $0.string() } }

    /// A list of what `element` reads.
    private mutating func list<Element>(_ element: (inout ByteScanner) -> Element?) -> [Element]? {
        guard skip("[") else { return nil }
        if skip("]") { return [] }
        var elements: [Element] = []
        repeat {
            guard let next = element(&self) else { return nil }
            elements.append(next)
        } while skip(",")
        return skip("]") ? elements : nil
    }

    /// The names of an object, each with what `value` reads behind it.
    mutating func table<Element>(_ value: (inout ByteScanner) -> Element?) -> [(String, Element)]? {
        guard skip("{") else { return nil }
        if skip("}") { return [] }
        var members: [(String, Element)] = []
        repeat {
            guard let name = string(), skip(":"), let next = value(&self) else { return nil }
            members.append((name, next))
        } while skip(",")
        return skip("}") ? members : nil
    }
}
