"""A passage that was read."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qa.read.reader.protocol import Reading
from qa.retrieve.evidence import Evidence
from qa.understand.parsed_question import ReaderQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvidence(Evidence):
    """The evidence for a passage, with what the reader found in it.

    Args:
        reading: Its spans are of the passage's own text.
        asked: What the reader was asked.
    """

    reading: Reading
    asked: ReaderQuestion

    @classmethod
    def of(cls, evidence: Evidence, reading: Reading, asked: ReaderQuestion) -> ReadEvidence:
        """The evidence with a reading."""
        known = {field.name: getattr(evidence, field.name) for field in fields(Evidence)}
        return cls(**known, reading=reading, asked=asked)
