"""The API as docs/openapi.json describes it: whatever Schemathesis makes up, the real program answers as is written there."""

import pathlib
import subprocess
import sys
import unittest

from browser import BINARIES
from stand import Stand, event

# A stream has no end, and is looked at by the tests of the page.
ENDLESS = "/api/stream"
# What a shape allows can still name a pair that isn't there.
SENSELESS = "positive_data_acceptance"
SEED, EXAMPLES = 8, 25


class APITest(unittest.TestCase):
    def setUp(self):
        self.stand = Stand(BINARIES)
        self.addCleanup(self.stand.close)
        self.stand.put("work/dentist.ics", event("dentist@example.com", "Dentist"))
        self.stand.put("work/stand-up.ics", event("stand-up@example.com", "Stand-up", lines=["RRULE:FREQ=DAILY;COUNT=5"]))
        self.stand.calsync("sync")
        self.stand.serve()

    def test_what_is_written_is_what_is_answered(self):
        token = self.stand.calsync("dashboard", "--token").strip()
        done = subprocess.run([
            pathlib.Path(sys.executable).with_name("schemathesis"), "--no-color", "run", self.stand.base + "/openapi.json",
            "--url", self.stand.base, "--header", f"Authorization: Bearer {token}", "--exclude-path", ENDLESS,
            "--exclude-checks", SENSELESS, "--max-examples", str(EXAMPLES), "--seed", str(SEED),
            "--generation-database", "none", "--request-timeout", "60", "--continue-on-failure",
        ], cwd=self.stand.place, env=self.stand.environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-20_000:] + done.stderr[-2_000:])
        # Nothing of what was made up has harmed what was there.
        self.assertTrue((self.stand.root / "calsync.toml").exists())


if __name__ == "__main__":
    unittest.main()
