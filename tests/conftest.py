"""Settings shared by all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Examples are the same on every run, and a slow machine is no failure.
settings.register_profile(
    "repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")
