"""The environment itself; only this module needs PettingZoo and Gymnasium."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from gymnasium.spaces import Box
from pettingzoo import ParallelEnv

from simulator.campaign.account import as_table, info_of
from simulator.campaign.course import Campaign, Course, Result
from simulator.campaign.rounds import begin, observations, play
from simulator.campaign.signals import FEATURES, HIGHEST_ACTION, UPPER, Floats
from simulator.errors import InputError, nearest
from simulator.rules.award import looks_across_varieties

__all__ = ["TenderEnvironment"]

Info = dict[str, object]


class TenderEnvironment(ParallelEnv[str, Floats, Floats]):
    """A tender in which learners bid against the scenario's firms under its rule book.

    Parameters
    ----------
    campaign
        What is played, and who learns.
    render_mode
        ``ansi`` or nothing.

    Notes
    -----
    Observations are described at ``simulator.campaign.signals.observe``, rewards at
    ``simulator.campaign.course.Result``. Numbers are 64-bit, so that an action can name any tick of a price.
    """

    metadata: ClassVar[dict[str, Any]] = {
        "name": "vbp_tender_v0",
        "render_modes": ["ansi"],
        "is_parallelizable": True,
    }

    def __init__(self, campaign: Campaign, render_mode: str | None = None) -> None:
        if render_mode not in (None, "ansi"):
            raise InputError.one(f"there is no render mode '{render_mode}'", mend="use 'ansi' or none")
        self.campaign = campaign
        self.render_mode = render_mode
        self.possible_agents = [seat.agent for seat in campaign.seats]
        self.agents: list[str] = []
        # One object for each agent, because trainers seed the spaces they are handed.
        self.observation_spaces = {agent: _observation_space() for agent in self.possible_agents}
        self.action_spaces = {agent: _action_space() for agent in self.possible_agents}
        self._seed = campaign.tender.scenario.run.seed
        self._next = 0
        self._course: Course | None = None
        self.last: Result | None = None
        """The last round in full: awards of every bid, and each learner's part."""

    @property
    def left_out(self) -> str:
        """What of the rule book does not apply because the varieties played are not the whole round."""
        if self.campaign.whole_round or not looks_across_varieties(self.campaign.tender.clauses):
            return ""
        return "clauses that look across varieties are off; whole_round=True plays them"

    def observation_space(self, agent: str) -> Box:
        """Return the space of an agent's observations, the same object at every call."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Box:
        """Return the space of an agent's actions: a share of the ceiling, or more than 1 to stay out."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Floats], dict[str, Info]]:
        """Begin a campaign.

        Parameters
        ----------
        seed
            Master seed of the draws; campaigns are counted from 0 again. Without one, the next campaign of
            the seed in use follows; at first that is the scenario's.
        options
            ``campaign`` is the number of the campaign to begin; other options are left alone.

        Returns
        -------
        dict, dict
            Observations and infos by agent.
        """
        if seed is not None:
            self._seed, self._next = seed, 0
        number = (options or {}).get("campaign", self._next)
        if not isinstance(number, int) or number < 0:
            raise InputError.one(f"campaign {number!r}", mend="campaigns are numbered 0, 1, 2, …")
        self._next = number + 1
        self._course = begin(self.campaign, self._seed, number)
        self.last = None
        self.agents = list(self.possible_agents)
        return self._observed(self._course), {agent: {"left_out": self.left_out} for agent in self.agents}

    def step(
        self, actions: Mapping[str, npt.ArrayLike]
    ) -> tuple[dict[str, Floats], dict[str, float], dict[str, bool], dict[str, bool], dict[str, Info]]:
        """Play one round.

        Parameters
        ----------
        actions
            By agent, a share of the ceiling (a number, or an array with one).

        Returns
        -------
        dict, dict, dict, dict, dict
            Observations, rewards, terminations, truncations and infos by agent. The infos say the bid, the
            award price (yuan, 0 for losers), the committed volume (units a year), the profit (yuan a year)
            and where the bid ended.

        Raises
        ------
        InputError
            If no campaign is under way, an agent has no action, or an action is no finite number.
        """
        if self._course is None or not self.agents:
            raise InputError.one("no campaign is under way", mend="call reset() first")
        result, self._course = play(self.campaign, self._course, self._shares(actions))
        self.last = result
        over = self._course.round >= self.campaign.rounds
        seen = self._observed(self._course)
        rewards = dict(zip(self.agents, result.reward.tolist(), strict=True))
        terminations = dict.fromkeys(self.agents, over)
        truncations = dict.fromkeys(self.agents, False)
        infos = {agent: info_of(result, at) for at, agent in enumerate(self.agents)}
        if over:
            self.agents = []
        return seen, rewards, terminations, truncations, infos

    def render(self) -> str | None:
        """Return the last round as a table, a line for each learner, if the render mode is ``ansi``."""
        if self.render_mode is None:
            return None
        if self.last is None:
            return "no round has been played"
        return as_table(self.last, self.possible_agents)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _observed(self, course: Course) -> dict[str, Floats]:
        return dict(zip(self.possible_agents, observations(self.campaign, course), strict=True))

    def _shares(self, actions: Mapping[str, npt.ArrayLike]) -> Floats:
        strangers = [agent for agent in actions if agent not in self.agents]
        if strangers:
            mend = nearest(str(strangers[0]), self.agents)
            raise InputError.one(f"there is no agent '{strangers[0]}'", mend=mend)
        shares = np.empty(len(self.agents))
        for at, agent in enumerate(self.agents):
            given = np.asarray(actions.get(agent, ()), dtype=np.float64)
            if given.size != 1:
                what = f"agent '{agent}' has {given.size} actions"
                raise InputError.one(what, mend="give every agent one share of the ceiling")
            shares[at] = given.item()
        return shares


def _observation_space() -> Box:
    return Box(np.zeros(len(FEATURES)), UPPER.copy(), dtype=np.float64)


def _action_space() -> Box:
    return Box(0.0, HIGHEST_ACTION, (1,), dtype=np.float64)
