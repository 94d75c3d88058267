"""Any extractive question answering model of Hugging Face as the reader, by setting."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed.model_files import configure_libraries, locate, revision
from index.errors import InvalidInput
from qa.read.reader.decoding import reading
from qa.read.reader.protocol import Reading, ReadPassage

MOST_TOKENS = 384


class HuggingFaceReader:
    """Reads with a model that scores starts and ends; the first token's scores mean "no answer".

    Args:
        model: A folder, or a name in the local model cache.

    Raises:
        InvalidInput: There is no such model on this machine, or its files could run code.
    """

    def __init__(self, model: str) -> None:
        folder = locate(model, setting="SOURCELINE_READER")
        configure_libraries()
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._name = Path(model).name
        self._revision = revision(folder)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(
            str(folder), local_files_only=True, use_fast=True
        )
        try:
            self._model: Any = AutoModelForQuestionAnswering.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True
            ).eval()
        except ValueError as error:
            raise InvalidInput(
                f"{model!r} is no extractive question answering model.",
                field="SOURCELINE_READER",
                hint="Name one, or leave the setting out for the bundled reader.",
            ) from error
        self._reading = threading.Lock()

    @property
    def identity(self) -> Mapping[str, object]:
        """Name and hash."""
        return {"name": self._name, "revision": self._revision}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Read a batch in one pass.  Context is not read: such models were trained without."""
        if not passages:
            return []
        import torch

        inputs = self._tokenizer(
            [question] * len(passages),
            [passage.text for passage in passages],
            truncation="only_second",
            max_length=MOST_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping").numpy()
        with self._reading, torch.inference_mode():
            output = self._model(**inputs)
        starts, ends = output.start_logits.float().numpy(), output.end_logits.float().numpy()
        found = []
        for row in range(len(passages)):
            places = np.flatnonzero([kind == 1 for kind in inputs.sequence_ids(row)])
            null = float(starts[row, 0] + ends[row, 0])
            found.append(reading(starts[row, places], ends[row, places], null, offsets[row, places].tolist()))
        return found
