/// Which rows a query is for (reference/filter-data-source-entries).
indirect enum NotionFilter: Hashable {
    case all
    case and([NotionFilter])
    case or([NotionFilter])
    /// A property's value, tested.
    case property(NotionProperty, NotionTest)
    /// The time of creation or of the last edit, tested.
    case created(NotionTest)
    case edited(NotionTest)

    /// Reads a filter that fits the schema.
    init(_ json: JSON?, for source: NotionDataSource) throws(NotionError) {
        guard let json else {
            self = .all
            return
        }
        if let parts = json["and"]?.array {
            self = .and(try parts.map { part throws(NotionError) in try NotionFilter(part, for: source) })
        } else if let parts = json["or"]?.array {
            self = .or(try parts.map { part throws(NotionError) in try NotionFilter(part, for: source) })
        } else if let timestamp = json["timestamp"]?.string {
            let test = try NotionTest(json[timestamp] ?? .null)
            self = timestamp == "created_time" ? .created(test) : .edited(test)
        } else {
            let key = json["property"]?.string ?? ""
            guard let property = source.property(key) else {
                throw .invalid("Could not find property with name or id: \(key)")
            }
            let kinds = NotionProperty.Kind.allCases.filter { json[$0.rawValue] != nil }
            guard let test = json[property.kind.rawValue] else {
                throw .invalid(
                    "database property \(property.kind.rawValue) does not match filter \(kinds.first?.rawValue ?? "type")"
                )
            }
            let read = try NotionTest(test)
            if property.kind.hasOptions, let name = read.operand.string, property.option(named: name) == nil {
                throw .invalid(
                    "\(property.kind.rawValue) option \"\(name)\" not found for property \"\(property.name)\".")
            }
            self = .property(property, read)
        }
    }

    /// Whether a row is meant; `now` is the moment that relative times start from.
    func matches(_ row: NotionRow, now: Int) -> Bool {
        switch self {
        case .all: true
        case .and(let parts): parts.allSatisfy { $0.matches(row, now: now) }
        case .or(let parts): parts.contains { $0.matches(row, now: now) }
        case .created(let test): test.accepts(moment: floorToMinute(row.created), now: now)
        case .edited(let test): test.accepts(moment: floorToMinute(row.edited), now: now)
        case .property(let property, let test): test.accepts(row, property, now: now)
        }
    }

    /// Whether the answer depends on the clock, so that it may not be kept.
    var isRelative: Bool {
        switch self {
        case .all: false
        case .and(let parts), .or(let parts): parts.contains(where: \.isRelative)
        case .created(let test), .edited(let test), .property(_, let test): test.isRelative
        }
    }
}

/// One condition: an operator and what it compares with.
struct NotionTest: Hashable {
    var name: String
    var operand: JSON

    init(_ json: JSON) throws(NotionError) {
        guard let member = json.object?.first else {
            throw .invalid("A filter should have one condition, instead was `\(json.text())`.")
        }
        (name, operand) = (member.key, member.value)
        if ["before", "after", "on_or_before", "on_or_after"].contains(name), Self.span(operand, now: 0) == nil {
            throw .invalid("\(name) should be a valid ISO 8601 date string, instead was `\(operand.text())`.")
        }
    }

    /// Whether the condition is about a time near now.
    var isRelative: Bool {
        if case .object = operand { return true }
        return operand.string.map { Self.words[$0] != nil } ?? false
    }

    /// Whether a row's value of `property` is meant.
    func accepts(_ row: NotionRow, _ property: NotionProperty, now: Int) -> Bool {
        let value = row.values[property.id]
        switch property.kind {
        case .title, .richText, .url, .email, .phoneNumber: return accepts(text: value?.plainText ?? "")
        case .number, .uniqueID: return accepts(number: row.bare(property))
        case .checkbox:
            let isSame = (value == .flag(true)) == (operand == true)
            return name == "equals" ? isSame : !isSame
        case .select, .status, .multiSelect:
            var names = row.chosen(property).map(\.name)
            if property.kind == .status, names.isEmpty { names = property.options.prefix(1).map(\.name) }
            return accepts(names: names)
        case .people, .relation:
            return accepts(names: (value?.references ?? []).compactMap { NotionID(any: $0)?.text })
        case .createdBy: return accepts(names: [row.createdBy])
        case .lastEditedBy: return accepts(names: [row.editedBy])
        case .createdTime: return accepts(moment: floorToMinute(row.created), now: now)
        case .lastEditedTime: return accepts(moment: floorToMinute(row.edited), now: now)
        case .date:
            guard case .date(let date)? = value else { return name == "is_empty" }
            return accepts(moment: date.start.seconds, now: now)
        case .files: return (value == nil) == (name == "is_empty")
        case .formula, .button: return name == "is_empty"
        }
    }

