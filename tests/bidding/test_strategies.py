"""Strategies keep the contract, and answer what a pencil gives."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from contract import StrategyContract, random_views, same, table, view
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.bidding.equilibrium.table import ClassBids
from simulator.bidding.learning.table import LearnedBids, price_list
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.fixed_list import FixedList
from simulator.bidding.strategies.guaranteed_line import GuaranteedLine
from simulator.bidding.strategies.hierarchy import Hierarchy
from simulator.bidding.strategies.imitation import Imitation
from simulator.bidding.strategies.last_price import LastPrice
from simulator.bidding.strategies.learned import Learned
from simulator.bidding.strategies.library import STRATEGIES
from simulator.bidding.strategies.loss_leader import LossLeader
from simulator.bidding.strategies.markup import Markup
from simulator.bidding.strategies.mix import Mix
from simulator.bidding.strategies.originator_exit import OriginatorExit
from simulator.bidding.strategies.protocol import Traits
from simulator.bidding.strategies.quantal import Quantal


def markup(on_cost: str, response: str = "0") -> Markup:
    return Markup.model_validate({"use": "markup", "markup": Decimal(on_cost), "response": Decimal(response)})


def exits(probability: str, above: str, on_cost: str) -> OriginatorExit:
    values = {"exit": Decimal(probability), "above": Decimal(above), "markup": Decimal(on_cost)}
    return OriginatorExit.model_validate({"use": "originator-exit", **values})


def line(
    on_cost: str = "0.25", response: str = "0", reach: str = "0.3", bunching: str = "1"
) -> GuaranteedLine:
    names = ("markup", "response", "reach", "bunching")
    values = dict(zip(names, map(Decimal, (on_cost, response, reach, bunching)), strict=True))
    return GuaranteedLine.model_validate({"use": "guaranteed-line", **values})


def survives(fixed: str = "0.4", idle: str = "1", on_cost: str = "0.25", response: str = "0.5") -> LossLeader:
    names = ("fixed", "idle", "markup", "response")
    values = dict(zip(names, map(Decimal, (fixed, idle, on_cost, response)), strict=True))
    return LossLeader.model_validate({"use": "loss-leader", **values})


def follows(**values: object) -> Imitation:
    exact = {"cut": Decimal("0.5"), "spread": Decimal(0), "further": Decimal(0), **values}
    return Imitation.model_validate({"use": "imitation", **exact})


def listed(**bids: str) -> FixedList:
    value = {"V": {firm: Decimal(price) for firm, price in bids.items()}}
    return FixedList.model_validate({"use": "fixed-list", "bids": {"value": value}})


class TestMarkup(StrategyContract):
    made = (markup("0.25", "0.48"), markup("0"), markup("1", "100"))

    @pytest.mark.parametrize(
        ("bidders", "places", "bid"),
        [
            (1, 1, 12_500),
            (5, 5, 12_500),  # no excess
            (3, 5, 12_500),
            (9, 5, 11_786),  # excess 4/5: 0.25 / 1.4 = 0.17857
            (10, 5, 11_667),  # excess 1: 0.25 / 1.5
            (30, 10, 11_250),  # excess 2: 0.25 / 2
            (3, 0, 11_000),  # no place counts as one: 0.25 / 2.5
        ],
    )
    def test_by_hand(self, bidders: int, places: int, bid: int) -> None:
        seen = view(10_000, 20_000, bidders=bidders, places=places)
        assert markup("0.25", "0.5").quote(seen).bid.tolist() == [[bid]]

    def test_ceiling_caps_the_bid_and_cost_does_not_give_way(self) -> None:
        seen = view([[10_000, 11_999, 12_000, 12_001, 9_600]], 12_000)
        assert markup("0.25").quote(seen).bid.tolist() == [[12_000, 12_000, 12_000, 12_001, 12_000]]

    def test_half_a_tick_goes_up(self) -> None:
        assert markup("0.25").quote(view([[1, 2, 3, 4, 6]], 100)).bid.tolist() == [[1, 3, 4, 5, 8]]

    @given(st.integers(1, 10**7), st.integers(1, 40), st.integers(1, 12), st.integers(1, 40))
    def test_more_rivals_shrink_the_markup_and_more_places_raise_it(
        self, cost: int, bidders: int, places: int, more: int
    ) -> None:
        def bid(n: int, k: int) -> int:
            return int(markup("0.4", "0.7").quote(view(cost, 10**9, bidders=n, places=k)).bid[0, 0])

        assert cost <= bid(bidders + more, places) <= bid(bidders, places) <= bid(bidders, places + more)
        assert bid(bidders, places) == bid(bidders * 3, places * 3)
        assert bid(bidders, places) <= cost + round(0.4 * cost + 0.5)


class TestOriginatorExit(StrategyContract):
    made = (exits("0.6", "0.4", "0.3"), exits("1", "1", "0"), exits("0", "0.5", "0.3"))

    def test_taste_decides_between_above_at_and_below(self) -> None:
        """Above the ceiling below 0.6 x 0.4 = 0.24, at it below 0.6, serious from there."""
        tastes = [[0, 0.2399, 0.2401, 0.5999, 0.6, 0.999]]
        seen = view([[10_000] * 6], 20_000, tastes)
        assert exits("0.6", "0.4", "0.3").quote(seen).bid.tolist() == [
            [20_200, 20_200, 20_000, 20_000, 13_000, 13_000]
        ]

    def test_rivals_do_not_move_it(self) -> None:
        seen = view([[10_000] * 3], 20_000, [[0.1, 0.5, 0.9]], bidders=30, places=2)
        assert exits("0.6", "0.4", "0.3").quote(seen).bid.tolist() == [[20_200, 20_000, 13_000]]

    def test_above_is_at_least_a_tick_above(self) -> None:
        for ceiling, bid in ((1, 2), (99, 100), (100, 101), (199, 200), (200, 202)):
            assert exits("1", "1", "0").quote(view(1, ceiling)).bid.tolist() == [[bid]]

    def test_cost_above_the_ceiling_is_quoted(self) -> None:
        seen = view([[30_000] * 3], 20_000, [[0.1, 0.5, 0.9]])
        assert exits("0.6", "0.4", "0.3").quote(seen).bid.tolist() == [[30_000] * 3]

    def test_ends_of_the_probability(self) -> None:
        for taste in (0.0, np.nextafter(1, 0)):
            seen = view(10_000, 20_000, taste)
            assert exits("1", "0", "0.3").quote(seen).bid.tolist() == [[20_000]]
            assert exits("0", "1", "0.3").quote(seen).bid.tolist() == [[13_000]]


class TestGuaranteedLine(StrategyContract):
    made = (line("0.25", "0.48", "0.3", "0.5"), line("1", "0", "1", "1"), line("0.25", "0", "0.3", "0"))

    def test_one_tick_either_side_of_reach(self) -> None:
        """The line is 6000; 6250 gives up exactly 4 % to reach it, 6251 a little more."""
        seen = view([[5000, 5001]], 10_000, guaranteed_cut=(2, 5))
        assert line(reach="0.04").quote(seen).bid.tolist() == [[6000, 6251]]

    def test_one_tick_either_side_of_cost(self) -> None:
        """A firm comes down to its cost, not below it."""
        seen = view([[6000, 6001]], 10_000, guaranteed_cut=(2, 5))
        assert line(reach="1").quote(seen).bid.tolist() == [[6000, 7501]]

    def test_one_tick_either_side_of_the_line(self) -> None:
        """Who is at the line or below it by mark-up alone stays there."""
        seen = view([[4799, 4800, 4801]], 10_000, guaranteed_cut=(2, 5))
        assert line().quote(seen).bid.tolist() == [[5999, 6000, 6000]]

    def test_taste_decides_who_comes_down(self) -> None:
        tastes = [[0.0, np.nextafter(0.5, 0), 0.5, 0.99]]
        seen = view([[5000] * 4], 10_000, tastes, guaranteed_cut=(2, 5))
        assert line(bunching="0.5").quote(seen).bid.tolist() == [[6000, 6000, 6250, 6250]]

    def test_without_a_line_it_is_a_markup(self) -> None:
        seen = view([[5000, 9000, 11_000]], 10_000, bidders=9, places=5)
        assert line("0.25", "0.5").quote(seen).bid.tolist() == markup("0.25", "0.5").quote(seen).bid.tolist()

    @given(st.integers(1, 10**9), st.integers(0, 10**6))
    def test_line_is_the_highest_price_that_the_cut_protects(self, ceiling: int, millionths: int) -> None:
        cut = Fraction(millionths, 10**6)
        seen = view(1, ceiling, 0.0, guaranteed_cut=(cut.numerator, cut.denominator))
        bid = int(line("1", reach="1").quote(seen).bid[0, 0])
        marked_up = max(min(2, ceiling), 1)
        highest = int(ceiling - cut * ceiling)
        assert bid == (highest if 1 <= highest < marked_up else marked_up)

    def test_line_is_protected_by_the_price_test_and_a_tick_more_is_not(self) -> None:
        for ceiling in (9999, 10_000, 10_001, 123_457):
            seen = view(ceiling // 2, ceiling, 0.0, guaranteed_cut=(2, 5))
            bid = int(line("1", reach="1").quote(seen).bid[0, 0])
            assert 5 * (ceiling - bid) >= 2 * ceiling > 5 * (ceiling - bid - 1)

    def test_reach_is_exact(self) -> None:
        """A bid of 10,000 gives up exactly the reach to come to the line."""
        missed = []
        for percent in range(1, 100):
            highest = 100 * (100 - percent)
            seen = view(min(highest, 5000), 10_000, 0.0, guaranteed_cut=(percent, 100))
            quoted = line("1", reach=str(Decimal(percent) / 100)).quote(seen)
            if quoted.bid.tolist() != [[highest]]:
                missed.append(percent)
        assert missed == []


class TestLossLeader(StrategyContract):
    made = (survives(), survives("1", "0.5", "0", "100"), survives("0", "0", "0.25", "0.48"))

    @pytest.mark.parametrize(
        ("bidders", "places", "bid"),
        [
            (1, 1, 12_500),  # no pressure: cost plus mark-up
            (5, 5, 12_500),
            (9, 5, 10_643),  # excess 4/5: 6000 + 6500 / 1.4
            (10, 5, 10_333),  # excess 1: 6000 + 6500 / 1.5
            (30, 10, 9_250),  # excess 2: 6000 + 6500 / 2, below the cost of 10,000
            (3, 0, 8_600),  # no place counts as one: 6000 + 6500 / 2.5
            (4001, 1, 6_003),  # excess 4000: hardly above avoidable cost
        ],
    )
    def test_by_hand(self, bidders: int, places: int, bid: int) -> None:
        seen = view(10_000, 20_000, bidders=bidders, places=places)
        assert survives().quote(seen).bid.tolist() == [[bid]]

    def test_only_who_would_stand_idle_goes_below_cost(self) -> None:
        tastes = [[0.0, np.nextafter(0.3, 0), 0.3, 0.9]]
        seen = view([[10_000] * 4], 20_000, tastes, bidders=30, places=10)
        assert survives(idle="0.3").quote(seen).bid.tolist() == [[9_250, 9_250, 11_250, 11_250]]

    def test_with_nothing_fixed_it_is_a_markup(self) -> None:
        seen = view([[5000, 9000, 11_000]], 10_000, bidders=9, places=5)
        assert survives(fixed="0").quote(seen).bid.tolist() == markup("0.25", "0.5").quote(seen).bid.tolist()

    def test_one_tick_either_side_of_the_ceiling(self) -> None:
        """A cost of 10,000 is worth a bid from a ceiling of 6000 on; below it, the firm stays out."""
        for ceiling, bid in ((5999, 6000), (6000, 6000), (6001, 6001)):
            assert survives().quote(view(10_000, ceiling)).bid.tolist() == [[bid]]

    @given(st.integers(1, 10**7), st.integers(1, 100), st.integers(1, 12), st.integers(0, 100))
    def test_bids_keep_the_documented_range(self, cost: int, bidders: int, places: int, percent: int) -> None:
        leader = survives(fixed=str(Decimal(percent) / 100), response="3")
        bid = int(leader.quote(view(cost, 10**9, bidders=bidders, places=places)).bid[0, 0])
        assert Fraction(100 - percent, 100) * cost <= bid <= Fraction(5, 4) * cost + 1


def replies(**values: object) -> LastPrice:
    return LastPrice.model_validate({"use": "last-price", **values})


class TestLastPrice(StrategyContract):
    made = (replies(), replies(further=Decimal("0.1"), markup=Decimal(0)), replies(further=Decimal(0)))

    @pytest.mark.parametrize(
        ("cost", "before", "bid"),
        [
            (4_000, 8_000, 7_840),  # two per cent below 8000
            (7_840, 8_000, 7_840),  # to the last tick of the cost
            (7_841, 8_000, 9_801),  # one tick dearer: cost plus a quarter
            (4_000, 0, 5_000),  # nobody won
            (4_000, 12_000, 10_000),  # never above the ceiling
            (10_001, 20_000, 10_001),  # a cost above the ceiling is no valid bid
        ],
    )
    def test_by_hand(self, cost: int, before: int, bid: int) -> None:
        seen = view(cost, 10_000, former_price=np.array([[before]]))
        assert replies().quote(seen).bid.tolist() == [[bid]]
        assert replies().quote(replace(seen, former_price=None)).bid.tolist() == [
            markup("0.25", "1.7").quote(seen).bid[0].tolist()
        ]


class TestImitation(StrategyContract):
    made = (
        follows(spread=Decimal("0.1"), further=Decimal("0.02")),
        follows(cut_of="ceiling", spread=Decimal("0.05")),
        follows(by_form={"oral-solid": Decimal("0.7"), "other": Decimal("0.2")}),
    )

    def test_by_hand(self) -> None:
        """Half of the reference price of 10,000, or of the ceiling; a fifth further down is 4000."""
        seen = view(1_000, 12_000)
        assert follows().quote(seen).bid.tolist() == [[5_000]]
        assert follows(cut_of="ceiling").quote(seen).bid.tolist() == [[6_000]]
        assert follows(further=Decimal("0.2")).quote(seen).bid.tolist() == [[4_000]]

    def test_form_chooses_the_cut(self) -> None:
        copied = follows(by_form={"oral-solid": Decimal("0.7")})
        for form, bid in (("oral-solid", 3_000), ("small-injection", 5_000), ("other", 5_000)):
            assert copied.quote(view(1, 12_000, form=form)).bid.tolist() == [[bid]]

    def test_taste_spreads_firms_on_either_side(self) -> None:
        tastes = [[0.0, 0.25, 0.5, np.nextafter(1, 0)]]
        quotes = follows(spread=Decimal("0.1")).quote(view([[1] * 4], 12_000, tastes))
        assert quotes.bid.tolist() == [[6_000, 5_500, 5_000, 4_000]]

    def test_one_tick_either_side_of_cost_and_ceiling(self) -> None:
        """Who cannot follow quotes its cost; from a cost above the ceiling on there is no bid."""
        seen = view([[4_999, 5_000, 5_001, 7_000, 7_001]], 7_000)
        quotes = follows().quote(seen)
        assert quotes.bid[0, :4].tolist() == [5_000, 5_000, 5_001, 7_000]
        assert quotes.present.tolist() == [[True, True, True, True, False]]
        assert follows(cut=Decimal("0.1")).quote(view(1, 7_000)).bid.tolist() == [[7_000]]

    def test_what_won_before_replaces_what_was_published(self) -> None:
        """A cut of 30 % from the ceiling won; where nobody won, the published cut stays."""
        seen = view([[1], [1]], 12_000, former_cut=np.array([[0.3], [np.nan]]))
        for copied in (follows(), follows(by_form={"other": Decimal("0.5")})):
            assert copied.quote(seen).bid.tolist() == [[8_400], [5_000]]


class TestLearned(StrategyContract):
    made = (
        Learned(use="learning"),
        Learned(use="learning", rule="best-response", rounds=1, memory=Decimal("0.5")),
        Learned(use="learning", rule="roth-erev", campaigns=1, standings=1),
    )

    def test_prices_by_hand(self) -> None:
        """Quarters of the way from 4000 to 8000, and the line at 40 % below the ceiling: 4800."""
        cost, ceiling = np.array([[4_000, 9_000]]), np.array([[8_000, 8_000]])
        assert price_list(cost, ceiling, (2, 5), 5).tolist() == [
            [[4_000, 5_000, 6_000, 7_000, 8_000, 4_800], [9_000] * 6]
        ]
        assert price_list(cost, ceiling, (3, 4), 2)[0, 0].tolist() == [4_000, 8_000, 4_000]
        assert price_list(cost, ceiling, None, 3)[0, 0].tolist() == [4_000, 6_000, 8_000]

    def test_standing_chooses_the_mixture_and_taste_the_price(self) -> None:
        """Cheap firms quote cost or half way, dear ones the ceiling."""
        learned = LearnedBids(np.array([[0.25, 0.75, 0.0], [0.0, 0.0, 1.0]]))
        three = Learned(use="learning", prices=3)
        standing = np.array([[0.0, 0.499, 0.5, 1.0]])
        for taste, bids in ((0.24, [4_000, 4_000, 8_000, 8_000]), (0.25, [6_000, 6_000, 8_000, 8_000])):
            seen = view([[4_000] * 4], 8_000, taste, standing=standing, learned=learned)
            assert three.quote(seen).bid.tolist() == [bids]

    def test_without_lessons_there_is_no_bid(self) -> None:
        with pytest.raises(ValueError, match="when a tender is set up"):
            self.made[0].quote(view(1, 2))

    @pytest.mark.parametrize("wrong", [[[0.5, 0.4]], [[1.5, -0.5]], [[np.nan, 1.0]], [], [0.5, 0.5]])
    def test_what_is_no_mixture_is_refused(self, wrong: list[object]) -> None:
        with pytest.raises(ValueError, match="probabilities"):
            LearnedBids(np.array(wrong, dtype=np.float64))


class TestFixedList(StrategyContract):
    made = (listed(F0="1.25", F2="500"), listed(), listed(F0="0.0001", F1="0.0001", F2="0.0001"))
    scales = False

    def test_by_hand(self) -> None:
        quotes = listed(F0="1.25", F2="0.1807").quote(view([[1, 1, 9999]] * 2, 5))
        assert quotes.present.tolist() == [[True, False, True]] * 2
        assert quotes.bid[:, [0, 2]].tolist() == [[12_500, 1807]] * 2

    def test_other_varieties_are_not_bid_for(self) -> None:
        assert not listed(F0="1").quote(view([[1, 1]], 5, variety="W")).present.any()

    @pytest.mark.parametrize("price", ["0.00001", "0.18075", "300000.0001", "900000"])
    def test_prices_that_are_no_prices_are_refused(self, price: str) -> None:
        with pytest.raises(ValueError, match=r"decimal places|less than or equal to 300000"):
            listed(F0=price)


class TestEquilibrium(StrategyContract):
    made = (
        Equilibrium(use="equilibrium"),
        Equilibrium(use="equilibrium", levels=1, tolerance=Decimal("0.5")),
        Equilibrium(use="equilibrium", levels=64, tolerance=Decimal("0.00001")),
    )

    def quoted(
        self, bids: list[list[float]], standing: float, position: float, line: float = 0.5
    ) -> list[int]:
        """Quote at a ceiling of 10,000 for costs of nearly nothing; 0 stays out."""
        levels = np.log(np.linspace(0.2, 0.4, len(bids)))
        seen = view(
            1,
            10_000,
            standing=np.array([[standing]]),
            position=np.array([[position]]),
            equilibrium=ClassBids(levels, np.array(bids)[:, :, None], line),
        )
        quotes = self.made[0].quote(seen)
        return np.where(quotes.present, quotes.bid, 0)[0].tolist()

    @pytest.mark.parametrize(
        ("standing", "bid"), [(0.0, 3000), (0.499, 3000), (0.5, 4000), (0.999, 4000), (1.0, 4000)]
    )
    def test_standing_chooses_the_step(self, standing: float, bid: int) -> None:
        assert self.quoted([[0.3, 0.4]], standing, -1.0) == [bid]

    def test_levels_are_interpolated_in_ratio_and_held_beyond_the_ends(self) -> None:
        """Half way between 0.2 and 0.45 in ratio is 0.3."""
        low, high = np.log(0.2), np.log(0.4)
        for position, bid in (
            (low - 1, 2000),
            (low, 2000),
            ((low + high) / 2, 3000),
            (high, 4500),
            (0, 4500),
        ):
            assert self.quoted([[0.2], [0.45]], 0.5, float(position)) == [bid]

    def test_nothing_is_interpolated_across_the_line(self) -> None:
        """At 0.45 and 0.6 with a line of 0.5 a bid is one of the two, never between."""
        low, high = np.log(0.2), np.log(0.4)
        for share, bid in ((0.49, 4500), (0.51, 6000)):
            assert self.quoted([[0.45], [0.6]], 0.5, float(low + share * (high - low))) == [bid]

    def test_who_stays_out_at_the_nearer_level_stays_out(self) -> None:
        low, high = np.log(0.2), np.log(0.4)
        for share, bid in ((0.4, 4000), (0.6, 0)):
            assert self.quoted([[0.4], [np.nan]], 0.5, float(low + share * (high - low))) == [bid]

    def test_cost_is_never_undercut_and_the_ceiling_never_passed(self) -> None:
        seen = view([[2_000, 9_000, 10_000, 10_001]], 10_000, equilibrium=ClassBids(*_flat(0.3)))
        quotes = self.made[0].quote(seen)
        assert quotes.bid[:, :3].tolist() == [[3_000, 9_000, 10_000]]
        assert quotes.present.tolist() == [[True, True, True, False]]

    def test_without_a_solved_game_there_is_no_bid(self) -> None:
        with pytest.raises(ValueError, match="when a tender is set up"):
            self.made[0].quote(view(1, 2))
        assert np.isnan(table().bids).any()


def _mixed(*shares: str) -> dict[str, object]:
    cautious = {"use": "guaranteed-line", "markup": "0.3", "response": "1", "reach": "0.4", "bunching": "0.6"}
    hungry = {"use": "loss-leader", "fixed": "0.5", "idle": "0.7"}
    copying = {"use": "imitation", "cut": "0.5", "spread": "0.2"}
    parts = zip(("cautious", "hungry", "copying"), shares, (cautious, hungry, copying), strict=True)
    return {"use": "mix", "of": {name: {"share": share, "bids": bids} for name, share, bids in parts}}


class TestMix(StrategyContract):
    made = (Mix.model_validate(_mixed("0.5", "0.3", "0.2")), Mix.model_validate(_mixed("0", "0.4", "0.6")))

    def test_each_part_bids_as_it_would_by_itself(self) -> None:
        """With tastes even over each part's stretch, a part answers as it does to tastes even from 0 to 1."""
        mix = self.made[0]
        below = 0.0
        for one in mix.of.values():
            share = float(one.share.value)
            for seen in random_views():
                own = replace(seen, taste=below + share * seen.taste)
                assert same(mix.quote(own), one.bids.quote(seen))
            below += share

    def test_shares_of_bids_are_the_shares(self) -> None:
        """Among 100,000 draws; 4 standard errors of a share of a half are 0.0063."""
        parts = {
            "dear": {"share": "0.3", "bids": {"use": "markup", "markup": "0.4", "response": "0"}},
            "cheap": {"share": "0.7", "bids": {"use": "markup", "markup": "0.1", "response": "0"}},
        }
        mix = Mix.model_validate({"use": "mix", "of": parts})
        tastes = np.random.default_rng(8).random((1, 100_000))
        bids = mix.quote(view([[1000] * 100_000], 10_000, tastes)).bid
        assert abs((bids == 1400).mean() - 0.3) < 0.0063
        assert set(np.unique(bids)) == {1100, 1400}

    def test_a_share_of_nothing_bids_nothing(self) -> None:
        alone = LossLeader.model_validate({"use": "loss-leader", "fixed": "0.5", "idle": "0.7"})
        mix = Mix.model_validate(_mixed("0", "1", "0"))
        for seen in random_views():
            assert same(mix.quote(seen), alone.quote(seen))

    @pytest.mark.parametrize("shares", [("0.5", "0.3", "0.3"), ("0.5", "0.3", "0.1")])
    def test_shares_that_are_no_whole_are_refused(self, shares: tuple[str, ...]) -> None:
        with pytest.raises(ValidationError, match=r"sum to (1\.1|0\.9), not to 1"):
            Mix.model_validate(_mixed(*shares))

    def test_solved_bids_are_no_part(self) -> None:
        parts = {name: {"share": "0.5", "bids": {"use": "equilibrium"}} for name in ("a", "b")}
        with pytest.raises(ValidationError, match="'equilibrium' found using 'use' does not match"):
            Mix.model_validate({"use": "mix", "of": parts})


