"""What OpenAPI says of keys: which operation needs which scope, and how it is refused."""

from __future__ import annotations

from typing import Any

from qa.server.auth.rules import RULES
from qa.server.http.problems import documented
from qa.server.routes.openai_errors import OPENAI_PATHS

NAME = "key"


def document(schema: dict[str, Any]) -> None:
    """Add to an OpenAPI document what `rules` demands of each operation."""
    schemes = schema["components"].setdefault("securitySchemes", {})
    schemes[NAME] = {
        "type": "http",
        "scheme": "bearer",
        "description": "Not needed where the service runs open.",
    }
    for rule in RULES:
        for method in rule.methods.lower().split():
            operation = schema["paths"].get(rule.path.replace(":path}", "}"), {}).get(method)
            if operation is not None and rule.scope is not None:
                operation["security"] = [{NAME: []}]
                operation["description"] = f"{operation['description']}\n\nScope: `{rule.scope}`."
                operation["responses"].update(_refusals(rule.path))


def _refusals(path: str) -> dict[str, Any]:
    """The responses to who may not, in the shape of that path's errors."""
    described = {str(status): response for status, response in documented(401, 403, 429).items()}
    if not path.startswith(OPENAI_PATHS):
        return described
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}
    return {status: {**response, "content": content} for status, response in described.items()}
