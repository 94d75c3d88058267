"""`qa ask` and `qa search`."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.answer import print_answer, print_passages, print_searched_as, print_warnings
from qa.cli.output import print_json
from qa.cli.remote import AccessRefused, checked_url, post
from qa.running_server import find_server
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.settings import Settings

QueryType = TypeVar("QueryType", bound=Query)
Response = TypeVar("Response", bound=BaseModel)

Question = Annotated[str, typer.Argument(help="The question, in plain words.", show_default=False)]
Collections = Annotated[
    list[str],
    typer.Option("--collection", "-c", help="The collection to search; several are searched together."),
]
TopK = Annotated[int, typer.Option("--top-k", "-k", help="How many passages to show, 1 to 100.")]
Filters = Annotated[
    str | None,
    typer.Option(
        "--filters", metavar="JSON", help='Metadata the documents must have, e.g. {"year": {"$gte": 2020}}.'
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="From the versions that were current then: a date or a date-time."
    ),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="Ask this server; by default the one that runs on the data folder, if any."),
]
AsTyped = Annotated[bool, typer.Option("--as-typed", help="Do not correct the spelling of the question.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the object that the API gives.")]


def ask(
    question: Question,
    collection: Collections = ["default"],  # noqa: B006
    top_k: TopK = 5,
    filters: Filters = None,
    as_of: AsOf = None,
    no_abstain: Annotated[bool, typer.Option("--no-abstain", help="Answer with the best there is.")] = False,
    max_error_rate: Annotated[
        float | None,
        typer.Option(
            "--max-error-rate",
            help="Of the answers shown at most this share may be wrong, 0 to 1; by default the setting's.",
        ),
    ] = None,
    write: Annotated[
        bool | None,
        typer.Option(
            "--write/--no-write",
            help="Let the language model of the settings write the answer, each sentence checked.",
        ),
    ] = None,
    as_typed: AsTyped = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, or say that no answer was found."""
    query = _checked(
        AskQuery,
        question=question,
        **_searched(collection),
        top_k=top_k,
        filters=_parsed(filters),
        as_of=as_of,
        abstain=not no_abstain,
        max_error_rate=max_error_rate,
        **_spelled(as_typed),
        **({} if write is None else {"write": write}),
    )
    response, server = _asked("/v1/ask", query, AskResponse, url)
    if as_json:
        print_json(response)
    else:
        print_searched_as(response.searched_as)
        print_answer(response, server)
        print_warnings(response.warnings)


def search(
    question: Question,
    collection: Collections = ["default"],  # noqa: B006
    top_k: TopK = 5,
    filters: Filters = None,
    as_of: AsOf = None,
    as_typed: AsTyped = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Rank the passages nearest to a question, without answering it."""
    about = {"question": question, "top_k": top_k, "filters": _parsed(filters), "as_of": as_of}
    query = _checked(Query, **about, **_searched(collection), **_spelled(as_typed))
    response, server = _asked("/v1/search", query, SearchResponse, url)
    if as_json:
        print_json(response)
    else:
        print_searched_as(response.searched_as)
        print_passages(response.passages, server)
        print_warnings(response.warnings)


def _asked(path: str, query: Query, into: type[Response], url: str | None) -> tuple[Response, str | None]:
    """The response, and the address of the server that gave it; None where this process did."""
    settings = Settings()
    if url is not None:
        return post(url, path, query, into, settings), checked_url(url)
    if server := find_server(settings):
        with suppress(AccessRefused):  # this process may read the data folder itself
            return post(server.url, path, query, into, settings), server.url
    service = opening.open_service(settings)
    if isinstance(query, AskQuery):
        from qa.write.writer import written_here  # loads what only an answer needs

        response: BaseModel = asyncio.run(written_here(service, query, service.ask(query)))
    else:
        response = service.search(query)
    return into.model_validate(response), None


def _spelled(as_typed: bool) -> dict[str, object]:
    """What goes into the query; nothing by default, which older servers do not know."""
    return {"spelling": False} if as_typed else {}


def _searched(names: list[str]) -> dict[str, object]:
    """The field of a query that names its collections."""
    return {"collection": names[0]} if len(names) == 1 else {"collections": names}


def _parsed(filters: str | None) -> dict[str, object] | None:
    if filters is None:
        return None
    try:
        value = json.loads(filters)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"This is no JSON: {error}.", field="--filters", hint='Write an object such as {"year": 2024}.'
        ) from error
    if not isinstance(value, dict):
        raise InvalidInput(
            "This is no JSON object.", field="--filters", hint='Write an object such as {"year": 2024}.'
        )
    return value


def _checked(model: type[QueryType], **values: object) -> QueryType:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name, context = str(first["loc"][0]), first.get("ctx", {})
        place = name + context.get("at", "")
        option = "collection" if name == "collections" else name.replace("_", "-")
        field = place if name == "question" or place != name else f"--{option}"
        raise InvalidInput(
            f"{first['msg'].rstrip('.')}.",
            field=field,
            hint=context.get("hint", "`qa ask --help` says what is accepted."),
        ) from error