class TestQuantal(StrategyContract):
    made = (
        Quantal.model_validate({"use": "quantal", "precision": "10"}),
        Quantal.model_validate({"use": "quantal", "precision": {"value": "0.5"}, "levels": 1}),
    )
    solved = table(whims=8)

    def test_whim_chooses_among_the_bids_of_a_firm(self) -> None:
        bids = ClassBids(np.array([-1.0]), np.array([[[0.3, 0.4, np.nan, np.nan]]]), 0.5)
        seen = view([[1] * 4], 10_000, taste=[[0.0, 0.3, 0.5, 0.999]], equilibrium=bids)
        quotes = self.made[0].quote(seen)
        assert np.where(quotes.present, quotes.bid, 0).tolist() == [[3_000, 4_000, 0, 0]]

    @pytest.mark.parametrize("precision", ["0", "-1", "501", "NaN"])
    def test_precision_must_be_a_positive_number(self, precision: str) -> None:
        with pytest.raises(ValidationError):
            Quantal.model_validate({"use": "quantal", "precision": precision})


class TestHierarchy(StrategyContract):
    made = (
        Hierarchy.model_validate({"use": "hierarchy", "steps": "1.5"}),
        Hierarchy.model_validate(
            {"use": "hierarchy", "steps": {"value": "2"}, "all_alike": True, "levels": 1}
        ),
    )
    solved = table(whims=8)

    def test_half_a_step_is_none(self) -> None:
        with pytest.raises(ValidationError, match="whole number"):
            Hierarchy.model_validate({"use": "hierarchy", "steps": "1.5", "all_alike": True})


def _flat(bid: float) -> tuple[np.ndarray, np.ndarray, float]:
    return np.array([-1.0]), np.array([[[bid]]]), 0.5


@pytest.mark.parametrize("promise", [field.name for field in fields(Traits)])
def test_a_promise_that_is_not_kept_is_caught(promise: str) -> None:
    """Whatever a strategy promises or admits, the opposite is refuted by what is measured."""
    for case in StrategyContract.__subclasses__():
        kind = type(case.made[0])
        told = replace(kind.traits, **{promise: not getattr(kind.traits, promise)})
        liar = type("Liar", (kind,), {"traits": told})
        planted = case()
        planted.made = tuple(liar.model_validate(one.model_dump(by_alias=True)) for one in case.made)
        with pytest.raises(AssertionError):
            planted.test_traits_are_what_is_measured()


def test_every_strategy_keeps_the_contract() -> None:
    tested = {type(case.made[0]) for case in StrategyContract.__subclasses__()}
    assert tested == set(STRATEGIES)
