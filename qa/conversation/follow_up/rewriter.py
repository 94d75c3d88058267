"""The language model that rewrites follow-up questions, where the settings name one."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from qa.conversation.follow_up.language_model import LanguageModel, Unusable
from qa.conversation.follow_up.rewrite import MOST_TURNS
from qa.conversation.follow_up.turns import Turn
from qa.settings import Settings

log = logging.getLogger(__name__)


class Rewriter:
    """Asks a language model to make follow-up questions stand alone, if there is one.

    Args:
        model: The language model, if there is one; the built-in rewriter does its work otherwise.
    """

    def __init__(self, model: LanguageModel | None = None) -> None:
        self._model = model

    @classmethod
    def of(cls, settings: Settings) -> Rewriter:
        """As the settings say."""
        if settings.llm_url is None or settings.llm_model is None:
            return cls()
        return cls(
            LanguageModel(settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_seconds)
        )

    @property
    def asks(self) -> bool:
        """Whether there is a language model."""
        return self._model is not None

    async def suggest(self, question: str, history: Sequence[Turn]) -> str | None:
        """The question as the language model writes it; None where the built-in rewriter has to."""
        if self._model is None or not history:
            return None
        try:
            return await self._model.rewrite(question, history[-MOST_TURNS:])
        except Unusable as error:
            log.warning(
                "The language model did not rewrite a question, the built-in rewriter does: %s", error
            )
            return None

    async def close(self) -> None:
        """Close the connections to the language model."""
        if self._model is not None:
            await self._model.close()
