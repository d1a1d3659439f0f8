#!/usr/bin/env python3
"""Writes Tests/ICalendarTests/Corpus/recurrence.txt: rules of ours, and the starts that python-dateutil gives them.

    pip install python-dateutil; scripts/distill-recurrence.py

A line is DTSTART, the rule and the first starts, with `|` between them; `end` behind the starts says that there are no more.
Rules on which dateutil is known to be wrong are not asked: BYSETPOS in a first week that DTSTART is in the middle of, and
weekdays with and without an ordinal in one rule.
"""
import itertools
import pathlib
import random
from datetime import datetime

from dateutil.rrule import rrulestr

STARTS = ["20260115T093000", "20240229T000000", "19991231T235959", "20271004T120015"]
PARTS = {
    "YEARLY": [
        "", "BYMONTH=2", "BYMONTH=3,11", "BYMONTHDAY=1,-1", "BYYEARDAY=1,60,-1", "BYWEEKNO=1", "BYWEEKNO=53,-1",
        "BYWEEKNO=9;BYDAY=SU;WKST=SU", "BYDAY=-1SU;BYMONTH=3,10", "BYDAY=1MO,-1FR", "BYDAY=20TU", "BYDAY=FR;BYMONTHDAY=13",
        "BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "BYDAY=MO,TU,WE;BYSETPOS=1,-1", "BYYEARDAY=366", "BYMONTHDAY=29;BYMONTH=2",
        "BYHOUR=6,18;BYMONTH=5", "BYWEEKNO=20;BYDAY=MO;WKST=TH", "BYMONTH=1;BYDAY=SA,SU;BYSETPOS=2;BYHOUR=8,20",
    ],
    "MONTHLY": [
        "", "BYMONTHDAY=31", "BYMONTHDAY=-3,15", "BYDAY=2WE", "BYDAY=-1FR", "BYDAY=5SA", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "BYDAY=SU;BYMONTHDAY=1,2,3", "BYMONTH=1,7;BYMONTHDAY=10", "BYHOUR=0,12;BYMONTHDAY=1", "BYSETPOS=3;BYMONTHDAY=5,6,7,8",
        "BYDAY=1SU,3SU;BYMONTH=4", "BYMONTHDAY=1;BYHOUR=6,18;BYMINUTE=0,30;BYSETPOS=-1", "BYYEARDAY=100,200", "BYWEEKNO=10",
    ],
    "WEEKLY": [
        "", "BYDAY=MO,WE,FR", "BYDAY=SU,MO;WKST=SU", "BYDAY=SU,MO;WKST=MO", "BYMONTH=12", "BYDAY=TH;BYHOUR=9,17",
        "BYMONTHDAY=13", "BYDAY=SA;BYWEEKNO=1,52",
    ],
    "DAILY": [
        "", "BYDAY=MO,TU,WE,TH,FR", "BYMONTH=2;BYMONTHDAY=29", "BYMONTHDAY=-1", "BYHOUR=7,19;BYMINUTE=15", "BYYEARDAY=-366,50",
        "BYHOUR=8,9,10;BYSETPOS=2", "BYWEEKNO=30",
    ],
    "HOURLY": ["", "BYHOUR=3,4,22", "BYMINUTE=0,20,40", "BYDAY=SU", "BYMONTH=6;BYMONTHDAY=1", "BYMINUTE=5,6;BYSETPOS=-1"],
    "MINUTELY": ["", "BYMINUTE=0,30", "BYHOUR=23;BYDAY=TU", "BYSECOND=10,20", "BYMONTHDAY=31;BYMONTH=12;BYHOUR=0"],
    "SECONDLY": ["", "BYSECOND=0,30", "BYHOUR=1;BYMINUTE=2;BYSECOND=3", "BYDAY=WE;BYHOUR=12;BYMINUTE=59"],
}
ENDS = ["COUNT=4", "COUNT=7;INTERVAL=3", "", "INTERVAL=2"]
SHOWN = 5


def starts(start, rule):
    wanted = SHOWN + 1
    found = list(itertools.islice(rrulestr(rule, dtstart=datetime.strptime(start, "%Y%m%dT%H%M%S")), wanted))
    texts = [time.strftime("%Y%m%dT%H%M%S") for time in found]
    return texts[:SHOWN] + (["end"] if len(texts) <= SHOWN and len(texts) < wanted else [])


def main():
    choose = random.Random(5545)
    lines = ["# Made by scripts/distill-recurrence.py: DTSTART | rule | first starts by python-dateutil"]
    for frequency, parts in PARTS.items():
        for part, end in itertools.product(parts, ENDS):
            # A long interval and a rare day together take dateutil for ever.
            if end.startswith("INTERVAL") and ("366" in part or "=29" in part):
                continue
            start = choose.choice(STARTS)
            rule = ";".join(text for text in ("FREQ=" + frequency, part, end) if text)
            try:
                lines.append("|".join((start, rule, " ".join(starts(start, rule)))))
            except ValueError:
                continue  # dateutil refuses rules within a day whose limits it knows never to be met.
    target = pathlib.Path(__file__).resolve().parent.parent / "Tests/ICalendarTests/Corpus/recurrence.txt"
    target.write_text("\n".join(lines) + "\n")


main()
