"""Settings of what is seen of a server from outside: logs and metrics.  Traces have OpenTelemetry's own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings

from qa.setting_field import lower, setting


class TelemetrySettings(BaseSettings):
    """Logs and metrics."""

    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(lower)] = setting(
        "info", "The least serious messages that are logged.", "one of debug, info, warning, error"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(lower)] = setting(
        "text", "How `qa serve` writes its log: lines for people, or one JSON object a line.", "text or json"
    )
    metrics_port: int = setting(
        0,
        "A port of its own for `/metrics` without a key, for a network that only Prometheus reaches; "
        "0 opens none. `/metrics` on the service's own port needs a key of scope `admin`.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    metrics_host: str = setting(
        "127.0.0.1", "The address of that port.", "a host name or address", min_length=1
    )
