"""How long the page `/insights` takes over many logged questions.

`python -m eval.benchmarks.insights_page -n 10000` logs invented questions of 30 days in an empty folder, most
of them different, embeds them with the bundled model, and asks the application for the page: first when
nothing is remembered (another stretch of time each), then again.  It prints milliseconds on the clock and of
the processor.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from starlette.testclient import TestClient

from index.embed.model_embedder import ModelEmbedder
from index.embed.model_files import BUNDLED
from qa.insights.logged_question import Asking, LoggedQuestion
from qa.insights.question_log import QuestionLog
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings

SUBJECTS = (
    *("holiday", "parental leave", "travel costs", "remote work", "a company laptop", "the parking permit"),
    *("overtime", "sick days", "the pension plan", "a visitor badge", "VPN access", "the training budget"),
)
FORMS = (
    *("How do I apply for {}", "What are the rules for {}", "Who approves {}", "Is there a limit on {}"),
    *("Can I get {} abroad", "When does {} start", "What happens to {} when I leave", "how to request {}"),
)
PLACES = ("in Lisbon", "in Vienna", "for interns", "for part-time staff", "after probation", "at weekends")
LEVELS = (("answered", 70), ("unsure", 15), ("nothing", 15))
#: Stretches of time that all have all questions, so that each is looked at anew.
COLD_DAYS = (31, 32, 33, 34, 35, 36, 37)


def invented(count: int, seed: int = 5) -> list[LoggedQuestion]:
    """Questions of the last 30 days, oldest first."""
    made = random.Random(seed)
    now = datetime.now(UTC)
    questions = []
    for n in range(count):
        question = made.choice(FORMS).format(made.choice(SUBJECTS))
        if made.random() < 0.9:
            question += f" {made.choice(PLACES)} on floor {made.randrange(60)}"
        level = made.choices([level for level, _ in LEVELS], [weight for _, weight in LEVELS])[0]
        asked = now - timedelta(days=29 * (1 - n / count))
        questions.append(
            LoggedQuestion(
                uuid.UUID(int=made.getrandbits(128)).hex,
                asked.isoformat(timespec="microseconds"),
                Asking(f"{question}?", "chat"),
                (made.choice(("handbook", "default")),),
                f"{question}?",
                level,
                None if level == "nothing" else "Ask the people team before the 20th.",
                None if level == "nothing" else 0.8,
                made.lognormvariate(4.8, 0.4),
                (),
            )
        )
    return questions


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="How many questions.")
    count: int = parser.parse_args().n
    model = ModelEmbedder(BUNDLED)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        log = QuestionLog(home)
        log.add(invented(count), 30, lambda cited: True)
        name = str(model.identity["name"])
        words = log.without_vectors(name, -1)
        for start in range(0, len(words), 64):
            some = words[start : start + 64]
            halves = [one.whole.astype(np.float16).tobytes() for one in model.embed_questions(some)]
            log.store_vectors(name, list(zip(some, halves, strict=True)))
        print(f"{count:,} questions, {len(words):,} of them different")
        app = create_app(Service(Settings(home=home, question_log_days=30), model))
        with TestClient(app) as client:
            while client.get("/ready").status_code != 200:
                time.sleep(0.1)
            _print("nothing remembered", [_measured(client, days) for days in COLD_DAYS])
            _print("remembered", [_measured(client, COLD_DAYS[-1]) for _ in COLD_DAYS])


def _measured(client: TestClient, days: int) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor."""
    began, computed = time.perf_counter(), time.process_time()
    assert client.get(f"/insights?days={days}").status_code == 200
    return 1e3 * (time.perf_counter() - began), 1e3 * (time.process_time() - computed)


def _print(what: str, measured: list[tuple[float, float]]) -> None:
    wall, computed = (np.median(column) for column in zip(*measured, strict=True))
    print(f"{what:<20} p50 {wall:6.0f} ms on the clock, {computed:6.0f} ms of the processor")


if __name__ == "__main__":
    main()
