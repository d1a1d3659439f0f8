import SyncCore
import Testing

struct FieldTests {
    @Test func `fields come in the order in which they are listed`() {
        #expect(Field.allCases.sorted() == Field.allCases)
        #expect(Set(Field.allCases).count == Field.allCases.count)
    }
}
