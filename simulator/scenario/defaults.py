"""Defaults that say where they come from."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from simulator.scenario.records import Confidence

__all__ = ["default", "ours", "says"]


def ours(value: object, note: str = "") -> object:
    """Make a default that no source gives."""
    return {"value": value, "source": "assumption", "confidence": "assumed", "note": note}


def says(
    value: object, source: str | tuple[str, ...], note: str = "", confidence: Confidence = "recorded"
) -> object:
    """Make a default that a source gives, or suggests where the confidence is lower."""
    return {"value": value, "source": source, "confidence": confidence, "note": note}


def default(content: object) -> Any:  # noqa: ANN401  # like pydantic's Field
    """Make a field's default from the content of a record."""
    return Field(default=content, validate_default=True)
