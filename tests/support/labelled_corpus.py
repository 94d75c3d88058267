"""Documents of which some are labelled, so that each way to learn of a hidden one has something to tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi.testclient import TestClient

#: Labels that the documents have, besides none.
LABELS = ("group:hr", "group:yard", "user:mona", "public")


class Labelled(NamedTuple):
    """A document as it is sent, with the texts that it had before, oldest first."""

    body: dict[str, Any]
    source: str = "api"
    before: tuple[str, ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Its labels."""
        return frozenset(self.body.get("access", ()))


def document(id: str, text: str, *labels: str, **more: Any) -> dict[str, Any]:
    """A document as a body of a request."""
    return {"id": id, "text": text, **({"access": [*labels]} if labels else {}), **more}


CORPUS = (
    Labelled(document("ferry", "The ferry leaves at nine. It carries forty cars.")),
    Labelled(document("ferry-crew", "The ferry leaves at seven for the crew.", "group:yard")),
    Labelled(document("pay", "The wage of a stoker is 900 crowns a month.", "group:hr")),
    Labelled(document("pay-mona", "The wage of Mona Quist is 1,200 crowns.", "group:hr", "user:mona")),
    # A word that only a hidden document spells, and an abbreviation that only one explains.
    Labelled(document("kiln", "The zirkonium kiln is fired on Mondays.", "group:yard")),
    Labelled(
        document("reb", "The Remote Engine Board (REB) meets in May. The board has five seats.", "group:hr")
    ),
    Labelled(document("board", "The REB notes are kept in the tower.")),
    # A word that is right by a hidden document alone, and else a slip for another one.
    Labelled(document("morvane", "The morvane sails at dawn.", "group:yard")),
    Labelled(document("morvana", "The morvana boat is painted blue by the crew.")),
    # A copy, and dated copies of which the newer is hidden.
    Labelled(document("rule", "Visitors sign the blue book at the gate of the yard before noon.")),
    Labelled(
        document("rule-copy", "Visitors sign the blue book at the gate of the yard before noon.", "group:hr")
    ),
    Labelled(
        document(
            "notice-1", "On 4 May 2026 the lock is closed for repair until noon.", published="2026-05-04"
        )
    ),
    Labelled(
        document(
            "notice-2",
            "On 11 May 2026 the lock is closed for repair until noon.",
            "group:yard",
            published="2026-05-11",
        )
    ),
    # A field, a source and a title that only hidden documents have.
    Labelled(document("audit", "The audit found two errors.", "group:hr", metadata={"grade": 7})),
    Labelled(document("depth", "The dock is twelve feet deep.", metadata={"kind": "dock"})),
    Labelled(document("secret", "The vault opens with a brass key.", "user:mona"), source="vault"),
    Labelled(document("open", "The chapel is open to all.", "public"), source="chapel"),
    Labelled(
        document("crane", "The crane lifts ten tons.", "group:yard"), before=("The crane lifts six tons.",)
    ),
    Labelled(document("tide", "High tide is at four."), before=("High tide is at three.",)),
)

#: Questions, and the document that answers each.
QUESTIONS = {
    "When does the ferry leave?": "ferry",
    "What is the wage of a stoker?": "pay",
    "When is the zirconium kiln fired?": "kiln",
    "When does the Remote Engine Board meet?": "reb",
    "Where are the REB notes?": "board",
    "Who signs the blue book?": "rule",
    "Until when is the lock closed?": "notice-1",
    "How many errors did the audit find?": "audit",
    "How deep is the dock?": "depth",
    "What opens the vault?": "secret",
    "How much does the crane lift?": "crane",
    "When is high tide?": "tide",
    "Who painted the morvane boat blue?": "morvana",
}


def fill(client: TestClient, headers: dict[str, str], documents: Iterable[Labelled], collection: str) -> None:
    """Write documents, each in a request of its own, with the texts that they had before."""
    for one in documents:
        for text in (*one.before, one.body["text"]):
            sent = {"documents": [{**one.body, "text": text}], "collection": collection, "source": one.source}
            answer = client.post("/v1/documents", json=sent, headers=headers)
            assert answer.status_code == 200, answer.text


#: Moments, scores and what is named anew at every start: they differ between two corpora with the same texts.
_VOLATILE = re.compile(
    r"score|probability|odds|answerability|timings|took|created|updated|ingested|firmness|strength|support"
    r"|^rank$|received|request_id"
)

_MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT[\d:.]+Z?")


def comparable(value: Any) -> Any:
    """A response without what differs for other reasons than what is in the corpus; its lists unordered."""
    if isinstance(value, dict):
        if value.get(
            "structuredContent"
        ):  # the same as the text beside it, whose order is that of the scores
            return comparable(value["structuredContent"])
        made_anew = value.get("object") == "chat.completion" or "verdict" in value
        return {
            k: comparable(v)
            for k, v in value.items()
            if not _VOLATILE.search(k) and not (made_anew and k == "id")
        }
    if isinstance(value, list):
        return sorted((comparable(one) for one in value), key=repr)
    return _MOMENT.sub("", value) if isinstance(value, str) else value
