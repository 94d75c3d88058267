"""English words for whole numbers, in their order."""

from __future__ import annotations

_UP_TO_19 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
#: From 0 to 19.
UP_TO_19 = tuple(_UP_TO_19.split())
#: From 20 to 90.
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
