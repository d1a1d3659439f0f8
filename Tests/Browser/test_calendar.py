"""The calendar: going about in it, and making, editing, moving and deleting events. The files are what counts."""

import datetime
import unittest

from browser import NARROW, Keys, PageCase
from stand import TODAY, event


class CalendarTest(PageCase):
    events = [
        ("work/review.ics", event("review@example.com", "Roadmap review", 0, 10)),
        ("work/series.ics", event("series@example.com", "Stand-up", 0, 9, 15, ["RRULE:FREQ=DAILY;COUNT=5"])),
        ("family/dentist.ics", event("dentist@example.com", "Dentist", 0, 14, 45)),
        ("family/doomed.ics", event("doomed@example.com", "Doomed", 0, 18)),
        ("family/moving.ics", event("moving@example.com", "Moving", 0, 19)),
        *[(f"work/many-{number}.ics", event(f"many-{number}@example.com", f"Many {number}", 1, 8 + number)) for number in range(7)],
    ]

    def event(self, title):
        self.browser.press(title, selector="button.event", within="main")
        return self.browser.one("dialog .facts")

    def gone(self):
        self.browser.until("the dialog to close", lambda: not self.browser.all("dialog"))

    def test_an_event_is_made_edited_and_sent(self):
        self.open("calendar/agenda")
        self.browser.press("New event", within="main .toolbar")
        self.browser.fill("#event-title", "Train to Hamburg; <b>platform</b> 7, sharp")
        self.browser.fill("#event-start", "10:15")
        self.browser.fill("#event-end", "12:00")
        self.browser.fill("#event-location", "Hauptbahnhof")
        self.browser.script("document.querySelector('#folder-choice, #event-folder').value = 'family'")
        self.browser.press("Save", within="dialog")
        self.browser.shows("Train to Hamburg; <b>platform</b> 7, sharp")
        path, = self.stand.holds("SUMMARY:Train to Hamburg")
        self.assertEqual(path.parent.name, "family")
        self.assertIn(f"DTSTART;TZID=Europe/Berlin:{TODAY:%Y%m%d}T101500", path.read_text())
        before = path.read_text().splitlines()

        self.event("Train to Hamburg")
        self.browser.press("Edit", within="dialog")
        self.browser.fill("#event-title", "Train to Kiel")
        self.browser.press("Save", within="dialog")
        self.browser.shows("Train to Kiel")
        after = path.read_text().splitlines()
        changed = [line for line in after if line not in before]
        self.assertIn("SUMMARY:Train to Kiel", changed)
        self.assertTrue(all(line.split(":")[0] in ("SUMMARY", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED") for line in changed), changed)

        self.browser.press("Sync now", within="#indicator .line")
        self.browser.shows("Synced", "#notices")
        uid = next(line for line in after if line.startswith("UID:"))[4:]
        self.assertEqual(self.stand.phone(uid, "family@group.calendar.google.com")["summary"], "Train to Kiel")

    def test_an_event_is_moved_to_another_calendar(self):
        self.open("calendar/agenda")
        self.event("Moving")
        self.browser.press("Move", within="dialog.sheet")
        self.browser.script("document.querySelector('#folder-choice').value = 'work'")
        self.browser.named("Move", within="dialog:not(.sheet) footer").click()
        self.gone()
        self.assertEqual([path.parent.name for path in self.stand.holds("UID:moving@example.com")], ["work"])

    def test_an_event_is_deleted_after_a_question(self):
        self.open("calendar/agenda")
        self.event("Doomed")
        self.browser.press("Delete", within="dialog.sheet")
        self.browser.press("Cancel", within="dialog:not(.sheet) footer")
        self.assertEqual(len(self.stand.holds("UID:doomed@example.com")), 1)
        self.browser.press("Delete", within="dialog.sheet")
        self.browser.press("Delete", within="dialog:not(.sheet) footer")
        self.gone()
        self.browser.hides("Doomed")
        self.assertEqual(self.stand.holds("UID:doomed@example.com"), [])

    def test_one_of_a_series_is_deleted_and_the_others_stay(self):
        self.open("calendar/agenda")
        count = lambda: len([each for each in self.browser.all("main button.event") if "Stand-up" in each.text])
        self.browser.until("five of the series", lambda: count() == 5)
        self.event("Stand-up")
        self.browser.press("Delete this one", within="dialog.sheet")
        self.browser.press("Delete", within="dialog:not(.sheet) footer")
        self.gone()
        self.browser.until("four of the series", lambda: count() == 4)
        self.assertIn("EXDATE", self.stand.text("work/series.ics"))

    def test_a_change_of_the_file_meanwhile_is_not_lost(self):
        self.open("calendar/agenda")
        self.event("Dentist")
        self.browser.press("Edit", within="dialog")
        self.stand.put("family/dentist.ics", self.stand.text("family/dentist.ics").replace("SUMMARY:Dentist", "SUMMARY:Dentist with Ida"))
        self.browser.fill("#event-title", "Dentist on the page")
        self.browser.press("Save", within="dialog")
        self.browser.one("dialog .problem")
        self.assertIn("SUMMARY:Dentist with Ida", self.stand.text("family/dentist.ics"))
        self.browser.press("Cancel", within="dialog")
        self.browser.complaints()  # the console notes that the server refused

    def test_the_arrow_keys_go_from_day_to_day(self):
        self.open(f"calendar/month/{TODAY}")
        self.browser.one(".month a.day[data-first]").send_keys(Keys.ARROW_RIGHT)
        tomorrow = TODAY + datetime.timedelta(days=1)
        focused = lambda: self.browser.script("return document.activeElement.dataset.day")
        self.assertEqual(focused(), str(tomorrow))
        self.browser.keys(Keys.ARROW_UP)
        self.assertEqual(focused(), str(tomorrow - datetime.timedelta(days=7)))
        self.assertEqual(self.browser.script("return document.querySelectorAll('.month a.day[tabindex=\"0\"]').length"), 1)

    def test_a_full_day_says_how_many_more_and_opens_as_agenda(self):
        self.open(f"calendar/month/{TODAY}")
        self.browser.press(" more", selector="a.rest", within=".month")
        self.browser.shows("Many 6")

    def test_keys_switch_the_view_and_back_goes_back(self):
        self.open("calendar/month")
        self.browser.script("document.getElementById('main').focus()")
        self.browser.keys("2")
        self.browser.one(".week")
        self.browser.keys("3")
        self.browser.one(".agenda")
        self.browser.driver.back()
        self.browser.one(".week")

    def test_the_panel_has_an_address_and_escape_closes_it(self):
        self.open("calendar/month?event=review%40example.com")
        self.browser.shows("Roadmap review", "dialog")
        self.browser.shows("work/review.ics", "dialog")
        self.browser.keys(Keys.ESCAPE)
        self.gone()
        self.assertNotIn("event=", self.browser.driver.current_url)

    def test_a_search_finds_and_says_when_it_does_not(self):
        self.open("calendar/agenda")
        self.browser.fill("main input[type=search]", "roadmap")
        self.browser.until("the search", lambda: "Roadmap review" in self.browser.text("main") and "Many 1" not in self.browser.text("main"))
        self.browser.fill("main input[type=search]", "zzz")
        self.browser.shows("Nothing fits")
        self.browser.fill("main input[type=search]", "")

    def test_an_event_that_is_opened_while_a_search_is_typed_stays_open(self):
        self.open("calendar/agenda")
        self.browser.shows("Roadmap review")
        self.browser.fill("main input[type=search]", "moving")
        self.browser.script("[...document.querySelectorAll('main button.event')].find((each) => each.innerText.includes('Roadmap')).click()")
        self.browser.shows("work/review.ics", "dialog")
        # Longer than typing pauses.
        self.browser.driver.execute_async_script("setTimeout(arguments[0], 600)")
        self.assertIn("work/review.ics", self.browser.text("dialog"))
        self.assertIn("Many 1", self.browser.text("main"))
        self.browser.keys(Keys.ESCAPE)
        self.gone()

    def test_a_calendar_is_left_out_by_its_name(self):
        self.open("calendar/agenda")
        self.browser.shows("Many 1")
        self.browser.press("work", within=".legend")
        self.browser.hides("Many 1")
        self.browser.press("work", within=".legend")
        self.browser.shows("Many 1")

    def test_a_file_saved_in_an_editor_shows_up_by_itself(self):
        self.open("calendar/agenda")
        self.stand.put("family/fresh.ics", event("fresh@example.com", "Fresh from the editor", 1, 20))
        self.browser.shows("Fresh from the editor")

    def test_the_bar_below_unfolds_where_there_is_little_room(self):
        self.browser.size(NARROW)
        self.open("calendar/month")
        self.browser.press("More", within="#nav")
        self.browser.press("Analytics", within="#nav")
        self.browser.shows("Analytics")


if __name__ == "__main__":
    unittest.main()
