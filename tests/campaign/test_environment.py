"""The environment keeps PettingZoo's interface, is repeatable, and says what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import simulator
from simulator.campaign import parallel_env
from simulator.errors import InputError, RunError
from simulator.tender.ready import Tender
from tests.campaign.conftest import pencil_tender


def test_without_the_extra_it_says_what_to_install(small: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "simulator.campaign.petting_zoo", raising=False)
    monkeypatch.setitem(sys.modules, "gymnasium.spaces", None)
    with pytest.raises(RunError, match=r"pip install 'vbp-sim\[rl\]'"):
        parallel_env(small)


class TestWithPettingZoo:
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        for name in ("pettingzoo", "gymnasium"):
            pytest.importorskip(name, reason="the extra is not installed: pip install 'vbp-sim[rl]'")

    @pytest.mark.long
    @pytest.mark.parametrize(
        "options",
        [
            {"variety": "V001", "rounds": 1},
            {"variety": "V001", "rounds": 40},
            {"variety": "V001", "rounds": 3, "ceiling_follows": True, "whole_round": True},
            {"learners": ("originator", "generic", "own-api", "newcomer"), "rounds": 2},
        ],
    )
    def test_interface_and_seeds(self, small: Tender, options: dict[str, object]) -> None:
        from pettingzoo.test import parallel_api_test, parallel_seed_test

        parallel_api_test(parallel_env(small, **options), num_cycles=30)
        parallel_seed_test(lambda: parallel_env(small, **options), num_cycles=30)

    @pytest.mark.filterwarnings("ignore:We recommend agents to be named")
    @pytest.mark.filterwarnings("ignore:Agent's maximum observation space value is infinity")
    def test_works_turn_by_turn_too(self, small: Tender) -> None:
        from pettingzoo.test import api_test
        from pettingzoo.utils import parallel_to_aec

        api_test(parallel_to_aec(parallel_env(small, variety="V001", rounds=4)), num_cycles=30)

    def test_by_hand(self, tmp_path: Path) -> None:
        """The sole winner at 4.50 yuan of ``test_rounds``."""
        env = parallel_env(pencil_tender(tmp_path, A="9", B="9.5"), render_mode="ansi")
        assert env.possible_agents == ["drug/L"]
        assert env.agents == []
        observations, infos = env.reset()
        assert observations["drug/L"][0] == 4 / 15
        assert infos == {"drug/L": {"left_out": ""}}
        assert env.render() == "no round has been played"
        _, rewards, terminations, truncations, infos = env.step({"drug/L": np.array([0.3])})
        assert rewards == {"drug/L": 0.025}
        assert (terminations, truncations) == ({"drug/L": True}, {"drug/L": False})
        assert infos["drug/L"] == {
            "bid": 4.5,
            "award_price": 4.5,
            "volume": 450_000,
            "profit": 225_000,
            "outcome": "won",
        }
        assert env.agents == []
        assert env.last is not None
        assert env.last.awarded[0].winners.tolist() == [1]
        assert env.render() == (
            "agent   bid   award  volume   profit   reward  outcome\n"
            "drug/L  4.50  4.50   450,000  225,000  0.0250  won"
        )
        env.reset()
        *_, infos = env.step({"drug/L": 1.1})
        assert (infos["drug/L"]["bid"], infos["drug/L"]["outcome"]) == (0, "absent")
        assert str(env.render()).endswith("drug/L  none  none   0       0       0.0000  absent")

    @pytest.mark.long
    def test_observations_and_actions_lie_in_their_spaces(self, small: Tender) -> None:
        env = parallel_env(small, rounds=3, ceiling_follows=True)
        for seed in range(3):
            observations, _ = env.reset(seed=seed)
            while env.agents:
                for agent in env.agents:
                    assert env.observation_space(agent).contains(observations[agent])
                observations, *_ = env.step({a: env.action_space(a).sample() for a in env.agents})
            assert all(env.observation_space(a).contains(seen) for a, seen in observations.items())

    def test_a_seed_is_a_sequence_of_campaigns(self, small: Tender) -> None:
        def costs(env: object, **how: object) -> list[float]:
            observations, _ = env.reset(**how)  # type: ignore[attr-defined]
            return [float(seen[0]) for seen in observations.values()]

        env, other = (parallel_env(small, variety="V001") for _ in range(2))
        first, second = costs(env, seed=4), costs(env)
        assert first != second
        assert costs(env, seed=4) == first
        assert costs(env) == second
        assert costs(env, options={"campaign": 0}) == first
        assert costs(other, seed=4, options={"campaign": 1}) == second
        assert costs(other, seed=5) != first
        assert costs(parallel_env(small, variety="V001")) == costs(env, seed=small.scenario.run.seed)

    def test_says_which_clauses_are_off(self, small: Tender, tmp_path: Path) -> None:
        assert "whole_round=True" in parallel_env(small, variety="V001").left_out
        assert parallel_env(small).left_out == ""
        assert parallel_env(small, variety="V001", whole_round=True).left_out == ""
        _, infos = parallel_env(small, variety="V001").reset()
        assert all("look across varieties" in info["left_out"] for info in infos.values())

    def test_mistakes_are_told(self, small: Tender) -> None:
        with pytest.raises(InputError, match="render mode 'human'"):
            parallel_env(small, render_mode="human")
        env = parallel_env(small, variety="V001")
        with pytest.raises(InputError, match=r"call reset\(\)"):
            env.step({})
        env.reset()
        agent, *others = env.agents
        rest = dict.fromkeys(others, 0.5)
        for given, what in (
            (rest, f"agent '{agent}' has 0 actions"),
            ({**rest, agent: [0.5, 0.5]}, f"agent '{agent}' has 2 actions"),
            ({**rest, agent: 0.5, f"{agent}x": 0.5}, f"did you mean '{agent}'"),
            ({**rest, agent: np.nan}, "not a finite number"),
        ):
            with pytest.raises(InputError, match=what):
                env.step(given)
        assert env.render() is None
        with pytest.raises(InputError, match="numbered"):
            env.reset(options={"campaign": -1})

    def test_by_name_with_another_rule_book(self) -> None:
        env = simulator.parallel_env("round-7-2022", rules="round-3-2020", variety="V021", rounds=2)
        own = simulator.parallel_env("round-7-2022", variety="V021", rounds=2)
        assert env.possible_agents == own.possible_agents
        assert (env.left_out == "", own.left_out == "") == (True, False)
        assert env.campaign.rounds == 2
