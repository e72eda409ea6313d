"""Rules under test, and the rounds that they are put through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import rank_share_matrix
from simulator.bidding.learning.account import Account, open_account
from simulator.bidding.learning.best_response import BestResponse
from simulator.bidding.learning.ewa import ExperienceWeightedAttraction
from simulator.bidding.learning.hedge import Hedge
from simulator.bidding.learning.protocol import LearningRule, Seen, Shape, choose
from simulator.bidding.learning.regret_matching import RegretMatching
from simulator.bidding.learning.roth_erev import RothErev

Floats = npt.NDArray[np.float64]

RULES: dict[str, LearningRule[Any]] = {
    "roth-erev": RothErev(),
    "roth-erev-plain": RothErev(forgetting=0, experimentation=0, strength=1),
    "ewa": ExperienceWeightedAttraction(precision=5),
    "ewa-reinforcement": ExperienceWeightedAttraction(precision=5, imagination=0, growth=1),
    "hedge": Hedge(),
    "hedge-fixed": Hedge(rate=0.3),
    "regret-matching": RegretMatching(),
    "regret-matching-realised": RegretMatching(realised=True),
    "last-prices": BestResponse(),
    "fictitious-play": BestResponse(memory=1),
    "fading-play": BestResponse(memory=0.7),
}

# Shares 0.6 and 0.4 by rank, cost 0, six prices: its only equilibrium is reference case finite_rank_game_6.
RANK_GAME = rank_share_matrix(np.linspace(0.6, 1, 6), (0.6, 0.4))


def seen(payoffs: object, chosen: object) -> Seen:
    """Make a round of one learner in one replication from a list and a number."""
    return Seen(np.array([[chosen]]), np.array([[payoffs]], dtype=np.float64))


def random_rounds(shape: Shape, rounds: int, seed: int) -> list[Seen]:
    rng = np.random.default_rng(seed)
    return [Seen(rng.integers(0, shape[2], shape[:2]), rng.random(shape)) for _ in range(rounds)]


def state_after(rule: LearningRule[Any], shape: Shape, rounds: list[Seen]) -> Any:
    state = rule.start(shape)
    for one in rounds:
        state = rule.update(state, one)
    return state


def learn(
    rule: LearningRule[Any], shape: Shape, uniforms: Floats, nature: Callable[[int, Floats, Floats], Floats]
) -> Account:
    """Run a rule through rounds; nature answers the round, the mixture and the choices with payoffs."""
    state, account = rule.start(shape), open_account(shape)
    for turn, uniform in enumerate(uniforms):
        mixture = rule.mix(state)
        chosen = choose(mixture, uniform)
        happened = Seen(chosen, nature(turn, mixture, chosen))
        account = account.after(mixture, happened)
        state = rule.update(state, happened)
    return account


def two_firms(matrix: Floats) -> Callable[[int, Floats, Floats], Floats]:
    """Let the two learners of a replication meet: each sees what every price earns against the other's."""
    return lambda _, __, chosen: np.asarray(matrix[:, chosen[:, ::-1]].transpose(1, 2, 0))
