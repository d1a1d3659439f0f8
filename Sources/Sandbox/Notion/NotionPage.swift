/// The page at `/`: the databases as a table and a month, to edit by hand as a person would in Notion.
///
/// Plain HTML without anything from outside. Texts from rows are only ever set as text, never as markup.
enum NotionPage {
    static let text = #"""
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>calsync sandbox: Notion</title>
        <style>
        \#(PageStyle.text)
        \#(style)
        </style>
        <header>
          <h1>Sandbox workspace</h1>
          <p>A stand-in for Notion. What you change here, a client finds at its next sync.</p>
          <p id="stats" role="status" aria-live="polite"></p>
          <div class="actions" role="group" aria-label="View">
            <button type="button" id="table" aria-pressed="true">Table</button>
            <button type="button" id="month" aria-pressed="false">Month</button>
            <label class="inline"><input type="checkbox" id="trash"> Show trash</label>
          </div>
        </header>
        <main id="databases" aria-busy="true"></main>
        <dialog id="editor" aria-labelledby="editor-title">
          <form method="dialog" id="form">
            <h2 id="editor-title"></h2>
            <div id="fields"></div>
            <p id="problem" role="alert"></p>
            <div class="actions">
              <button type="button" id="remove" class="danger">Trash</button>
              <button type="button" id="duplicate">Duplicate</button>
              <span></span>
              <button type="button" id="cancel">Cancel</button>
              <button type="submit" class="primary">Save</button>
            </div>
          </form>
        </dialog>
        <script>
        \#(NotionPageScript.text)
        </script>
        </html>

        """#

    private static let style = """
        body { max-width: 72rem; }
        section > .scroll { display: block; padding: 0; overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { border-top: 1px solid var(--line); padding: .5rem .8rem; text-align: start; vertical-align: top;
          max-width: 18rem; overflow-wrap: anywhere; white-space: pre-wrap; }
        th { color: var(--dim); font-weight: 500; white-space: nowrap; }
        td:first-child { min-width: 10rem; }
        td:last-child button { white-space: nowrap; }
        td button { border: 0; padding: 0; text-align: start; border-radius: 4px; font-weight: 600; }
        tr.trashed td { color: var(--dim); text-decoration: line-through; }
        tr.trashed td:last-child { text-decoration: none; }
        section > .month { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 0; padding: 0;
          align-items: stretch; border-top: 1px solid var(--line); }
        .month > div { min-height: 5.5rem; padding: .25rem; border: 1px solid var(--line); border-width: 0 1px 1px 0; }
        .month time { color: var(--dim); font-size: .8rem; }
        .month .other { opacity: .45; }
        .month .today time { color: var(--accent); font-weight: 700; }
        .month button { display: block; width: 100%; padding: .1rem .35rem; margin-top: .15rem; border: 0;
          border-radius: 5px; text-align: start; font-size: .8rem; overflow: hidden; text-overflow: ellipsis;
          white-space: nowrap; background: color-mix(in srgb, var(--accent) 16%, transparent); }
        header .actions { align-items: center; margin-top: .6rem; }
        [aria-pressed=true] { border-color: var(--accent); color: var(--accent); }
        #fields { display: grid; gap: .7rem; }
        select { font: inherit; width: 100%; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 8px;
          background: var(--paper); color: var(--ink); }
        """
}
