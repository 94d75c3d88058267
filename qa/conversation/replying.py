"""What to do with a message of a conversation: talk, ask back, or search.

Pure: it depends on the message and the turns before it alone, so nothing is remembered between requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.tokens import tokenize
from qa.conversation.follow_up.turns import Turn
from qa.conversation.follow_up.unclear import Meant, meanings, the_other
from qa.conversation.friendly_lines import friendly_line, question_back
from qa.conversation.small_talk import small_talk
from qa.conversation.small_talk_phrases import Talk
from qa.language.function_words import is_function_word


class Said(NamedTuple):
    """A reply without a search.

    Args:
        text: What to say.
        choices: What the question may mean, if it asks back.
        asks_back: Whether it does.
    """

    text: str
    choices: tuple[Meant, ...] = ()
    asks_back: bool = False


def said_without_search(message: str, history: Sequence[Turn]) -> Said | None:
    """The reply to small talk and to an unclear question; None where the message is to be searched."""
    talk = small_talk(message)
    if talk and talk.talk is Talk.YES and (offered := offers(history)):
        return _asked_back(offered)
    if talk:
        return Said(friendly_line(talk), asks_back=talk.talk is Talk.YES)
    if chosen_of_offers(message, history):
        return None
    meant = meanings(message, history)
    return _asked_back(meant) if meant else None


def standalone(message: str, history: Sequence[Turn]) -> str:
    """A message that is to be searched, as a question that stands alone."""
    return (
        chosen_of_offers(message, history)
        or the_other(message, history)
        or rewrite(message, history).question
    )


def offers(history: Sequence[Turn]) -> list[Meant]:
    """What was offered in the turn before, if it asked back."""
    return meanings(history[-1].question, history[:-1]) if history and history[-1].answer is None else []


def chosen_of_offers(message: str, history: Sequence[Turn]) -> str:
    """The question of the offer that a message names ("The Falcon."); empty where it names not one."""
    words = {word.low for word in tokenize(message)}
    offered = offers(history) if words else []
    named = [one for one in offered if words <= _words(one.label) | _GLUE and words & _own(one, offered)]
    return named[0].question if len(named) == 1 else ""


_GLUE = frozenset(("the", "one", "for", "about", "i", "mean", "please", "of", "a", "an", "it", "is"))


def _words(label: str) -> frozenset[str]:
    return frozenset(word.low for word in tokenize(label))


def _own(one: Meant, offered: Sequence[Meant]) -> frozenset[str]:
    """The words that tell one offer from the others."""
    others = frozenset().union(*(_words(other.label) for other in offered if other is not one))
    return frozenset(word for word in _words(one.label) - others if not is_function_word(word))


def _asked_back(meant: Sequence[Meant]) -> Said:
    return Said(question_back([one.label for one in meant]), tuple(meant), asks_back=True)
