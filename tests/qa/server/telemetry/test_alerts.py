"""The alerts of docs/alerts.yaml: their expressions are PromQL, over metrics and labels that there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import promql_parser
import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from qa.server.telemetry import metrics
from tests.support.project import ROOT

GROUPS = yaml.safe_load((ROOT / "docs" / "alerts.yaml").read_text("utf-8"))["groups"]
RULES = [rule for group in GROUPS for rule in group["rules"]]
#: Prometheus's own, with the labels that it adds to all.
ADDED = {"job", "instance"}
SELECTOR = re.compile(r"\b((?:sourceline|process)_\w+|up)\b(?:\{([^}]*)\})?")


@pytest.fixture
def labels(client: TestClient) -> Mapping[str, set[str]]:
    """The labels of each metric."""
    found: dict[str, set[str]] = {"up": set()}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    for metric in (metrics.ANSWERS, metrics.REFUSALS, metrics.REQUESTS):  # without samples at first
        found[f"{metric._name}_total"] = {*metric._labelnames}
    found[f"{metrics.REQUEST_SECONDS._name}_bucket"] = {*metrics.REQUEST_SECONDS._labelnames, "le"}
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_is_one_that_prometheus_takes(rule: dict[str, Any], labels: Mapping[str, set[str]]) -> None:
    assert {*rule} - {"for"} == {"alert", "expr", "labels", "annotations"}
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
    assert {*rule["labels"]} == {"severity"}
    assert {*rule["annotations"]} == {"summary"}
    promql_parser.parse(rule["expr"])
    selected = SELECTOR.findall(rule["expr"])
    assert selected
    for name, matchers in selected:
        assert name in labels
        assert {*re.findall(r"(\w+)\s*[=!]", matchers)} <= labels[name] | ADDED
    shown = {*re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])}
    assert shown <= {"instance", "pool"}


def test_alerts_have_names_of_their_own_and_are_explained() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len({*names}) == len(names)
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in names if f"`{name}`" not in page] == []


def test_every_metric_is_explained(labels: Mapping[str, set[str]]) -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    ours = {re.sub(r"_(created|total|sum|count|bucket|info)$", "", name) for name in labels}
    missing = [name for name in sorted(ours) if name.startswith("sourceline_") and f"`{name}" not in page]
    assert missing == []
