"""Every place of the HTTP API and of pages that takes text: fields of bodies, parameters, arguments of tools.

They are read from the OpenAPI document, the tools' own schemas and the routes of pages, so that a new address
is among them by itself.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

#: Stands for a key that is not in the schema.
ANY_KEY = "*"
#: The last item of a list.
LAST = -1
#: What is there to be read.
KNOWN = {"id": "troops", "name": "default", "model": "sourceline"}
_PARAMETER = re.compile(r"\{(\w+)\}")
_CONVERTOR = re.compile(r":\w+}")
#: Characters of an address, as servers take them.
LONGEST_ADDRESS = 8_000

Path = tuple[str | int, ...]
Schema = dict[str, Any]


class TextPlace(NamedTuple):
    """A place that takes text.

    Args:
        address: Its path, with parameters in braces.
        where: `json`, `form`, `query`, `path` or `tool`.
        name: The field's path, or the name of a parameter.
        base: The rest of the body.
        needed: Parameters of the query that have to be there.
    """

    method: str
    address: str
    where: str
    name: Path
    base: Any = None
    needed: Mapping[str, str] = MappingProxyType({})

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address} {self.where} {'.'.join(map(str, self.name))}"

    def send(self, client: TestClient, text: str) -> Response:
        """Send the text there."""
        address, name = self.address, str(self.name[0])
        if self.where in ("query", "path"):
            text = text[:LONGEST_ADDRESS].encode("utf-8", "replace").decode()
        if self.where == "path":
            address = address.replace(f"{{{name}}}", quote(text, safe=""))
        known = KNOWN if self.method == "get" else {}
        address = _PARAMETER.sub(lambda found: known.get(found[1], "1"), address)
        match self.where:
            case "json" | "tool":
                return client.request(
                    self.method, address, json=put(self.base, self.name, text), headers=_MCP
                )
            case "form":
                fields = {**self.base, "file": "Some text.", name: text}
                file = fields.pop("file").encode("utf-8", "replace")
                return client.request(self.method, address, data=fields, files={"file": ("a.md", file)})
            case "query":
                return client.request(
                    self.method, address, params={**self.needed, name: text}, json=self.base
                )
            case _:
                return client.request(self.method, address, params=self.needed, json=self.base)


_MCP = {"Accept": "application/json, text/event-stream"}


def text_places(client: TestClient) -> list[TextPlace]:
    """The places of an application that takes requests."""
    document = client.get("/openapi.json").json()
    schemas = _Schemas(document)
    found: list[TextPlace] = []
    for address, item in document["paths"].items():
        for method, operation in item.items():
            found += _parameters(schemas, method, address, operation)
            found += _body_fields(schemas, method, address, operation)
    return [*found, *_tool_arguments(client), *_page_parameters(client)]


class _Schemas:
    """JSON schemas of one document."""

    def __init__(self, document: Schema) -> None:
        self._document = document

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a reference means."""
        while "$ref" in schema:
            found = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def kinds(self, schema: Schema) -> list[Schema]:
        """The schema, or the ones of which one is enough."""
        schema = self.resolve(schema)
        more = [kind for key in _CHOICES for kind in schema.get(key, ())]
        return [one for kind in more for one in self.kinds(kind)] or [schema]

    def takes_text(self, schema: Schema) -> bool:
        """Whether any text may be a value."""
        return any(
            kind.get("type") == "string" or "string" in kind.get("type", ())
            for kind in self.kinds(schema)
            if not {"enum", "const"} & {*kind}
        )

    def texts(self, schema: Schema, through: tuple[str, ...] = ()) -> Iterator[Path]:
        """The paths of all texts in values of a schema, and of keys that may be any.

        Args:
            through: The references on the way; what refers to itself is not followed again.
        """
        if self.takes_text(schema):
            yield ()
        for kind in self._kinds(schema):
            name = kind.get("$ref", "")
            if name in through:
                continue
            kind, way = self.resolve(kind), (*through, name) if name else through
            for key, inside in kind.get("properties", {}).items():
                yield from ((key, *path) for path in self.texts(inside, way))
            if isinstance(kind.get("additionalProperties"), dict):
                yield (ANY_KEY,)
                yield from (("k", *path) for path in self.texts(kind["additionalProperties"], way))
            if "items" in kind:
                yield from ((LAST, *path) for path in self.texts(kind["items"], way))

    def _kinds(self, schema: Schema) -> Iterator[Schema]:
        """As `kinds`, with their references."""
        kinds = [kind for key in _CHOICES for kind in self.resolve(schema).get(key, ())]
        if not kinds:
            yield schema
        for kind in kinds:
            yield from self._kinds(kind)

    def least(self, schema: Schema, path: Path = ()) -> Any:
        """A value with only what is required, and what leads to a path."""
        step = path[0] if path else None
        for kind in self.kinds(schema):
            if step == LAST and "items" in kind:
                return [self.least(kind["items"], path[1:])]
            inside = kind.get("properties", {}).get(step, kind.get("additionalProperties"))
            if isinstance(step, str) and isinstance(inside, dict):
                made = self._object(kind)
                return made if step == ANY_KEY else {**made, step: self.least(inside, path[1:])}
        kind = self.kinds(schema)[0]
        if "properties" in kind or "additionalProperties" in kind:
            return self._object(kind)
        if "items" in kind:
            return [self.least(kind["items"])] if kind.get("minItems") else []
        if "format" in kind:
            return _LEAST.get(kind["format"], "x")
        first = kind.get("type", "string")
        named = kind.get("enum", [_LEAST.get(first if isinstance(first, str) else first[0], "x")])
        return kind.get("const", named[0])

    def _object(self, kind: Schema) -> dict[str, Any]:
        properties = kind.get("properties", {})
        return {name: self.least(properties[name]) for name in kind.get("required", ())}


