"""What is embedded of a passage: prose as it is, rows of tables as sentences, captions above."""

from __future__ import annotations

from index.documents import Document
from index.embed.protocol import PassageText
from index.ingest.embeddable import embeddable
from index.ingest.formats.markdown import Markdown
from index.ingest.passages import PassageSizes, cut
from index.ingest.prepare import Preparer, without_title
from tests.support.fakes import FakeEmbedder, WordCounter

ROWS = "| Plan | Price |\n| --- | ---: |\n| Team \\| Solo | 9 |\n|  | 4 |\n| Trial | free |"
TABLE = f"## Prices\n\nIn euros\n\n{ROWS}"


def texts(text: str, most: int) -> list[PassageText]:
    passages = cut(text, Markdown().blocks(text), WordCounter(), PassageSizes(most, most))
    return [embeddable(text, "Plans", passage, lambda context: context) for passage in passages]


def sentences(one: PassageText) -> list[str]:
    return [span.of(one.text) for span in one.sentences]


def test_prose_is_embedded_as_it_is() -> None:
    text = "# A\n\nOne **two**. Three | four.\n\n- five"
    [one] = texts(text, 100)
    assert one.text == text
    assert one.context == "Plans\nA"


def test_rows_are_sentences_with_the_names_of_their_columns() -> None:
    [one] = texts(TABLE, 100)
    assert one.context == "Plans\nPrices"
    assert sentences(one) == [
        "## Prices",
        "In euros",
        "Plan; Price",
        "Plan: Team | Solo; Price: 9",
        "Price: 4",
        "Plan: Trial; Price: free",
    ]


def test_a_later_part_of_a_table_has_its_caption_and_the_names_too() -> None:
    last = texts(TABLE, 20)[-1]
    assert last.context == "Plans\nPrices\nIn euros"
    assert sentences(last)[-1] == "Plan: Trial; Price: free"


def test_the_title_is_not_repeated_as_the_first_heading() -> None:
    text = "# The  plan\n\nOne.\n\n## Part\n\nTwo."
    passages = cut(text, Markdown().blocks(text), WordCounter(), PassageSizes(1, 100))
    assert [one.headings for one in without_title("The Plan", passages)] == [(), ("Part",)]
    assert [one.headings for one in without_title("A plan", passages)] == [
        ("The plan",),
        ("The plan", "Part"),
    ]


def test_the_words_of_a_row_are_counted_with_the_names_of_its_columns() -> None:
    preparer = Preparer(FakeEmbedder(), PassageSizes())
    document = preparer.normalised(Document("d", TABLE, "Plans", media_type="text/markdown"))
    [prepared] = preparer.prepare([document], lambda done, of: None)
    [passage] = prepared.passages
    # Plan, Team, Solo, Price, 9
    assert passage.terms.counts[3] == 5
    assert [block.kind.value for block in prepared.blocks] == ["heading", "paragraph", "table"]
