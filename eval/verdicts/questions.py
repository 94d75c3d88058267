"""Questions of yes or no with documents that decide them: rules, people's documents, students', SQuAD."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from eval.benchmarks.articles import read_articles, read_questions
from eval.formats.files import objects_of
from eval.people_documents.questions import documents_of, kept_back_questions
from eval.reader_training.sources import read_squad2
from eval.support_training.claims import claim_of
from eval.support_training.squad_pairs import other_answer, paragraphs
from index.documents import Document
from qa.schemas import Verdict

HERE = Path(__file__).parent
HOUSE_RULES, FRESH_RULES = HERE / "house_rules.jsonl", HERE / "house_rules_held_out.jsonl"
#: Questions with a time of day or an amount, for development and held out; none is fitted on.
TIMES_AND_RANGES = (HERE / "times_and_ranges.jsonl", HERE / "times_and_ranges_held_out.jsonl")
#: Paragraphs of SQuAD, and questions of each.
PARAGRAPHS, QUESTIONS = 200, 2


class AskedOf(NamedTuple):
    """A question of a document.

    Args:
        verdict: None where the document does not decide it.
        held_out: Whether it is measured on and not fitted on; the same for all of a document.
    """

    question: str
    document: str
    verdict: Verdict | None
    held_out: bool


class VerdictSet(NamedTuple):
    """Documents and questions of them."""

    name: str
    documents: Sequence[Document]
    asked: Sequence[AskedOf]


def house_rules(path: Path = HOUSE_RULES) -> VerdictSet:
    """Rules of a ward, a hotel, a club, .. written for this; some questions are not decided by them.

    All of other files are held out: `FRESH_RULES` were written before anything was measured on them.
    """
    documents, asked = [], []
    for number, row in enumerate(objects_of(path)):
        name = f"{path.stem}-{number}"
        documents.append(Document(id=name, title=row["title"], text=row["text"]))
        for one in row["questions"]:
            verdict = Verdict(one["verdict"]) if one["verdict"] else None
            held_out = path != HOUSE_RULES or number % 2 == 1
            asked.append(AskedOf(one["question"], name, verdict, held_out))
    return VerdictSet(path.stem.replace("_", " "), documents, asked)


def people() -> VerdictSet:
    """Questions on people's documents that the support model has not learnt from; some are not decided."""
    kept = kept_back_questions()
    documents = documents_of(kept)
    odd = {*sorted(one.id for one in documents)[1::2]}
    asked = [
        AskedOf(one.text, one.document.id, one.verdict, one.document.id in odd)
        for one in kept
        if one.verdict or not one.quote
    ]
    return VerdictSet("people's documents", documents, asked)


def students(folder: Path) -> VerdictSet:
    """The questions of CMU's data (Smith et al. 2008) for which all answers given are yes, or all no."""
    questions = []
    for one in read_questions(folder):
        said = {answer.strip().lower().rstrip(".!").split(",")[0] for answer in one.answers}
        if said in ({"yes"}, {"no"}):
            questions.append((one, Verdict(*said)))
    documents = read_articles(folder, [one for one, _ in questions])
    odd = {document.id for document in documents[1::2]}
    asked = [AskedOf(one.text, one.article, verdict, one.article in odd) for one, verdict in questions]
    return VerdictSet("students' questions", documents, asked)


def squad(path: Path) -> VerdictSet:
    """Questions of yes or no made of SQuAD's and their answers, every second with a wrong answer."""
    chance = random.Random(5)
    some = chance.sample(paragraphs(read_squad2(path)), PARAGRAPHS)
    articles = sorted({one.reading.document for one in some})
    documents, asked = [], []
    for number, paragraph in enumerate(some):
        name, text = f"squad-{number}", paragraph.reading.text
        held_out = articles.index(paragraph.reading.document) % 2 == 1
        documents.append(Document(id=name, title=paragraph.reading.title, text=text))
        made = 0
        for question, span in chance.sample(paragraph.asked, len(paragraph.asked)):
            answer, right = text[span.start : span.end], chance.random() < 0.5
            given = answer if right else other_answer(paragraph, answer, chance)
            claim = claim_of(question, given, chance) if given else None
            if claim and claim.endswith("?") and made < QUESTIONS:
                made += 1
                asked.append(AskedOf(claim, name, Verdict.YES if right else Verdict.NO, held_out))
    return VerdictSet("SQuAD", documents, asked)
