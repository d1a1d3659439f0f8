"""Every screen, light and dark, wide and narrow: shown, audited, and kept as a picture."""

import unittest

from audit import audit, focus_order
from browser import NARROW, WIDE, Keys, PageCase, picture
from stand import event

SCREENS = ("calendar/month", "calendar/week", "calendar/agenda", "plan", "conflicts", "history", "queue", "files", "analytics", "calendars")
HOSTILE = '<script>document.title="taken"</script><img src=x onerror=alert(1)>'
RTL = "abc \u202egpj.exe\u202c שלום"


def a_busy_folder(stand):
    """One of everything that the screens can show."""
    stand.phone("lunch@example.com", summary="Team lunch (cancelled?)")
    stand.put("work/lunch.ics", event("lunch@example.com", "Team lunch with everybody", 0, 12))
    stand.calsync("sync", code=3)
    stand.fault({"status": 400, "reason": "invalid"}, operation="events.import", body="refused@example.com")
    stand.put("work/refused.ics", event("refused@example.com", "Quarterly numbers", 3, 15))
    stand.calsync("sync", code=(3, 4))
    stand.put("family/dentist.ics", event("dentist@example.com", "Dentist (check-up)", 1, 14, 45, ["LOCATION:Torstraße 12"]))
    stand.put("family/new.ics", event("new@example.com", "Winter tyres", 2, 8))
    stand.put("work/backwards.ics", event("backwards@example.com", "Backwards", 4, 10, -30))


class ScreensTest(PageCase):
    events = [
        ("work/review.ics", event("review@example.com", "Roadmap review", 0, 10, 90)),
        ("work/one.ics", event("one@example.com", "One to one with Mira", 0, 11, 30)),
        ("work/lunch.ics", event("lunch@example.com", "Team lunch", 0, 12)),
        ("work/stand-up.ics", event("stand-up@example.com", "Stand-up", -20, 9, 15, ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"])),
        ("work/hostile.ics", event("hostile@example.com", HOSTILE, 2, 16, 60, ["DESCRIPTION:<b>bold?</b> " + "word " * 2000])),
        ("family/long.ics", event("long@example.com", "long " * 2000, 3, 9)),
        ("family/rtl.ics", event("rtl@example.com", RTL, 1, 17)),
        ("family/dentist.ics", event("dentist@example.com", "Dentist", 1, 14, 45, ["LOCATION:Torstraße 12"])),
        ("family/birthday.ics", event("birthday@example.com", "Grandma's birthday", 5, all_day=True)),
    ]
    after_sync = staticmethod(a_busy_folder)

    def test_every_screen_in_light_and_dark_wide_and_narrow(self):
        for size, width in ((WIDE, "wide"), (NARROW, "narrow")):
            for scheme in ("light", "dark"):
                self.browser.size(size)
                self.browser.colours(scheme)
                for screen in SCREENS:
                    with self.subTest(screen=screen, width=width, scheme=scheme):
                        self.open(screen)
                        self.check(screen)
                        if width == "wide" or screen in ("calendar/month", "conflicts"):
                            picture(self.browser, f"{screen.replace('/', '-')}-{width}-{scheme}")

    def test_the_event_panel_and_the_form(self):
        for scheme in ("light", "dark"):
            self.browser.colours(scheme)
            self.open("calendar/month?event=review%40example.com")
            self.browser.one("dialog .facts")
            self.check("panel")
            picture(self.browser, f"event-wide-{scheme}")
            self.browser.press("Edit", within="dialog")
            self.browser.one("dialog form")
            self.check("form")
            self.browser.press("Cancel", within="dialog")

    def test_tab_goes_through_every_screen_in_order_and_is_seen(self):
        for screen in SCREENS:
            with self.subTest(screen=screen):
                self.open(screen)
                self.assertEqual(focus_order(self.browser, Keys.TAB), [])

    def test_hostile_texts_are_shown_as_text(self):
        self.open("calendar/agenda")
        self.browser.shows(HOSTILE)
        self.assertEqual(self.browser.script("return document.querySelectorAll('main script, main img').length"), 0)
        self.assertNotIn("taken", self.browser.driver.title)
        rtl = self.browser.named("abc", selector="button.event")
        self.assertEqual(self.browser.script("const bdi = arguments[0].querySelector('bdi'); return [bdi.dir, getComputedStyle(bdi).unicodeBidi]", rtl), ["auto", "isolate"])
        self.assertNotIn("\u202e", self.browser.script("return document.body.innerText"))
        self.open("calendar/month?event=hostile%40example.com")
        self.browser.shows("<b>bold?</b>", "dialog")
        self.browser.press("Close", within="dialog")

    def test_the_audit_finds_what_is_wrong(self):
        self.open("files")
        self.browser.script("""document.querySelector("main").insertAdjacentHTML("beforeend", '<div id="wrong"><button></button><h5>Deep</h5><a href="#" tabindex="3">First</a><p id="main">Twice</p><img></div>');
            const pale = document.createElement("p"); pale.textContent = "Pale"; pale.style.color = "#ccc"; pale.style.background = "#fff"; document.getElementById("wrong").append(pale);""")
        found = " ".join(audit(self.browser))
        self.browser.script("document.getElementById('wrong').remove()")
        for problem in ("no name", "heading skips", "positive tabindex", "id twice", "picture without words", "contrast 1."):
            self.assertIn(problem, found)

    def test_the_theme_is_chosen_and_kept(self):
        ground = lambda: self.browser.script("return getComputedStyle(document.body).backgroundColor")
        light = ground()
        self.browser.press("Colours: As the system")
        self.browser.press("Colours: Light")
        self.assertNotEqual(ground(), light)
        self.browser.driver.refresh()
        self.browser.press("Colours: Dark")
        self.assertEqual(ground(), light)


if __name__ == "__main__":
    unittest.main()
