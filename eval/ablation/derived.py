"""Questions of kinds that are rare in the sets: found among them by a pattern, or made from them.

None was used when the rules were written.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from eval.ablation.sets import AblationSet, places, ramdocs, sample, squad
from eval.formats.files import objects_of, text_of
from eval.questions import EvalSet, Gold, Question
from index.documents import Document, normalise

#: Written by people around questions in CAsT, CANARD and cqr_alexa; {q} is the question.
POLITE = (
    "Tell me {q}", "please tell me {q}", "Can you tell me {q}", "Okay, {q}", "Yes, {q}", "Great, and {q}",
    "Okay, I want to find out {q}", "I would like to know {q}", "I'd like to know {q}",
    "Could you let me know {q}", "I need to know {q}", "Okay, great. {q}", "Ok then, {q}", "Great, {q}",
    "I want to find out {q}", "Fine, thanks. {q}", "Show me {q}", "Wow! {q}", "Thanks! {q}",
    "Interesting. That's later than I expected. {q}", "Oh I like fish. {q}", "Yes, please! {q}",
    "{q} Thank you", "{q} please", "{q} Please.", "{q} Thanks", "{q} Thank you car",
    "{q} Thanks for the help", "{q} Thanks a bunch", "{q} And thank you car.",
)  # fmt: skip
#: How somebody might ask of documents as such.
FRAMED = (
    "According to the document, {q}", "In the text, {q}", "Based on the passage, {q}",
    "{Q}, according to the article?", "{Q} in this document?", "From the report: {q}",
    "{Q}, as stated in the text?", "What does the article say: {q}",
)  # fmt: skip
#: How somebody might ask whether sources agree; {x} is what they are asked about, as a noun phrase.
ABOUT_SOURCES = (
    "Do the sources agree on {x}?", "Are the documents consistent about {x}?",
    "What do the sources say about {x}?", "Where do the reports differ regarding {x}?",
    "Is there any disagreement about {x}?", "Which values are given for {x}?",
    "What different claims are there about {x}?",
    "Do the articles contradict each other on {x}?",
)  # fmt: skip
_NOUN_PHRASE = re.compile(r"\A(?:what|who) (?:is|was|are|were) (?P<x>the .+?)\??\Z", re.I)
_SAYS = (
    r"(?:said|says|stated|states|reports|reported|claims|claimed|announced|estimates|estimated|believes"
    r"|believed|thinks|thought|expects|expected|predicted|mentioned|argued|suggested|concluded|noted|warned"
    r"|wrote that)"
)
WHO_SAID = re.compile(rf"\A\W*(?:who|(?:which|what|whose) \w+)(?: has| had)? {_SAYS}\b", re.I)
ACCORDING = re.compile(
    r"\baccording to (?!the (?:article|text|passage))"
    r"|\b(?:do|does|did) [^,?]{2,60}? (?:say|claim|estimate|believe|think|expect|predict|suggest)\b",
    re.I,
)
OF_THE_TEXT = re.compile(r"\b(?:according to|in|by) (?:the|this) (?:article|text|passage|document)\b", re.I)
WHETHER = re.compile(r"\A(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should) ", re.I)
_YES_OR_NO = re.compile(r"(?:yes|no)\b.*", re.I)
#: Questions of SQuAD that are asked; the first of them are asked in other words too.
SQUAD = 240
#: Of the students' questions.
COLUMNS = 6
#: Of the students' articles, which are long, so many are indexed.
ARTICLES = 12
_NAMES = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)+")


class Paragraph(NamedTuple):
    """A question with its own paragraph."""

    question: str
    title: str
    text: str
    answers: tuple[str, ...]
    others: tuple[str, ...]


def polite(data: Path, most: int) -> AblationSet:
    """SQuAD's questions with what people say around questions to an assistant."""
    return _worded(data, most, "polite", POLITE, "SQuAD, 30 wordings people used in CAsT, CANARD, cqr_alexa")


def framed(data: Path, most: int) -> AblationSet:
    """SQuAD's questions, asked of the document as such."""
    return _worded(data, most, "framed", FRAMED, "SQuAD, 8 wordings that speak of the document")


def unmarked(data: Path, most: int) -> AblationSet:
    """SQuAD's questions without their question mark."""
    return _reworded(data, most, "unmarked", "SQuAD, no question mark", lambda q, _: q.rstrip(" ?."))


def who_said_figures(data: Path, most: int) -> AblationSet:
    """Questions for who said something, with a figure in the question."""
    asked = re.compile(rf"(?=.*\d){WHO_SAID.pattern}", re.I)
    return _matching(data, most, "who-said-figures", asked, "SQuAD, QED, NQ: who said ..., with a figure")


def according_figures(data: Path, most: int) -> AblationSet:
    """Questions for the figure or time that somebody gives."""
    figure = r"\A(?=.*\b(?:how (?:many|much|old|long|far|large|big)|when|what (?:year|percent\w*|number)))"
    asked = re.compile(rf"{figure}.*(?:{ACCORDING.pattern})", re.I)
    return _matching(
        data, most, "according-figures", asked, "SQuAD, QED, NQ: what figure or time somebody gives"
    )


def of_the_text(data: Path, most: int) -> AblationSet:
    """Questions in which people named the text."""
    return _matching(data, most, "of-the-text", OF_THE_TEXT, "SQuAD, QED, NQ: ... in the text")


