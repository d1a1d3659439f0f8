"""The plan: skip, allow, sync some, sync all; what the safety limit holds."""

import unittest

from browser import PageCase
from stand import event


def three_edits(stand):
    for name in ("alpha", "beta", "gamma"):
        stand.put(f"work/{name}.ics", event(f"{name}@example.com", f"{name} edited", 1))
    for number in range(5):
        (stand.root / "family" / f"mass-{number}.ics").unlink()


class PlanTest(PageCase):
    events = [
        *[(f"work/{name}.ics", event(f"{name}@example.com", name, 1)) for name in ("alpha", "beta", "gamma")],
        *[(f"family/mass-{number}.ics", event(f"mass-{number}@example.com", f"mass {number}", 2)) for number in range(6)],
    ]
    after_sync = staticmethod(three_edits)

    def at_google(self, name, title):
        self.browser.until(f"{title} at the service", lambda: self.stand.phone(f"{name}@example.com")["summary"] == title)

    def test_1_every_operation_has_its_reason_and_its_fields(self):
        self.open("plan")
        self.browser.shows("alpha edited")
        card = next(each for each in self.browser.all(".operation") if "alpha" in each.text)
        self.assertEqual([each.text for each in card.find_elements("css selector", ".after mark")], ["edited"])
        self.assertIn("title", card.text)

    def test_2_a_skipped_operation_is_left_alone_until_it_is_allowed(self):
        self.open("plan")
        self.browser.press("Skip alpha")
        self.browser.named("Allow alpha", within="main")
        self.browser.press("Sync now", within="#indicator .line")
        self.at_google("beta", "beta edited")
        self.assertEqual(self.stand.phone("alpha@example.com")["summary"], "alpha")
        self.browser.press("Allow alpha", within="main")
        self.browser.named("Skip alpha", within="main")

    def test_3_only_what_is_chosen_is_synced(self):
        self.stand.put("work/gamma.ics", event("gamma@example.com", "gamma once more", 1))
        self.open("plan")
        self.browser.named("Skip gamma", within="main")
        self.browser.check("main input[aria-label^='Choose gamma']")
        self.browser.press("Sync these")
        self.at_google("gamma", "gamma once more")
        self.assertEqual(self.stand.phone("alpha@example.com")["summary"], "alpha")
        self.browser.press("Sync all of it")
        self.at_google("alpha", "alpha edited")

    def test_4_a_mass_change_waits_for_a_click(self):
        self.open("plan")
        self.browser.shows("The safety limit holds this back")
        self.assertIsNotNone(self.stand.phone("mass-1@example.com", "family@group.calendar.google.com"))
        self.browser.press("Allow it for family")
        self.browser.press("Allow and sync", within="dialog footer")
        self.browser.until("the deletions at the service", lambda: self.stand.phone("mass-1@example.com", "family@group.calendar.google.com") is None)
        self.assertIsNotNone(self.stand.phone("mass-5@example.com", "family@group.calendar.google.com"))

    def test_5_the_services_are_asked_when_told_to(self):
        self.open("plan")
        self.stand.phone("beta@example.com", summary="beta on the phone")
        self.browser.press("Ask the services")
        self.browser.shows("beta on the phone")


if __name__ == "__main__":
    unittest.main()
