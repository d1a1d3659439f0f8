"""What holds for the page's source, without a browser."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "Sources" / "Dashboard" / "Page"


class SourceTest(unittest.TestCase):
    def test_nothing_reads_markup_or_code_from_text(self):
        for path in PAGE.glob("*.js"):
            found = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|\.srcdoc", path.read_text())
            self.assertEqual(found, [], path.name)

    def test_every_file_is_in_the_program(self):
        listed = set(re.findall(r'FILE\("([^"]+)"', (ROOT / "Sources" / "CPage" / "CPage.c").read_text()))
        self.assertEqual({path.name for path in PAGE.iterdir()} | {"openapi.json"}, listed)

    def test_every_module_that_is_imported_is_there(self):
        for path in PAGE.glob("*.js"):
            for name in re.findall(r'(?:from|import\()\s*"\./([^"]+)"', path.read_text()):
                self.assertTrue((PAGE / name).exists(), f"{path.name} imports {name}")

    def test_nothing_comes_from_elsewhere(self):
        for path in PAGE.iterdir():
            addresses = set(re.findall(r"https?://[^\s\"'`\\)]+", path.read_text())) - {"http://www.w3.org/2000/svg"}
            self.assertEqual(addresses, set(), path.name)


if __name__ == "__main__":
    unittest.main()