def whether(data: Path, most: int) -> AblationSet:
    """Questions for yes or no that students asked of whole Wikipedia articles."""
    folder = data / "cmu_qa" / "S08"
    found: dict[str, tuple[str, str]] = {}
    for line in (folder / "question_answer_pairs.txt").read_text("latin-1").split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) != COLUMNS:
            continue
        title, asked, answer, _, _, file = cells
        if _YES_OR_NO.fullmatch(answer.strip()) and WHETHER.match(asked) and " or " not in asked:
            found.setdefault(asked.strip(), (file.strip(), title))
    files = sorted({file for file, _ in found.values()})[:ARTICLES]
    documents = [Document(file, _article(folder / f"{file}.txt")) for file in files]
    questions = [
        Question(f"whether-{number}", asked, gold=(Gold(file),))
        for number, (asked, (file, _)) in enumerate(found.items())
        if file in files
    ]
    evalset = EvalSet("whether", sample(questions, most), documents)
    return AblationSet(evalset, "CMU Q/A, yes-or-no questions of students")


def _article(path: Path) -> str:
    return normalise(path.read_text("latin-1"))


def sources(data: Path, most: int) -> AblationSet:
    """RAMDocs' questions as questions about what sources say."""
    whole = ramdocs(data, 10_000)
    chance = random.Random(0)
    questions = [
        Question(q.id, chance.choice(ABOUT_SOURCES).format(x=found["x"]), q.answers, claims=q.claims)
        for q in whole.evalset.questions
        if (found := _NOUN_PHRASE.match(q.text))
    ]
    evalset = EvalSet("sources", sample(questions, most), whole.evalset.documents)
    return AblationSet(evalset, "RAMDocs, 8 wordings about sources", whole.filters)


def marked_up(data: Path, most: int) -> AblationSet:
    """SQuAD's paragraphs as pages of questions and answers with names in bold."""
    found = []
    whole = [*paragraphs(data / "squad1" / "dev.json.gz")]
    for one in random.Random(1).sample(whole, min(most, len(whole))):
        text = _NAMES.sub(lambda name: f"**{name.group()}**", one.text)
        asked = f"Q: {one.others[0]}\nA: " if one.others else "A: "
        found.append(one._replace(text=asked + text))
    return _set("marked-up", found, "SQuAD, paragraphs as Q: and A: with names in bold")


def _worded(data: Path, most: int, name: str, wordings: tuple[str, ...], note: str) -> AblationSet:
    def reworded(question: str, number: int) -> str:
        wording = wordings[number % len(wordings)]
        inner = question if wording.startswith("{") else question[0].lower() + question[1:]
        return wording.format(q=inner, Q=question.rstrip("?. "))

    return _reworded(data, most, name, note, reworded)


def _reworded(
    data: Path, most: int, name: str, note: str, reworded: Callable[[str, int], str]
) -> AblationSet:
    """The first of the questions asked of SQuAD, in other words."""
    whole = squad(data, SQUAD).evalset
    questions = [
        replace(question, id=f"{name}-{question.id}", text=reworded(question.text, number))
        for number, question in enumerate(whole.questions[:most])
    ]
    return AblationSet(EvalSet(name, questions, whole.documents), note)


def paragraphs(path: Path) -> Iterator[Paragraph]:
    for article in json.loads(text_of(path))["data"]:
        for paragraph in article["paragraphs"]:
            asked = [row["question"].strip() for row in paragraph["qas"]]
            for number, row in enumerate(paragraph["qas"]):
                answers = tuple(dict.fromkeys(answer["text"] for answer in row["answers"]))
                others = tuple(asked[:number] + asked[number + 1 :])
                title = article["title"].replace("_", " ")
                yield Paragraph(asked[number], title, normalise(paragraph["context"]), answers, others)


def _matching(data: Path, most: int, name: str, asked: re.Pattern[str], note: str) -> AblationSet:
    """Those whose words match: all of the development half, QED and NQ, then of what was learnt from."""
    fresh = [*paragraphs(data / "squad1" / "dev.json.gz"), *_natural(data)]
    found = [one for one in fresh if asked.search(one.question)]
    random.Random(0).shuffle(found)
    learnt = [one for one in paragraphs(data / "squad1" / "train.json.gz") if asked.search(one.question)]
    random.Random(0).shuffle(learnt)
    return _set(name, [*found, *learnt][:most], note)


def _natural(data: Path) -> Iterator[Paragraph]:
    for row in objects_of(data / "qed" / "train.jsonl.gz"):
        answers = tuple(row["answer_text"])
        if answers:
            yield Paragraph(row["question_text"], row["title_text"], row["paragraph_text"], answers, ())
    for row in objects_of(data / "nq_open_oracle" / "dev.jsonl.gz"):
        if not row["in_qed"]:
            text = normalise(row["passage"])
            yield Paragraph(row["question"], row["title"] or "", text, tuple(row["answers"]), ())


def _set(name: str, found: list[Paragraph], note: str) -> AblationSet:
    """The questions over all of their paragraphs, each a document."""
    documents: dict[str, Document] = {}
    questions = []
    for number, one in enumerate(found):
        if one.text.strip():
            document = documents.setdefault(
                one.text, Document(f"{name}-{len(documents)}", one.text, one.title)
            )
            gold: tuple[Gold, ...] = places(document, one.answers)
            questions.append(Question(f"{name}-{number}", one.question, one.answers, gold))
    return AblationSet(EvalSet(name, questions, [*documents.values()]), note)
