"""What other bids would gain: by hand, by the training environment, at an equilibrium, and beside one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.fresh_draws import FACTORS
from simulator.bidding.equilibrium.table import ClassBids
from simulator.campaign import PolicyStrategy, with_policy
from simulator.campaign.environment import lay_campaign
from simulator.campaign.rounds import begin, play
from simulator.campaign.signals import HIGHEST_ACTION, Floats
from simulator.errors import InputError
from simulator.firms.population import CLASSES
from simulator.money import TICKS_PER_YUAN
from simulator.scenario.payoffs import Payoffs
from simulator.scenario.supply import Supply
from simulator.study.deviations import gains_in_tender
from simulator.study.plan import load_scenario
from simulator.tender.concepts import NashBids
from simulator.tender.forming import equilibrium_setting
from simulator.tender.pooling import MAKERS
from simulator.tender.ready import Tender, set_up
from simulator.tender.settings import cost_law, levels_of
from simulator.tender.simulate import play_block
from tests.campaign.conftest import pencil_tender

ALONE = (
    *("market.varieties=1", "market.bids=4", "market.most_bidders=4", "firms.firms=4"),
    *("costs.spread_between_varieties=0", "market.ceiling_spread=0"),
)
"""One variety that is as dear as it always is, so that its bidders know all but each other's costs."""


@pytest.fixture
def pencil(tmp_path: Path) -> Tender:
    """Cost 4, ceiling 15, rivals at 9.10 and 9.60 yuan; two of three have a place; L bids 4.50."""
    tender = pencil_tender(tmp_path, A="9.1", B="9.6")
    return with_policy(tender, PolicyStrategy(lambda _: 0.3), ("generic",))


def round_5(*sets: str) -> Tender:
    scenario, book = load_scenario("round-5-2021", [*ALONE, *sets])
    return set_up(scenario.record, book.record.clauses)


def even_areas(folder: Path, *sets: str) -> Tender:
    """Return the same where all areas are alike, so that it is the same to everybody which ones it gets."""
    rows = [f"A{number},Area {number},地区{number},A{number},1\n" for number in range(60)]
    (folder / "areas.csv").write_text("code,name_en,name_zh,unit,weight\n" + "".join(rows), encoding="utf-8")
    text = "extends: round-5-2021\nid: even\ntitle: {en: Even, zh: 均等}\nmarket: {areas_file: areas.csv}\n"
    (folder / "even.yaml").write_text(text, encoding="utf-8")
    scenario, book = load_scenario(str(folder / "even.yaml"), [*ALONE, *sets])
    return set_up(scenario.record, book.record.clauses, folder)


def solved(levels: int) -> list[str]:
    classes = ("originator", "generic", "own-api", "newcomer")
    return [f"bidding.{name}={{use: equilibrium, tolerance: 0.003, levels: {levels}}}" for name in classes]


def test_gain_is_what_the_training_environment_pays(pencil: Tender) -> None:
    """Its rewards are computed by other code: profit of a year over what the need cost before."""
    found = gains_in_tender(pencil, 0, 200)
    (own,) = [one for one in found.gains if one.name == "generic"]
    campaign = lay_campaign(pencil, ("generic",))

    def profit(share: float) -> float:
        result, _ = play(campaign, begin(campaign, 1, 0), np.array([share]))
        awarded = result.awarded[0]
        yearly = (awarded.price[0, 0] / 10_000 - 4) * awarded.volume[0, 0]
        return float(max(awarded.years[0], 1) * yearly)

    tried = [share / 20 for share in range(2, 21)] + [0.3 * factor for factor in FACTORS] + [0.5]
    best = max(profit(share) for share in tried)
    assert own.earned == pytest.approx(225_000)
    assert own.gain == pytest.approx(best / 225_000 - 1, rel=1e-6)
    assert own.half_width == pytest.approx(0, abs=1e-9)
    # A and B lose; a bid for A is chosen on draws of A and priced on others of A, and so for B.
    (losers,) = [one for one in found.gains if one.name == "own-api"]
    assert losers.earned == 0
    assert losers.gain > own.gain
    assert found.exploitability == losers.gain


