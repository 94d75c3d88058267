"""Ask all questions of a set, several at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from eval.asker import Answered, Asker
from eval.questions import Question


def ask_all(
    questions: Iterable[Question], asker: Asker, on_answered: Callable[[Answered], None], parallel: int = 2
) -> None:
    """Ask every question; call `on_answered` from this thread with each outcome as soon as it is there.

    Args:
        parallel: Questions asked at the same time.

    Raises:
        Unmeasurable: The service is gone or its index has changed; earlier outcomes were handed over.
    """
    rest = iter(questions)
    with ThreadPoolExecutor(parallel, thread_name_prefix="eval") as threads:
        # Submit no more than are asked at once, so that an error or Ctrl-C stops the run at once.
        asked = {threads.submit(asker.ask, question) for question in islice(rest, parallel)}
        while asked:
            done, asked = wait(asked, return_when=FIRST_COMPLETED)
            asked |= {threads.submit(asker.ask, question) for question in islice(rest, len(done))}
            _hand_over(done, on_answered)


def _hand_over(done: Iterable[Future[Answered]], on_answered: Callable[[Answered], None]) -> None:
    """Hand over all outcomes before raising the error of a question that has none."""
    failed = None
    for future in done:
        if error := future.exception():
            failed = error
        else:
            on_answered(future.result())
    if failed:
        raise failed
