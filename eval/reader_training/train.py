"""The training loop: warm up, hold the rate, let it fall; checkpoints, a log, a loss curve."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import torch
from rich.console import Console
from torch import Tensor

from eval.reader_training.curve import draw
from index.atomic_file import atomic_file

SHOWN = Console()
#: Shares of the whole training.
WARM_UP, FALL = 0.04, 0.5
#: Seconds between checkpoints.
CHECKPOINT = 300
LOG_STEPS = 100
#: The mean of the weights forgets at this pace, a step.
FORGET = 0.002


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how large, how fast.

    Args:
        readings: Rows to learn from, repeated ones counted again.
        seconds: The training ends after so many if the readings are not done.
        rate: The highest learning rate; each layer below the last has `decay` of the one above it.
        taught: The teacher's share of the loss.
        measured: How often development questions are read.
    """

    readings: int
    batch: int
    rate: float
    seconds: float = float("inf")
    decay: float = 0.9
    taught: float = 0.0
    measured: int = 4


class Lessons(Protocol):
    """What a network learns from, and what it is measured by."""

    def batches(self, size: int, seed: int) -> Iterator[Any]:
        """Batches without end."""

    def loss(self, network: Any, batch: Any, taught: float) -> Tensor:
        """What is made small; `taught` is the teacher's share of it."""

    def develop(self, network: Any) -> Mapping[str, Any]:
        """Values on what is held out, as named tuples, by the name of the set."""


def train(network: Any, lessons: Lessons, plan: Plan, out: Path) -> None:
    """Train, from the last checkpoint in `out` if there is one.

    The weights end in `out/last.pt`, their running mean in `out/mean.pt`.
    """
    out.mkdir(parents=True, exist_ok=True)
    device = next(network.parameters()).device.type
    optimiser = torch.optim.AdamW(groups(network, plan), betas=(0.9, 0.98), fused=True)
    base = [group["lr"] for group in optimiser.param_groups]
    learnt = [p for p in network.parameters() if p.requires_grad]
    mean = copy.deepcopy(network)
    averaged = [p for p in mean.parameters() if p.requires_grad]
    step = resume(out / "checkpoint.pt", network, mean, optimiser)
    log = Log(out / "log.jsonl", plan)
    network.train()
    ahead: Iterator[Any] = islice(lessons.batches(plan.batch, 0), step, None)
    measured = int(plan.measured * log.progress(step * plan.batch))
    while (progress := log.progress(step * plan.batch)) < 1:
        batch = next(ahead)
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * share_at(progress)
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = lessons.loss(network, batch, plan.taught)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        with torch.no_grad():
            # In the beginning the weights move too far for a mean.
            torch._foreach_lerp_(averaged, learnt, max(FORGET, 1 / step))
        log.step(step, progress, loss.detach())
        if log.is_due():
            checkpoint(out / "checkpoint.pt", step, network, mean, optimiser)
        if int(plan.measured * progress) > measured:
            measured += 1
            log.development(step, "last", lessons.develop(network))
    log.development(step, "last", lessons.develop(network))
    log.development(step, "mean", lessons.develop(mean))
    torch.save(trained(network), out / "last.pt")
    torch.save(trained(mean), out / "mean.pt")
    draw(out / "log.jsonl", out / "loss.svg")


def share_at(progress: float) -> float:
    """The share of the highest learning rate: trapezoidal."""
    return min(1.0, progress / WARM_UP + 1e-3, (1 - progress) / FALL)


def groups(network: Any, plan: Plan) -> list[dict[str, Any]]:
    """The weights with their rates: lower layers learn slower (Howard & Ruder 2018); matrices decay."""
    count = int(network.encoder.config.num_hidden_layers)
    found: dict[tuple[int, bool], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            below = count - int(name.split(".layer.")[1].split(".")[0]) - 1 if ".layer." in name else 0
            if "embeddings" in name or "relative_attention_bias" in name:
                below = count
            found.setdefault((below, parameter.ndim > 1), []).append(parameter)
    return [
        {"params": some, "lr": plan.rate * plan.decay**below, "weight_decay": 0.01 * matrices}
        for (below, matrices), some in found.items()
    ]


def trained(network: Any) -> dict[str, Tensor]:
    """What training changed."""
    kept = network.state_dict().items()
    return {
        name: value.detach().cpu() for name, value in kept if not (network.frozen and "embeddings" in name)
    }


def checkpoint(path: Path, step: int, network: Any, mean: Any, optimiser: torch.optim.Optimizer) -> None:
    """Keep everything that going on needs."""
    state = {
        "step": step,
        "network": trained(network),
        "mean": trained(mean),
        "optimiser": optimiser.state_dict(),
    }
    with atomic_file(path) as file:
        torch.save(state, file)


def resume(path: Path, network: Any, mean: Any, optimiser: torch.optim.Optimizer) -> int:
    """Take up a checkpoint; returns the steps done."""
    if not path.exists():
        return 0
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"], strict=False)
    mean.load_state_dict(state["mean"], strict=False)
    optimiser.load_state_dict(state["optimiser"])
    SHOWN.print(f"from step {state['step']}")
    return int(state["step"])


class Log:
    """The course of a training, in JSON lines and on the screen."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path = path
        self._plan = plan
        self._began = self._kept = time.monotonic()
        self._losses: list[Tensor] = []
        self._first: int | None = None

    def progress(self, readings: int) -> float:
        """The share of the training that is done, by readings or by time."""
        seconds = time.monotonic() - self._began
        return max(readings / self._plan.readings, seconds / self._plan.seconds)

    def is_due(self) -> bool:
        """Whether the next checkpoint is."""
        due = time.monotonic() - self._kept > CHECKPOINT
        if due:
            self._kept = time.monotonic()
        return due

    def step(self, step: int, progress: float, loss: Tensor) -> None:
        """Note a step; every few, write their mean."""
        self._first = step if self._first is None else self._first
        self._losses.append(loss)
        if step % LOG_STEPS == 0:
            mean = float(torch.stack(self._losses).mean())
            pace = (step - self._first + 1) * self._plan.batch / (time.monotonic() - self._began)
            self._write({"step": step, "loss": round(mean, 4), "rate": self._plan.rate * share_at(progress)})
            SHOWN.print(f"{step} ({progress:.0%}) loss {mean:.3f}, {pace:.0f} readings/s")
            self._losses = []

    def development(self, step: int, which: str, found: Mapping[str, Any]) -> None:
        """Note what development questions say."""
        for name, values in found.items():
            self._write({"step": step, "weights": which, "set": name, **values._asdict()})
            SHOWN.print(f"{step} {which} {name}: {values}")

    def _write(self, row: dict[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
