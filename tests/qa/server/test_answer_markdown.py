"""Answers as Markdown for clients of OpenAI's API and of MCP: each kind, and the closest passage as such."""

from __future__ import annotations

from typing import Any

from qa.schemas import Answer, AskResponse, Citation, IndexInfo, Level
from qa.server.routes.answer_markdown import answer_markdown
from qa.server.routes.openai.request_bodies import CompletionQuery


def cited(text: str, start: int) -> Citation:
    return Citation(
        collection="default",
        document_id="d",
        document_title="Guide",
        version="v",
        start_char_index=start,
        end_char_index=start + len(text),
        cited_text=text,
        url=f"/documents/d?start={start}",
        source_url="",
    )


BOOTS, TORCH = cited("Wear *boots*.", 0), cited("Bring a torch.", 20)


def response(level: Level = Level.ANSWERED, **fields: Any) -> AskResponse:
    citations = [BOOTS, TORCH]
    answer = Answer.model_validate(
        {"text": "text", "probability": 0.9, "citations": citations, "sentence": None, **fields}
    )
    return AskResponse(
        question="How?",
        level=level,
        answer=answer if level is Level.ANSWERED else None,
        closest=answer if level is Level.UNSURE else None,
        abstained=level is not Level.ANSWERED,
        answerability=0.9,
        threshold=0.5,
        claims=[],
        sources_disagree=False,
        passages=[],
        index=IndexInfo(collection="default", generation=1, collections=[], embedding_model="m"),
        timings_ms={},
    )


def blocks(told: AskResponse) -> list[str]:
    text, citations = answer_markdown(told, "http://host/")
    *said, notes = text.split("\n\n")
    assert len(notes.split("\n")) == len(citations)
    assert all(one.url.startswith("http://host/documents/") for one in citations)
    return said


ITEMS = [{"text": "Wear *boots*.", "citations": [BOOTS]}, {"text": "Bring a torch.", "citations": [TORCH]}]


def test_a_list_and_steps_are_lists() -> None:
    told = blocks(response(kind="list", lead="Before you go:", items=ITEMS))
    assert told == ["Before you go:", "- Wear \\*boots\\*.[^1]\n- Bring a torch.[^2]"]
    assert blocks(response(kind="steps", items=ITEMS)) == ["1. Wear \\*boots\\*.[^1]\n2. Bring a torch.[^2]"]


def test_a_row_has_its_cell_first_and_then_its_columns() -> None:
    row = [{**ITEMS[0], "label": "limit"}]
    told = blocks(response(kind="row", value="€60", items=row))
    assert told == ["€60[^1][^2]", "- **limit:** Wear \\*boots\\*.[^1]"]


def test_the_cell_that_is_asked_for_has_its_own_footnote() -> None:
    row = [{**ITEMS[1], "text": "€60", "label": "limit"}, {**ITEMS[0], "label": "gear"}]
    told = blocks(response(kind="row", value="€60", items=row))
    assert told == ["€60[^1]", "- **limit:** €60[^1]\n- **gear:** Wear \\*boots\\*.[^2]"]


def test_a_verdict_stands_before_its_sentence() -> None:
    assert blocks(response(kind="sentence", verdict="no")) == ["**No.** text[^1][^2]"]


def test_code_is_fenced_by_more_marks_than_it_has() -> None:
    assert blocks(response(kind="block", text="a\n```\nb"))[0] == "````\na\n```\nb\n````"


def test_the_closest_passage_is_told_as_such_and_is_no_answer_of_the_history() -> None:
    told = response(Level.UNSURE, kind="sentence", text="Wear boots.")
    assert blocks(told) == ["No sure answer. Closest passage:", "Wear boots.[^1][^2]"]
    said = answer_markdown(told, "http://host/")[0]
    roles = ("user", "How?"), ("assistant", said), ("user", "Why?")
    messages = [{"role": role, "content": content} for role, content in roles]
    chat = CompletionQuery.model_validate({"model": "sourceline", "messages": messages}).chat()
    assert [turn.answer for turn in chat.history] == [None]


def test_a_quote_within_another_has_no_footnote_of_its_own() -> None:
    word, elsewhere = cited("boots", 6), cited("boots", 106)
    told = response(text="boots", citations=[word, elsewhere], sentence=BOOTS)
    text, citations = answer_markdown(told, "http://host/")
    assert text.split("\n\n")[0] == "boots[^1][^2]"
    assert [one.cited_text for one in citations] == ["Wear *boots*.", "boots"]
    for number, citation in enumerate(citations, 1):
        assert f"[^{number}]: “" in text
        assert citation.url in text
