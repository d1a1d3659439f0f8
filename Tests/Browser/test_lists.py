"""Queue, history, files, analytics and calendars; several events at once; and every button there is."""

import unittest

from browser import PageCase
from stand import event

BUTTONS = """return [...document.querySelectorAll("main button, #indicator button, .side button")]
    .filter((each) => each.checkVisibility() && !each.disabled).map((each) => each.getAttribute("aria-label") || each.textContent)"""


def something_fails(stand):
    stand.put("work/edited.ics", event("edited@example.com", "Edited by a run", 1))
    stand.calsync("sync")
    for name in ("retried", "parked"):
        stand.put(f"work/{name}.ics", event(f"{name}@example.com", name.title(), 1))
        stand.fault({"status": 400, "reason": "invalid"}, operation="events.import", body=f"{name}@example.com")
    stand.calsync("sync", code=(3, 4))
    stand.put("family/backwards.ics", event("backwards@example.com", "Backwards", 2, 10, -30))


class ListsTest(PageCase):
    events = [
        ("work/edited.ics", event("edited@example.com", "As it was", 1)),
        *[("family/" + name + ".ics", event(f"{name}@example.com", f"Bulk {name}", 3, 10 + index)) for index, name in enumerate(("one", "two", "three", "four", "five", "six"))],
    ]
    after_sync = staticmethod(something_fails)

    def choose(self, *names):
        self.open("calendar/agenda")
        for name in names:
            self.browser.check(f"main input[aria-label='Choose Bulk {name}']")

    def test_1_a_file_that_needs_you_is_named_with_line_and_remedy(self):
        self.open("files")
        self.browser.shows("family/backwards.ics:")
        self.assertTrue(self.browser.text(".remedy"))
        (self.stand.root / "family/backwards.ics").unlink()
        self.browser.hides("family/backwards.ics")

    def test_2_history_tells_before_and_after_and_takes_a_run_back(self):
        self.open("history")
        self.browser.fill("#filter-event", "edited@example.com")
        self.browser.press("Edited by a run", selector="summary")
        self.browser.shows("As it was")
        self.browser.press("Undo run", within="main")
        self.browser.shows("As it was", "dialog")
        self.browser.press("Undo", within="dialog footer")
        self.browser.until("the old title in the file", lambda: "SUMMARY:As it was" in self.stand.text("work/edited.ics"))

    def test_3_the_queue_is_tried_again_one_by_one_or_all_of_it(self):
        self.open("queue")
        self.browser.press("Retry Retried")
        self.browser.until("the event at the service", lambda: self.stand.phone("retried@example.com"))
        self.browser.shows("parked")
        self.browser.press("Retry all now")
        self.browser.shows("Nothing waits")
        self.assertIsNotNone(self.stand.phone("parked@example.com"))

    def test_4_several_events_get_a_category_are_shifted_moved_and_deleted(self):
        self.choose("one", "two")
        self.browser.press("Category")
        self.browser.fill("#bulk-word", "health")
        self.browser.press("Show what would change", within="dialog")
        self.browser.shows("Bulk two", "dialog")
        self.assertNotIn("CATEGORIES", self.stand.text("family/one.ics"))
        self.browser.press("Set", within="dialog footer")
        self.browser.until("the category", lambda: all("CATEGORIES:health" in self.stand.text(f"family/{name}.ics") for name in ("one", "two")))

        self.choose("three")
        self.browser.press("Shift in time")
        self.browser.press("Show what would change", within="dialog")
        self.browser.press("Shift", within="dialog footer")
        self.browser.until("the later time", lambda: "T130000" in self.stand.text("family/three.ics"))

        self.choose("four")
        self.browser.press("Move", within=".bulk")
        self.browser.script("document.getElementById('bulk-folder').value = 'work'")
        self.browser.press("Show what would change", within="dialog")
        self.browser.press("Move", within="dialog footer")
        self.browser.until("the other folder", lambda: [path.parent.name for path in self.stand.holds("UID:four@example.com")] == ["work"])

        self.choose("five")
        self.browser.press("Delete", within=".bulk")
        self.browser.press("Delete", within="dialog footer")
        self.browser.until("the file to be gone", lambda: not self.stand.holds("UID:five@example.com"))

    def test_5_calendars_are_added_turned_and_removed(self):
        self.open("calendars")
        self.browser.until("the direction", lambda: self.browser.one("#direction-family"))
        self.browser.fill("#direction-family", "pull")
        self.browser.until("the setting", lambda: 'direction = "pull"' in (self.stand.root / "calsync.toml").read_text())
        self.browser.press("Sign in to notion")
        self.browser.one("dialog input[type=password]")
        self.browser.press("Cancel", within="dialog")
        self.browser.press("Remove family")
        self.browser.press("Remove", within="dialog footer")
        self.browser.until("the pair to be gone", lambda: "[pair.family]" not in (self.stand.root / "calsync.toml").read_text())
        self.assertTrue(self.stand.holds("UID:six@example.com"))
        self.browser.press("Keep Family in step")
        self.browser.press("Add the pair", within="dialog")
        self.browser.until("the pair", lambda: "[pair.family]" in (self.stand.root / "calsync.toml").read_text())

    def test_6_analytics_has_its_numbers_as_tables_too(self):
        self.open("analytics")
        self.browser.press("The numbers", selector="summary")
        self.browser.one(".plot table")

    def test_7_every_button_does_something_and_nothing_breaks(self):
        for screen in ("calendar/month", "calendar/week", "calendar/agenda", "plan", "conflicts", "history", "queue", "files", "analytics", "calendars"):
            self.open(screen)
            for name in dict.fromkeys(self.browser.script(BUTTONS)):
                with self.subTest(screen=screen, button=name):
                    self.open(screen)
                    self.browser.script("""const name = arguments[0];
                        [...document.querySelectorAll("main button, #indicator button, .side button")]
                            .find((each) => (each.getAttribute("aria-label") || each.textContent) === name)?.click();""", name)
                    self.browser.until("the answer", lambda: not self.browser.all("[aria-busy]"))
                    self.browser.script("for (const dialog of document.querySelectorAll('dialog')) dialog.close(); document.querySelectorAll('.messages button').forEach((each) => each.click())")
                    self.assertEqual([each for each in self.browser.complaints() if "status of" not in each], [])


if __name__ == "__main__":
    unittest.main()
