"""What is said first answers well, or is written from where the quoted answer stands."""

from __future__ import annotations

from qa.schemas import Answer
from qa.write.checking import Fault, Models, check
from qa.write.sentence_stream import DraftSentence
from qa.write.sources import WritingSource, writing_sources
from tests.support.kind_reader import KindReader
from tests.support.word_support import WordSupport
from tests.support.writing_source import passage

TEXT = "The ferry leaves at nine every morning. Bicycles are carried for a small fee."
BICYCLES = DraftSentence("Bicycles are carried for a small fee.", (), ends=True)


def quoting(words: str) -> list[WritingSource]:
    """The passage, where the quoted answer is some words of it."""
    passages = [passage(TEXT, 1)]
    start = TEXT.index(words)
    cited = passages[0].citation.model_copy(
        update={"start_char_index": start, "end_char_index": start + len(words), "cited_text": words}
    )
    return writing_sources(passages, Answer(text=words, probability=0.9, citations=[cited], sentence=None))


def fault(sources: list[WritingSource], *said: str) -> Fault | None:
    models = Models(WordSupport(), KindReader(odds=0.0))
    return check(models, "What does a bicycle cost?", BICYCLES, sources, said).fault


def test_a_first_sentence_from_elsewhere_has_to_answer() -> None:
    assert fault(quoting("nine every morning")) is Fault.NOT_ASKED
    assert fault(quoting("a small fee")) is None
    assert fault(writing_sources([passage(TEXT, 1)])) is Fault.NOT_ASKED


def test_what_is_said_behind_it_need_not() -> None:
    assert fault(quoting("nine every morning"), "The ferry leaves at nine.") is None
