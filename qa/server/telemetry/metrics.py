"""What a server counts and times.  Labels have few values: never a document, a question, a key or an address.

With several processes each writes its own file in a shared folder, and whichever is asked adds them up
(`qa/server/processes/shared_counts.py`).
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()
#: Of this process: memory, files, processor time.  With several processes there is no one figure of these.
OWN_PROCESS = ProcessCollector(registry=None)

#: Seconds.
_STAGE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_REQUEST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REQUESTS = Counter(
    "sourceline_requests",
    "Requests that were answered, by the pattern of their address; `none` where there is no such address.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "sourceline_request_seconds",
    "From a request to the end of its answer; of a stream, to its last event.",
    ["route"],
    buckets=_REQUEST,
    registry=REGISTRY,
)
STAGE_SECONDS = Histogram(
    "sourceline_stage_seconds",
    "What each stage of a question took; nothing where the answer came from memory.",
    ["stage"],
    buckets=_STAGE,
    registry=REGISTRY,
)
ANSWERS = Counter(
    "sourceline_answers",
    "Questions by what they got: answered, unsure, nothing; origin: made, memory, joined with another's.",
    ["level", "origin"],
    registry=REGISTRY,
)
WAITING = Gauge(
    "sourceline_waiting_requests",
    "Requests that wait for a thread.",
    ["pool"],
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
RUNNING = Gauge(
    "sourceline_running_requests",
    "Requests that a thread works on.",
    ["pool"],
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
REFUSALS = Counter(
    "sourceline_refusals",
    "Requests given up: `full` where too many waited, `late` after the deadline, `left` by the client.",
    ["pool", "reason"],
    registry=REGISTRY,
)
MODEL_SECONDS = Gauge(
    "sourceline_model_load_seconds",
    "How long the models took to load; of several processes the slowest.",
    multiprocess_mode="livemax",
    registry=REGISTRY,
)
