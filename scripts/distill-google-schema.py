#!/usr/bin/env python3
"""Distils Google's discovery document of the Calendar API into the Swift table that the sandbox checks requests against.

    scripts/distill-google-schema.py calendar.v3.json > Sources/Sandbox/Google/GoogleSchema+Table.swift

One line a fact; words in a line are separated by one blank:

    method NAME HTTP PATH BODY RESULT      `-` where there is none
    param  NAME TYPE [a|b|c]               of the method above; a `*` behind the type: may be repeated
    type   NAME
    field  NAME TYPE [flags]               of the type above; [T] is a list of T, {T} a map to T

The document has no machine-readable flag for read-only fields: `readOnly` and `immutable` come from its prose,
`required=` from its annotations.
"""

import json
import re
import sys

METHODS = {
    "events": "list get insert import patch update delete instances move quickAdd watch",
    "calendarList": "list get insert patch update delete",
    "calendars": "get insert patch update delete clear",
    "freebusy": "query",
    "colors": "get",
    "settings": "list get",
    "channels": "stop",
}
SCALARS = {"string", "integer", "boolean", "number", "any"}


def scalar(node):
    kind = node["type"]
    return kind + ":" + node["format"] if "format" in node else kind


def type_of(node, name, pending):
    """Names the type of a schema node; inline objects become types of their own and are put on `pending`."""
    if "$ref" in node:
        return node["$ref"]
    if node["type"] == "array":
        return "[" + type_of(node["items"], name, pending) + "]"
    if node["type"] == "object":
        if "additionalProperties" in node:
            return "{" + type_of(node["additionalProperties"], name, pending) + "}"
        pending.append((name, node))
        return name
    return scalar(node)


def flags(node):
    prose = node.get("description", "")
    found = []
    if re.search(r"Read-only, except when importing", prose):
        found.append("importOnly")
    elif re.search(r"Read-[oO]nly\b", prose):
        found.append("readOnly")
    if re.search(r"\bImmutable\b|cannot be modified after", prose):
        found.append("immutable")
    required = node.get("annotations", {}).get("required", [])
    if required:
        found.append("required=" + ",".join(name.removeprefix("calendar.") for name in required))
    return found


def names_in(kind):
    return re.findall(r"[A-Za-z][A-Za-z.]*", kind.split(":")[0])


def main():
    document = json.load(open(sys.argv[1], encoding="utf-8"))
    lines, wanted = [], []
    for name, node in sorted(document["parameters"].items()):
        lines.append(f"param {name} {node['type']}")
    for resource, methods in METHODS.items():
        for method in methods.split():
            node = document["resources"][resource]["methods"][method]
            body = node.get("request", {}).get("$ref", "-")
            result = node.get("response", {}).get("$ref", "-")
            wanted += [t for t in (body, result) if t != "-"]
            lines.append(f"method {resource}.{method} {node['httpMethod']} {node['path']} {body} {result}")
            for name, parameter in sorted(node.get("parameters", {}).items()):
                if parameter["location"] != "query":
                    continue
                kind = scalar(parameter) + ("*" if parameter.get("repeated") else "")
                words = ["param", name, kind]
                if "enum" in parameter:
                    words.append("|".join(parameter["enum"]))
                if parameter.get("required"):
                    words.append("required")
                lines.append(" ".join(words))
    pending = [(name, document["schemas"][name]) for name in wanted]
    done = set()
    while pending:
        name, node = pending.pop(0)
        if name in done:
            continue
        done.add(name)
        lines.append(f"type {name}")
        for field, child in sorted(node.get("properties", {}).items()):
            kind = type_of(child, f"{name}.{field}", pending)
            lines.append(" ".join(["field", field, kind] + flags(child)))
            pending += [
                (t, document["schemas"][t])
                for t in names_in(kind)
                if t not in SCALARS and t in document["schemas"]
            ]
    print(f"// Made by scripts/distill-google-schema.py from the discovery document, revision {document['revision']}.")
    print()
    print("extension GoogleSchema {")
    print("    /// The parameters, bodies and types of the methods that the sandbox speaks, one fact a line.")
    print('    static let table = """')
    for line in lines:
        print("        " + line)
    print('        """')
    print("}")


if __name__ == "__main__":
    main()
