"""Fit the national drug rounds with firms that answer to the rule book, to compare with fitted mark-ups.

``python -m simulator.study.calibration_solved FOLDER`` repeats the fits that ``FOLDER`` lacks, keeps them
there, and writes ``docs/calibration-solved.md`` from all of them; names of ways after the folder fit only
these. It takes some ten minutes of processor time: the games of four rounds are solved at all nodes.
What it finds for studies belongs into ``scenarios/bases/solved-bids.yaml``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.study.bid_lattice import Nodes, solve_lattice
from simulator.study.calibration import NATIONAL_ROUNDS, load_targets
from simulator.study.calibration_solved_page import page
from simulator.study.forecasters import Markups
from simulator.study.solved_fits import WayFit, fit_way, laid_out, read_fit, solved_again, write_fit
from simulator.study.store import default_store
from simulator.study.thinking import ThinkingMakers
from simulator.tender.solving import Solving

__all__ = ["MARKUPS", "WAYS", "fitted"]


MARKUPS = "mark-ups"
"""Name of the fit of the shipped rounds."""

_KNOWN = "rivals_known_by: number"

WAYS: dict[str, Nodes] = {
    "equilibrium": Nodes(f"{{use: equilibrium, tolerance: 0.03, levels: 5, {_KNOWN}}}", (0.2, 0.4, 0.8)),
    "quantal": Nodes(
        f"{{use: quantal, precision: {{strength}}, levels: 5, {_KNOWN}}}", (0.25, 0.7), (0.7, 2.0)
    ),
    "hierarchy": Nodes(
        f"{{use: hierarchy, steps: {{strength}}, levels: 5, {_KNOWN}}}", (0.25, 0.7), (0.4, 1.0, 2.5)
    ),
}
"""Ways in which makers think, by name: where games are solved; they are solved again where a search ended."""


def fitted(name: str, solving: Solving) -> WayFit:
    """Fit one way to bid.

    Parameters
    ----------
    name
        ``MARKUPS``, or one of ``WAYS``.
    solving
        How games are solved.
    """
    if name == MARKUPS:
        markups = Markups()
        targets = load_targets()
        return replace(fit_way(markups, targets, markups.shipped(targets[0].tender)), name=name)
    nodes = WAYS[name]
    makers = ThinkingMakers(name, solve_lattice(NATIONAL_ROUNDS, nodes, solving))
    found = fit_way(makers, laid_out())
    values = np.array(found.values)
    strategy = nodes.strategy.replace("{strength}", f"{values[-1]:.3f}")
    return replace(found, exact=solved_again(strategy, values, solving))


def main(arguments: Sequence[str]) -> int:
    """Make the fits that a folder lacks, and write the page once it holds all of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where fits are kept; an empty one repeats all of them")
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"{MARKUPS}, {', '.join(WAYS)}; default all")
    options = parser.parse_args(arguments)
    unknown = set(options.ways) - {MARKUPS, *WAYS}
    if unknown:
        parser.error(f"no such way to bid: {', '.join(sorted(unknown))}")
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.ways or (MARKUPS, *WAYS):
        path = folder / f"{name}.json"
        if not path.exists():
            write_fit(fitted(name, Solving(default_store())), path)
    paths = [folder / f"{name}.json" for name in (MARKUPS, *WAYS)]
    if all(path.exists() for path in paths):
        text = page([read_fit(path) for path in paths])
        Path("docs/calibration-solved.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
