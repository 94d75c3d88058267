"""A block of code that answers: a command, a setting, an example."""

from __future__ import annotations

from index.blocks import Block, BlockKind
from index.documents import Span
from index.ingest.sentences import sentences
from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Composed, Findings, Part
from qa.compose.scored_sentences import RETRIEVED, retrieved_of, support_of
from qa.read.read_evidence import ReadEvidence
from qa.schemas import AnswerForm

#: Passages in which the block is looked for.
MOST_PASSAGES = 3
#: What a block gains for a value inside of it, or in the line that leads to it.
HOLDS = 2.0
#: How far above a block the line may stand that leads to it.
ABOVE = 400
_LEADING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def block_answer(found: Findings) -> Composed | None:
    """The block of code that fits best; None where none is near.

    Where no code is asked for, only a block that holds the best value, or to which its sentence leads.
    """
    best: Composed | None = None
    for evidence in found.read[:MOST_PASSAGES]:
        for block in _code(found, evidence.passage):
            above = _above(found, evidence.passage, block)
            holds = _holds(found, evidence, [block.span, *above])
            if not holds and not found.question.wants_code:
                continue
            odds = max(support_of(evidence, span) for span in (block.span, *above))
            retrieved = max(retrieved_of(evidence, span) for span in (block.span, *above))
            strength = odds + RETRIEVED * (retrieved - 1.0) + HOLDS * holds
            if best is None or strength > best.strength:
                lead = Part(evidence.passage, above[0]) if above else None
                best = Composed(
                    AnswerForm.BLOCK, (Part(evidence.passage, block.span),), lead=lead, strength=strength
                )
    return best


def _code(found: Findings, passage: StoredPassage) -> list[Block]:
    blocks = found.searched.of(passage).blocks_of(
        passage.document_id, passage.version, passage.span, passage.source
    )
    return [block for block in blocks if block.kind is BlockKind.CODE]


def _above(found: Findings, passage: StoredPassage, block: Block) -> list[Span]:
    """The sentence right above a block, and the heading above that."""
    snapshot = found.searched.of(passage)
    near = Span(max(0, block.span.start - ABOVE), block.span.start)
    blocks = snapshot.blocks_of(passage.document_id, passage.version, near, passage.source)
    text = snapshot.version_text(passage.document_id, passage.version)
    before = blocks[-1:] if blocks and blocks[-1].kind in _LEADING else []
    led = [sentences(text, one.span)[-1] for one in before]
    return led + [one.span for one in blocks if one.kind is BlockKind.HEADING][-1:]


def _holds(found: Findings, evidence: ReadEvidence, spans: list[Span]) -> bool:
    """Whether the best value is in one of the spans."""
    if not found.values or found.values[0].passage.id != evidence.passage.id:
        return False
    best = found.values[0].found.span
    return any(span.overlaps(best) for span in spans)
