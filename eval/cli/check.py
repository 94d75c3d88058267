"""`qa eval check`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import typer

from eval.cli.open_client import Collection, SetPath, Split, Url, open_client
from qa.cli.output import err, out, printable

PROBLEMS = 1


def check(path: SetPath, url: Url = None, collection: Collection = "default", split: Split = "") -> None:
    """Check every gold span, answer and claim of a set against the text of the documents.

    The documents are those of the set, or else those of the local index or the server. Prints one line for
    each problem; exits with 1 if there is one.
    """
    from eval.check import check, own_texts
    from eval.formats.registry import read_set
    from eval.runner import document_texts

    evalset = read_set(Path(path), split)
    if evalset.documents:
        problems = check(evalset, own_texts(evalset))
    else:
        with closing(open_client(url).client) as client:
            client.index(collection)
            problems = check(evalset, document_texts(client, collection))
    for problem in problems:
        line = f"{problem.where}: Question {problem.question_id!r}: {problem.detail} {problem.hint}"
        err().print(printable(" ".join(line.split())))
    questions = evalset.questions
    gold = sum(len(question.gold) for question in questions)
    unanswerable = sum(question.unanswerable for question in questions)
    found = f"{len(problems)} problems" if problems else "no problem"
    out().print(f"{len(questions)} questions ({unanswerable} unanswerable), {gold} gold: {found}")
    if problems:
        raise typer.Exit(PROBLEMS)
