"""What a site allows programs to fetch: its robots.txt, as RFC 9309 has it."""

from __future__ import annotations

from urllib.parse import urlsplit

from protego import Protego

from index.errors import SourcelineError, UnreadableFile
from index.ingest.web.fetching import AGENT, Fetcher

#: No more of a robots.txt is looked at.
MAX_BYTES = 512_000
#: No longer is waited between two pages, whatever the site asks for.
MOST_SECONDS = 30.0


class Robots:
    """The robots.txt of each site, fetched once.

    Args:
        fetcher: Fetches them.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, Protego | SourcelineError] = {}

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched.

        Raises:
            InvalidInput: The site's address is not allowed.
            UnreadableFile: The site cannot be reached, or cannot say; then nothing may be fetched.
        """
        site = _site(url)
        if site not in self._rules:
            try:
                self._rules[site] = Protego.parse(self._text(f"{site}/robots.txt"))
            except SourcelineError as error:
                self._rules[site] = error
        rules = self._rules[site]
        if isinstance(rules, SourcelineError):
            raise rules
        return bool(rules.can_fetch(url, AGENT))

    def delay(self, url: str) -> float:
        """How many seconds to wait between two pages of a site that was asked."""
        rules = self._rules.get(_site(url))
        return min(float(rules.crawl_delay(AGENT) or 0), MOST_SECONDS) if isinstance(rules, Protego) else 0.0

    def _text(self, url: str) -> str:
        """The rules; none where the site has no such file."""
        *_, answer = self._fetcher.fetch(url)
        if answer.status == 200:
            return answer.body[:MAX_BYTES].decode("utf-8", "replace")
        if 400 <= answer.status < 500:
            return ""
        raise UnreadableFile(
            f"The site answered {answer.status} for its robots.txt, so nothing may be fetched.",
            hint="Try again later.",
        )


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
