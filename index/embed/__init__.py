"""Embedding models: text to unit vectors."""

import sys

# OpenVINO reports to its makers when it is imported, unless their package for that is not to be had.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
