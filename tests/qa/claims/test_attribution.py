"""Who says a value and how firmly, in sentences as news, reports, filings and encyclopaedias have them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Span
from qa.claims.attribution import attribute
from qa.claims.stance import stance_of
from qa.schemas import Stance


def place(sentence: str, value: str, before: str = "") -> tuple[str, Span, Span]:
    """The passage `before` + `sentence`, the sentence's span and the value's."""
    text = before + sentence
    start = len(before) + sentence.index(value)
    return text, Span(len(before), len(text)), Span(start, start + len(value))


SAID: list[tuple[str, str, str]] = [
    # According to.
    ("According to the World Bank, 12 million people live there.", "12 million", "the World Bank"),
    ("Some 300 people were hurt, according to police.", "Some 300", "police"),
    ("The contractor denied that it would cost $5 million.", "$5 million", "The contractor"),
    (
        "The contractor, Bolt Ltd, denied that it would cost $5 million.",
        "$5 million",
        "The contractor, Bolt Ltd",
    ),
    (
        "Her neighbour, Bill Rudd, said the loss was 40 percent.",
        "40 percent",
        "Her neighbour, Bill Rudd",
    ),
    ("The company, Tuesday, said 30 people died.", "30", "The company"),
    (
        "Russian forces gained up to 9 kilometers, according to the UK Defense Ministry.",
        "up to 9 kilometers",
        "the UK Defense Ministry",
    ),
    (
        "The lake, according to the U.S. Geological Survey, is 90 m deep.",
        "90 m",
        "the U.S. Geological Survey",
    ),
    (
        "The lake covers 40 hectares according to a report by the Ministry of Water.",
        "40 hectares",
        "the Ministry of Water",
    ),
    (
        "Inflation reached 9%, according to figures released by Statistics Canada on Monday.",
        "9%",
        "Statistics Canada",
    ),
    ("Rain of 12 mm was recorded by the weather office.", "12 mm", "the weather office"),
    ("The figure published by Eurostat on Monday is 2.4%.", "2.4%", "Eurostat"),
    ("To Lam said 30 people had died.", "30", "To Lam"),
    # Before the value.
    (
        "Umerov anticipates that approximately 15,000 soldiers will be deployed.",
        "approximately 15,000",
        "Umerov",
    ),
    (
        "U.S. and South Korean intelligence assessments suggest that up to 12,000 troops are being sent.",
        "up to 12,000",
        "U.S. and South Korean intelligence assessments",
    ),
    (
        "Andrii Kovalenko, head of the counter-disinformation branch of Ukraine's Security Council, stated "
        "that 500 soldiers had been shelled.",
        "500",
        "Andrii Kovalenko",
    ),
    (
        'Ukraine\'s Defense Minister, Rustem Umerov, described the engagement as "small-scale" fighting.',
        "small-scale",
        "Ukraine's Defense Minister, Rustem Umerov",
    ),
    ("The company said it expects sales of $5 billion in 2025.", "$5 billion", "The company"),
    ("Officials said 12 people died in the blast.", "12", "Officials"),
    ("Two witnesses told Reuters that the car was blue.", "blue", "Two witnesses"),
    ("On Tuesday, the ministry announced that 40 schools would close.", "40", "the ministry"),
    ("In 2010 the Census Bureau estimated the population at 3,559.", "3,559", "the Census Bureau"),
    (
        "However, banking analysts expect profits of about 20 mln dlrs.",
        "about 20 mln dlrs",
        "banking analysts",
    ),
    ("Western intelligence believes that the drone was built in Iran.", "Iran", "Western intelligence"),
    ("Dr. Jane Goodall has said that chimpanzees use 13 kinds of tools.", "13", "Dr. Jane Goodall"),
    (
        "Researchers at the University of Oxford found that 40 percent of the birds had left.",
        "40 percent",
        "Researchers at the University of Oxford",
    ),
    (
        "A 2019 study by the Max Planck Institute suggests that the bone is 9,000 years old.",
        "9,000 years",
        "the Max Planck Institute",
    ),
    ("The bank's report puts the cost at 3 billion euros.", "3 billion euros", "The bank"),
    ("In its annual report, Acme Corp. disclosed that it had 5,100 employees.", "5,100", "Acme Corp."),
    (
        "The review, which was published in May, concluded that 7 of 10 trials were flawed.",
        "7 of 10",
        "The review",
    ),
    ("Smith, who said that 500 had died, left the country.", "500", "Smith"),
    ("Pyongyang denied that it had sent 12,000 soldiers.", "12,000", "Pyongyang"),
    ("Ukraine said 100 were killed, while Russia said 20 were.", "20", "Russia"),
    ("Ukraine said 100 were killed, while Russia said 20 were.", "100", "Ukraine"),
    ("The ministry released its figures on Friday, saying 12 ships were lost.", "12", "The ministry"),
    ("The government's estimate of 3% was too low.", "3%", "The government"),
    ("As the museum states, the canvas dates from 1642.", "1642", "the museum"),
    ("The damage was put by insurers at $2 billion.", "$2 billion", "insurers"),
    (
        "Standard Oil Co and BP North America Inc said they plan to sell 5 fields.",
        "5",
        "Standard Oil Co and BP North America Inc",
    ),
    # Behind it.
    ("The quake killed 40 people, the governor said.", "40", "the governor"),
    ("The quake killed 40 people, said Maria Lopez, the mayor of the town.", "40", "Maria Lopez"),
    ('"We counted 15 wolves," said John Vucetich.', "15", "John Vucetich"),
    ('"We counted 15 wolves," Vucetich said on Monday.', "15", "Vucetich"),
    ("At least 30 homes burned down, officials told reporters.", "At least 30", "officials"),
    ("Some 4,000 cases, as reported by the WHO, were mild.", "Some 4,000", "the WHO"),
    ("The film earned 40 million dollars, Variety reported.", "40 million dollars", "Variety"),
]


@pytest.mark.parametrize(("sentence", "value", "speaker"), SAID)
def test_who_says_it(sentence: str, value: str, speaker: str) -> None:
    text, where, span = place(sentence, value)
    found = attribute(text, where, span).speaker
    assert found
    assert found.of(text) == speaker


NOBODY: list[tuple[str, str]] = [
    ("The tower is 300 metres tall.", "300 metres"),
    ("It is estimated that 300 people live there.", "300"),
    ("The bridge is expected to cost $5 million.", "$5 million"),
    ("The bridge is believed to have been built in 1642.", "1642"),
    ("Reports say that 300 people came.", "300"),
    ("He was reported missing in 1944.", "1944"),
    ("The company added 500 jobs.", "500"),
    ("Brahms wrote four symphonies.", "four"),
    ("Officials declined to comment, but the toll rose to 15.", "15"),
    ("The storm killed 12, and officials said 40 were missing.", "12"),
    ("Two witnesses said the car was blue.", "Two"),
    ("Ukraine declared independence in 1991.", "1991"),
    ("The court denied the motion in 1998.", "1998"),
    ("The minister said in 1998 that the dam was safe.", "1998"),
    ("Sales rose 5% to 300 units.", "300"),
    ("According to plan, the team scored 3 goals.", "3"),
    ("John Smith claimed the title in 1998.", "1998"),
    ("We expect revenue of $5 billion.", "$5 billion"),
    ("The reports of 1998 were lost.", "1998"),
    ("The plan for 300 homes was dropped.", "300"),
    ("The song was recorded by Justin Bieber in a studio with 12 microphones.", "12"),
    ("Black Ops, a shooter published by Activision, sold 5 million copies.", "5 million"),
    ("To maintain order, 40 guards were hired.", "40"),
]


@pytest.mark.parametrize(("sentence", "value"), NOBODY)
def test_nobody_is_named(sentence: str, value: str) -> None:
    assert attribute(*place(sentence, value)).speaker is None


LOOKED_UP: list[tuple[str, str, str, str | None]] = [
    (
        "Ukraine's Defense Minister, Rustem Umerov, called it small. ",
        "Umerov anticipates 15,000 soldiers.",
        "15,000",
        "Ukraine's Defense Minister, Rustem Umerov",
    ),
    (
        "Johannes Brahms was born in Hamburg. ",
        "He said that he had burned 20 quartets.",
        "20",
        "Johannes Brahms",
    ),
    (
        "Maria Lopez, a farmer, owned the land. ",
        "She told the court that 40 cows died.",
        "40",
        "Maria Lopez",
    ),
    ("Anna Weber met Karl Weber. ", "Mr. Weber said that it cost 30 marks.", "30 marks", "Karl Weber"),
    (
        "Red Lion Inns said it filed for an offering. ",
        "It said the price would be 20 dlrs.",
        "20 dlrs",
        "Red Lion Inns",
    ),
    ("The valley is wide. ", "He said that 20 people live there.", "20", None),
    ("The lake is deep. ", "Weber said that it is 30 m deep.", "30 m", "Weber"),
]


@pytest.mark.parametrize(("before", "sentence", "value", "speaker"), LOOKED_UP)
def test_pronouns_and_surnames_are_looked_up(
    before: str, sentence: str, value: str, speaker: str | None
) -> None:
    text, where, span = place(sentence, value, before)
    found = attribute(text, where, span).speaker
    assert (found and found.of(text)) == speaker


STANCES: list[tuple[str, str, Stance]] = [
    (
        "Umerov anticipates that approximately 15,000 soldiers will come.",
        "approximately 15,000",
        Stance.EXPECTED,
    ),
    ("Assessments suggest that up to 12,000 troops are being sent.", "up to 12,000", Stance.ESTIMATED),
    ("The bridge will cost 5 million.", "5 million", Stance.EXPECTED),
    ("The bridge is expected to cost about 5 million.", "about 5 million", Stance.EXPECTED),
    ("Some 5,000 homes will be built there.", "Some 5,000", Stance.EXPECTED),
    ("The company said it expects sales of $5 billion.", "$5 billion", Stance.EXPECTED),
    ("The population is projected to reach 9 billion by 2050.", "9 billion", Stance.EXPECTED),
    ("The tower is 300 metres tall.", "300 metres", Stance.STATED),
    ("Officials said 12 people died.", "12", Stance.STATED),
    ("The tower is about 300 metres tall.", "about 300 metres", Stance.ESTIMATED),
    ("He may have been born in 1642.", "1642", Stance.ESTIMATED),
    ("The wreck is believed to lie at 3,000 m.", "3,000 m", Stance.ESTIMATED),
    ("The bank estimated the loss at $3 million.", "$3 million", Stance.ESTIMATED),
    ("Pyongyang denied that it had sent 12,000 soldiers.", "12,000", Stance.DENIED),
    ("There is no evidence that 500 people died.", "500", Stance.DENIED),
    ("The house was not built in 1642.", "1642", Stance.DENIED),
    ("It opened in 1998 rather than 1999.", "1999", Stance.DENIED),
    ("It opened in 1998 rather than 1999.", "1998", Stance.STATED),
    ("Contrary to reports, 20 people died.", "20", Stance.STATED),
    ("Contrary to reports of 500 deaths, nobody was hurt.", "500", Stance.DENIED),
    ("The line did not open until 1998.", "1998", Stance.STATED),
    ("He did not attend because 500 guests were invited.", "500", Stance.STATED),
    ("Not only did it cost 5 million, it leaked.", "5 million", Stance.STATED),
    ("Ukraine did not confirm the figure, but Russia said 20 died.", "20", Stance.STATED),
]


def stance(text: str, sentence: Span, span: Span) -> Stance:
    return stance_of(text, sentence, span, attribute(text, sentence, span).verb)


@pytest.mark.parametrize(("sentence", "value", "firmness"), STANCES)
def test_how_firmly_it_is_said(sentence: str, value: str, firmness: Stance) -> None:
    assert stance(*place(sentence, value)) is firmness


def test_what_the_sentence_before_says_does_not_count() -> None:
    text, where, span = place("The toll is 15.", "15", "Officials will not say more. ")
    assert attribute(text, where, span).speaker is None
    assert stance(text, where, span) is Stance.STATED


PIECES = [
    "said",
    "Smith",
    "the company",
    "that",
    "who",
    ",",
    "according to",
    "by",
    "12",
    "he",
    "it",
    '"',
    "estimates",
    ".",
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), st.data())
def test_a_speaker_is_words_of_the_passage_outside_the_value(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    found, verb = attribute(text, Span(0, len(text)), Span(start, end))
    assert verb in ("", *pieces)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        assert found.of(text).strip() == found.of(text) != ""
        assert found.end <= start or end <= found.start or start == end


@given(
    st.sampled_from(["The company", "Anna Smith", "Officials", "The Ministry of Water"]),
    st.sampled_from(["said", "reported", "announced", "estimated"]),
    st.integers(2, 99_999).map("{:,}".format),
    st.booleans(),
)
def test_the_subject_of_a_reporting_verb_is_the_speaker(
    name: str, verb: str, value: str, behind: bool
) -> None:
    said = f"{value} people came, {name} {verb}." if behind else f"{name} {verb} that {value} people came."
    text, where, span = place(said, value, "It rained. ")
    found = attribute(text, where, span)
    assert found.speaker is not None
    assert found.speaker.of(text) == name
    assert found.verb == verb
