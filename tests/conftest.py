"""What several tests share."""

from __future__ import annotations

import re


class WordCounter:
    """A `TokenCounter` whose tokens are words and single marks."""

    def token_starts(self, text: str) -> list[int]:
        """Where each word or mark starts."""
        return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]
