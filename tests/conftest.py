"""Settings shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples are the same on every run, and a slow machine is no failure.
settings.register_profile(
    "repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests in a browser out unless they are asked for: then a missing browser is an error."""
    asked = "browser" in config.getoption("markexpr") or any("browser" in word for word in config.args)
    if not asked:
        left_out = [one for one in items if one.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if one not in left_out]


@pytest.fixture(autouse=True, scope="session")
def _no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep solved games in a folder of these tests: neither read the user's store nor write to it."""
    folder = tmp_path_factory.mktemp("equilibria")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VBP_CACHE", str(folder))
        yield folder
