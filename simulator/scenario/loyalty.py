"""Where published evidence of equivalence lowers loyalty to brands, in payoffs and in demand alike."""

from __future__ import annotations

from decimal import Decimal

from simulator.scenario.payoffs import ClassPayoff, Payoffs
from simulator.scenario.records import Cited
from simulator.scenario.supply import Supply

__all__ = ["brand_loyalty", "loyalty_left", "part_left", "with_evidence"]

_ONE = Decimal(1)


def loyalty_left(payoffs: Payoffs | None) -> Decimal:
    """Return the part of the loyalty to brands that published evidence leaves.

    Parameters
    ----------
    payoffs
        The scenario's section; `evidence` in it is the part that is taken away.
    """
    return _ONE if payoffs is None or payoffs.evidence is None else _ONE - payoffs.evidence.value


def part_left(loyal: Decimal, payoffs: Payoffs | None) -> Decimal:
    """Return what evidence leaves of sales of which a part rests on loyalty to brands.

    Parameters
    ----------
    loyal
        That part, from 0 to 1.
    payoffs
        The scenario's section.
    """
    return _ONE - loyal * (_ONE - loyalty_left(payoffs))


def brand_loyalty(name: str, stakes: ClassPayoff) -> Decimal:
    """Return the part of a class's outside sales that rests on loyalty to the brand.

    Parameters
    ----------
    name, stakes
        The class, and what the scenario says of it.
    """
    if stakes.brand_loyalty is not None:
        return stakes.brand_loyalty.value
    return _ONE if name == "originator" else Decimal(0)


def with_evidence(supply: Supply, payoffs: Payoffs | None) -> Supply:
    """Let published evidence move prescribers as it moves the sales outside the tender.

    Of what stays with non-winners, at first and in the end, `prescribers.habit` is loyalty to brands. The
    part of it that evidence takes away goes to winners from the beginning.

    Parameters
    ----------
    supply
        How contracts are carried out, as the scenario says.
    payoffs
        What it says of evidence, if anything.

    Returns
    -------
    Supply
        With other ``demand.first_share``, ``demand.final_share`` and ``prescribers.habit``; the very same
        without evidence.
    """
    left = loyalty_left(payoffs)
    if left == _ONE:
        return supply
    demand, doctors = supply.demand, supply.prescribers
    habit = doctors.habit.value
    stays = part_left(habit, payoffs)
    shares = {
        "first_share": _cited(demand.first_share, _ONE - (_ONE - demand.first_share.value) * stays),
        "final_share": _cited(demand.final_share, _ONE - (_ONE - demand.final_share.value) * stays),
    }
    # Habit is counted against what stays, which is less now; where nothing stays, no habit does.
    kept = _cited(doctors.habit, habit * left / stays if stays else Decimal(0))
    moved = {
        "demand": demand.model_copy(update=shares),
        "prescribers": doctors.model_copy(update={"habit": kept}),
    }
    return supply.model_copy(update=moved)


def _cited(cited: Cited[Decimal], value: Decimal) -> Cited[Decimal]:
    return cited.model_copy(update={"value": round(value, 9)})
