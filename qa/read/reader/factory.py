"""Open the reader that a setting names."""

from __future__ import annotations

from qa.read.reader.protocol import Reader


def open_reader(model: str | None) -> Reader:
    """The bundled reader, or any Hugging Face model by its folder or name.

    Raises:
        InvalidInput: There is no such model on this machine.
        IndexMismatch: The bundled reader's files were changed.
    """
    if model is None:
        from qa.read.reader.bundled import BundledReader

        return BundledReader()
    from qa.read.reader.hugging_face import HuggingFaceReader

    return HuggingFaceReader(model)
