#!/usr/bin/env python3
"""Distils Notion's OpenAPI document into the Swift tables that the sandbox checks bodies and answers against.

    scripts/distill-notion-schema.py notion-openapi.json requests > Sources/Sandbox/Notion/NotionSchema+Requests.swift
    scripts/distill-notion-schema.py notion-openapi.json answers > Sources/Sandbox/Notion/NotionSchema+Answers.swift

One fact a line; words in a line are separated by one blank:

    object NAME [map TYPE]         a closed object; with `map`, every other member has this type
    field  NAME TYPE [required]    of the object above
    union  NAME                    one of several types, or of several texts
    case   TYPE                    of the union above

A type is a NAME of the table or: string[:MIN..MAX|:uuid] number boolean null true any "TEXT" [TYPE][<=MAX], each with `?`
behind it where null is allowed as well.

`allOf` is multiplied out, and every object is closed: "unknown body keys fail validation" since 2021-08-16. The document lacks
what came after March 2026; ADDED has it, from the upgrade guides and the types of @notionhq/client 5.26.0.
"""

import json
import re
import sys

BODY = lambda path, verb: ("paths", path, verb, "requestBody", "content", "application/json", "schema")
ANSWER = lambda path, verb: ("paths", path, verb, "responses", "200", "content", "application/json", "schema")
ROOTS = {
    "requests": {
        "createPage": BODY("/v1/pages", "post"),
        "updatePage": BODY("/v1/pages/{page_id}", "patch"),
        "movePage": BODY("/v1/pages/{page_id}/move", "post"),
        "queryDataSource": BODY("/v1/data_sources/{data_source_id}/query", "post"),
        "updateDataSource": BODY("/v1/data_sources/{data_source_id}", "patch"),
        "search": BODY("/v1/search", "post"),
    },
    "answers": {
        "page": ("components", "schemas", "pageObjectResponse"),
        "dataSource": ("components", "schemas", "dataSourceObjectResponse"),
        "database": ("components", "schemas", "databaseObjectResponse"),
        "user": ("components", "schemas", "userObjectResponse"),
        "userList": ANSWER("/v1/users", "get"),
        "list": ANSWER("/v1/data_sources/{data_source_id}/query", "post"),
        "property": ANSWER("/v1/pages/{page_id}/properties/{property_id}", "get"),
        "templates": ANSWER("/v1/data_sources/{data_source_id}/templates", "get"),
        "markdown": ("components", "schemas", "pageMarkdownResponse"),
        "error": ("components", "schemas", "publicApiCommonErrorResponse"),
    },
}
# What the sandbox never looks into; as one case of several, what it never gives.
OPAQUE = {
    "blockObjectRequest", "rollupPropertyItemObjectResponse", "rollupDatabasePropertyConfigResponse",
    "partialRollupPropertyResponse", "rollupPropertyFilter", "formulaPropertyFilter",
    "verificationPropertyValueResponse", "verificationPropertyItemObjectResponse", "databasePropertyRelationConfigResponse",
    "pageIconResponse", "pageCoverResponse", "pageIconRequest", "pageCoverRequest",
    "placePropertyValueResponse", "placePropertyItemObjectResponse", "internalOrExternalFileWithNameResponse",
}
ADDED = {
    ("requests", "queryDataSource"): {"is_archived": "boolean"},
    ("requests", "search.filter"): {"in_trash": "boolean"},
    ("requests", "updatePage"): {"archived": "boolean"},
    ("requests", "updateDataSource"): {"archived": "boolean"},
    ("answers", "page"): {"is_archived": "boolean", "archived": "boolean"},
    ("answers", "dataSource"): {"archived": "boolean"},
    ("answers", "database"): {"archived": "boolean"},
    ("answers", "list"): {"request_status": "any"},
    ("answers", "error"): {"code": "string", "status": "number"},
    ("answers", "relationArrayBasedPropertyValueResponse"): {"has_more": "boolean"},
}


