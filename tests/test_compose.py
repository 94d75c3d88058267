"""`compose.yaml` has the shape of the Compose specification and agrees with settings and Dockerfile."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from qa.setting_errors import variable
from qa.settings import Settings
from tests.support.project import ROOT

TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
#: Of the specification's top level and of its services, what is used here.
TOP = {"name", "services", "volumes"}
SERVICE = {
    *("build", "cap_drop", "environment", "healthcheck", "image", "ports", "profiles"),
    *("restart", "security_opt", "volumes"),
}
DURATION = re.compile(r"(\d+(us|ms|s|m|h))+")
#: What only the file itself reads, and no setting.
OF_COMPOSE = {"SOURCELINE_PUBLISHED_PORT"}


def test_only_keys_of_the_specification_are_used() -> None:
    assert COMPOSE.keys() <= TOP
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", COMPOSE["name"])
    for name, service in SERVICES.items():
        assert service.keys() <= SERVICE, name
        assert "image" in service or "build" in service, name


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_checked_and_keeps_its_data(name: str) -> None:
    service = SERVICES[name]
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    assert all(isinstance(word, str) for word in check["test"])
    assert isinstance(check["retries"], int)
    for key in ("interval", "timeout", "start_period"):
        assert DURATION.fullmatch(check[key]), key
    assert service["restart"] in ("no", "always", "on-failure", "unless-stopped")
    for volume in service["volumes"]:
        source, target = volume.split(":")
        assert source in COMPOSE["volumes"]
        assert target.startswith("/")
    assert all(isinstance(value, str) for value in service["environment"].values())


def test_every_variable_is_a_setting() -> None:
    known = {variable(name) for name in Settings.model_fields}
    assert {*re.findall(r"SOURCELINE_[A-Z_]+", TEXT)} - OF_COMPOSE <= known
    given = {name for name in SERVICES["sourceline"]["environment"] if name.startswith("SOURCELINE_")}
    assert given <= known


def test_an_unset_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SERVICES["sourceline"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value))
    settings = Settings()
    assert (settings.port, settings.llm_url, settings.llm_key) == (8080, None, None)


def test_it_agrees_with_the_dockerfile() -> None:
    service = SERVICES["sourceline"]
    (volume,) = re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE)
    assert [one.split(":")[1] for one in service["volumes"]] == [volume]
    (port,) = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert [one.rpartition(":")[2] for one in service["ports"]] == [port]
    assert service["environment"]["SOURCELINE_PORT"] == port
    assert service["build"]["args"].keys() <= {*re.findall(r"^ARG (\w+)", DOCKERFILE, re.MULTILINE)}
    assert "/ready" in service["healthcheck"]["test"][-1]
    assert "docker compose up" in DOCKERFILE


def test_the_model_runs_only_where_it_is_asked_for() -> None:
    assert "profiles" not in SERVICES["sourceline"]
    assert SERVICES["ollama"]["profiles"] == ["ollama"]
    (port,) = re.findall(r":(\d+)$", SERVICES["ollama"]["environment"]["OLLAMA_HOST"])
    assert f"http://ollama:{port}/v1" in TEXT
    assert "ports" not in SERVICES["ollama"], "nothing outside reaches it"
