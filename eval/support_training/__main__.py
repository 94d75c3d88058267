"""Train the support model.

    torchrun --nproc-per-node 2 -m eval.support_training --pairs pairs.jsonl.gz --held-out kept-pairs.jsonl.gz
    --seconds 3600 --out DIR

Each process takes every so many-th batch on a core of its own; without `torchrun` there is one.  The weights
end in `DIR/last.pt`, their running mean in `DIR/mean.pt`.  A training that was stopped goes on from its last
checkpoint.
"""

from __future__ import annotations

import argparse
import copy
import os
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as others
from rich.console import Console
from torch import Tensor, nn

from eval.reader_training.curve import draw
from eval.reader_training.train import FORGET, Log, Plan, groups, share_at
from eval.support_training.batches import Encoded, batch_of, batches, encode
from eval.support_training.network import SupportNetwork
from eval.support_training.pair import read_pairs
from index.atomic_file import atomic_file
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import MODEL, model_folder
from qa.support.tokens import ClaimTokenizer

#: Pairs that the loss is measured on now and then.
MEASURED = 300


def main() -> None:
    """Read the arguments, train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--readings", type=int, default=200_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--most-tokens", type=int, default=128)
    parser.add_argument("--frozen-layers", type=int, default=2)
    parser.add_argument("--begin", type=Path, help="weights of an earlier training to go on from")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    if "WORLD_SIZE" in os.environ:
        others.init_process_group("gloo")
    tokenizer = ClaimTokenizer(locate(BUNDLED))
    learnt, kept = (
        encode([*read_pairs(path)], tokenizer, arguments.most_tokens)
        for path in (arguments.pairs, arguments.held_out)
    )
    Console().print(f"{len(learnt)} pairs, {np.mean([len(p.tokens.ids) for p in learnt]):.0f} tokens")
    network = SupportNetwork(locate(BUNDLED), model_folder() / MODEL, arguments.frozen_layers)
    if arguments.begin:
        network.load_state_dict(torch.load(arguments.begin, map_location="cpu", weights_only=True))
    plan = Plan(arguments.readings, arguments.batch, arguments.rate, arguments.seconds)
    train(network, learnt, kept[:MEASURED], plan, arguments.out)


def train(network: SupportNetwork, learnt: list[Encoded], kept: list[Encoded], plan: Plan, out: Path) -> None:
    """Train, from the last checkpoint in `out` if there is one."""
    out.mkdir(parents=True, exist_ok=True)
    optimiser = torch.optim.AdamW(groups(network, plan), betas=(0.9, 0.98))
    base = [group["lr"] for group in optimiser.param_groups]
    moved = [p for p in network.parameters() if p.requires_grad]
    mean = copy.deepcopy(network)
    averaged = [p for p in mean.parameters() if p.requires_grad]
    step = _resume(out / "checkpoint.pt", network, mean, optimiser)
    log = Log(out / "log.jsonl", plan)
    rank, count = (others.get_rank(), others.get_world_size()) if others.is_initialized() else (0, 1)
    ahead = islice(batches(learnt, plan.batch, 0), step * count + rank, None, count)
    while (progress := _agreed(log.progress(step * plan.batch * count))) < 1:
        batch = next(ahead)
        for group, rate in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = rate * share_at(progress)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(batch.ids, batch.kinds, batch.mask)
        loss = cross_entropy(scores, batch.targets)
        loss.backward()
        if count > 1:
            _share_gradients(moved, count)
        torch.nn.utils.clip_grad_norm_(moved, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(averaged, moved, max(FORGET, 1 / step))
        if rank == 0:
            log.step(step, progress, loss.detach())
        if rank == 0 and log.is_due():
            _keep(out / "checkpoint.pt", step, network, mean, optimiser)
            Console().print(f"{step} held out: last {held_out(network, kept)}, mean {held_out(mean, kept)}")
    if rank:
        return
    Console().print(f"{step} held out: last {held_out(network, kept)}, mean {held_out(mean, kept)}")
    for name, one in (("last.pt", network), ("mean.pt", mean)):
        torch.save(one.state_dict(), out / name)
    draw(out / "log.jsonl", out / "loss.svg")


def _agreed(progress: float) -> float:
    """The first process's, so that all stop together."""
    told = torch.tensor(progress)
    if others.is_initialized():
        others.broadcast(told, 0)
    return float(told)


def _share_gradients(moved: list[nn.Parameter], count: int) -> None:
    flat = torch.cat([p.grad.flatten() for p in moved if p.grad is not None])
    others.all_reduce(flat)
    at = 0
    for parameter in moved:
        if parameter.grad is not None:
            size = parameter.numel()
            parameter.grad.copy_(flat[at : at + size].view_as(parameter) / count)
            at += size


def cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    """Of shares of three classes."""
    return -(targets * scores.log_softmax(1)).sum(1).mean()


def held_out(network: nn.Module, kept: list[Encoded]) -> str:
    """The loss, and how often the likeliest class is right, on pairs that were not learnt from."""
    losses, right = [], []
    ordered = sorted(kept, key=lambda one: len(one.tokens.ids))
    for at in range(0, len(ordered), 64):
        batch = batch_of(ordered[at : at + 64])
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(batch.ids, batch.kinds, batch.mask)
        losses.append(float(cross_entropy(scores, batch.targets)) * len(scores))
        right.append((scores.argmax(1) == batch.targets.argmax(1)).float())
    return f"loss {sum(losses) / len(ordered):.3f}, right {float(torch.cat(right).mean()):.3f}"


def _keep(path: Path, step: int, network: nn.Module, mean: nn.Module, optimiser: Any) -> None:
    state = {"step": step, "network": network.state_dict(), "mean": mean.state_dict()}
    with atomic_file(path) as file:
        torch.save({**state, "optimiser": optimiser.state_dict()}, file)


def _resume(path: Path, network: nn.Module, mean: nn.Module, optimiser: Any) -> int:
    if not path.exists():
        return 0
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"])
    mean.load_state_dict(state["mean"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])


if __name__ == "__main__":
    main()
