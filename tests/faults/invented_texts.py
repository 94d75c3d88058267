"""Documents and questions about invented harbours, as many as wanted."""

from __future__ import annotations

import random

_STARTS = ("Kal", "Mor", "Vel", "Tas", "Bren", "Ost", "Lim", "Sor", "Dra", "Fen", "Hul", "Pell")
_ENDS = ("wick", "haven", "mouth", "stad", "borg", "ness", "ford", "vik", "holm", "sund")
_FACTS = (
    ("How many berths does the harbour of {place} have?", "The harbour of {place} has {number} berths."),
    ("When was the lighthouse of {place} built?", "The lighthouse of {place} was built in {year}."),
    ("Who runs the ferry from {place}?", "The ferry from {place} is run by {person}."),
    ("What does a night at {place} cost?", "A night at the quay of {place} costs {number} crowns a boat."),
    ("How deep is the channel at {place}?", "At low water the channel at {place} is {number} metres deep."),
)
_SURNAMES = ("Aaltink", "Brauwer", "Celsing", "Dorval", "Eskeland", "Fjelde", "Grevink", "Holmqvar")
_FILLER = (
    "Boats wait outside the mole when the wind turns to the north-west.",
    "The office answers by radio on weekdays and closes at noon on market days.",
    "Crews buy ice and diesel beside the old rope works.",
    "Every spring the dredger comes for a week, and two quays are closed.",
    "Fishing from the mole needs a card, which the kiosk sells.",
)


def place(chance: random.Random) -> str:
    """The name of a harbour."""
    return chance.choice(_STARTS) + chance.choice(_ENDS)


def question(chance: random.Random) -> str:
    """A question that some document may answer."""
    asked, _ = chance.choice(_FACTS)
    return asked.format(place=place(chance))


def documents(chance: random.Random, count: int, of: int) -> list[dict[str, str]]:
    """Documents with ids among `of`, each with three or four facts in a text of some 150 words.

    No id comes twice.
    """
    return [{"id": f"harbour-{n}", **_text(chance)} for n in chance.sample(range(of), count)]


def _text(chance: random.Random) -> dict[str, str]:
    name = place(chance)
    said = [
        fact.format(
            place=name,
            number=chance.randrange(3, 400),
            year=chance.randrange(1650, 1990),
            person=f"{chance.choice('ABCDEFGH')}. {chance.choice(_SURNAMES)}",
        )
        for _, fact in chance.sample(_FACTS, 4)
    ]
    lines = [*said, *chance.choices(_FILLER, k=8)]
    chance.shuffle(lines)
    return {"title": f"Harbour guide: {name}", "text": " ".join(lines)}
