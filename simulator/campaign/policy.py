"""A trained policy as a bidding strategy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.campaign.signals import FEATURES, Floats, observe, to_quotes
from simulator.errors import InputError, nearest
from simulator.firms.population import CLASSES
from simulator.tender.ready import Tender

__all__ = ["PolicyStrategy", "with_policy"]


@dataclass(frozen=True, slots=True)
class PolicyStrategy:
    """Bid as a trained policy does, in place of a strategy of the scenario.

    The policy sees the first round of a campaign. It must answer the same observation with the same action;
    a policy that mixes takes its randomness from the private uniform in the observation (``taste``).

    Parameters
    ----------
    policy
        Takes an observation ``[F]`` and returns an action: a share of the ceiling, as a number or an array
        with one.
    batched
        Whether the policy takes all observations at once, ``[N, F]``, and returns ``[N]`` actions, which is
        much faster.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=False, never_above_ceiling=True, always_present=False
    )

    policy: Callable[[Floats], npt.ArrayLike]
    batched: bool = False

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once.

        Raises
        ------
        InputError
            If the policy does not return one finite number for each observation.
        """
        seen = observe(view).reshape(-1, len(FEATURES))
        if self.batched:
            actions = np.asarray(self.policy(seen), dtype=np.float64)
        else:
            actions = np.array([np.asarray(self.policy(one), dtype=np.float64).ravel() for one in seen])
        if actions.size != len(seen):
            raise InputError.one(
                f"the policy returned {actions.size} actions for {len(seen)} observations",
                mend="return one share of the ceiling for each observation",
            )
        return to_quotes(actions.reshape(view.cost.shape), view)


def with_policy(tender: Tender, strategy: PolicyStrategy, classes: Sequence[str] = ("generic",)) -> Tender:
    """Return a tender in which some classes of firm bid by a policy.

    Parameters
    ----------
    tender
        The scenario made ready.
    strategy
        The policy.
    classes
        Classes of firm that bid by it.

    Raises
    ------
    InputError
        If there is no such class.
    """
    for name in classes:
        if name not in CLASSES:
            raise InputError.one(f"there is no class of firms '{name}'", mend=nearest(name, CLASSES))
    changed = dict.fromkeys((name.replace("-", "_") for name in classes), strategy)
    bidding = tender.scenario.bidding.model_copy(update=changed)
    return replace(tender, scenario=tender.scenario.model_copy(update={"bidding": bidding}))
