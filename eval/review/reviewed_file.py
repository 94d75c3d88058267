"""The set that is reviewed: its lines, and what was decided of each question, saved at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.formats.files import json_lines
from eval.formats.native import read_native
from eval.run_record import write_whole
from index.errors import InvalidInput, NotFound

DECISIONS = ("keep", "drop", "")
LONGEST = 4_000


class ReviewedFile:
    """The lines of a set.  Safe to call from many threads; every change is written before it is confirmed.

    Raises:
        BadSet: The file is no set of our own format.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix == ".gz":
            raise InvalidInput("It is packed.", field=str(path), hint="Unpack it first: gunzip.")
        read_native(path)
        self.path = path
        self._lines = [line for _, line in json_lines(path)]
        self._saving = threading.Lock()

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The lines of questions, in order."""
        return [line for line in self._lines if "document" not in line]

    @property
    def documents(self) -> Mapping[str, str]:
        """The texts of the documents that the set itself has, by id."""
        return {
            line["document"]["id"]: line["document"]["text"] for line in self._lines if "document" in line
        }

    def decide(self, id: str, review: str, question: str | None = None) -> dict[str, Any]:
        """Note a decision, and other words for the question.  Returns its line.

        Raises:
            NotFound: There is no such question.
            InvalidInput: The decision or the words are not acceptable, or the file cannot be written.
        """
        if review not in DECISIONS:
            raise InvalidInput(
                f"{review!r} is no decision.", field="review", hint="Send keep, drop or nothing."
            )
        words = None if question is None else " ".join(question.split())
        if words is not None and not 0 < len(words) <= LONGEST:
            raise InvalidInput("The question has no words, or too many.", field="question", hint="Write one.")
        with self._saving:
            place = next((n for n, line in enumerate(self._lines) if line.get("id") == id), None)
            if place is None:
                raise NotFound(f"There is no question {id!r}.", field="id", hint="Load the page again.")
            changed = {name: value for name, value in self._lines[place].items() if name != "review"}
            changed |= {"review": review} if review else {}
            changed |= {"question": words} if words is not None else {}
            lines = [*self._lines[:place], changed, *self._lines[place + 1 :]]
            write_whole(self.path, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
            self._lines = lines
        return changed
