"""The development sets of the ablation, each with the documents that its questions are asked of.

All are read from one folder in the layout of the project's shared data; nothing of it is kept here.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.benchmarks.ramdocs import read_ramdocs
from eval.fitting.sets import kept_back_qed
from eval.formats.files import objects_of
from eval.formats.native import read_native
from eval.formats.squad import read_squad
from eval.questions import EvalSet, Gold, GoldClaim, Question
from index.documents import Document, normalise
from index.ingest.files import find, read

#: Where this project lies.
OWN = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class AblationSet:
    """Questions, their documents, and where needed the documents that one question is restricted to.

    Args:
        note: One line on where the questions come from.
        filters: Of a question's id: the filter of its query.
    """

    evalset: EvalSet
    note: str
    filters: Mapping[str, dict[str, object]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The set's name."""
        return self.evalset.name


def sample(questions: list[Question], most: int) -> list[Question]:
    """At most `most` of the questions, chosen at random, always the same."""
    return random.Random(0).sample(questions, min(most, len(questions)))


def squad(data: Path, most: int) -> AblationSet:
    """SQuAD v1.1, the development half, over all of its passages."""
    whole = read_squad(data / "squad1" / "dev.json.gz")
    questions = sample([q for q in whole.questions if q.gold], most)
    return AblationSet(EvalSet("squad", questions, whole.documents), "SQuAD v1.1, development half")


def qed(data: Path, most: int) -> AblationSet:
    """QED's paragraphs that were neither learnt from nor fitted on."""
    whole = kept_back_qed(data / "qed" / "train.jsonl.gz", half=1)
    questions = sample(list(whole.questions), most)
    return AblationSet(EvalSet("qed", questions, whole.documents), "QED, kept back from training and fitting")


def natural_questions(data: Path, most: int) -> AblationSet:
    """Natural Questions outside QED, over all of their passages."""
    documents, questions = [], []
    for number, row in enumerate(objects_of(data / "nq_open_oracle" / "dev.jsonl.gz")):
        text = normalise(row["passage"])
        if not row["in_qed"] and text.strip():
            document = Document(f"nq-{number}", text, row["title"] or "")
            documents.append(document)
            answers = tuple(row["answers"])
            questions.append(Question(document.id, row["question"], answers, places(document, answers)))
    evalset = EvalSet("nq", sample(questions, most), documents)
    return AblationSet(evalset, "nq_open_oracle outside QED")


def places(document: Document, answers: tuple[str, ...]) -> tuple[Gold, ...]:
    """Where each answer stands first in a document; all of the document where none does."""
    low = document.text.casefold()
    found = [(low.find(answer.casefold()), len(answer)) for answer in answers]
    return tuple(Gold(document.id, at, at + n) for at, n in found if at >= 0) or (Gold(document.id),)


def clapnq(data: Path, most: int) -> AblationSet:
    """ClapNQ: answers of several sentences, and questions that their passage does not answer.

    Gold is the sentences that people chose; there is no short answer.
    """
    documents, questions = [], []
    for kind in ("answerable", "unanswerable"):
        for row in [*objects_of(data / "clapnq" / f"{kind}.jsonl.gz")][: most // 2]:
            (passage,) = row["passages"]
            document = Document(f"clapnq-{row['id']}", normalise(passage["text"]), passage["title"])
            documents.append(document)
            chosen = dict.fromkeys(
                sentence for output in row["output"] for sentence in output.get("selected_sentences") or ()
            )
            found = [(document.text.find(one), len(one)) for one in map(normalise, chosen) if one.strip()]
            gold = tuple(Gold(document.id, at, at + n) for at, n in found if at >= 0)
            if kind == "unanswerable":
                questions.append(Question(document.id, row["input"], unanswerable=True))
            elif gold:
                questions.append(Question(document.id, row["input"], gold=gold))
    return AblationSet(EvalSet("clapnq", questions, documents), "ClapNQ, half answerable and half not")


def ramdocs(data: Path, most: int) -> AblationSet:
    """RAMDocs: each question over its own documents, which disagree."""
    asked = read_ramdocs(data / "ramdocs" / "dev.jsonl.gz")[:most]
    questions = [
        Question(
            str(one.number),
            one.question,
            one.answers,
            claims=tuple(GoldClaim(answer) for answer in one.answers),
        )
        for one in asked
    ]
    documents = [document for one in asked for document in one.documents]
    filters: dict[str, dict[str, object]] = {str(one.number): {"question": one.number} for one in asked}
    return AblationSet(EvalSet("ramdocs", questions, documents), "RAMDocs, own documents each", filters)


def conflictnq(data: Path, most: int) -> AblationSet:
    """ConflictNQ: a true passage and an invented one for each question, searched over all of them."""
    documents, questions = [], []
    for row in [*objects_of(data / "conflictnq" / "val.jsonl.gz")][:most]:
        own = [
            Document(f"{row['id']}-{kind}-{n}", normalise(passage["passage"]), passage.get("summary") or "")
            for kind in ("real", "fake")
            for n, passage in enumerate(row[f"{kind}_passages"])
            if passage["passage"].strip()
        ]
        documents += own
        answers = tuple(filter(None, (row["real_short_answer"], row["fake_short_answer"])))
        gold = tuple(Gold(document.id) for document in own)
        claims = tuple(GoldClaim(answer) for answer in answers)
        if len(answers) == 2:
            questions.append(Question(str(row["id"]), row["question"], answers, gold, claims=claims))
    evalset = EvalSet("conflictnq", questions, documents)
    return AblationSet(evalset, "ConflictNQ, a true and an invented passage each")


def seeds(data: Path, most: int) -> AblationSet:
    """The project's own questions on its one article.  Rules were written on them: they prove nothing."""
    whole = read_native(OWN / "eval" / "sets" / "seeds.jsonl")
    documents = [read(source) for source in find([OWN / "seeds"])]
    evalset = EvalSet("seeds", whole.questions[:most], documents)
    return AblationSet(evalset, "the project's own; rules were written on it, so it does not count")


def tables(data: Path, most: int) -> AblationSet:
    """WikiTableQuestions whose answer is one cell, over all of these tables as Markdown."""
    kept: dict[str, Document] = {}
    for row in objects_of(data / "tables" / "wtq_tables.jsonl.gz"):
        kept[row["table"]] = Document(row["table"], markdown(row["rows"]), row["title"])
    questions = []
    for row in objects_of(data / "tables" / "wtq_dev.jsonl.gz"):
        document = kept.get(row["table"])
        answers = tuple(row["answers"])
        if (
            document
            and len(answers) == 1
            and document.text.casefold().count(f"| {answers[0].casefold()} |") == 1
        ):
            at = document.text.casefold().index(f"| {answers[0].casefold()} |") + 2
            gold = (Gold(document.id, at, at + len(answers[0])),)
            questions.append(Question(row["id"], row["question"], answers, gold))
    chosen = sample(questions, most)
    own = dict.fromkeys(question.gold[0].document_id for question in chosen)
    evalset = EvalSet("tables", chosen, [kept[id] for id in own])
    return AblationSet(evalset, "WikiTableQuestions, answers of one cell, tables as Markdown")


def markdown(table: list[list[str]]) -> str:
    """A table in Markdown; its first row is its head."""
    lines = [
        "| " + " | ".join(" ".join(normalise(cell).replace("|", "/").split()) for cell in row) + " |"
        for row in table
    ]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]])
