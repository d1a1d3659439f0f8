"""Conflicts, settled by mouse, by keyboard, by editing, and all at once."""

import unittest

from browser import Keys, PageCase
from stand import event

NAMES = ("mouse", "keyboard", "edited", "first", "second")


def both_sides_change(stand):
    for name in NAMES:
        stand.phone(f"{name}@example.com", summary=f"{name} as the phone says")
        stand.put(f"work/{name}.ics", event(f"{name}@example.com", f"{name} as the file says", 1))
    stand.calsync("sync", code=3)


class ConflictsTest(PageCase):
    events = [(f"work/{name}.ics", event(f"{name}@example.com", f"{name} as agreed", 1)) for name in NAMES]
    after_sync = staticmethod(both_sides_change)

    def settled(self, name, title):
        """Waits until the conflict is gone, then looks at both sides."""
        self.browser.until(f"{name} to be settled", lambda: not self.card(name))
        self.browser.until(f"{name} in the file", lambda: f"SUMMARY:{title}" in self.stand.text(f"work/{name}.ics"))
        self.browser.until(f"{name} at the service", lambda: self.stand.phone(f"{name}@example.com")["summary"] == title)

    def card(self, name):
        return next((each for each in self.browser.all("[data-conflict]") if name in each.get_attribute("data-conflict")), None)

    def test_1_the_three_sides_stand_beside_each_other_with_their_words_marked(self):
        self.open("conflicts")
        card = self.browser.until("the conflict", lambda: self.card("mouse"))
        self.assertEqual([each.text for each in card.find_elements("css selector", "h4")], ["Last agreed", "Folder", "Service"])
        self.assertEqual([each.text for each in card.find_elements("css selector", "mark")], ["the file says", "the phone says"])

    def test_2_by_mouse(self):
        self.open("conflicts")
        self.browser.press("Take the service's: mouse", within="[data-conflict]")
        self.settled("mouse", "mouse as the phone says")

    def test_3_by_keyboard_alone(self):
        self.open("conflicts")
        self.browser.script("document.getElementById('main').focus()")
        self.browser.keys("j")
        for _ in NAMES:
            if "keyboard" in self.browser.script("return document.activeElement.textContent"):
                break
            self.browser.keys("j")
        self.browser.keys("1")
        self.settled("keyboard", "keyboard as the file says")

    def test_4_by_editing(self):
        self.open("conflicts")
        self.browser.press("Edit: edited", within="[data-conflict]")
        self.browser.fill("dialog textarea", "edited as both shall say")
        self.browser.press("Write to both sides", within="dialog")
        self.settled("edited", "edited as both shall say")

    def test_5_all_at_once_after_a_question(self):
        self.open("conflicts")
        self.browser.press("Keep all of the folder's")
        self.browser.shows("2 events", "dialog")
        self.browser.keys(Keys.ESCAPE)
        self.assertIsNotNone(self.card("first"))
        self.browser.press("Keep all of the folder's")
        self.browser.press("Keep all of the folder's", within="dialog footer")
        self.settled("first", "first as the file says")
        self.settled("second", "second as the file says")
        self.browser.shows("No conflicts")


if __name__ == "__main__":
    unittest.main()
