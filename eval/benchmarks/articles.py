"""Benchmark of the whole way from web pages to answers: Wikipedia articles as HTML and students' questions.

    python -m eval.benchmarks.articles --articles DIR [--every 5]

DIR is a semester of CMU's question-answer data (Smith et al. 2008): `question_answer_pairs.txt` and `data/`.
All articles are one collection; questions that are the same have several accepted answers.  F1 is that of
the best answer without abstention.  Questions of yes or no have no words of an article for an answer.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.corpus import open_corpus
from eval.measures.answers import RIGHT_F1, best_f1
from index.documents import Document
from index.ingest.files import SourceFile, read
from qa.schemas import AskQuery
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()


class Asked(NamedTuple):
    """A question, the file of its article, and the answers that people gave."""

    text: str
    article: str
    answers: tuple[str, ...]

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it is answered by yes or no alone."""
        return all(
            answer.strip().lower().rstrip(".!").split(",")[0] in ("yes", "no") for answer in self.answers
        )


class Answered(NamedTuple):
    """What became of a question."""

    f1: float
    shown: bool
    in_article: bool


def read_questions(folder: Path) -> list[Asked]:
    """The questions that have an answer, each once."""
    answers: dict[tuple[str, str], list[str]] = {}
    with (folder / "question_answer_pairs.txt").open(encoding="latin-1", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            question, answer, article = (
                row[name] or "NULL" for name in ("Question", "Answer", "ArticleFile")
            )
            if "NULL" not in (question, answer, article):
                answers.setdefault((question.strip(), f"{article}.htm"), []).append(answer)
    return [Asked(text, article, tuple(given)) for (text, article), given in answers.items()]


def read_articles(folder: Path, questions: Sequence[Asked]) -> list[Document]:
    """The articles of the questions, from HTML."""
    names = sorted({question.article for question in questions})
    return [read(SourceFile(folder / name, name)) for name in names]


def answered(service: Service, question: Asked) -> Answered:
    """Ask, without abstention, and see whether the answer would be shown."""
    response = service.ask(AskQuery(question=question.text[:4000], abstain=False))
    best = response.answer
    return Answered(
        best_f1(best.shown, question.answers) if best else 0.0,
        best is not None and best.probability >= response.threshold,
        bool(response.passages) and response.passages[0].citation.document_id == question.article,
    )


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True, help="the folder of a semester")
    parser.add_argument("--every", type=int, default=1, help="ask every n-th question only")
    arguments = parser.parse_args()
    questions = read_questions(arguments.articles)
    documents = read_articles(arguments.articles, questions)
    service = open_corpus(documents, Settings(), lambda done, total: None)
    asked = questions[:: arguments.every]
    results = [answered(service, question) for question in track(asked, transient=True)]
    table = Table(title=f"{len(documents)} articles, {len(asked)} of {len(questions)} questions")
    for name in ("", "questions", "F1", "answered", "of those right", "first passage of the article"):
        table.add_column(name, justify="right" if name else "left")
    for name, wanted in (("all", (True, False)), ("not yes or no", (False,))):
        rows = [one for question, one in zip(asked, results, strict=True) if question.is_yes_or_no in wanted]
        shown = [one for one in rows if one.shown]
        right = mean(one.f1 >= RIGHT_F1 for one in shown) if shown else 0.0
        table.add_row(
            name,
            str(len(rows)),
            f"{mean(one.f1 for one in rows):.3f}",
            f"{len(shown) / len(rows):.3f}",
            f"{right:.3f}",
            f"{mean(one.in_article for one in rows):.3f}",
        )
    SHOWN.print(table)


if __name__ == "__main__":
    main()
