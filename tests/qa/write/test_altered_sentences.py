"""Three hundred sentences with another number or name: none is shown, however well the rest fits."""

from __future__ import annotations

import random

from eval.support_training.alterations import other_name, other_number
from qa.support.stated_facts import SourceFacts
from qa.write.checking import Fault, Models, check
from qa.write.plain_text import plain
from qa.write.sentence_stream import split
from tests.support.kind_reader import KindReader
from tests.support.word_support import WordSupport
from tests.support.writing_source import source

TEXTS = (
    "The ferry to Holm leaves the pier of Brunnsvik at 9:15. In 1987 the town of Brunnsvik bought it for "
    "240,000 crowns from Ines Varga. It carries 180 people and 12 cars to Holm. On 3 May 1994 it ran "
    "aground near Cape Tolmin, and 47 passengers were brought ashore by the crew of Lars Ekdal.",
    "In March 2019 the library of Velmora lent 52,300 books. It has 14 members of staff under Dr Petra "
    "Okonkwo. A card costs 8 euros a year, and readers from Sankt Aurin pay 11 euros. In 2021 a flood of "
    "the river Temna ruined 3,400 volumes worth 61,000 euros.",
    "The pump of the firm Halden & Roe moves 75 litres a minute. At 60 degrees it stops after 20 minutes. "
    "The board of Halden & Roe, led by Mira Castellan, raised the price to 1,290 euros on 1 July 2022. Of "
    "640 pumps in Port Ambry, 38 were sent back to Halden & Roe in 2023.",
)
FAR = (
    "Yesterday the mayor of Quillon met Sofia Brandt and Tomas Hale in Westbrook, with Anna Lindqvist.",
    "Near Orvik and Cape Selma, in Port Luden and Sankt Blasius, people of Orm & Lind met Dr Ada Quist.",
)
WANTED = 300


def altered() -> list[tuple[str, str]]:
    """Texts, each with a sentence of it in which one number or name is another."""
    chance, found = random.Random(5), dict[tuple[str, str], None]()
    for _ in range(200):
        for text in TEXTS:
            for sentence in split(text):
                made = (
                    other_number(sentence.text, "", chance),
                    other_name(sentence.text, FAR, chance),
                )
                for one in filter(None, made):
                    changed = {*one.split()} - {*sentence.text.split()}
                    if changed and not any(word.strip(",.") in text for word in changed):
                        found[text, one] = None
    return chance.sample([*found], WANTED)


def test_each_altered_sentence_is_left_out() -> None:
    models = Models(WordSupport(), KindReader())
    faults = []
    for text, made in altered():
        (draft, *_) = split(made)
        faults.append(check(models, "What happened?", draft, [source(text)], []).fault)
    assert len(faults) == WANTED
    assert {*faults} == {Fault.UNSTATED}


def test_the_unaltered_ones_pass() -> None:
    models = Models(WordSupport(), KindReader())
    for text in TEXTS:
        for draft in split(text):
            assert SourceFacts([text]).unstated(plain(draft.text)) == []
            assert check(models, "What happened?", draft, [source(text)], []).fault is None
