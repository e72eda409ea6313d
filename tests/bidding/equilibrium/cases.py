"""Reference values of equilibria (``cases.json``), and which test answers for which of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.bidding.equilibrium.closed_forms.uniform import Uniform


@dataclass(frozen=True)
class Case:
    """One tender whose equilibrium is known."""

    id: str
    family: str
    params: Mapping[str, Any]
    table: Mapping[str, list[Any]]
    scalars: Mapping[str, Any]
    tolerance: Mapping[str, float]

    @property
    def costs(self) -> Uniform:
        """Range of the costs, such as ``U[0.2,0.6]``."""
        return costs_of(self.params.get("cost", "U[0,1]"))


def costs_of(text: str) -> Uniform:
    """Read a range of costs."""
    found = re.fullmatch(r"U\[([0-9.]+),([0-9.]+)\]", text)
    assert found, text
    return Uniform(float(found[1]), float(found[2]))


def _load() -> dict[str, Case]:
    content = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
    cases = [Case(**{key: row[key] for key in Case.__annotations__}) for row in content["cases"]]
    assert len({case.id for case in cases}) == len(cases)
    return {case.id: case for case in cases}


CASES = _load()
"""All cases by id."""

FOR_SOLVERS = (
    "finite_rank_game_6",
    "finite_rank_game_11",
    "finite_rank_game_21",
    "finite_rank_qre_1.0",
    "finite_rank_qre_5.0",
    "finite_rank_qre_20.0",
    "finite_rank_qre_50.0",
    "finite_rank_ch",
    "coarse_grid_multiplicity",
    "vbp_gate_R1",
    "vbp_gate_R1n",
    "vbp_gate_R2",
    "vbp_gate_R3",
    "vbp_gate_R4",
    "vbp_gate_R5",
    "vbp_gate_R6",
)
"""Cases without a formula: the tests of the solvers answer for them."""
