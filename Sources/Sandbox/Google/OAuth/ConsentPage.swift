/// The pages that a person sees while signing in.
enum ConsentPage {
    /// Asks for consent, with a tick for each scope as Google's page has it.
    static func ask(_ asked: ConsentRequest, account: String, target: String) -> String {
        let scopes = asked.scopes.map { scope in
            let name = escaped(String(scope.split(separator: "/").last ?? ""))
            return """
                <label><input type="checkbox" name="scope" value="\(escaped(scope))" checked> \(name)</label>
                """
        }
        return page(
            "Sign in to the sandbox",
            """
            <p><b>calsync</b> wants access to the calendars of <b>\(escaped(account))</b>.</p>
            <form method="post" action="\(escaped(target))">
            \(scopes.joined(separator: "\n"))
            <p><button name="decision" value="approve">Continue</button>
            <button name="decision" value="deny">Cancel</button></p>
            </form>
            """)
    }

    /// Says why nobody is asked.
    static func blocked(_ blocked: ConsentRequest.Blocked) -> String {
        page(
            "Access blocked",
            "<p>\(escaped(blocked.text))</p><p>Error \(blocked.status): \(escaped(blocked.word))</p>")
    }

    private static func page(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <link rel="icon" href="data:,"><title>\(title)</title>
        <style>:root{color-scheme:light dark}body{font:1.05rem/1.5 system-ui,sans-serif;max-width:28rem;\
        margin:15vh auto;padding:0 1rem}label{display:block}button{font:inherit;padding:.4rem 1.2rem}</style>
        <h1>\(title)</h1>
        \(body)
        </html>

        """
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
