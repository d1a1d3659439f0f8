import ICalendar

extension EventEditor {
    /// Gives a field with one value its new text; `nil` and an empty one remove it.
    mutating func set(_ field: Field, text value: String?, in component: Component) {
        guard let name = PropertyField.name(of: field) else { return }
        let existing = indices(of: [name], in: component)
        guard let value, !value.isEmpty else { return remove(existing) }
        guard let index = existing.first else {
            let content = Self.line(of: field, value).map { [$0] } ?? []
            return text.insert(content, before: insertionPoint(in: component))
        }
        let raw = PropertyField.isText(field) ? TextValue.encode(value) : value
        let line = text.lines[index]
        let parameters = line.parameters.filter { !Self.isOutdated($0, by: value) }
        let content =
            field == .organizer ? value : ContentLineWriter.line(line.rawName, parameters: parameters, value: raw)
        if EventReading.value(of: line, in: field) != value { text.replace(line: index, with: content) }
    }

    /// A new line for a field with one value; `nil` where it has no property.
    static func line(of field: Field, _ value: String) -> String? {
        guard let name = PropertyField.name(of: field) else { return nil }
        if field == .organizer { return value }
        return ContentLineWriter.line(name, value: PropertyField.isText(field) ? TextValue.encode(value) : value)
    }

    /// New lines for elements of a set.
    static func lines(of field: Field, _ elements: [String]) -> [String] {
        switch field {
        case .categories, .resources:
            guard let name = PropertyField.name(of: field), !elements.isEmpty else { return [] }
            return [ContentLineWriter.line(name, value: TextValue.encodeList(elements))]
        case .comments, .contacts:
            let name = field == .comments ? "COMMENT" : "CONTACT"
            return elements.map { ContentLineWriter.line(name, value: TextValue.encode($0)) }
        default: return elements
        }
    }

    /// Whether a parameter speaks of the old value only: ALTREP points to another rendering of it.
    private static func isOutdated(_ parameter: Parameter, by value: String) -> Bool {
        parameter.name == "ALTREP" || parameter.name == "ENCODING"
    }

    /// Removes properties that say the same as `field` in another way, now that they would contradict it (case 62).
    mutating func dropCompanions(of field: Field, of instance: InstanceKey?) {
        guard let names = PropertyField.companions[field], let component = component(of: instance) else { return }
        let outdated = indices(of: names, in: component)
        guard !outdated.isEmpty else { return }
        let dropped = Set(outdated.map { text.lines[$0].name }).sorted().joined(separator: ", ")
        notes.append("\(dropped) removed: it would contradict the new \(field.word).")
        remove(outdated)
    }

    /// Gives a field that is a set its new elements; lines whose elements all stay are not touched.
    mutating func set(
        _ field: Field, elements wanted: Set<String>, in component: Component, of instance: InstanceKey?
    ) {
        var present: Set<String> = []
        let lines = setLines(of: field, in: component)
        // Where no line says anything of it, nothing is hidden: the file needn't be read again.
        let hidden =
            lines.isEmpty
            ? [] : hidden(of: instance, { Set($0[field]?.elements ?? []) }, { [lens] in lens.element(field, $0) })
        for index in lines.reversed() {
            let line = text.lines[index]
            if field.merging == .keyed {
                if let element = setLine(index, in: field, wanted, hidden) { present.insert(element) }
                continue
            }
            let elements = EventReading.elements(of: line, in: field)
            // What the service can't hold, or notes for itself, is nobody's wish to remove.
            let kept = elements.filter { element in
                lens.element(field, element).map { wanted.contains($0) || hidden.contains($0) } ?? true
            }
            present.formUnion(kept.compactMap { lens.element(field, $0) })
            if kept.count == elements.count { continue }
            if kept.isEmpty {
                text.remove(lines: index..<(index + 1))
            } else {
                let content = ContentLineWriter.line(
                    line.rawName, parameters: line.parameters, value: TextValue.encodeList(kept))
                text.replace(line: index, with: content)
            }
        }
        if field == .other { present.formUnion(removeComponents(except: wanted, of: instance)) }
        let missing = wanted.subtracting(present).sorted()
        guard !missing.isEmpty, let component = self.component(of: instance) else { return }
        insert(missing, into: field, in: component)
    }

