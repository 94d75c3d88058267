"""The OpenAPI document: title and tags, the `Problem` schema, and the scope that each operation needs."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from index.search.filter_schema import filter_schemas
from qa.problem_schemas import Problem
from qa.release import release
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.rules import RULES
from qa.server.http.problems import SCHEMA, problem_responses
from qa.server.routes.openai.errors import OPENAI_PATHS

_DESCRIPTION = """Ask questions over your own documents. Every citation is exact to the character.

Offsets count Unicode code points in one immutable version of a document. Errors are problem details (RFC
9457): `errors` names each wrong field and how to correct it."""
_TAGS = [
    {"name": "questions", "description": "Ask questions and search passages."},
    {"name": "openai", "description": "Ask questions through OpenAI's API. Errors have OpenAI's shape too."},
    {"name": "documents", "description": "Write, show, check and delete documents."},
    {"name": "feedback", "description": "Send and list feedback on answers."},
    {"name": "insights", "description": "What is asked, and what nobody gets an answer to."},
    {"name": "jobs", "description": "Follow documents that are ingested in the background."},
    {"name": "collections", "description": "List collections. One search covers one collection."},
    {"name": "keys", "description": "List and revoke API keys."},
    {"name": "health", "description": "Check whether the service runs and is ready, and how it fares."},
]
#: Arguments of `FastAPI`.
METADATA: dict[str, Any] = {
    "title": "Sourceline",
    "description": _DESCRIPTION,
    "version": release(),
    "openapi_tags": _TAGS,
}
_SCHEMAS = "#/components/schemas/"
#: What a route's path says of a parameter beside its name.
_CONVERTOR = re.compile(r":\w+}")
#: Either is enough.
_SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "Not needed where the service runs without keys.",
    },
    "keyHeader": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same key in a header of its own; `Authorization: Bearer` wins.",
    },
}


def extend(app: FastAPI) -> None:
    """Have `app.openapi()` include what FastAPI cannot know: the `Problem` schema and the needed scopes.

    While the service needs no key, its document asks for none.
    """
    generate = app.openapi
    made: dict[bool, dict[str, Any]] = {}

    def openapi() -> dict[str, Any]:
        gatekeeper: Gatekeeper | None = getattr(app.state, "gatekeeper", None)
        keyed = gatekeeper is None or not gatekeeper.needs_no_key()
        if keyed not in made:
            document = deepcopy(generate())
            _add_problem_schema(document)
            _add_filter_schemas(document)
            _add_scopes(document, keyed=keyed)
            made[keyed] = document
        return made[keyed]

    app.openapi = openapi  # type: ignore[method-assign]


def _add_problem_schema(document: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template=SCHEMA.replace("Problem", "{model}"))
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem


def _add_filter_schemas(document: dict[str, Any]) -> None:
    """Have each body's `filters` refer to the schema of a filter, which refers to itself."""
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        if "filters" in schema.get("properties", {}):
            schema["properties"]["filters"]["anyOf"] = [{"$ref": f"{_SCHEMAS}Filter"}, {"type": "null"}]
    schemas.update(filter_schemas(_SCHEMAS))


def _add_scopes(document: dict[str, Any], *, keyed: bool) -> None:
    document["components"].setdefault("securitySchemes", {}).update(deepcopy(_SECURITY_SCHEMES))
    for rule in RULES:
        for method in rule.methods.lower().split():
            operation = document["paths"].get(_CONVERTOR.sub("}", rule.path), {}).get(method)
            if operation is not None and rule.scope is not None:
                if keyed or rule.always_keyed:
                    operation["security"] = [{name: []} for name in _SECURITY_SCHEMES]
                operation["description"] = f"{operation['description']}\n\nScope: `{rule.scope}`."
                operation["responses"].update(_refusals(rule.path))


def _refusals(path: str) -> dict[str, Any]:
    """The responses to a caller without the needed scope, in the error format of `path`."""
    described = {str(status): response for status, response in problem_responses(401, 403, 429).items()}
    if not path.startswith(OPENAI_PATHS):
        return described
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}
    return {status: {**response, "content": content} for status, response in described.items()}
