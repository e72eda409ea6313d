"""The calibration runs, says what it met, and finds parameters that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, least_squares

from simulator.results.dictionary import METRICS
from simulator.results.published import Published
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load
from simulator.study import calibration
from simulator.study.calibration import PARAMETERS, Fit, Target, fit, load_targets
from simulator.study.calibration_page import page

START = np.array([value for _, value in PARAMETERS])
HELD_OUT = {"round-4-2021", "round-8-2023", "round-9-2023", "round-10-2024", "round-11-2025"}


@pytest.fixture(scope="module")
def targets() -> tuple[Target, ...]:
    return load_targets()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a fit take two replications and no step."""

    def hasty(*given: object, **options: object) -> OptimizeResult:
        return least_squares(*given, **{**options, "max_nfev": 1})

    monkeypatch.setattr(calibration, "REPLICATIONS", 2)
    monkeypatch.setattr(calibration, "least_squares", hasty)


def figures() -> dict[tuple[str, str], float]:
    """Return every published figure of an award that serves for calibration."""
    return {
        (name, figure.metric): float(figure.value)
        for name in list_ids("published")
        for figure in load(name, Published, (), "published").record.figures
        if figure.role == "calibration" and figure.metric in METRICS
    }


def test_targets_are_the_published_figures_of_that_role(targets: Sequence[Target]) -> None:
    found = {(t.round_id, m.name): m.value for t in targets for m in t.moments}
    stated = figures()
    assert found
    assert found == {key: value for key, value in stated.items() if key[0] in calibration.NATIONAL_ROUNDS}
    assert not HELD_OUT & {t.round_id for t in targets}
    assert all(m.scale > 0 for t in targets for m in t.moments)


@pytest.mark.long
def test_page_holds_every_target_and_parameter(targets: Sequence[Target], short: None) -> None:
    five = np.arange(5) / 7
    simulated = tuple(calibration._simulated(targets, START))
    text = page(Fit(START + five, five, five + 1, simulated, 1.0))
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    for target in targets:
        for moment in target.moments:
            row = next(r for r in rows if r[:2] == [f"| {target.round_id}", moment.name])
            assert float(row[2]) == pytest.approx(moment.value, abs=5e-4)
    for (name, _), value in zip(PARAMETERS, START + five, strict=True):
        assert f"| `{name}` | {value:.3f} |" in text


@pytest.mark.long
def test_loss_is_the_sum_of_squared_misfits(targets: Sequence[Target], short: None) -> None:
    outcome = fit(targets[:1])
    off = [(mean - moment.value) / moment.scale for _, moment, mean in outcome.simulated]
    assert outcome.loss == pytest.approx(sum(x * x for x in off))
    before = calibration._misfit(targets[:1], START)
    assert outcome.loss <= float(before @ before)
    assert (outcome.values >= calibration.LOWEST).all()
    assert (outcome.values <= calibration.HIGHEST).all()


def test_misses_are_marked(targets: Sequence[Target]) -> None:
    moment = replace(targets[0].moments[0], value=0.5, scale=0.02)
    five = np.ones(5)
    for mean, marked in ((0.5, False), (0.539, False), (0.541, True), (0.459, True)):
        text = page(Fit(five, five, five, (("round-x", moment, mean),), 1.0))
        assert ("**miss**" in text) is marked


def test_parameters_are_laid_over_the_tender(targets: Sequence[Target]) -> None:
    values = np.array([0.4, 0.7, 0.3, 1.5, 1.8])
    for target in targets:
        scenario = calibration.with_parameters(target.tender, values).scenario
        median = scenario.costs.median
        assert float(median.generic.value) == 0.4
        assert float(median.own_api.value) == pytest.approx(0.85 * 0.4)
        assert float(median.newcomer.value) == pytest.approx(1.15 * 0.4)
        assert median.originator == target.tender.scenario.costs.median.originator
        assert float(scenario.costs.spread_between_varieties.value) == 0.7
        assert float(scenario.costs.spread_between_bidders.value) == 0.3
        for name in ("generic", "own_api", "newcomer"):
            assert float(getattr(scenario.bidding, name).response.value) == 1.5
        ceiling = scenario.market.ceiling_over_reference
        recorded = target.tender.scenario.market.ceiling_over_reference.confidence == "recorded"
        assert recorded or float(ceiling.value) == 1.8


@pytest.mark.long
def test_same_parameters_give_the_same_figures(targets: Sequence[Target], short: None) -> None:
    one, again = (calibration._misfit(targets[:2], START) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    # Dearer generics mean smaller cuts.
    dear = calibration._simulated(targets[:1], np.array([0.6, *START[1:]]))
    base = calibration._simulated(targets[:1], START)
    cuts = [
        (low, high)
        for (_, m, low), (_, _, high) in zip(dear, base, strict=True)
        if m.name == "mean_cut_reference"
    ]
    assert cuts
    assert all(low < high for low, high in cuts)


@pytest.mark.slow
def test_known_parameters_are_found(targets: Sequence[Target], monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures simulated from known parameters give the generic median and the ceiling back within 5 %."""
    targets = targets[1:3]  # rounds 3 and 5 hold cuts against the reference and against the ceiling
    monkeypatch.setattr(calibration, "REPLICATIONS", 8)
    truth = np.array([0.42, 0.7, 0.25, 0.6, 1.4])
    simulated = iter(calibration._simulated(targets, truth))
    known = [
        replace(t, moments=tuple(replace(m, value=next(simulated)[2]) for m in t.moments)) for t in targets
    ]
    found = fit(known)
    names = [name for name, _ in PARAMETERS]
    for name in ("costs.median.generic", "market.ceiling_over_reference"):
        at = names.index(name)
        assert found.values[at] == pytest.approx(truth[at], rel=0.05), name
    assert found.loss < 1
    assert (found.values >= calibration.LOWEST).all()
    assert (found.values <= calibration.HIGHEST).all()
