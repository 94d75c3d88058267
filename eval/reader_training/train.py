"""The training loop: warm up, hold the rate, let it fall; checkpoints, a log, a loss curve."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from torch import Tensor

from eval.reader_training.batches import Batch, Encoder, batches
from eval.reader_training.curve import draw
from eval.reader_training.examples import Examples
from eval.reader_training.network import SpanNetwork, span_scores
from eval.reader_training.progress import Development, develop
from index.atomic_file import atomic_file
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.spans import LONGEST_SPAN

SHOWN = Console()
#: Shares of all steps.
WARM_UP, FALL = 0.04, 0.3
CHECKPOINT_STEPS = 250
LOG_STEPS = 25
DEVELOPMENT_STEPS = 500
#: What it counts that a question's right passage beats a wrong or a misleading one.
RIVALRY = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how large, how fast, and on what: "cpu" or "cuda".

    Args:
        start: Weights to go on from, as `trained` gives them; else the encoder's, with new heads.
    """

    steps: int
    batch: int
    rate: float
    threads: int
    device: str = "cpu"
    start: Path | None = None


def rate_at(step: int, plan: Plan) -> float:
    """The learning rate of a step: trapezoidal, so that a training can be made longer while it runs."""
    warm, fall = max(1, int(WARM_UP * plan.steps)), max(1, int(FALL * plan.steps))
    return plan.rate * min(1.0, (step + 1) / warm, (plan.steps - step) / fall)


def loss_of(network: SpanNetwork, batch: Batch) -> Tensor:
    """Minus the log of the probability of what is right: any of the right spans, or that nothing answers.

    A softmax over all spans and "nothing" (Clark & Gardner 2018); where a row has a rival, the log odds of
    the right passage are to be above the wrong one's.
    """
    scores = network(batch.ids, batch.kinds, batch.mask, batch.candidates)
    spans = span_scores(scores)
    every = spans.flatten(1).logsumexp(1)
    gold = spans.masked_fill(~batch.gold, -1e9).flatten(1).logsumexp(1)
    right = torch.where(batch.answerable, gold, scores.null)
    loss = (torch.logaddexp(every, scores.null) - right).mean()
    rows = (batch.rival >= 0).nonzero()[:, 0]
    if len(rows):
        margin = every - scores.null
        beaten = margin[batch.rival[rows]] - margin[rows]
        loss = loss + RIVALRY * torch.nn.functional.softplus(-beaten).sum() / len(batch.rival)
    return loss


def forever(examples: Examples, encoder: Encoder, plan: Plan) -> Iterator[Batch]:
    """Pass after pass."""
    seed = 0
    while True:
        yield from batches(examples, encoder, plan.batch, LONGEST_SPAN, seed)
        seed += 1


def train(examples: Examples, held_out: Examples | None, plan: Plan, out: Path) -> None:
    """Train, from the last checkpoint in `out` if there is one; the weights end in `out/reader.pt`.

    While it runs, a number in the file `out/steps` makes it longer or shorter from the next checkpoint on:
    the rate falls by the new number.  The weights of each development measurement are kept as
    `out/step-N.pt`.
    """
    torch.manual_seed(0)
    torch.set_num_threads(plan.threads)
    out.mkdir(parents=True, exist_ok=True)
    folder = locate(BUNDLED)
    network, encoder = SpanNetwork(folder), Encoder(folder)
    if plan.start:
        network.load_state_dict(torch.load(plan.start, map_location="cpu", weights_only=True), strict=False)
    network.to(plan.device)
    learnt = [parameter for parameter in network.parameters() if parameter.requires_grad]
    plain = [p for p in learnt if p.ndim < 2]
    matrices = [p for p in learnt if p.ndim >= 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=plan.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    step = resume(out / "checkpoint.pt", network, optimiser)
    rounded = Rounded(network)
    log = Log(out / "log.jsonl")
    for batch in islice(forever(examples, encoder, plan), step, None):
        if step >= plan.steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, plan)
        loss = loss_of(rounded.network, batch.to(plan.device))
        loss.backward()
        rounded.hand_over_gradients()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        rounded.follow()
        step += 1
        log.step(step, plan, float(loss.detach()), len(batch.ids))
        if step % CHECKPOINT_STEPS == 0 or step == plan.steps:
            checkpoint(out / "checkpoint.pt", step, network, optimiser)
            plan = replace(plan, steps=steps_wanted(out / "steps", plan.steps))
        if held_out and (step % DEVELOPMENT_STEPS == 0 or step == plan.steps):
            log.development(step, develop(network, encoder, held_out))
            torch.save(trained(network), out / f"step-{step}.pt")
    torch.save(trained(network), out / "reader.pt")
    draw(out / "log.jsonl", out / "loss.svg")


class Rounded:
    """A copy of a network in bfloat16, which is read and differentiated in its place.

    On a CPU with bfloat16 instructions a step takes four fifths of the time that autocast takes.  The network
    itself stays in float32, so that small changes of its weights are not rounded away.
    """

    def __init__(self, network: SpanNetwork) -> None:
        self.network = copy.deepcopy(network).bfloat16()
        self._pairs = [*zip(network.parameters(), self.network.parameters(), strict=True)]

    def hand_over_gradients(self) -> None:
        """Move the copy's gradients to the network."""
        for own, rounded in self._pairs:
            if rounded.grad is not None:
                own.grad, rounded.grad = rounded.grad.float(), None

    def follow(self) -> None:
        """Take the network's weights."""
        with torch.no_grad():
            for own, rounded in self._pairs:
                if own.requires_grad:
                    rounded.copy_(own)


def steps_wanted(path: Path, planned: int) -> int:
    """The number of steps in a file, or those that are planned if there is no file."""
    return int(path.read_text("ascii")) if path.exists() else planned


def trained(network: SpanNetwork) -> dict[str, Tensor]:
    """What training changed: everything but the embeddings."""
    return {name: value.cpu() for name, value in network.state_dict().items() if "embeddings" not in name}


def checkpoint(path: Path, step: int, network: SpanNetwork, optimiser: torch.optim.Optimizer) -> None:
    """Keep everything that going on needs."""
    state = {"step": step, "network": trained(network), "optimiser": optimiser.state_dict()}
    with atomic_file(path) as file:
        torch.save(state, file)


def resume(path: Path, network: SpanNetwork, optimiser: torch.optim.Optimizer) -> int:
    """Take up a checkpoint; returns the steps done."""
    if not path.exists():
        return 0
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"], strict=False)
    optimiser.load_state_dict(state["optimiser"])
    SHOWN.print(f"from step {state['step']}")
    return int(state["step"])


class Log:
    """The course of a training, in JSON lines and on the screen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = time.monotonic()
        self._losses: list[float] = []
        self._seen = 0

    def step(self, step: int, plan: Plan, loss: float, tasks: int) -> None:
        """Note a step; every few, write their mean."""
        self._losses.append(loss)
        self._seen += tasks
        if step % LOG_STEPS == 0:
            mean = sum(self._losses) / len(self._losses)
            pace = self._seen / (time.monotonic() - self._began)
            self._write({"step": step, "loss": round(mean, 4), "rate": rate_at(step, plan)})
            left = (plan.steps - step) * plan.batch / pace / 60
            SHOWN.print(f"{step}/{plan.steps} loss {mean:.3f}, {pace:.1f} tasks/s, {left:.0f} min left")
            self._losses = []

    def development(self, step: int, found: Development) -> None:
        """Note what development questions say."""
        self._write({"step": step, **found._asdict()})
        SHOWN.print(found)

    def _write(self, row: dict[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