_CHOICES = ("anyOf", "oneOf", "allOf")
_LEAST: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "null": None}
_LEAST |= {"date": "2024-01-01", "date-time": "2024-01-01T10:00:00Z"}


def put(base: Any, path: Path, text: str) -> Any:
    """A copy of a value with a text at a path."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if step == ANY_KEY:
        return {**base, text[:100_000]: 1}
    made = copy.copy(base)
    made[step] = put(made[step], rest, text)
    return made


def _parameters(schemas: _Schemas, method: str, address: str, operation: Schema) -> Iterator[TextPlace]:
    parameters = operation.get("parameters", ())
    needed = {
        one["name"]: KNOWN.get(one["name"], "1")
        for one in parameters
        if one["in"] == "query" and one.get("required")
    }
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = next((one["value"] for one in content.get("examples", {}).values()), None)
    for one in parameters:
        listed = any("items" in kind for kind in schemas.kinds(one["schema"]))
        if one["in"] in ("query", "path") and (listed or schemas.takes_text(one["schema"])):
            yield TextPlace(method, address, one["in"], (one["name"],), body, needed)


def _body_fields(schemas: _Schemas, method: str, address: str, operation: Schema) -> Iterator[TextPlace]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        where = "json" if kind == "application/json" else "form"
        examples = [one["value"] for one in content.get("examples", {}).values()]
        for path in dict.fromkeys(schemas.texts(content["schema"])):
            if not path or (where == "form" and len(path) > 1 and path[0] != "file"):
                continue
            least = schemas.least(content["schema"], path)
            fitting = [one for one in examples if {path[0], *least} <= {*one}]
            yield TextPlace(method, address, where, path, _joined(fitting[0], least) if fitting else least)


def _joined(example: Any, least: Any) -> Any:
    """An example with what it lacks."""
    if isinstance(example, dict) and isinstance(least, dict):
        return {**least, **{key: _joined(value, least.get(key)) for key, value in example.items()}}
    if isinstance(example, list) and isinstance(least, list):
        return (
            [*example[:-1], *map(_joined, example[-1:], least[-1:])]
            if example and least
            else example or least
        )
    return least if isinstance(least, dict | list) else example


def _tool_arguments(client: TestClient) -> Iterator[TextPlace]:
    listed = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=_MCP)
    for tool in listed.json()["result"]["tools"]:
        schemas = _Schemas(tool["inputSchema"])
        for path in dict.fromkeys(schemas.texts(tool["inputSchema"])):
            call = {"name": tool["name"], "arguments": schemas.least(tool["inputSchema"], path)}
            base = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
            yield TextPlace("post", "/mcp", "tool", ("params", "arguments", *path), base)


def _page_parameters(client: TestClient) -> Iterator[TextPlace]:
    """Parameters of the addresses that the document does not have: pages."""
    for context in iter_route_contexts(client.app.routes):  # type: ignore[attr-defined]
        route = context.original_route
        if not isinstance(route, APIRoute) or route.include_in_schema or "GET" not in (route.methods or ()):
            continue
        address = _CONVERTOR.sub("}", context.path or "")
        parameters = get_flat_params(route.dependant)
        required = [one.alias for one in parameters if one.field_info.is_required()]
        needed = {name: KNOWN["id"] for name in required if f"{{{name}}}" not in address}
        for one in parameters:
            where = "path" if f"{{{one.alias}}}" in address else "query"
            yield TextPlace("get", address, where, (one.alias,), None, needed)
