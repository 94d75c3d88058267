"""Words for documents: "the article", "our handbook"."""

from __future__ import annotations

_NOUNS = """
    article document text report page file note notes post paper memo handbook manual guide letter story piece
    essay minutes policy email e-mail mail message newsletter blog brochure leaflet specification presentation
    slides spreadsheet sheet transcript announcement statement plan agenda book booklet chapter poem
"""
DOCUMENT_NOUNS = frozenset(_NOUNS.split())
#: Words for what documents record: minutes of a meeting.
RECORDED_NOUNS = frozenset("meeting call talk session interview hearing lecture event".split())  # noqa: SIM905
