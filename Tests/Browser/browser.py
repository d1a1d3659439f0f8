"""A headless Chromium that looks at the dashboard, and what every test of it shares."""

import base64
import io
import json
import os
import pathlib
import unittest

from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import (ElementClickInterceptedException, ElementNotInteractableException, NoSuchElementException,
                                        StaleElementReferenceException, TimeoutException)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from audit import audit
from stand import PATIENCE, Stand

BINARIES = os.environ.get("CALSYNC_BIN", ".build/debug")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-GB", "--no-proxy-server")
# What passes: something is drawn anew, or a message lies above it for a moment.
PASSING = (ElementClickInterceptedException, ElementNotInteractableException, NoSuchElementException, StaleElementReferenceException)
WIDE, NARROW = (1280, 800), (375, 812)


class Browser:
    """One window."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        for flag in FLAGS:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.size(WIDE)

    def size(self, size):
        self.command("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=False)

    def colours(self, scheme):
        """Lets the system prefer light or dark."""
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def until(self, what, condition):
        """Waits for a condition; what it touches may be drawn anew meanwhile."""
        try:
            return WebDriverWait(self.driver, PATIENCE, 0.05, PASSING).until(lambda _: condition())
        except TimeoutException:
            shown = self.script("return document.body.innerText.slice(0, 3000)")
            raise AssertionError(f"Waited for: {what}. The page shows:\n{shown}") from None

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        """The first visible element that fits, as soon as there is one."""
        return self.until(selector, lambda: next((each for each in self.all(selector) if each.is_displayed()), None))

    def named(self, words, selector="button, a, summary", within=""):
        """The visible control that says these words, as soon as there is one."""
        def find():
            for each in self.all(",".join(f"{within} {part}" for part in selector.split(","))):
                if each.is_displayed() and words in (each.accessible_name or each.text):
                    return each
            return None
        return self.until(f"a control named {words!r}", find)

    def press(self, words, **where):
        """Clicks the control that says these words, once it can be."""
        def click():
            element = self.named(words, **where)
            if not element.is_enabled():
                return False
            self.click(element)
            return True
        self.until(f"{words!r} to be pressed", click)

    def click(self, element):
        """Clicks in the middle of the window, where no bar lies above."""
        self.script("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def check(self, selector):
        """Marks a checkbox, as soon as it is there."""
        self.until(f"{selector} to be marked", lambda: self.click(self.one(selector)) or True)

    def fill(self, selector, text):
        """Puts a text into a field, as if it was typed; dates and times take it only so."""
        self.script("""const field = arguments[0]; field.focus(); field.value = arguments[1];
            field.dispatchEvent(new Event("input", {bubbles: true})); field.dispatchEvent(new Event("change", {bubbles: true}));""", self.one(selector), text)

    def keys(self, *keys):
        """Presses keys wherever the focus is."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def focused(self):
        """What has the focus: its name."""
        return self.driver.switch_to.active_element.accessible_name

    def text(self, selector="body"):
        return self.script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def shows(self, words, selector="main"):
        """Waits until the page shows these words."""
        return self.until(f"{words!r} in {selector}", lambda: words in self.text(selector))

    def hides(self, words, selector="main"):
        return self.until(f"{words!r} gone from {selector}", lambda: words not in self.text(selector))

    def complaints(self):
        """What the console says went wrong since the last call, refused contents among it."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def asked(self):
        """The addresses that were asked for since the last call."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]


class PageCase(unittest.TestCase):
    """A test with a folder, a sandbox, a dashboard and a window of its own class; ends with a look for complaints."""

    events = ()
    after_sync = staticmethod(lambda stand: None)

    @classmethod
    def setUpClass(cls):
        cls.stand = Stand(BINARIES)
        cls.addClassCleanup(cls.stand.close)
        for path, text in cls.events:
            cls.stand.put(path, text)
        cls.stand.calsync("sync", code=(0, 3))
        cls.after_sync(cls.stand)
        cls.stand.serve()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.driver.quit)
        cls.browser.driver.get(cls.stand.link)
        cls.browser.one("#indicator .overall")

    def setUp(self):
        # What a test before left open is none of this one's matter.
        self.browser.script("for (const dialog of document.querySelectorAll('dialog')) dialog.close()")
        self.browser.size(WIDE)
        self.browser.colours("light")

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [], "the console has complaints")
        foreign = [url for url in self.browser.asked() if not url.startswith((self.stand.base + "/", "data:", "about:", "chrome"))]
        self.assertEqual(foreign, [], "the page asked another origin")

    def open(self, screen):
        """Goes to a screen by its address, and waits until it is read."""
        self.browser.script("location.hash = arguments[0]", f"#/{screen}")
        name = screen.split("/")[0].split("?")[0]
        self.browser.until(f"the screen {screen} to be read", lambda: self.browser.script("""
            const main = document.querySelector("main");
            return main.dataset.screen === arguments[0] && !main.querySelector(".loading") && (arguments[0] !== "calendar" || main.querySelector(".calendar-body > *"))""", name))

    def check(self, screen):
        """Fails where a person who can't see or can't point would be lost."""
        self.assertEqual(audit(self.browser), [], screen)
        self.assertFalse(self.browser.script("return document.documentElement.scrollWidth > innerWidth"), f"{screen} is wider than the window")


PICTURES = pathlib.Path(os.environ.get("CALSYNC_SCREENSHOTS", ".build/screenshots"))


def picture(browser, name):
    """Keeps what is shown as a small PNG."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    data = base64.b64decode(browser.command("Page.captureScreenshot", format="png")["data"])
    Image.open(io.BytesIO(data)).convert("RGB").quantize(256, kmeans=1).save(PICTURES / f"{name}.png", optimize=True)


__all__ = ["Browser", "Keys", "NARROW", "PageCase", "WIDE", "picture"]
