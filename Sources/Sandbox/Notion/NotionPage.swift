/// The page at `/`.
enum NotionPage { static let text = "" }