class Distiller:
    def __init__(self, document, kind):
        self.document, self.kind = document, kind
        self.lines, self.done, self.same = {}, set(), {}

    def follow(self, node):
        while "$ref" in node:
            node = self.document["components"]["schemas"][node["$ref"].split("/")[-1]]
        return node

    def alternatives(self, node):
        """The objects, or other types, that a node stands for: `allOf` multiplied out, unions flattened."""
        if self.is_opaque(node):
            return [node]
        name = node.get("$ref", "").split("/")[-1] or None
        node = self.follow(node)
        if "allOf" in node:
            found = [{"type": "object", "properties": {}, "required": []}]
            for part in node["allOf"]:
                found = [self.joined(a, b) for a in found for b in self.alternatives(part)]
            return found
        if "oneOf" in node or "anyOf" in node:
            return [a for part in node.get("oneOf", node.get("anyOf")) for a in self.alternatives(part)]
        return [dict(node, name=name) if name else node]

    @staticmethod
    def joined(a, b):
        if "$ref" in b:
            return dict(a, opaque=True)
        return {
            "type": "object",
            "name": b.get("name"),
            "opaque": a.get("opaque") or b.get("opaque"),
            "properties": {**a.get("properties", {}), **b.get("properties", {})},
            "required": sorted(set(a.get("required", [])) | set(b.get("required", []))),
        }

    @staticmethod
    def is_opaque(node):
        return node.get("$ref", "").split("/")[-1] in OPAQUE

    def scalar(self, node):
        if "const" in node:
            return "true" if node["const"] is True else json.dumps(node["const"])
        kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
        tail = "?" if "null" in kinds and len(kinds) > 1 else ""
        kind = kinds[0]
        if kind == "string" and ("minLength" in node or "maxLength" in node):
            kind += f":{node.get('minLength', 0)}..{node['maxLength']}"
        elif kind == "string" and node.get("format") == "uuid":
            kind += ":uuid"
        return ("number" if kind == "integer" else kind) + tail

    def type_of(self, node, name):
        if self.is_opaque(node):
            return "any"
        name = node.get("$ref", "").split("/")[-1] or name
        found = [b for a in self.alternatives(node) for b in self.values(a)]
        plain = [a for a in found if a.get("type") != "null"]
        tail = "?" if len(plain) < len(found) else ""
        if len(plain) == 1:
            token = self.single(plain[0], name)
            return token if token.endswith("?") else token + tail
        return self.union(plain, name) + tail

    @staticmethod
    def values(node):
        """The texts of an enumeration, each as a constant; any other node as it is."""
        return [{"type": "string", "const": value} for value in node["enum"]] if "enum" in node else [node]

    def single(self, node, name):
        if node.get("opaque") or "$ref" in node:
            return "any"
        kinds = node.get("type")
        if kinds == "array":
            most = f"<={node['maxItems']}" if "maxItems" in node else ""
            return "[" + self.type_of(node["items"], name + ".item") + "]" + most
        if kinds == "object" or isinstance(kinds, list) and "object" in kinds:
            return self.object(node, name) + ("?" if isinstance(kinds, list) else "")
        return self.scalar(node)

    def object(self, node, name):
        name = node.get("name") or name
        key = json.dumps({k: v for k, v in node.items() if k not in ("description", "name")}, sort_keys=True)
        if key in self.same:
            return self.same[key]
        while name in self.done:
            name = re.sub(r"(\d*)$", lambda m: str(int(m.group(1) or 1) + 1), name, count=1)
        self.done.add(name)
        self.same[key] = name
        head = ["object", name]
        if isinstance(node.get("additionalProperties"), dict):
            head += ["map", self.type_of(node["additionalProperties"], name + ".value")]
        lines = [" ".join(head)]
        required = set(node.get("required", []))
        for field, child in sorted(node.get("properties", {}).items()):
            flag = ["required"] if field in required else []
            lines.append(" ".join(["field", field, self.type_of(child, f"{name}.{field}")] + flag))
        for field, kind in ADDED.get((self.kind, name), {}).items():
            if field not in node.get("properties", {}):
                lines.append(f"field {field} {kind}")
        self.lines[name] = lines
        return name

    def union(self, nodes, name):
        key = json.dumps([{k: v for k, v in n.items() if k != "description"} for n in nodes], sort_keys=True)
        if key in self.same:
            return self.same[key]
        while name in self.done:
            name += "2"
        self.done.add(name)
        self.same[key] = name
        tokens = []
        for index, node in enumerate(nodes):
            label = (node.get("title") or str(index + 1)).replace(" ", "")
            token = self.single(node, f"{name}.{label[0].lower() + label[1:]}")
            if token not in tokens and token != "any":
                tokens.append(token)
        self.lines[name] = [f"union {name}"] + [f"case {token}" for token in tokens]
        return name

    def table(self):
        for name, path in ROOTS[self.kind].items():
            node = self.document
            for step in path:
                node = node[step]
            found = self.type_of(dict(self.follow(node)), name)
            if found != name:
                self.lines[name] = [f"union {name}", f"case {found}"]
        return [line for name in sorted(self.lines) for line in self.lines[name]]


def main():
    document = json.load(open(sys.argv[1], encoding="utf-8"))
    kind = sys.argv[2]
    print("// Made by scripts/distill-notion-schema.py from Notion's OpenAPI document.")
    print()
    print("extension NotionSchema {")
    print(f"    /// The {'bodies that the sandbox takes' if kind == 'requests' else 'answers that the sandbox gives'}, one fact a line.")
    print(f'    static let {kind}Table = """')
    for line in Distiller(document, kind).table():
        print("        " + line)
    print('        """')
    print("}")


if __name__ == "__main__":
    main()
