"""Bids that copy the price cut which won elsewhere or before."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.money import Ints
from simulator.scenario.model import Form
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Imitation"]


class Imitation(Closed):
    """Quote the price cut that won in comparable varieties or in an earlier round, but never below cost.

    Before the first round the copied cut is the published one, for the dosage form of the variety if it is
    given by form; in later rounds of a campaign it is the mean cut of the winners of the round before, over
    the varieties of that form. A private uniform spreads firms evenly by ``spread`` on either side of it,
    and each goes a further part ``further`` below the copied price. Who cannot follow quotes its cost; who
    has a cost above the ceiling hands in no bid.

    Names: 跟随报价（参照可比品种或前批次中选降幅） / imitation, reference to comparable cuts.
    Source: that imitation of successful rivals drives prices down: Vega-Redondo, The Evolution of Walrasian
    Behavior, Econometrica 65(2), 1997; published mean cuts: scenarios/published; the form is ours.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=True, always_present=False
    )

    use: Literal["imitation"]
    """The strategy."""
    cut: Cited[Share] = Cited[Share](value=Decimal("0.5"))
    """Published mean cut of winners that is copied."""
    cut_of: Literal["reference", "ceiling"] = "reference"
    """What published cuts are counted from: the lowest price before the tender, or the ceiling."""
    by_form: Cited[dict[Form, Share]] = Cited[dict[Form, Share]](value={})
    """Published mean cut by dosage form, where it differs; the other forms copy `cut`."""
    spread: Cited[Share] = Cited[Share](value=Decimal("0.1"))
    """Largest distance of a firm's cut from the copied one, on either side."""
    further: Cited[Share] = Cited[Share](value=Decimal("0.02"))
    """Part of the copied price by which a firm goes below it."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        by_form = {str(form): cut for form, cut in self.by_form.value.items()}
        cut = float(by_form.get(view.form, self.cut.value))
        copied, base = np.full(view.cost.shape, cut), self._base(view)
        if view.former_cut is not None:
            seen = np.isfinite(view.former_cut)
            copied = np.where(seen, view.former_cut, copied)
            base = np.where(seen, view.ceiling, base)
        own = np.clip(copied + float(self.spread.value) * (2 * view.taste - 1), 0, 1)
        price = np.floor(base * (1 - own) * (1 - float(self.further.value)) + 0.5).astype(np.int64)
        bid = np.maximum(np.minimum(price, view.ceiling), np.minimum(view.cost, view.ceiling))
        return Quotes(np.maximum(bid, 1), view.cost <= view.ceiling)

    def _base(self, view: View) -> Ints:
        if self.cut_of == "ceiling":
            return view.ceiling
        return np.full(view.cost.shape, view.reference, dtype=np.int64)
