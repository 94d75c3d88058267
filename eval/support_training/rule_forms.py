"""Ways of writing a rule about what people do, and of asking about it."""

from __future__ import annotations

import random

from eval.support_training.rule_words import Act, Group


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


def permitted(group: Group, act: Act, chance: random.Random) -> str:
    """Says that people may."""
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


def forbidden(group: Group, act: Act, chance: random.Random) -> str:
    """Says that people may not."""
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
