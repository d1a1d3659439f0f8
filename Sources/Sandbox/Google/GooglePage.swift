/// The page at `/`: the calendars as a person's phone would show them, to edit behind a client's back.
///
/// Plain HTML without anything from outside. Texts from events are only ever set as text, never as markup.
enum GooglePage {
    static let text = #"""
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>calsync sandbox</title>
        <style>
        \#(PageStyle.text)
        </style>
        <header>
          <h1>Sandbox calendar</h1>
          <p>A stand-in for Google Calendar. What you change here, a client finds at its next sync.
            To sign in: <a href="/_sandbox/sign-in/client_secret_sandbox.json" download>client_secret_sandbox.json</a></p>
          <p id="stats" role="status" aria-live="polite"></p>
        </header>
        <main id="calendars" aria-busy="true"></main>
        <dialog id="editor" aria-labelledby="editor-title">
          <form method="dialog" id="form">
            <h2 id="editor-title"></h2>
            <fieldset id="scope" hidden>
              <legend>Change</legend>
              <label><input type="radio" name="scope" value="this" checked> only this one</label>
              <label><input type="radio" name="scope" value="all"> the whole series</label>
            </fieldset>
            <label>Title <input name="summary" autocomplete="off"></label>
            <label class="inline"><input type="checkbox" name="allDay"> All day</label>
            <div class="pair">
              <label>From <input name="start" required></label>
              <label>To <input name="end" required></label>
            </div>
            <label>Repeats <input name="recurrence" placeholder="RRULE:FREQ=WEEKLY;BYDAY=MO" autocomplete="off"></label>
            <label>Place <input name="location" autocomplete="off"></label>
            <label>Notes <textarea name="description" rows="3"></textarea></label>
            <p id="problem" role="alert"></p>
            <div class="actions">
              <button type="button" id="remove" class="danger">Delete</button>
              <span></span>
              <button type="button" id="cancel">Cancel</button>
              <button type="submit" class="primary">Save</button>
            </div>
          </form>
        </dialog>
        <script>
        \#(GooglePageScript.text)
        </script>
        </html>

        """#
}
