"""Logged answers that quote what is gone are found and erased by `qa doctor`, too."""

from __future__ import annotations

from index.documents import Document
from qa.examination import examine
from qa.insights.logged_question import CitedVersion
from qa.service import Service
from tests.support.logged import add, logged, rows


def test_the_doctor_finds_and_erases_them(service: Service) -> None:
    service.ingester.add(
        "default", [Document("war", "Twelve soldiers came."), Document("ice", "Ice is cold.")]
    )
    with service.index.catalog.reading() as db:
        versions = dict(
            db.execute(
                "SELECT d.id, v.name FROM documents d JOIN versions v ON v.document = d.key"
            ).fetchall()
        )
    cited = [CitedVersion("default", id, name) for id, name in sorted(versions.items())]
    add(service.question_log, *(logged(f"{one.document_id}?", cited=(one,)) for one in cited))

    def found(*, repair: bool = False) -> list[tuple[int, bool]]:
        checks = examine(service.settings.home, repair=repair)
        return [(len(one.wrong), one.repaired) for one in checks if one.store == "questions.sqlite"]

    assert found() == [(0, False), (0, False)]
    service.index.delete("default", "war")
    assert found() == [(0, False), (1, False)]
    assert found(repair=True) == [(0, False), (1, True)]
    assert found() == [(0, False), (0, False)]
    assert rows(service.question_log, "question, answer") == [("ice?", "Twelve."), ("war?", None)]
