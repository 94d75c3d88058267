"""The log of requests without what opens something: tickets of signed links, codes of a sign-in."""

from __future__ import annotations

import logging
import re

#: Whatever a query holds is left out but the names in it: it may be a ticket, a code, or somebody's question.
_VALUE = re.compile(r"(?<==)[^&#\s]+")
HIDDEN = "..."


def without_values(path: str) -> str:
    """A path with the values of its query left out."""
    before, mark, query = path.partition("?")
    return before + mark + (_VALUE.sub(HIDDEN, query) if "=" in query else query and HIDDEN)


class WithoutQueryValues(logging.Filter):
    """Leaves the values of queries out of the lines of uvicorn's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it stays."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_values(one) if isinstance(one, str) and "?" in one else one for one in record.args
            )
        return True


def hide_query_values() -> None:
    """Let no value of a query stand in the log of requests."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(one, WithoutQueryValues) for one in log.filters):
        log.addFilter(WithoutQueryValues())
