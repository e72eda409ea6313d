"""Numbers of a checked scenario are read and replaced by path."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator.errors import InputError
from simulator.study.overlay import overlaid, value_at
from simulator.study.plan import make_plan

SCENARIO = make_plan("round-7-2022").scenario.record


def numbers(data: object) -> object:
    """Leave out where values come from."""
    if not isinstance(data, dict):
        return data
    return data["value"] if "value" in data else {key: numbers(one) for key, one in data.items()}


def test_overlay_says_what_a_file_with_that_value_says() -> None:
    """The same change by ``--set``, which goes through file and checks, gives the same record."""
    found = overlaid(
        SCENARIO, {"costs.median.own-api": Decimal("0.31"), "market.ceiling_spread": Decimal("0.1")}
    )
    sets = ["costs.median.own-api.value=0.31", "market.ceiling_spread.value=0.1"]
    said = make_plan("round-7-2022", sets).scenario.record
    assert numbers(found.model_dump()) == numbers(said.model_dump())
    assert value_at(found, "costs.median.own-api").value == Decimal("0.31")
    assert value_at(SCENARIO, "costs.median.own-api").value != Decimal("0.31")


@pytest.mark.parametrize(
    "path", ["costs.median.generics", "costs.medium.generic", "costs.median", "run.seed.value"]
)
def test_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(InputError, match=path.replace(".", r"\.")):
        value_at(SCENARIO, path)
    with pytest.raises(InputError):
        overlaid(SCENARIO, {path: Decimal(1)})