    private func accepts(text: String) -> Bool {
        let other = operand.string ?? ""
        switch name {
        case "equals": return text == other
        // Empty values differ from everything as well (measured by sdalu/sequel-notion).
        case "does_not_equal": return text != other
        case "contains": return text.lowercased().contains(other.lowercased())
        case "does_not_contain": return !text.lowercased().contains(other.lowercased())
        case "starts_with": return text.lowercased().hasPrefix(other.lowercased())
        case "ends_with": return text.lowercased().hasSuffix(other.lowercased())
        default: return text.isEmpty == (name == "is_empty")
        }
    }

    private func accepts(number: JSON) -> Bool {
        let (left, right) = (Self.double(number["number"] ?? number), Self.double(operand))
        guard let left, let right else {
            return name == "does_not_equal" ? left != right : (left == nil) == (name == "is_empty")
        }
        switch name {
        case "equals": return left == right
        case "does_not_equal": return left != right
        case "greater_than": return left > right
        case "less_than": return left < right
        case "greater_than_or_equal_to": return left >= right
        case "less_than_or_equal_to": return left <= right
        default: return name == "is_not_empty"
        }
    }

    private func accepts(names: [String]) -> Bool {
        let wanted = operand.string ?? ""
        let has = names.contains(wanted) || NotionID(any: wanted).map { names.contains($0.text) } ?? false
        switch name {
        case "equals", "contains": return has
        case "does_not_equal", "does_not_contain": return !has
        default: return names.isEmpty == (name == "is_empty")
        }
    }
}

extension NotionTest {
    /// Words for days near today, by their distance in days (the types of @notionhq/client).
    private static let words = [
        "today": 0, "tomorrow": 1, "yesterday": -1, "one_week_ago": -7, "one_week_from_now": 7, "one_month_ago": -30,
        "one_month_from_now": 30,
    ]

    /// Whether a moment is meant.
    func accepts(moment: Int, now: Int) -> Bool {
        let day = 86_400
        switch name {
        case "past_week": return (now - 7 * day...now).contains(moment)
        case "past_month": return (now - 30 * day...now).contains(moment)
        case "past_year": return (now - 365 * day...now).contains(moment)
        case "next_week": return (now...now + 7 * day).contains(moment)
        case "next_month": return (now...now + 30 * day).contains(moment)
        case "next_year": return (now...now + 365 * day).contains(moment)
        case "this_week":
            let today = CivilTime(seconds: now)
            let monday = (today.dayNumber - today.weekday) * day
            return (monday..<monday + 7 * day).contains(moment)
        case "is_empty": return false
        case "is_not_empty": return true
        default:
            guard let span = Self.span(operand, now: now) else { return false }
            switch name {
            case "equals": return span.contains(moment)
            case "before": return moment < span.lowerBound
            case "after": return moment >= span.upperBound
            case "on_or_before": return moment < span.upperBound
            default: return moment >= span.lowerBound
            }
        }
    }

    /// The moments that an operand stands for: a day in UTC, or a minute.
    private static func span(_ operand: JSON, now: Int) -> Range<Int>? {
        guard let text = operand.string else { return nil }
        if let days = words[text] {
            let start = (CivilTime(seconds: now).dayNumber + days) * 86_400
            return start..<start + 86_400
        }
        if let day = CivilTime(date: text) { return day.seconds..<day.seconds + 86_400 }
        guard let read = Timestamp.parse(text) else { return nil }
        let start = floorToMinute(read.civil.seconds - (read.offset ?? 0))
        return start..<start + 60
    }

    private static func double(_ json: JSON) -> Double? {
        switch json {
        case .int(let number): Double(number)
        case .double(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
