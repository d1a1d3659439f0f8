"""A `calsync watch` that is measured: starts it, waits for what it does, and says what it takes."""
import json, os, pathlib, re, statistics, subprocess, sys, time


def until(is_so, pause=0.003, reason=lambda: ""):
    """Waits, for two minutes at most; `pause` is seconds."""
    end = time.monotonic() + 120
    while not is_so():
        if time.monotonic() > end:
            sys.exit("Waited in vain. " + reason()[-2000:])
        time.sleep(pause)


class Watcher:
    """A watcher of a folder, in step as soon as it is there."""

    def __init__(self, calsync, folder, *arguments):
        self.folder, self.log = folder, folder / ".calsync/bench.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([calsync, "watch", "-C", str(folder), *arguments], stdout=subprocess.DEVNULL, stderr=log)
        self.pid = self.process.pid
        self.rest()

    def status(self):
        """What it says of itself; nothing while another's word is there."""
        try:
            status = json.loads((self.folder / ".calsync/status.json").read_text())
        except (OSError, ValueError):
            return {}
        return status if status.get("pid") == self.pid else {}

    def until(self, is_so, pause=0.003):
        """Waits as the function of that name does; what the watcher said is told where it is in vain."""
        until(is_so, pause, self.log.read_text)

    def rest(self):
        """Waits until it has nothing to do."""
        self.until(lambda: self.status().get("state") == "waiting", 0.02)

    def processor(self):
        """Seconds of a processor so far."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, name):
        """One of the system's figures of its memory: RssAnon, VmHWM."""
        return int(re.search(name + r":\s+(\d+)", pathlib.Path(f"/proc/{self.pid}/status").read_text()).group(1)) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.unlink(missing_ok=True)


def halves(taken):
    """Median and 99th percentile, in ms."""
    taken = sorted(taken)
    return statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000
