"""Whether a list of prices is fine enough for the thresholds of the rules, and how to make it so."""

from __future__ import annotations

import numpy as np

from simulator.bidding.equilibrium.lines import guaranteed_line, lowest_price, marks
from simulator.bidding.equilibrium.setting import Setting
from simulator.errors import InputError
from simulator.money import Ints
from simulator.rules.exact import fraction
from simulator.rules.parameters import AnyOf

__all__ = ["check_list", "multiple_of", "told_apart"]

_MOST = 800
"""Most prices that a multiple may ask for: a game weighs every pair of them."""


def check_list(setting: Setting, prices: Ints) -> None:
    """Refuse a list of prices on which a threshold of the rules cannot be seen.

    Parameters
    ----------
    setting
        The variety.
    prices
        ``[B]`` prices in 1/10,000 yuan, increasing.

    Raises
    ------
    InputError
        If the list lacks the guaranteed line, the tick above it or the ceiling, or has a step so wide that a
        multiple of the lowest price falls between two of its prices with none to show for it.
    """
    missing = [one for one in marks(setting) if one >= prices[0] and one not in prices]
    if missing:
        said = ", ".join(f"{one:,}" for one in missing)
        raise InputError.one(
            f"the list of prices lacks {said} (1/10,000 yuan): every firm thinks about the guaranteed line,"
            " the tick above it and the ceiling, so that bids found without them would prove nothing",
            mend="add them to the list, or lay it with price_list(setting, low, count)",
        )
    wide = _too_wide(setting, prices)
    if wide.size:
        low, high = (f"{int(prices[at]):,}" for at in (wide[0], wide[0] + 1))
        raise InputError.one(
            f"the list of prices is too coarse for {_times(setting)} times the lowest price: nothing lies"
            f" between {low} and {high} (1/10,000 yuan), although that test lets some of it pass",
            mend="put more prices there, or lay the list with price_list(setting, low, count)",
        )


def told_apart(setting: Setting, prices: Ints) -> Ints:
    """Return a list with as many prices more as a multiple of the lowest price asks for; most need none.

    Parameters
    ----------
    setting, prices
        As in :func:`check_list`.

    Raises
    ------
    InputError
        If the multiple is so close to 1 that this takes more prices than a game can weigh.
    """
    over, under = multiple_of(setting)
    wide = _too_wide(setting, prices)
    while wide.size:
        if len(prices) > _MOST:
            raise InputError.one(
                f"a price test of {_times(setting)} times the lowest price asks for more than {_MOST} prices,"
                " so that no game can be formed",
                mend="choose a multiple further from 1 (about 1.01 or more), or 1 itself: then no dearer bid"
                " passes by this test",
            )
        prices = np.union1d(prices, prices[wide] * over // under)
        wide = _too_wide(setting, prices)
    return prices


def _too_wide(setting: Setting, prices: Ints) -> Ints:
    """Return the positions after which the list jumps over all that the multiple lets pass."""
    over, under = multiple_of(setting)
    if not over:
        return np.zeros(0, dtype=np.int64)
    low, after = prices[:-1], prices[1:]
    limit = low * over // under
    decides = (low >= lowest_price(setting)) & (limit > np.maximum(low, guaranteed_line(setting)))
    return np.flatnonzero(decides & (after > limit))


def multiple_of(setting: Setting) -> tuple[int, int]:
    """Return the multiple of the lowest price that still passes, as a ratio; 0 for none."""
    test = setting.clauses.price_test
    multiple = test.tests.multiple if isinstance(test, AnyOf) else None
    if multiple is None or multiple.anchor.value != "lowest":
        return 0, 1
    return fraction(multiple.times.value)


def _times(setting: Setting) -> str:
    over, under = multiple_of(setting)
    return f"{over / under:g}"
