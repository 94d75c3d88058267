"""A block of code that answers: a command, a setting, an example."""

from __future__ import annotations

from index.blocks import Block, BlockKind
from index.documents import Span
from index.ingest.sentences import sentences
from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Composed, Findings, Part
from qa.compose.scored_sentences import support_of
from qa.read.read_evidence import ReadEvidence
from qa.schemas import AnswerForm

#: Passages in which the block is looked for.
MOST_PASSAGES = 3
#: What a block gains for a value inside of it, or in the line that leads to it.
HOLDS = 3.0
#: How far above a block the line may stand that leads to it.
ABOVE = 400


def block_answer(found: Findings) -> Composed | None:
    """The block of code that is asked for; None where no code is asked for, or none is near."""
    best: tuple[float, Composed] | None = None
    for rank, evidence in enumerate(found.read[:MOST_PASSAGES]):
        for block in _code(found, evidence.passage):
            lead = _lead(found, evidence.passage, block)
            score, holds = _score(found, evidence, block, lead)
            if not holds and (not found.question.wants_code or rank):
                continue
            if best is None or score > best[0]:
                parts = (Part(evidence.passage, block.span),)
                led = Part(evidence.passage, lead) if lead else None
                best = score, Composed(AnswerForm.BLOCK, parts, lead=led, strength=score)
    return best[1] if best else None


def _code(found: Findings, passage: StoredPassage) -> list[Block]:
    blocks = found.searched.of(passage).blocks_of(
        passage.document_id, passage.version, passage.span, passage.source
    )
    return [block for block in blocks if block.kind is BlockKind.CODE]


def _lead(found: Findings, passage: StoredPassage, block: Block) -> Span | None:
    """The sentence right above a block, if that is in a paragraph or a list."""
    snapshot = found.searched.of(passage)
    near = Span(max(0, block.span.start - ABOVE), block.span.start)
    above = snapshot.blocks_of(passage.document_id, passage.version, near, passage.source)
    if not above or above[-1].kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return None
    return sentences(snapshot.version_text(passage.document_id, passage.version), above[-1].span)[-1]


def _score(found: Findings, evidence: ReadEvidence, block: Block, lead: Span | None) -> tuple[float, bool]:
    """How well a block fits, as log odds, and whether the best value is in it or leads to it."""
    spans = [block.span, lead] if lead else [block.span]
    support = max(support_of(evidence, span) for span in spans)
    best = found.values[0] if found.values else None
    holds = best is not None and best.passage.id == evidence.passage.id
    holds = holds and any(span.start < best.found.span.end and best.found.span.start < span.end for span in spans)
    return support + HOLDS * holds, holds
