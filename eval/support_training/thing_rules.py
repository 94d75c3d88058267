"""Rules about things: what may be brought, what holds of them, how much, from which age."""

from __future__ import annotations

import random

from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Target
from eval.support_training.rule import Asked, Rule
from eval.support_training.rule_words import ACTS, KINDS, STATES

LIKELY: Target = (0.7, 0.0, 0.3)


def kind(chance: random.Random) -> Rule:
    """A word for some things: "pets" for a dog."""
    kind = chance.choice(sorted(KINDS))
    other = chance.choice(sorted(set(KINDS) - {kind}))
    place = chance.choice(
        ("the flat", "the bus", "the hall", "the boat", "the ward", "the campsite", "the lounge")
    )
    thing, else_ = chance.choice(KINDS[kind]), chance.choice(KINDS[other])
    may = chance.random() < 0.5
    if may:
        text = chance.choice(
            (
                f"{kind} are welcome in {place}.",
                f"guests may bring {kind} into {place}.",
                f"you can bring {kind} to {place}.",
                f"{kind} are allowed in {place}.",
            )
        )
    else:
        text = chance.choice(
            (
                f"no {kind} in {place}.",
                f"{kind} are not allowed in {place}.",
                f"guests must not bring {kind} into {place}.",
                f"please leave {kind} outside {place}.",
                f"{kind} are prohibited in {place}.",
            )
        )
    right, wrong = (SUPPORTED, CONTRADICTED) if may else (CONTRADICTED, SUPPORTED)
    asked = [
        Asked(f"can I bring {thing} into {place}?", right),
        Asked(f"may I take {thing} to {place}?", right),
        Asked(f"are {kind} allowed in {place}?", right),
        Asked(f"is it forbidden to bring {thing} into {place}?", wrong),
        Asked(f"can I bring {else_} into {place}?", UNDECIDED),
        Asked(f"{kind} are forbidden in {place}.", wrong),
    ]
    return Rule(text, asked)


def state(chance: random.Random) -> Rule:
    """What holds of a thing, sometimes at a time."""
    things, state, opposite = chance.choice(STATES)
    thing, other = chance.sample([one.strip() for one in things.split(";")], 2)
    when = chance.choice(
        ("", "", " on Sundays", " in winter", " for members", " in August", " on public holidays")
    )
    said, not_said = (state, opposite) if chance.random() < 0.5 else (opposite, state)
    text = chance.choice(
        (
            f"{thing} is {said}{when}.",
            f"please note that {thing} is {said}{when}.",
            f"{when[1:] or 'as a rule'}, {thing} is {said}.",
        )
    )
    asked = [
        Asked(
            f"is {thing} {said.removeprefix('not ')}{when}?",
            CONTRADICTED if said.startswith("not ") else SUPPORTED,
        ),
        Asked(f"{thing} is {said}{when}.", SUPPORTED),
        Asked(
            f"is {thing} {not_said.removeprefix('not ')}{when}?",
            SUPPORTED if not_said.startswith("not ") else CONTRADICTED,
        ),
        Asked(f"{thing} is {not_said}{when}.", CONTRADICTED),
        Asked(f"is {other} {state}{when}?", UNDECIDED),
    ]
    return Rule(text, asked)


def limit(chance: random.Random) -> Rule:
    """How much of something is allowed or needed."""
    act = chance.choice(ACTS)
    unit = chance.choice(("kg", "metres", "hours", "days", "people", "minutes", "litres", "pages"))
    most = chance.randint(2, 60)
    below, above = chance.randint(1, most), most + chance.randint(1, 30)
    is_most = chance.random() < 0.5
    words = (
        ("at most", "no more than", "up to", "a maximum of")
        if is_most
        else ("at least", "no less than", "a minimum of")
    )
    subject = chance.choice(
        (
            "the parcel",
            "the tank",
            "the tour",
            "the lease",
            "the group",
            "the load",
            "the break",
            "the report",
        )
    )
    text = chance.choice(
        (
            f"{subject} may have {chance.choice(words)} {most} {unit}.",
            f"{subject} must have {chance.choice(words)} {most} {unit} if you {act.plain}.",
            f"{chance.choice(words)} {most} {unit} are allowed for {subject}.",
        )
    )
    fits, breaks = (below, above) if is_most else (above, below - 1 if below > 1 else 1)
    asked = [
        Asked(f"may {subject} have {fits} {unit}?", SUPPORTED),
        Asked(f"can {subject} have {breaks} {unit}?", CONTRADICTED),
        Asked(f"are {breaks} {unit} allowed for {subject}?", CONTRADICTED),
        Asked(f"are {fits} {unit} allowed for {subject}?", SUPPORTED),
    ]
    return Rule(text, asked)


def age(chance: random.Random) -> Rule:
    """From which age something is allowed."""
    act, age = chance.choice(ACTS), chance.choice((6, 8, 10, 12, 14, 15, 16, 18, 21))
    young, old = chance.randint(max(1, age - 8), age - 1), age + chance.randint(1, 15)
    text = chance.choice(
        (
            f"children under {age} may not {act.plain}.",
            f"do not let children under {age} {act.plain}.",
            f"you must be at least {age} to {act.plain}.",
            f"{act.gerund} is allowed from the age of {age}.",
            f"no one under {age} may {act.plain}.",
            f"people aged {age} or over may {act.plain}; younger ones may not.",
            f"{act.gerund} is forbidden for anyone younger than {age}.",
        )
    )
    asked = [
        Asked(f"can a child of {young} {act.plain}?", CONTRADICTED),
        Asked(f"may a {young}-year-old {act.plain}?", CONTRADICTED),
        Asked(f"can someone aged {old} {act.plain}?", LIKELY),
        Asked(f"can a {old}-year-old {act.plain}?", LIKELY),
        Asked(f"children of {young} may {act.plain}.", CONTRADICTED),
    ]
    return Rule(text, asked)
