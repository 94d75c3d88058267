"""PowerPoint presentations (.pptx): titles as headings, bullets, tables, charts and notes, slide by slide."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from index.ingest.formats import markdown_text, office_package
from index.ingest.formats.office_format import OfficeFormat
from index.places import Place, PlacedText

MAX_SLIDES = 2_000
MAX_DEPTH = 20


class PowerPoint(OfficeFormat):
    """PowerPoint presentations since 2007."""

    media_type: str = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    suffixes: tuple[str, ...] = (".pptx",)
    part: str = "ppt/presentation.xml"

    def markdown(self, file: io.BytesIO) -> PlacedText:
        """The document in Markdown; slides are its pages."""
        from pptx import Presentation

        blocks: list[PlacedText] = []
        for number, slide in enumerate(Presentation(file).slides, 1):
            if number > MAX_SLIDES:
                raise office_package.too_many("slides", MAX_SLIDES)
            blocks.extend(markdown_text.at(Place(page=number), _slide(slide, first=number == 1)))
        return markdown_text.joined_with_places(blocks)


def _slide(slide: Any, first: bool) -> Iterator[str]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        # The first title is that of the presentation.
        yield markdown_text.heading(title.text_frame.text, 1 if first else 2)
    for shape in _in_reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape, 0)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        for paragraph in frame.paragraphs:
            yield markdown_text.paragraph(_words(paragraph))


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """From top to bottom, then from left to right.  A shape without a place of its own comes first."""
    return sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))


def _shape(shape: Any, depth: int) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        if depth < MAX_DEPTH:
            for inner in _in_reading_order(shape.shapes):
                yield from _shape(inner, depth + 1)
    elif getattr(shape, "has_table", False):
        yield markdown_text.table([[cell.text for cell in row.cells] for row in shape.table.rows])
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        yield from _text(shape)
    elif description := next(iter(shape._element.xpath("./p:nvPicPr/p:cNvPr/@descr")), ""):
        # What the author wrote for people who cannot see the picture.
        yield markdown_text.paragraph(description)


def _text(shape: Any) -> Iterator[str]:
    paragraphs = [one for one in shape.text_frame.paragraphs if _words(one).strip()]
    # Several paragraphs in a placeholder are its bullets.
    bullets = shape.is_placeholder and len(paragraphs) > 1
    for paragraph in paragraphs:
        words = _words(paragraph)
        if bullets or paragraph.level:
            yield markdown_text.list_item(words, paragraph.level)
        else:
            yield markdown_text.paragraph(words)


def _chart(chart: Any) -> Iterator[str]:
    """A chart as a table: a row for each category, a column for each series."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield markdown_text.paragraph(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        series = list(plot.series)
        categories = [str(category) for category in plot.categories]
        columns = [[office_package.number(value) for value in one.values] for one in series]
        rows = [
            [category, *(column[at] if at < len(column) else "" for column in columns)]
            for at, category in enumerate(categories)
        ]
        yield markdown_text.table([["", *(one.name or "" for one in series)], *rows]) if rows else ""


def _words(paragraph: Any) -> str:
    # A line break inside a paragraph is a vertical tab.
    return str(paragraph.text).replace("\v", "\n")
