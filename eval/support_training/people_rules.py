"""Rules about what people may, must or must not do."""

from __future__ import annotations

import random

from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Target
from eval.support_training.rule import Asked, Rule
from eval.support_training.rule_forms import can, forbidden, must, must_not, permitted
from eval.support_training.rule_words import ACTS, CONDITIONS, GROUPS, Act, Group

#: A permission says little of whether one must.
PERHAPS_NOT: Target = (0.0, 0.5, 0.5)
LIKELY: Target = (0.7, 0.0, 0.3)


def permission(chance: random.Random) -> Rule:
    """What people may do."""
    (group, other), act = _two(chance), chance.choice(ACTS)
    asked = [
        Asked(can(group, act, chance), SUPPORTED),
        Asked(can(group, act, chance), SUPPORTED),
        Asked(must_not(group, act, chance), CONTRADICTED),
        Asked(must(group, act, chance), PERHAPS_NOT),
        Asked(can(other, act, chance), UNDECIDED),
        Asked(can(group, _other_act(act, chance), chance), UNDECIDED),
    ]
    return Rule(permitted(group, act, chance), asked)


def prohibition(chance: random.Random) -> Rule:
    """What people, or anyone, may not do."""
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
    return Rule(forbidden(group, act, chance), asked)


def duty(chance: random.Random) -> Rule:
    """What people must do."""
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


def no_duty(chance: random.Random) -> Rule:
    """What people need not do."""
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


def only(chance: random.Random) -> Rule:
    """What only some may do."""
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


def exception(chance: random.Random) -> Rule:
    """What all but some may do, or may not."""
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


def condition(chance: random.Random) -> Rule:
    """What people may do on a condition only."""
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


def _two(chance: random.Random) -> tuple[Group, Group]:
    one, other = chance.sample(GROUPS, 2)
    return one, other


def _other_act(act: Act, chance: random.Random) -> Act:
    """Another act with the same verb, or another one."""
    same = [one for one in ACTS if one.do == act.do and one != act]
    return chance.choice(same if same and chance.random() < 0.6 else ACTS)
