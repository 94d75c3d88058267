"""Read SQuAD JSON, v1.1 and v2.0.  An article becomes a document, with blank lines between paragraphs.

`read_paragraphs` reads the same paragraphs as JSON lines, each a document of its own.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from eval.formats.files import json_lines, plain_name, text_of
from eval.formats.rows import cast
from eval.formats.unique_ids import UniqueIds
from eval.questions import BadSet, EvalSet, Gold, Question
from index.documents import Document, normalise

PARAGRAPH_BREAK = "\n\n"


class _Answer(BaseModel):
    text: Annotated[str, StringConstraints(min_length=1)]
    answer_start: int = Field(ge=0)


class _Asked(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    answers: list[_Answer] = []
    is_impossible: bool = False


class _Paragraph(BaseModel):
    context: str
    qas: list[_Asked]


class _Line(_Paragraph):
    title: str = ""


class _Article(BaseModel):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(BaseModel):
    data: list[_Article]


def read_squad(path: Path) -> EvalSet:
    """Read a SQuAD file.  An article without a title is named by its number.

    Raises:
        BadSet: The file is not SQuAD JSON, an id or a title is repeated, a question has no answer, or an
            answer is not at its offset.
    """
    name, titles, ids = plain_name(path), UniqueIds("article's title as"), UniqueIds("question")
    documents, questions = [], []
    for number, article in enumerate(_articles(path)):
        at = f"{path}: data[{number}]"
        contexts = [normalise(paragraph.context) for paragraph in article.paragraphs]
        id = titles.add(article.title or f"{name}-{number + 1}", at)
        document = Document(id, PARAGRAPH_BREAK.join(contexts), article.title.replace("_", " "))
        if document.text.strip():
            documents.append(document)
        offset = 0
        for place, (paragraph, context) in enumerate(zip(article.paragraphs, contexts, strict=True)):
            for order, asked in enumerate(paragraph.qas):
                where = f"{at}.paragraphs[{place}].qas[{order}]"
                ids.add(asked.id, where)
                questions.append(_question(asked, document, paragraph.context, offset, where))
            offset += len(context) + len(PARAGRAPH_BREAK)
    return EvalSet(name, questions, documents)


def read_paragraphs(path: Path, most: int | None = None) -> EvalSet:
    """Read JSON lines of paragraphs with their questions, as JaQuAD is kept: `title`, `context`, `qas`.

    Args:
        most: Read this many lines.

    Raises:
        BadSet: As `read_squad`.
    """
    name, ids = plain_name(path), UniqueIds("question")
    documents, questions = [], []
    for number, value in islice(json_lines(path), most):
        at = f"{path}:{number}"
        line = cast(_Line, value, at)
        documents.append(Document(f"{name}-{number}", normalise(line.context), line.title))
        for order, asked in enumerate(line.qas):
            where = f"{at}: qas[{order}]"
            ids.add(asked.id, where)
            questions.append(_question(asked, documents[-1], line.context, 0, where))
    return EvalSet(name, questions, documents)


def _articles(path: Path) -> list[_Article]:
    try:
        value = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise BadSet(
            f"The file is not JSON: {error.msg}.",
            field=f"{path}:{error.lineno}",
            hint="Name a SQuAD v1.1 or 2.0 file.",
        ) from error
    return cast(_File, value, str(path)).data


def _question(asked: _Asked, document: Document, context: str, offset: int, where: str) -> Question:
    if asked.is_impossible:
        return Question(asked.id, asked.question, unanswerable=True, where=where)
    if not asked.answers:
        raise BadSet(
            f"Question {asked.id!r} has no answers.", field=where, hint='Add one, or "is_impossible": true.'
        )
    gold = [
        _gold(answer, document, context, offset, f"{where}.answers[{number}]")
        for number, answer in enumerate(asked.answers)
    ]
    texts = dict.fromkeys(answer.text for answer in asked.answers)
    return Question(asked.id, asked.question, tuple(texts), tuple(dict.fromkeys(gold)), where=where)


def _gold(answer: _Answer, document: Document, context: str, offset: int, where: str) -> Gold:
    text = normalise(answer.text)
    start = len(normalise(context[: answer.answer_start]))
    end = start + len(text)
    if normalise(context)[start:end] != text:
        raise BadSet(
            f"The answer {answer.text[:80]!r} is not at character {answer.answer_start} of its paragraph.",
            field=where,
            hint="Correct answer_start: it counts code points.",
        )
    return Gold(document.id, offset + start, offset + end, quote=text)
