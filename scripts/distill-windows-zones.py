#!/usr/bin/env python3
"""Distils CLDR's windowsZones.xml into Sources/ICalendar/WindowsZones+Table.swift.

    scripts/distill-windows-zones.py PATH/TO/windowsZones.xml > Sources/ICalendar/WindowsZones+Table.swift

Of each Windows zone the row for territory 001, CLDR's default, is kept; the comment above it is the name that
Windows shows. The order is CLDR's.
"""
import re
import sys


def swift_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(path):
    text = open(path, encoding="utf-8").read()
    version = re.search(r'typeVersion="([^"]*)"', text).group(1)
    zones, shown, comment = [], [], None
    for token in re.finditer(r"<!--\s*(\(UTC.*?)\s*-->|<mapZone\s([^>]*)/>", text):
        if token.group(1):
            comment = token.group(1)
            continue
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', token.group(2)))
        if attributes["territory"] != "001":
            continue
        zones.append((attributes["other"], attributes["type"].split()[0]))
        if comment:
            shown.append((comment.replace("&amp;", "&"), zones[-1][1]))
            comment = None

    print("// Written by scripts/distill-windows-zones.py from CLDR's windowsZones.xml, tzdata %s." % version)
    print("extension WindowsZones {")
    print("    /// The IANA zone that CLDR gives for each Windows zone, in CLDR's order.")
    print_table("names", zones)
    print()
    print("    /// The IANA zone for each name that Windows shows.")
    print_table("shownNames", shown)
    print("}")


def print_table(name, rows):
    print("    static let %s: KeyValuePairs<String, String> = [" % name)
    for key, value in rows:
        print("        %s: %s," % (swift_string(key), swift_string(value)))
    print("    ]")


main(sys.argv[1])