def test_stakes_beside_the_award_count(pencil: Tender) -> None:
    """225,000 from the award, 382,500 in public hospitals, 450,000 private, 50,000 to take part.

    Of a residual need of 450,000 units a winner sells 90,000 at 12 less half the gap to 4.50, and privately
    90,000 at 13.50 less half the gap; a unit costs 4. A loser sells 270,000 at the standard of 9.
    """
    said = {"source": "assumption"}
    public = {
        "outside_price": "0.8",
        "outside_winner": "0.2",
        "outside_loser": "0.6",
        "residual_share": "0.5",
    }
    private = {"private_share": "0.1", "private_price": "0.9"}
    more = {"price_pressure": "0.5", "payment_standard": "0.6", "entry_cost": "0.05"}
    numbers = public | private | more
    generic = {name: {"value": value, **said} for name, value in numbers.items()}
    scenario = pencil.scenario.model_copy(update={"payoffs": Payoffs.model_validate({"generic": generic})})
    found = gains_in_tender(replace(pencil, scenario=scenario), 0, 100)
    (own,) = [one for one in found.gains if one.name == "generic"]
    assert own.earned == pytest.approx(225_000 + 4.25 * 90_000 + 5 * 90_000 - 50_000)
    # Staying out for one year, with nothing to pay.
    out = 5 * 270_000 + 9.5 * 90_000
    assert own.gain >= out / own.earned - 1 - 1e-9


def test_aversion_does_not_matter_where_nothing_is_left_to_chance(pencil: Tender) -> None:
    averse = {"risk_aversion": {"value": "0.8", "source": "assumption"}}
    scenario = pencil.scenario.model_copy(update={"payoffs": Payoffs.model_validate(averse)})
    neutral, feared = (gains_in_tender(one, 0, 100) for one in (pencil, replace(pencil, scenario=scenario)))
    assert neutral.gains[0].name == feared.gains[0].name == "generic"
    assert feared.gains[0].gain == pytest.approx(neutral.gains[0].gain)
    assert feared.gains[0].earned == pytest.approx(225_000)


def test_failing_and_the_next_tender_count(pencil: Tender) -> None:
    """A year's contract of 450,000 units at 4.50, cost 4, ceiling 15, hazard ln 2 whatever the margin.

    Delivered is 0.72135; a unit earns 0.72135 * 0.5 - 0.27865 * 0.1 * 15 = -0.05730. With a given profit of a
    tenth of the need at the ceiling, the next tender is worth 0.8 * profit * (0.5 * 0.5 - 0.20711).
    """
    said = {"source": "assumption"}

    def cited(**numbers: object) -> dict[str, object]:
        return {name: {"value": str(value), **said} for name, value in numbers.items()}

    payoffs = {
        "breach": cited(penalty=0.1) | {"barred_months": {"value": 6, **said}},
        "continuation": cited(discount=0.8, incumbency=0.5, profit=0.1),
    }
    supply = {"default": cited(hazard=np.log(2), slope=0, most=12)}
    update = {"payoffs": Payoffs.model_validate(payoffs), "supply": Supply.model_validate(supply)}
    found = gains_in_tender(replace(pencil, scenario=pencil.scenario.model_copy(update=update)), 0, 100)
    (own,) = [one for one in found.gains if one.name == "generic"]
    need = float(pencil.bases[0].sum())
    later = 0.8 * 0.1 * 15 * need * (0.5 * 0.5 - 0.20711)
    assert own.earned == pytest.approx(450_000 * -0.05730 + later, rel=1e-3)


@pytest.fixture(scope="module")
def at_equilibrium(tmp_path_factory: pytest.TempPathFactory) -> Tender:
    """A tender in which all classes bid their equilibrium, with areas that are all alike."""
    return even_areas(tmp_path_factory.mktemp("even"), *solved(1))


@pytest.mark.slow
def test_nobody_gains_at_an_equilibrium(at_equilibrium: Tender) -> None:
    """One level is the whole story here. A sure gain above 1 % would be seen: 99 % intervals, seed fixed."""
    found = gains_in_tender(at_equilibrium, 0, 6000)
    assert len(found.gains) > 1
    for one in found.gains:
        assert one.gain - one.half_width <= 0.01, one
        assert one.half_width < 0.06


@pytest.mark.slow
def test_bids_beside_the_equilibrium_are_noticed(at_equilibrium: Tender) -> None:
    """Planted: bids of the equilibrium, but a fifth cheaper."""
    table = at_equilibrium.equilibria[0]
    assert table is not None
    moved = {name: replace(one, bids=np.minimum(one.bids * 0.8, 1)) for name, one in table.classes.items()}
    planted = replace(at_equilibrium, equilibria=(replace(table, classes=moved),))
    assert gains_in_tender(planted, 0, 3000).exploitability > 0.01


