import ICalendar
import ProviderKit
import SyncCore
import Testing

@testable import ProviderNotion

/// Which property plays which role.
@Suite struct NotionSchemaTests {
    @Test func `properties are found by type and name`() throws {
        let (schema, warnings) = try NotionSchema.found(in: .usual, named: [:], before: nil)
        #expect(schema[.title]?.id == "title")
        #expect(schema[.date]?.name == "Date")
        #expect(schema[.calendar]?.options == ["Work", "Home"])
        #expect(schema[.marker] == nil)
        #expect(warnings.isEmpty)
        #expect(schema.missing.contains(.marker))
    }

    @Test func `a renamed property stays what it was, by its id`() throws {
        let (before, _) = try NotionSchema.found(in: .usual, named: [:], before: nil)
        var source = NotionDataSource.usual
        source.rename("Location", "Ort")
        let (schema, warnings) = try NotionSchema.found(in: source, named: [:], before: before)
        #expect(schema[.location]?.name == "Ort")
        #expect(schema[.location]?.id == before[.location]?.id)
        #expect(schema.shape == before.shape)
        #expect(warnings.isEmpty)
    }

    @Test func `a retyped or deleted property is told, and its field leaves the view`() throws {
        let (before, _) = try NotionSchema.found(in: .usual, named: [:], before: nil)
        var source = NotionDataSource.usual
        source.properties?["Location"]?.type = "number"
        source.properties?["Description"] = nil
        let (schema, warnings) = try NotionSchema.found(in: source, named: [:], before: before)
        #expect(schema[.location] == nil)
        #expect(warnings.count == 2)
        #expect(warnings.contains { $0.contains("Location is now a number") })
        #expect(warnings.contains { $0.contains("Description is gone") })
    }

    @Test func `names in the configuration come first, and a wrong one is told with what there is`() throws {
        let (schema, _) = try NotionSchema.found(
            in: .usual, named: [.location: "Description", .description: "-"], before: nil)
        #expect(schema[.location]?.name == "Description")
        #expect(schema[.description] == nil)
        let error = #expect(throws: NotionSchemaProblem.self) {
            try NotionSchema.found(in: .usual, named: [.location: "Plaec"], before: nil)
        }
        #expect(error?.sentence.contains("no property Plaec for the location. It has: Calendar, Date") == true)
        let other = #expect(throws: NotionSchemaProblem.self) {
            try NotionSchema.found(in: .usual, named: [.location: "Date"], before: nil)
        }
        #expect(other?.sentence.contains("it is a date") == true)
    }

    @Test func `a table without a date, or with several, is refused with a sentence`() throws {
        var source = NotionDataSource.usual
        source.rename("Date", "Begin")
        #expect(try NotionSchema.found(in: source, named: [:], before: nil).schema[.date]?.name == "Begin")
        source.properties?["Due"] = NotionPropertySchema(id: "due", type: "date")
        let several = #expect(throws: NotionSchemaProblem.self) {
            try NotionSchema.found(in: source, named: [:], before: nil)
        }
        #expect(several?.sentence.contains("several dates (Begin, Due)") == true)
        source.properties?["Due"] = nil
        source.properties?["Begin"] = nil
        let none = #expect(throws: NotionSchemaProblem.self) {
            try NotionSchema.found(in: source, named: [:], before: nil)
        }
        #expect(none?.sentence.contains("no date property") == true)
    }

    @Test func `a date that is gone stops the pair`() throws {
        let (before, _) = try NotionSchema.found(in: .usual, named: [:], before: nil)
        var source = NotionDataSource.usual
        source.properties?["Date"]?.type = "rich_text"
        let error = #expect(throws: NotionSchemaProblem.self) {
            try NotionSchema.found(in: source, named: [:], before: before)
        }
        #expect(error?.sentence.contains("date property Date is now a rich_text") == true)
    }

    @Test func `a schema is kept with its calendar`() throws {
        let (schema, _) = try NotionSchema.found(in: .usual, named: [:], before: nil)
        let calendar = RemoteCalendar(
            id: "x", name: "x", timeZone: "UTC", isWritable: true, notes: [NotionSchema.note: schema.text])
        #expect(NotionSchema(of: calendar) == schema)
    }
}

extension NotionDataSource {
    /// Gives a property another name, as a person does.
    fileprivate mutating func rename(_ name: String, _ new: String) {
        let property = properties?.removeValue(forKey: name)
        properties?[new] = property
    }

    /// A table with the usual properties but calsync's own.
    static let usual = NotionDataSource(
        id: "01234567-89ab-cdef-0123-456789abcdef",
        properties: [
            "Name": NotionPropertySchema(id: "title", type: "title"),
            "Date": NotionPropertySchema(id: "date", type: "date"),
            "Description": NotionPropertySchema(id: "desc", type: "rich_text"),
            "Location": NotionPropertySchema(id: "loc", type: "rich_text"),
            "Notes": NotionPropertySchema(id: "note", type: "rich_text"),
            "Calendar": NotionPropertySchema(
                id: "cal", type: "select",
                select: NotionOptionList(options: [NotionOption(name: "Work"), NotionOption(name: "Home")])),
            "Status": NotionPropertySchema(
                id: "stat", type: "status",
                status: NotionOptionList(options: [NotionOption(name: "Tentative"), NotionOption(name: "Done")])),
            "URL": NotionPropertySchema(id: "url", type: "url"),
            "Deleted": NotionPropertySchema(id: "del", type: "checkbox"),
            "Recurrence": NotionPropertySchema(id: "rec", type: "rich_text"),
        ])
}

extension NotionSchema {
    /// The usual properties, calsync's own among them.
    static var usual: NotionSchema {
        var source = NotionDataSource.usual
        source.properties?["calsync id"] = NotionPropertySchema(id: "mark", type: "rich_text")
        return (try? NotionSchema.found(in: source, named: [:], before: nil).schema) ?? NotionSchema()
    }
}
