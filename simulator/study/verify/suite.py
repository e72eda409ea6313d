"""All checks of the self-test, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.errors import InputError
from simulator.study.verify import other_costs, private_costs, rule_examples, unequal_firms
from simulator.study.verify.check import Check
from simulator.study.verify.draws import Draws

__all__ = ["FAMILIES", "FEWEST", "verify"]

FAMILIES: tuple[Callable[[Draws], Iterator[Check]], ...] = (
    rule_examples.thresholds,
    rule_examples.places,
    rule_examples.shares,
    rule_examples.gates,
    rule_examples.lots,
    private_costs.single,
    private_costs.equal,
    private_costs.ceiling,
    private_costs.ranks,
    private_costs.all_win,
    private_costs.uniform_prices,
    private_costs.averse,
    private_costs.outside,
    unequal_firms.common_upper,
    unequal_firms.common_upper_with_ceiling,
    unequal_firms.different_upper,
    other_costs.known,
    other_costs.interdependent,
    other_costs.affiliated,
    other_costs.unknown,
    other_costs.points,
)
"""Groups of checks."""

FEWEST = 2_000
"""Fewest replications for which four standard errors mean what they should."""


def verify(seed: int, replications: int) -> tuple[Check, ...]:
    """Let firms bid known equilibria, let the rules decide, and compare what comes out with what is known.

    Parameters
    ----------
    seed
        Master seed of the draws.
    replications
        Simulated tenders for each check.

    Returns
    -------
    tuple of Check
        In the order in which they are shown.

    Raises
    ------
    InputError
        If there are too few replications.
    """
    if replications < FEWEST:
        what = f"{replications} replications are too few for standard errors"
        raise InputError.one(what, mend=f"give at least {FEWEST}")
    draws = Draws(seed, replications)
    return tuple(check for family in FAMILIES for check in family(draws))
