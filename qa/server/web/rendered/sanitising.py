"""What of HTML may be on a page: text, its structure, links to other sites; nothing that runs or loads."""

from __future__ import annotations

from functools import cache

import nh3

#: Elements without any behaviour of their own.
TAGS = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "blockquote",
            "br",
            "caption",
            "cite",
            "code",
            "dd",
            "del",
            "details",
            "dfn",
        ),
        *("div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol"),
        *(
            "p",
            "pre",
            "q",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "summary",
            "sup",
        ),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"),
    )
)
#: Ours alone: a document cannot have them.
OWN = frozenset(("mark", "bdi"))
_ALIGNED = {"align": {"left", "center", "right"}}
SCHEMES = frozenset(("http", "https", "mailto"))


def sanitised(html: str) -> str:
    """`html` with only what may be on a page."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={
            "a": {"href"},
            "bdi": {"data-code"},
            "div": {"tabindex"},
            "mark": {"id"},
            "ol": {"start"},
            "pre": {"tabindex"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        tag_attribute_values={"td": _ALIGNED, "th": _ALIGNED},
        allowed_classes={"bdi": {"control"}, "div": {"table"}, "span": {"image"}},
        attribute_filter=_kept,
        link_rel="noreferrer nofollow",
        url_schemes=set(SCHEMES),
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    # A relative address would lead to a page of this server.
    if attribute == "href" and value.split(":", 1)[0].lower().strip() not in SCHEMES:
        return None
    return value
