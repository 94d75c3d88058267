"""EM and F1 beside SQuAD's rules, written down a second time here."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.answers import ANSWERS, best_exact_match, best_f1, exact_match, normalise_answer, token_f1
from eval.measures.measure import Case, Values
from eval.questions import Question
from tests.support.eval_cases import outcome, question


def rules_words(text: str) -> list[str]:
    """SQuAD's rules in their order: lower case, no punctuation, no articles, split at white space."""
    kept = "".join(mark for mark in text.lower() if mark not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", kept).split()


def rules_f1(given: str, wanted: str) -> float:
    """SQuAD 2.0's F1 of one pair."""
    one, other = rules_words(given), rules_words(wanted)
    same = sum((Counter(one) & Counter(other)).values())
    if not one or not other:
        return float(one == other)
    if not same:
        return 0.0
    precision, recall = same / len(one), same / len(other)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Denver\tBroncos.", "denver broncos"),
        ("10,000", "10000"),
        ("U.S.A.", "usa"),
        ("well-known", "wellknown"),
        ("a", ""),
        ("Theatre and another", "theatre and another"),
        ("the-a", "thea"),
        ("«Les Misérables»", "«les misérables»"),  # only ASCII punctuation goes
        ("12–15 %", "12–15"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("İstanbul", "i̇stanbul"),
        ("Straße", "straße"),  # lower case, not case folding
        ("\u00a0北京\u3000市 ", "北京 市"),
        ("e\u0301tude", "\u00e9tude"),
        ("", ""),
    ],
)
def test_normalising(text: str, normal: str) -> None:
    assert normalise_answer(text) == normal


@pytest.mark.parametrize(
    ("answer", "accepted", "em", "f1"),
    [
        ("Denver Broncos", "the Denver Broncos!", 1, 1),
        ("the Denver Broncos won", "Denver Broncos", 0, 0.8),  # P 2/3, R 1
        ("Carolina", "Denver Broncos", 0, 0),
        ("to be to be", "to be or not to be", 0, 0.8),  # 4 shared of 4 and 6
        ("b b", "b", 0, 2 / 3),  # repetition counts
        ("", "", 1, 1),
        ("the", "", 1, 1),
        ("", "Denver", 0, 0),
        ("?", "Denver", 0, 0),
        ("北京", "北京", 1, 1),
        ("cafe\u0301", "caf\u00e9", 1, 1),
    ],
)
def test_pairs_by_hand(answer: str, accepted: str, em: float, f1: float) -> None:
    assert exact_match(answer, accepted) == em
    assert token_f1(answer, accepted) == pytest.approx(f1, abs=1e-12)


def test_the_best_accepted_answer_counts() -> None:
    assert best_f1("Santa Clara", ("California", "Santa Clara, California", "Clara")) == pytest.approx(0.8)
    assert best_exact_match("levi's stadium", ("California", "Levi's Stadium")) == 1.0
    assert best_f1("", ()) == best_exact_match("", ()) == 1.0
    assert best_f1("x", ()) == 0.0
    # Answers without a word are not accepted ones while there are others.
    assert best_f1("", ("The", "Denver")) == 0.0
    assert best_f1("", ("The",)) == 1.0


def values(asked: Question, answer: str | None, forced: str | None = None, error: str = "") -> Values:
    return ANSWERS.values([Case(asked, outcome(answer=answer, forced=forced, error=error))])[0]


def test_shown_and_forced() -> None:
    asked = question(answers=("Denver Broncos",))
    assert values(asked, None, "Broncos") == {
        "EM": 0.0,
        "F1": pytest.approx(2 / 3),
        "EM shown": 0.0,
        "F1 shown": 0.0,
    }
    assert values(asked, "Denver Broncos") == {"EM": 1.0, "F1": 1.0, "EM shown": 1.0, "F1 shown": 1.0}


def test_unanswerable() -> None:
    asked = question(answers=("a plausible one",), unanswerable=True)
    assert values(asked, None, "plausible one") == {"EM shown": 1.0, "F1 shown": 1.0}
    assert values(asked, "plausible one") == {"EM shown": 0.0, "F1 shown": 0.0}


def test_no_response_is_no_right_abstention() -> None:
    assert values(question(unanswerable=True), None, error="timed out") == {"EM shown": 0.0, "F1 shown": 0.0}


def test_does_not_apply() -> None:
    assert values(question(), "Denver") == {}


WORDS = st.lists(st.sampled_from(["the", "a", "Denver", "denver", "b.", "é", "北京", "-", "10,000"])).map(
    " ".join
)


@given(st.text(max_size=30) | WORDS, st.text(max_size=30) | WORDS)
def test_agrees_with_the_rules(answer: str, accepted: str) -> None:
    answer, accepted = (unicodedata.normalize("NFC", text) for text in (answer, accepted))
    assert token_f1(answer, accepted) == pytest.approx(rules_f1(answer, accepted), abs=1e-12)
    assert exact_match(answer, accepted) == (rules_words(answer) == rules_words(accepted))


@given(WORDS, st.lists(WORDS, max_size=4), WORDS.filter(rules_words))
def test_properties(answer: str, accepted: list[str], more: str) -> None:
    assert exact_match(answer, more) <= token_f1(answer, more) <= 1
    assert token_f1(answer, more) == token_f1(more, answer)
    assert best_f1(more, [*accepted, more]) == 1
    if any(rules_words(one) for one in accepted):
        assert best_f1(answer, [*accepted, more]) >= best_f1(answer, accepted)
