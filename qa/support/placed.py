"""What a text says of an asked number, when that is put in the place of a span of the text.

Networks compare numbers as words: "by 18:00" and "at 17:30" are different to them, and so are "3 to 5 kg" and
"4 kg".  With "Parcels must be fetched at 17:30" the model says what the text says of that time.  Within the
span that is the answer.  Outside, what says yes becomes no, and what says no, such as a ban, decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.language.negations import denies
from qa.support.protocol import CONTRADICTED, SUPPORTED

#: The least share of what a span says, of the span that is meant of several, and of a no.
SAYS, SURE, CLEAR = 0.5, 0.9, 0.75
#: A text with more spans decides nothing: the model reads it once for each.
MOST_SPANS = 8
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")


class Placed(NamedTuple):
    """What a span of a text says.

    Args:
        shares: What the model says of the text with the asked number in the place of the span: shape `(3,)`.
        inside: Whether that lies within the span; None where this is not known.
        size: Of the span, to tell a shorter one.
        vote: 1 for yes, -1 for no, 0 for neither, None where it is not clear.
    """

    shares: NDArray[np.float32]
    inside: bool | None
    size: float
    vote: float | None


def vote(shares: NDArray[np.float32], inside: bool | None, *, asks_ban: bool, denied: bool) -> float | None:
    """What a span says: the `vote` of `Placed`.

    Outside, a text that is hardly of what is asked says nothing clear: "Calls before 8 a.m. go to the porter"
    does not say that nobody may call at 9.  What the words before the span deny is no yes, whatever the model
    says.

    Args:
        asks_ban: Whether yes would be a ban.
        denied: Whether the words before the span deny or forbid.
    """
    supported, contradicted = float(shares[SUPPORTED]), float(shares[CONTRADICTED])
    if max(supported, contradicted) <= SAYS:
        return 0.0
    if supported > SAYS and denied and not asks_ban:
        return None
    if supported > SAYS:
        return 1.0 if inside else -1.0 if inside is False and supported >= CLEAR else None
    if inside is False:
        return float(asks_ban)
    return -1.0 if inside and contradicted >= CLEAR else None


def own_sentence(before: str, behind: str) -> tuple[str, str]:
    """The words before and behind a span that are of its own sentence: also "10 p.m. Boxes" ends one."""
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(behind)[0]


def denied_before(words: str) -> bool:
    """Whether the words before a span deny or forbid, those of its own sentence."""
    return denies(_SENTENCE_END.split(words)[-1])


def deciding(placed: Sequence[Placed]) -> Placed | None:
    """The span that decides; None where they differ and where none says anything."""
    meant = _meant(placed) if placed else None
    return meant if meant and meant.vote and not may_be_excepted(meant, placed) else None


def may_be_excepted(meant: Placed, placed: Sequence[Placed]) -> bool:
    """Whether a shorter span that has the number says something else: "but closed from 12 to 1 p.m."."""
    return any(one.vote != meant.vote and one.inside is not False and one.size < meant.size for one in placed)


def _meant(placed: Sequence[Placed]) -> Placed | None:
    """A span: all that say something agree, or the model surely supports one only.

    Where each of several subjects or days has a span, that of the asked one is supported most.
    """
    best = max(placed, key=lambda one: float(one.shares[SUPPORTED]))
    said = [one for one in placed if one.vote != 0]
    if len({one.vote for one in said}) == 1:
        return said[0]
    others = [float(one.shares[SUPPORTED]) for one in said if one.vote != best.vote]
    is_sure = best.shares[SUPPORTED] >= SURE and all(SAYS < share < CLEAR for share in others)
    return best if is_sure else None
