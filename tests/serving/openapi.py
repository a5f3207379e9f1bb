"""What a server answered, held against its OpenAPI document: both ways."""


def resolve(document, node):
    while "$ref" in node:
        found = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def faults(document, schema, value, where="$"):
    """What of `value` isn't as the schema says (the part of JSON Schema that the document uses)."""
    schema = resolve(document, schema)
    if "oneOf" in schema:
        tried = [faults(document, option, value, where) for option in schema["oneOf"]]
        matching = sum(not found for found in tried)
        return [] if matching == 1 else [f"{where}: {matching} of {len(tried)} schemas fit; {min(tried, key=len)}"]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind in ("integer", "number") and isinstance(value, bool))):
        return [f"{where}: expected {kind}, found {value!r:.60}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if "minimum" in schema and value < schema["minimum"] or "maximum" in schema and value > schema["maximum"]:
        found.append(f"{where}: {value} is out of range")
    if kind == "object":
        properties = schema.get("properties", {})
        found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
        extra = schema.get("additionalProperties", True)
        for name, part in value.items():
            if name in properties:
                found += faults(document, properties[name], part, f"{where}.{name}")
            elif extra is False:
                found.append(f"{where}: {name} is not in the schema")
            elif isinstance(extra, dict):
                found += faults(document, extra, part, f"{where}.{name}")
    if kind == "array" and "items" in schema:
        for i, part in enumerate(value):
            found += faults(document, schema["items"], part, f"{where}[{i}]")
    return found


def declared(document):
    """(method, path, status, media type) of everything in the document, each with its schema."""
    answers = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                # An answer without a body has no media type.
                contents = resolve(document, response).get("content", {"": {"schema": {}}})
                for media, content in contents.items():
                    answers[method.upper(), path, int(status), media] = content["schema"]
    return answers