    /// Gives one line of a keyed set what `wanted` has for it; returns that, or `nil` where nothing there is the line's.
    ///
    /// A line that the service can't hold stays as it is.
    private mutating func setLine(
        _ index: Int, in field: Field, _ wanted: Set<String>, _ hidden: Set<String>
    ) -> String? {
        let content = text.lines[index].content
        guard let seen = lens.element(field, content) else { return nil }
        if wanted.contains(seen) { return seen }
        let key = KeyedMerge.key(of: seen, in: field)
        guard let new = wanted.first(where: { KeyedMerge.key(of: $0, in: field) == key }) else {
            guard !hidden.contains(seen) else { return nil }
            text.remove(lines: index..<(index + 1))
            return nil
        }
        if let line = Attendee(content), let old = Attendee(seen), let target = Attendee(new) {
            let changed = line.line(with: line.differences(of: old, from: target))
            if changed != content { text.replace(line: index, with: changed) }
        }
        return new
    }

    private func setLines(of field: Field, in component: Component) -> [Int] {
        if field == .other {
            let known = PropertyField.machine.union(PropertyField.schedule)
            return component.properties.filter {
                let name = text.lines[$0].name
                return !known.contains(name) && PropertyField.single[name] == nil && PropertyField.sets[name] == nil
            }
        }
        return PropertyField.name(of: field).map { indices(of: [$0], in: component) } ?? []
    }

    private mutating func insert(_ elements: [String], into field: Field, in component: Component) {
        if [.categories, .resources].contains(field), let name = PropertyField.name(of: field),
            let index = indices(of: [name], in: component).last
        {
            let line = text.lines[index]
            let all = EventReading.elements(of: line, in: field) + elements
            let content = ContentLineWriter.line(
                line.rawName, parameters: line.parameters, value: TextValue.encodeList(all))
            return text.replace(line: index, with: content)
        }
        // Of what is text a newline is part, and written as such; only whole components have several lines.
        let isText = [.categories, .resources, .comments, .contacts].contains(field)
        let blocks = isText ? [] : elements.filter { $0.contains("\n") }
        text.insert(
            blocks.flatMap { $0.split(separator: "\n").map(String.init) }, before: component.lines.upperBound - 1)
        let lines = Self.lines(of: field, elements.filter { !blocks.contains($0) })
        text.insert(lines, before: insertionPoint(in: component))
    }

    /// Removes components inside the event that are not wanted; returns those that stay.
    private mutating func removeComponents(except wanted: Set<String>, of instance: InstanceKey?) -> Set<String> {
        var kept: Set<String> = []
        guard let component = component(of: instance) else { return kept }
        for child in component.children.reversed() {
            if child.name == "VALARM", AlarmBlock.alarm(in: child, of: text) != nil { continue }
            let block = child.lines.map { text.lines[$0].content }.joined(separator: "\n")
            guard let seen = lens.element(.other, block) else { continue }
            if wanted.contains(seen) { kept.insert(seen) } else { text.remove(lines: child.lines) }
        }
        return kept
    }

    /// Gives a part its new alarms, as the service sees them: one that the service can't hold stays.
    mutating func set(_ wanted: Set<Alarm>, in component: Component, of instance: InstanceKey?) {
        var missing = wanted
        let blocks = component.children.filter { $0.name == "VALARM" }
        let hidden =
            blocks.isEmpty ? [] : hidden(of: instance, { Value.alarms(in: $0[.alarms]) }, { [lens] in lens.alarm($0) })
        for child in blocks.reversed() {
            guard let alarm = AlarmBlock.alarm(in: child, of: text), let seen = lens.alarm(alarm) else { continue }
            if wanted.contains(seen) {
                missing.remove(seen)
            } else if !hidden.contains(seen) {
                text.remove(lines: child.lines)
            }
        }
        for alarm in missing.sorted(by: { ($0.summary, $0.action, $0.rest) < ($1.summary, $1.action, $1.rest) }) {
            guard let component = self.component(of: instance) else { return }
            // The title may have come with this same change.
            let title = text.line("SUMMARY", of: component).map { TextValue.decode($0.value) } ?? event.title
            text.insert(AlarmBlock.lines(for: alarm, title: title), before: component.lines.upperBound - 1)
        }
    }
}
