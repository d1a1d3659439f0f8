/// One BEGIN…END block of a file, as indices into ``CalendarText/lines``.
package struct Component: Sendable {
    /// The name in capitals: `VEVENT`.
    package let name: String
    /// The lines from BEGIN to END, both included; an unclosed component reaches to where something else had to end it.
    package let lines: Range<Int>
    /// The component's own properties, not those of its children.
    package let properties: [Int]
    /// The components inside, in the order written.
    package let children: [Component]
    /// Whether the END is there.
    package let isClosed: Bool
}
