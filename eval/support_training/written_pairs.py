"""Sentences as language models write them of a passage: joined, led into, reordered; and some that go beyond.

A written sentence is mostly longer than one that was made of a question, says two things at once, and copies
most of its words.  What it adds is of the same subject, so the words that it shares say little: its wrong
half is a sentence of the same article, and the texts that do not support it are those of the article that
share most words with it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from eval.reader_training.mine import terms
from eval.support_training.alterations import (
    negated,
    opposite,
    other_name,
    other_number,
    shortened,
)
from eval.support_training.claims import claim_of
from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Pair, Target
from eval.support_training.squad_pairs import OPPOSITE, SWAPPED_NAME, SWAPPED_NUMBER, Paragraph

#: Half of a sentence is not in the text: it is not supported, and seldom contradicted.
BEYOND: Target = (0.0, 0.1, 0.9)
LEADS = (
    "According to the {title}, ",
    "In addition, ",
    "Overall, ",
    "Specifically, ",
    "However, ",
    "Additionally, ",
    "Furthermore, ",
    "In summary, ",
    "For example, ",
    "As a result, ",
    "The text says that ",
    "• ",
    "- ",
)
_PRONOUN = re.compile(r"\A(?:He|She|It|They)\b(?!['’])")
_OPENING = re.compile(
    r"\A(?P<opening>(?:In|On|At|After|During|By|For|With|From|Since)\s[^,.;]{3,50}), (?P<rest>\w.+)\.\Z"
)
MOST_WORDS = 60
#: A text may begin or end within a sentence, as pages that were cut do.
CUT = 0.25


def written_pairs(article: Sequence[Paragraph], chance: random.Random) -> Iterator[Pair]:
    """For every paragraph of an article one supported sentence, and some that are not."""
    words = [set(terms(paragraph.reading.text)) for paragraph in article]
    for number, paragraph in enumerate(article):
        facts = _facts(paragraph, chance)
        if not facts:
            continue
        title = paragraph.reading.title
        at, plain = chance.choice(facts)
        beside = [(n, fact) for n, fact in facts if fact != plain and abs(n - at) <= 2]
        sentence, where = plain, [at]
        if beside and chance.random() < 0.6:
            n, fact = chance.choice(beside)
            sentence, where = _joined(plain, fact, chance), [at, n]
        if len(sentence.split()) > MOST_WORDS:
            sentence, where = plain, [at]
        shown = _shown(paragraph, where, chance)
        told = _led(sentence, title, chance)
        yield Pair(told, title, shown, SUPPORTED, "written")
        yield from _altered(sentence, paragraph, shown, chance)
        alike = _most_alike(set(terms(sentence)), words, number)
        if alike is not None:
            far = article[alike]
            yield Pair(
                told, title, _shown(far, [_nearest(far, sentence)], chance), UNDECIDED, "written elsewhere"
            )
            if added := _facts(far, chance):
                both = _joined(plain, chance.choice(added)[1], chance)
                yield Pair(_led(both, title, chance), title, shown, BEYOND, "written beyond")


def _facts(paragraph: Paragraph, chance: random.Random) -> list[tuple[int, str]]:
    """Short statements of a paragraph, each with the number of its sentence."""
    text, found = paragraph.reading.text, []
    for question, span in paragraph.asked:
        claim = claim_of(question, text[span.start : span.end], chance)
        number = paragraph.sentence_of(span)
        if claim and claim.endswith(".") and number is not None:
            found.append((number, claim))
    for number, sentence in enumerate(paragraph.sentences):
        if 6 <= len(sentence.split()) <= 40:
            found.append((number, _named(shortened(sentence, chance), paragraph.reading.title)))
    return found


def _named(sentence: str, title: str) -> str:
    """With the subject's name in place of a pronoun that begins it."""
    return _PRONOUN.sub(title, sentence, count=1) if title and title[0].isupper() else sentence


def _joined(one: str, other: str, chance: random.Random) -> str:
    """Two statements as one sentence."""
    way = chance.choice((", and ", "; ", ", while ", ". ", ". It also says that "))
    begins = other if way == ". " or re.match(r"[A-Z]\w*[A-Z ]", other) else other[:1].lower() + other[1:]
    return f"{one.rstrip('.')}{way}{begins}"


def _led(sentence: str, title: str, chance: random.Random) -> str:
    """The same with words before it that say nothing, or with its opening at its end."""
    found = _OPENING.match(sentence)
    if found and chance.random() < 0.5:
        rest, opening = found["rest"], found["opening"]
        sentence = f"{rest[:1].upper()}{rest[1:]} {opening[:1].lower()}{opening[1:]}."
    if chance.random() < 0.4:
        lead = chance.choice(LEADS).format(title=f"text on {title}" if title else "text")
        begins = sentence if lead[0] in "•-" else sentence[:1].lower() + sentence[1:]
        return f"{lead}{begins}"
    return sentence


def _altered(sentence: str, paragraph: Paragraph, shown: str, chance: random.Random) -> Iterator[Pair]:
    title = paragraph.reading.title
    ways: list[tuple[str | None, Target, str]] = [
        (other_number(sentence, shown, chance), SWAPPED_NUMBER, "written number"),
        (other_name(sentence, paragraph.sentences, chance), SWAPPED_NAME, "written name"),
        (opposite(sentence, chance), OPPOSITE, "written opposite"),
        (negated(sentence, chance), CONTRADICTED, "written negated"),
    ]
    made = [way for way in ways if way[0]]
    if made:
        altered, target, source = chance.choice(made)
        yield Pair(_led(altered or "", title, chance), title, shown, target, source)


def _shown(paragraph: Paragraph, where: Sequence[int], chance: random.Random) -> str:
    """The sentences of some numbers with those around them, at times cut within a sentence."""
    near = sorted({n for number in where for n in paragraph.around(number, chance)})
    near = [*range(near[0], near[-1] + 1)]
    text = paragraph.joined(near)
    words = text.split(" ")
    if near[0] not in where and chance.random() < CUT:
        words = words[min(chance.randint(1, 8), len(paragraph.sentences[near[0]].split()) - 1) :]
    if near[-1] not in where and chance.random() < CUT:
        words = words[
            : len(words) - min(chance.randint(1, 8), len(paragraph.sentences[near[-1]].split()) - 1)
        ]
    return " ".join(words)


def _most_alike(wanted: set[str], others: Sequence[set[str]], number: int) -> int | None:
    shared = [(len(wanted & words), n) for n, words in enumerate(others) if n != number]
    return max(shared)[1] if shared else None


def _nearest(paragraph: Paragraph, sentence: str) -> int:
    """The sentence of a paragraph that shares most words with another."""
    wanted = set(terms(sentence))
    return max(
        range(len(paragraph.sentences)), key=lambda n: len(wanted & set(terms(paragraph.sentences[n])))
    )
