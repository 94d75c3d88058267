"""A passage that was read."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qa.read.reader.protocol import Reading
from qa.retrieve.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvidence(Evidence):
    """The evidence for a passage, with what the reader found in it.

    Args:
        reading: Its spans are of the passage's own text.
    """

    reading: Reading

    @classmethod
    def of(cls, evidence: Evidence, reading: Reading) -> ReadEvidence:
        """The evidence with a reading."""
        known = {field.name: getattr(evidence, field.name) for field in fields(Evidence)}
        return cls(**known, reading=reading)
