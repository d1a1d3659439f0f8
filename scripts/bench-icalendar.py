#!/usr/bin/env python3
"""What Python's icalendar takes for what `calsync-prove files` does: processor seconds, files in memory."""
import glob, sys, time
from icalendar import Calendar

texts = [open(path, "rb").read() for path in glob.glob(f"{sys.argv[1]}/*.ics")]
began = time.process_time()
events = sum(len(Calendar.from_ical(text).walk("VEVENT")) for text in texts)
read = time.process_time()
size = 0
for text in texts:
    calendar = Calendar.from_ical(text)
    calendar.walk("VEVENT")[0]["SUMMARY"] = "edited"
    size += len(calendar.to_ical())
end = time.process_time()
print(f"{events} events read {read - began} edited {end - read} bytes {size}")