def as_policies(tender: Tender, factor: float) -> Tender:
    """The same tender whose firms bid by policies that know the equilibrium, times a factor.

    Each sees its cost over the ceiling and finds out where that stands in its class.
    """
    table, level = tender.equilibria[0], levels_of(tender.scenario, 1)[0]
    assert table is not None
    for name, bids in table.classes.items():
        law = cost_law(tender.scenario, CLASSES.index(name), level, 1 / level.ceiling)

        def policy(seen: Floats, bids: ClassBids = bids, law: CostLaw = law) -> Floats:
            standing = law.cdf(seen[:, :1])
            share = bids.quote(bids.positions[:1, None], standing, np.zeros_like(standing))[:, 0]
            return np.where(np.isnan(share), HIGHEST_ACTION, np.minimum(factor * share, 1.0))

        tender = with_policy(tender, PolicyStrategy(policy, batched=True), (name,))
    return tender


@pytest.mark.slow
def test_a_policy_is_certified_like_any_strategy(at_equilibrium: Tender) -> None:
    """Planted: policies that ask a tenth more than the equilibrium. They are caught, true ones are not.

    99 % intervals, seed fixed: that of true ones contains 0 for every class; of dearer ones some class has
    an interval above 0. True ones bid what the equilibrium does, but for rounding.
    """
    true, dearer = (gains_in_tender(as_policies(at_equilibrium, factor), 0, 3000) for factor in (1.0, 1.1))
    assert len(true.gains) > 1
    for one in true.gains:
        # A deviation that chance chose may even lose.
        assert one.gain <= one.half_width < 0.1, one
    assert true.exploitability == 0
    assert dearer.exploitability > 0
    bids = [
        play_block(one, 0, 50).awarded[0].lot.bid
        for one in (at_equilibrium, as_policies(at_equilibrium, 1.0))
    ]
    np.testing.assert_allclose(bids[0], bids[1], rtol=0.02)


@pytest.mark.slow
def test_a_tender_pays_firms_with_all_at_stake_what_their_game_expects(tmp_path: Path) -> None:
    """Makers' worths to 0.5 % (they win most of the time), and nobody surely gains more than the game allows.

    99 % intervals on 4,000 draws under the full rules, against the kernel's certificate.
    """
    sales = "outside_price: 0.9, outside_winner: 0.02, outside_loser: 0.05, private_share: 0.05"
    one = f"{{{sales}, price_pressure: 0.4, payment_standard: 0.7, entry_cost: 0.01}}"
    payoffs = f"payoffs={{risk_aversion: 0.5, wealth: 0.05, generic: {one}, own-api: {one}, newcomer: {one}}}"
    tender = even_areas(tmp_path, *solved(1), payoffs)
    scenario, level = tender.scenario, levels_of(tender.scenario, 1)[0]
    setting = equilibrium_setting(scenario, tender.clauses, tender.areas, tender.entrants[0], level)
    game = NashBids(0.003).solve(setting)
    found = gains_in_tender(tender, 0, 4000)
    assert found.exploitability <= 0.003
    ceiling = tender.entrants[0].variety.reference * level.ceiling
    yuan = ceiling / setting.ceiling * float(tender.bases[0].sum()) / TICKS_PER_YUAN
    makers = [
        pair for pair in zip(found.gains, game.certificate.gains, strict=True) if pair[0].name in MAKERS
    ]
    assert len(makers) == 2
    for one_by_draws, exact in makers:
        assert one_by_draws.name == exact.name
        assert one_by_draws.earned == pytest.approx(exact.earned * yuan, rel=0.005)


def test_fresh_draws_are_the_same_each_time(pencil: Tender) -> None:
    tender = round_5()
    assert gains_in_tender(tender, 0, 200) == gains_in_tender(tender, 0, 200)


def test_bids_worth_nothing_to_a_firm_are_refused() -> None:
    for sets, word in ((("rules.change.volume={use: no-volume}",), "promises no volume"),):
        scenario, book = load_scenario("round-5-2021", [*ALONE, *sets])
        tender = set_up(scenario.record, book.record.clauses, solve=False)
        with pytest.raises(InputError, match=word):
            gains_in_tender(tender, 0, 200)


@pytest.mark.slow
def test_tastes_for_areas_leave_little_to_gain() -> None:
    """Bids count with what rivals may prefer, not with what they do: that leaves 5 % at most here."""
    found = gains_in_tender(round_5(*solved(1)), 0, 6000)
    assert found.exploitability < 0.05
