"""Pairs about rules, made by program: who may, must or must not do what, with exceptions and conditions.

Encyclopedias have few rules; manuals, policies and handbooks are made of them.  Each rule is written in one of many
ways, among other rules, and asked about in another; what the rule says of what is asked is known by its making.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Pair, Target
from eval.support_training.rule_words import ACTS, CONDITIONS, GROUPS, KINDS, STATES, Act, Group

#: A permission says little of whether one must, a missing duty little of whether one may.
PERHAPS_NOT: Target = (0.0, 0.5, 0.5)
PERHAPS: Target = (0.5, 0.0, 0.5)
LIKELY: Target = (0.7, 0.0, 0.3)


class Asked(NamedTuple):
    """A claim about a rule, and what the rule says of it."""

    claim: str
    target: Target


class Rule(NamedTuple):
    """A rule as written, and claims about it."""

    text: str
    asked: Sequence[Asked]


def rule_pairs(count: int, chance: random.Random) -> Iterator[Pair]:
    """Pairs about random rules.

    Args:
        count: How many rules; each makes two pairs, some three.
    """
    makers: list[Callable[[random.Random], Rule]] = [
        _permission, _permission, _prohibition, _prohibition, _duty, _no_duty, _only, _exception, _condition,
        _condition, _kind, _kind, _state, _state, _limit, _limit, _age,
    ]  # fmt: skip
    for _ in range(count):
        rule = chance.choice(makers)(chance)
        text = _among_others(rule.text, makers, chance)
        for asked in chance.sample(rule.asked, min(2, len(rule.asked))):
            yield Pair(_up(asked.claim), "", text, asked.target, "rule")
        if chance.random() < 0.35:
            other = chance.choice(makers)(chance)
            yield Pair(_up(chance.choice(other.asked).claim), "", text, UNDECIDED, "other rule")


def _among_others(text: str, makers: Sequence[Callable[[random.Random], Rule]], chance: random.Random) -> str:
    beside = [chance.choice(makers)(chance).text for _ in range(chance.choice((0, 0, 1, 1, 2)))]
    beside.insert(chance.randint(0, len(beside)), text)
    return " ".join(map(_up, beside))


def can(group: Group, act: Act, chance: random.Random) -> str:
    """Asks or says that one may."""
    return chance.choice(
        (
            f"can {group.many} {act.plain}?",
            f"can {group.one} {act.plain}?",
            f"may {group.many} {act.plain}?",
            f"may {group.one} {act.plain}?",
            f"are {group.many} allowed to {act.plain}?",
            f"is {group.one} permitted to {act.plain}?",
            f"is it okay for {group.many} to {act.plain}?",
            f"is {act.gerund} allowed for {group.many}?",
            f"{group.many} can {act.plain}.",
            f"{group.many} are allowed to {act.plain}.",
            f"{group.one} may {act.plain}.",
        )
    )


def must(group: Group, act: Act, chance: random.Random) -> str:
    """Asks or says that one must."""
    return chance.choice(
        (
            f"must {group.many} {act.plain}?",
            f"do {group.many} have to {act.plain}?",
            f"does {group.one} have to {act.plain}?",
            f"do {group.many} need to {act.plain}?",
            f"are {group.many} required to {act.plain}?",
            f"is {act.gerund} mandatory for {group.many}?",
            f"{group.many} must {act.plain}.",
            f"{group.one} has to {act.plain}.",
        )
    )


def must_not(group: Group, act: Act, chance: random.Random) -> str:
    """Asks or says that one may not."""
    return chance.choice(
        (
            f"is it forbidden for {group.many} to {act.plain}?",
            f"are {group.many} prohibited from {act.gerund}?",
            f"is {act.gerund} forbidden for {group.many}?",
            f"{group.many} may not {act.plain}.",
            f"{group.many} cannot {act.plain}.",
            f"{group.one} is not allowed to {act.plain}.",
        )
    )


def _permitted(group: Group, act: Act, chance: random.Random) -> str:
    return chance.choice(
        (
            f"{group.many} may {act.plain}.",
            f"{group.many} can {act.plain} at any time.",
            f"{group.many} are allowed to {act.plain}.",
            f"{group.many} are permitted to {act.plain}.",
            f"{act.gerund} is allowed for {group.many}.",
            f"it is fine for {group.many} to {act.plain}.",
            f"{group.many} are welcome to {act.plain}.",
            f"{group.many} have the right to {act.plain}.",
            f"{act.gerund} is permitted, also for {group.many}.",
            f"all {group.many} are free to {act.plain}.",
            f"every member of staff, and {group.many} too, may {act.plain}.",
        )
    )


def _forbidden(group: Group, act: Act, chance: random.Random) -> str:
    return chance.choice(
        (
            f"{group.many} may not {act.plain}.",
            f"{group.many} must not {act.plain}.",
            f"{group.many} cannot {act.plain}.",
            f"{group.many} are not allowed to {act.plain}.",
            f"{group.many} are not permitted to {act.plain}.",
            f"{group.many} are prohibited from {act.gerund}.",
            f"{act.gerund} is forbidden for {group.many}.",
            f"{act.gerund} by {group.many} is strictly prohibited.",
            f"no {group.one.split(' ', 1)[1]} may {act.plain}.",
            f"{group.many} should never {act.plain}.",
            f"do not let {group.many} {act.plain}.",
            f"under no circumstances may {group.many} {act.plain}.",
            f"{group.many} have no right to {act.plain}.",
            f"{group.many} are barred from {act.gerund}.",
        )
    )


def _two(chance: random.Random) -> tuple[Group, Group]:
    one, other = chance.sample(GROUPS, 2)
    return one, other


def _permission(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    asked = [
        Asked(can(group, act, chance), SUPPORTED),
        Asked(can(group, act, chance), SUPPORTED),
        Asked(must_not(group, act, chance), CONTRADICTED),
        Asked(must(group, act, chance), PERHAPS_NOT),
        Asked(can(other, act, chance), UNDECIDED),
        Asked(can(group, _other_act(act, chance), chance), UNDECIDED),
    ]
    return Rule(_permitted(group, act, chance), asked)


def _prohibition(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    if chance.random() < 0.4:
        text = chance.choice(
            (
                f"do not {act.plain}.",
                f"never {act.plain}.",
                f"{act.gerund} is not allowed.",
                f"{act.gerund} is strictly forbidden.",
                f"it is prohibited to {act.plain}.",
                f"you may not {act.plain}.",
                f"no one may {act.plain}.",
            )
        )
        asked = [
            Asked(f"can I {act.plain}?", CONTRADICTED),
            Asked(f"is {act.gerund} allowed?", CONTRADICTED),
            Asked(f"am I allowed to {act.plain}?", CONTRADICTED),
            Asked(can(group, act, chance), CONTRADICTED),
            Asked(f"is {act.gerund} forbidden?", SUPPORTED),
            Asked(f"you must not {act.plain}.", SUPPORTED),
            Asked(f"can I {_other_act(act, chance).plain}?", UNDECIDED),
        ]
        return Rule(text, asked)
    asked = [
        Asked(can(group, act, chance), CONTRADICTED),
        Asked(can(group, act, chance), CONTRADICTED),
        Asked(must_not(group, act, chance), SUPPORTED),
        Asked(must(group, act, chance), CONTRADICTED),
        Asked(can(other, act, chance), UNDECIDED),
        Asked(can(group, _other_act(act, chance), chance), UNDECIDED),
    ]
    return Rule(_forbidden(group, act, chance), asked)


def _duty(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    text = chance.choice(
        (
            f"{group.many} must {act.plain}.",
            f"{group.many} have to {act.plain}.",
            f"{group.many} are required to {act.plain}.",
            f"{group.many} are obliged to {act.plain}.",
            f"{act.gerund} is compulsory for {group.many}.",
            f"every {group.one.split(' ', 1)[1]} shall {act.plain}.",
            f"all {group.many} need to {act.plain}.",
        )
    )
    asked = [
        Asked(must(group, act, chance), SUPPORTED),
        Asked(must(group, act, chance), SUPPORTED),
        Asked(f"is {act.gerund} optional for {group.many}?", CONTRADICTED),
        Asked(f"{group.many} do not have to {act.plain}.", CONTRADICTED),
        Asked(must_not(group, act, chance), CONTRADICTED),
        Asked(must(other, act, chance), UNDECIDED),
    ]
    return Rule(text, asked)


def _no_duty(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    text = chance.choice(
        (
            f"{group.many} need not {act.plain}.",
            f"{group.many} do not have to {act.plain}.",
            f"{group.many} are not required to {act.plain}.",
            f"{group.many} are exempt from {act.gerund}.",
            f"{act.gerund} is optional for {group.many}.",
            f"{group.many} may {act.plain} but do not have to.",
        )
    )
    asked = [
        Asked(must(group, act, chance), CONTRADICTED),
        Asked(must(group, act, chance), CONTRADICTED),
        Asked(f"is {act.gerund} optional for {group.many}?", SUPPORTED),
        Asked(must(other, act, chance), UNDECIDED),
        Asked(must_not(group, act, chance), PERHAPS_NOT),
    ]
    return Rule(text, asked)


def _only(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    text = chance.choice(
        (
            f"only {group.many} may {act.plain}.",
            f"{act.gerund} is reserved for {group.many}.",
            f"no one except {group.many} may {act.plain}.",
            f"nobody but {group.many} is allowed to {act.plain}.",
            f"{act.gerund} is allowed for {group.many} only.",
            f"{act.gerund} is restricted to {group.many}.",
        )
    )
    asked = [
        Asked(can(group, act, chance), SUPPORTED),
        Asked(can(other, act, chance), CONTRADICTED),
        Asked(can(other, act, chance), CONTRADICTED),
        Asked(must_not(group, act, chance), CONTRADICTED),
        Asked(f"can anyone {act.plain}?", CONTRADICTED),
        Asked(must_not(other, act, chance), SUPPORTED),
    ]
    return Rule(text, asked)


def _exception(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    may = chance.random() < 0.5
    verb, not_verb = ("may", "may not") if may else ("may not", "may")
    text = chance.choice(
        (
            f"everyone {verb} {act.plain}, except {group.many}.",
            f"all people on the site, with the exception of {group.many}, {verb} {act.plain}.",
            f"visitors and staff {verb} {act.plain}; {group.many} {not_verb}.",
            f"apart from {group.many}, all {verb} {act.plain}.",
            f"{act.gerund} is {'allowed' if may else 'forbidden'}, but not for {group.many}.",
        )
    )
    yes, no = (CONTRADICTED, SUPPORTED) if may else (SUPPORTED, CONTRADICTED)
    asked = [
        Asked(can(group, act, chance), yes),
        Asked(can(group, act, chance), yes),
        Asked(must_not(group, act, chance), no),
        Asked(can(other, act, chance), (no[0] * 0.8, no[1] * 0.8, 0.2)),
    ]
    return Rule(text, asked)


def _condition(chance: random.Random) -> Rule:
    (group, other), act = _two(chance), chance.choice(ACTS)
    met, unmet = chance.choice(CONDITIONS)
    text = chance.choice(
        (
            f"{group.many} may {act.plain} only {met}.",
            f"{group.many} may not {act.plain} {unmet}.",
            f"{act.gerund} is allowed for {group.many} only {met}.",
            f"{group.many} must not {act.plain} {unmet}.",
            f"{met}, {group.many} may {act.plain}; otherwise not.",
            f"{group.many} cannot {act.plain} unless it is {met}.",
        )
    )
    asked = [
        Asked(f"can {group.many} {act.plain} {unmet}?", CONTRADICTED),
        Asked(f"may {group.one} {act.plain} {unmet}?", CONTRADICTED),
        Asked(f"can {group.many} {act.plain} {met}?", LIKELY),
        Asked(f"{group.many} may {act.plain} {unmet}.", CONTRADICTED),
        Asked(f"can {other.many} {act.plain} {met}?", UNDECIDED),
    ]
    return Rule(text, asked)


def _kind(chance: random.Random) -> Rule:
    kind = chance.choice(sorted(KINDS))
    other = chance.choice(sorted(set(KINDS) - {kind}))
    place = chance.choice(("the flat", "the bus", "the hall", "the boat", "the ward", "the campsite", "the lounge"))
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


def _state(chance: random.Random) -> Rule:
    things, state, opposite = chance.choice(STATES)
    thing, other = chance.sample([one.strip() for one in things.split(";")], 2)
    when = chance.choice(("", "", " on Sundays", " in winter", " for members", " in August", " on public holidays"))
    said, not_said = (state, opposite) if chance.random() < 0.5 else (opposite, state)
    text = chance.choice((f"{thing} is {said}{when}.", f"please note that {thing} is {said}{when}.", f"{when[1:] or 'as a rule'}, {thing} is {said}."))
    asked = [
        Asked(f"is {thing} {said.removeprefix('not ')}{when}?", CONTRADICTED if said.startswith("not ") else SUPPORTED),
        Asked(f"{thing} is {said}{when}.", SUPPORTED),
        Asked(f"is {thing} {not_said.removeprefix('not ')}{when}?", SUPPORTED if not_said.startswith("not ") else CONTRADICTED),
        Asked(f"{thing} is {not_said}{when}.", CONTRADICTED),
        Asked(f"is {other} {state}{when}?", UNDECIDED),
    ]
    return Rule(text, asked)


def _limit(chance: random.Random) -> Rule:
    act = chance.choice(ACTS)
    unit = chance.choice(("kg", "metres", "hours", "days", "people", "minutes", "litres", "pages"))
    most = chance.randint(2, 60)
    below, above = chance.randint(1, most), most + chance.randint(1, 30)
    is_most = chance.random() < 0.5
    words = ("at most", "no more than", "up to", "a maximum of") if is_most else ("at least", "no less than", "a minimum of")
    subject = chance.choice(("the parcel", "the tank", "the tour", "the lease", "the group", "the load", "the break", "the report"))
    text = chance.choice((
        f"{subject} may have {chance.choice(words)} {most} {unit}.",
        f"{subject} must have {chance.choice(words)} {most} {unit} if you {act.plain}.",
        f"{chance.choice(words)} {most} {unit} are allowed for {subject}.",
    ))
    fits, breaks = (below, above) if is_most else (above, below - 1 if below > 1 else 1)
    if fits == breaks or (not is_most and most <= breaks):
        breaks, most = 1, max(most, 2)
    asked = [
        Asked(f"may {subject} have {fits} {unit}?", SUPPORTED),
        Asked(f"can {subject} have {breaks} {unit}?", CONTRADICTED),
        Asked(f"are {breaks} {unit} allowed for {subject}?", CONTRADICTED),
        Asked(f"are {fits} {unit} allowed for {subject}?", SUPPORTED),
    ]
    return Rule(text, asked)


def _age(chance: random.Random) -> Rule:
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


def _other_act(act: Act, chance: random.Random) -> Act:
    """Another act with the same verb, or another one."""
    same = [one for one in ACTS if one.do == act.do and one != act]
    return chance.choice(same if same and chance.random() < 0.6 else ACTS)


def _up(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
