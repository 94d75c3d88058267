"""What logs the questions of a service."""

from __future__ import annotations

from qa.insights.dangling import exists_in
from qa.insights.logged_question import Asking, CitedVersion
from qa.insights.recorder import Recorder
from qa.server.auth.caller import Caller
from qa.service import Service


def question_recorder(service: Service) -> Recorder:
    """The recorder of a service; it logs nothing where the settings or the lack of a data folder say so."""
    days = service.settings.question_log_days if service.index.keeps_documents else 0

    def exists(cited: CitedVersion) -> bool:
        with service.index.catalog.reading() as db:
            return exists_in(db, cited)

    return Recorder(service.question_log, days, exists, lambda: service.embedder)


def asking(question: str, via: str, caller: Caller) -> Asking:
    """Who asked `question`, and how."""
    key = caller.key
    return Asking(question, via, key.id, key.grant.name) if key else Asking(question, via)
