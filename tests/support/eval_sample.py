"""A made-up run, small enough to know every figure of it."""

from __future__ import annotations

from eval.client import AskOptions, IndexSeen
from eval.measures.summary import summarise
from eval.provenance import Environment
from eval.question_outcome import Outcome, RetrievedSpan, Shown, ShownClaim
from eval.questions import EvalSet, Gold, GoldClaim, Question
from eval.run_record import Facts, Run
from eval.span_texts import SpanText
from qa.answer_schemas import Level

TEXT = "In Kursk, 12,000 soldiers came 😀 by train. They were fed.\nOfficials of Ukraine said so on Tuesday."
DOCUMENT, VERSION = "kursk.txt", "a" * 64
#: "12,000 soldiers" in TEXT.
NUMBER = (10, 25)
#: "Officials of Ukraine", in the second passage.
OFFICIALS = (58, 78)
FIRST, SECOND = (0, 57), (58, len(TEXT))


def passage(start: int, end: int, score: float = 1.0) -> RetrievedSpan:
    """A passage of the one document."""
    return RetrievedSpan(DOCUMENT, VERSION, start, end, score)


def outcome(
    id: str,
    answer: str | None,
    probability: float | None,
    answerability: float,
    passages: tuple[RetrievedSpan, ...],
    milliseconds: float,
    *,
    forced: str = "",
    citations: tuple[RetrievedSpan, ...] = (),
    claims: tuple[ShownClaim, ...] = (),
    error: str = "",
) -> Outcome:
    """An outcome whose citations are what they say."""
    shown = Shown(answer, citations=citations) if answer else None
    return Outcome(
        id,
        shown,
        Shown(forced) if forced else shown,
        answerability,
        probability,
        passages,
        citations,
        True,
        claims,
        milliseconds,
        error,
        Level.ANSWERED if shown else Level.NOTHING,
    )


QUESTIONS = (
    Question(
        "q1",
        "How many soldiers came?",
        ("12,000",),
        (Gold(DOCUMENT, *NUMBER),),
        tags=("number",),
        kind="number",
    ),
    Question(
        "q2",
        "Who said so?",
        ("Officials of Ukraine",),
        (Gold(DOCUMENT, *OFFICIALS, quote="Officials of Ukraine"),),
        claims=(GoldClaim("Tuesday", "Officials"),),
        tags=("person", "paraphrase"),
        kind="person",
    ),
    Question("q3", "What did the soldiers eat?", unanswerable=True, tags=("unanswerable",)),
    Question("q4", "Who commanded them?", unanswerable=True, tags=("unanswerable", "person"), kind="person"),
    Question("q5", "How did they come?", ("by train",), (Gold(DOCUMENT, 33, 41),), tags=("paraphrase",)),
    Question("q6", "When was it said?", ("on Tuesday",), (Gold(DOCUMENT, 87, 97),), tags=("number",)),
)
BOTH = (passage(*FIRST, 2.5), passage(*SECOND, 1.25))
OUTCOMES = (
    outcome("q1", "12,000 soldiers", 0.91, 0.95, BOTH, 20.0, citations=(passage(0, 43),)),
    outcome(
        "q2",
        "by train",
        0.62,
        0.7,
        BOTH,
        40.0,
        citations=(passage(0, 43),),
        claims=(ShownClaim("Tuesday", "Officials"),),
    ),
    outcome("q3", None, None, 0.2, BOTH, 30.0, forced="12,000"),
    outcome("q4", "Officials of Ukraine", 0.55, 0.6, BOTH[::-1], 50.0, citations=(passage(58, 98),)),
    outcome("q5", None, None, 0.3, BOTH, 25.0, forced="by train"),
    outcome("q6", None, None, 0.0, (), 0.0, error="The server was gone."),
)
SOURCES = tuple(
    SpanText(VERSION, start, end, TEXT[start:end], "Soldiers in Kursk")
    for start, end in (FIRST, SECOND, (0, 43), (58, 98))
)


def make_run(
    questions: tuple[Question, ...] = QUESTIONS,
    outcomes: tuple[Outcome, ...] = OUTCOMES,
    sources: tuple[SpanText, ...] = SOURCES,
    name: str = "kursk",
    seconds: float = 2.0,
) -> Run:
    """A record with the figures that outcomes give."""
    scored = summarise(EvalSet(name, questions), outcomes, seconds)
    index = IndexSeen(
        "default", 7, "fake-model", "0123456789abcdef", {"name": "fake-model", "revision": "r1"}
    )
    machine = {"processor": "Some Processor", "cores": "2", "system": "Linux x86_64"}
    facts = Facts(
        "local",
        "b" * 64,
        AskOptions(),
        4,
        index,
        Environment("c" * 40, "3.12.1", {"numpy": "2.1.0"}, machine),
    )
    return Run(
        set=name,
        began="2026-11-03T10:20:30Z",
        ended="2026-11-03T10:20:32Z",
        seconds=seconds,
        facts=facts,
        metrics=scored.metrics,
        kinds=scored.kinds,
        tags=scored.tags,
        questions=questions,
        outcomes=outcomes,
        values=scored.values,
        sources=sources,
    )
