"""Rewrites by a language model where one is set, else, and wherever that fails, by rules."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from qa.conversation.follow_up.language_model import LanguageModel, Unusable
from qa.conversation.follow_up.rewrite import MOST_TURNS, rewrite
from qa.conversation.follow_up.turns import Rewritten, Turn
from qa.settings import Settings

log = logging.getLogger(__name__)


class Rewriter:
    """Makes follow-up questions stand alone.  Blocking where a model is asked; safe from many threads.

    Args:
        model: The language model; without one there are the rules alone.
    """

    def __init__(self, model: LanguageModel | None = None) -> None:
        self._model = model

    @classmethod
    def of(cls, settings: Settings) -> Rewriter:
        """As the settings say."""
        if settings.llm_url is None or settings.llm_model is None:
            return cls()
        return cls(LanguageModel(settings.llm_url, settings.llm_model, settings.llm_key))

    def rewrite(self, question: str, history: Sequence[Turn]) -> Rewritten:
        """The question as it is to be searched."""
        if self._model is None or not history:
            return rewrite(question, history)
        try:
            standalone = self._model.rewrite(question, history[-MOST_TURNS:])
        except Unusable as error:
            log.warning("The language model did not rewrite a question, the rules do: %s", error)
            return rewrite(question, history)
        return Rewritten(standalone, "language model" if standalone != question else "")
