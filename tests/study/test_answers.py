"""What answering adds to frozen bids, and what certificates leave open of it, against closed forms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from scipy import stats

from simulator.report.comparison import titles_of
from simulator.report.study_answers import answer_lines, answer_tables, open_lines, without_frozen
from simulator.study.ambiguity import LEEWAY, LevelGain, mean_gain, reading
from simulator.study.answers import ANSWERS, of_choices, with_answers, with_bids
from simulator.study.choices import frozen_twin
from simulator.study.comparison import Sample, comparison_table
from simulator.study.results import StudyResult

CUT, WINNERS = "mean_cut_ceiling", "winners_per_variety"
GAINS = {"baseline": 0.004, "tight": 0.006}
CERTIFICATE = {"arms": [{"choice": one, "future": "", "mean_gain": gain} for one, gain in GAINS.items()]}
R = 400


def samples(shift: float, answer: float, noise: float = 0.0) -> tuple[Sample, ...]:
    """Make a baseline, its rules changed at its own bids (``shift``), and with answers (``answer`` more)."""
    rng = np.random.default_rng(20261122)
    base = rng.normal(0.6, 0.05, R)
    frozen = base + shift + noise * rng.normal(size=R)
    own = frozen + answer + noise * rng.normal(size=R)
    values = {"baseline": base, "tight": own, frozen_twin("tight"): frozen}
    return tuple(Sample(name, "", {CUT: one, WINNERS: 10 * one}) for name, one in values.items())


def told(made: tuple[Sample, ...], baseline: str = "baseline"):
    table = with_bids(comparison_table("x", made, (CUT, WINNERS), baseline), "both")
    return with_answers(table, made, CERTIFICATE)


def row(table, metric: str = CUT, choice: str = "tight") -> Mapping[str, object]:
    return table[(table["metric"] == metric) & (table["choice"] == choice)].iloc[0]


def left_open(one: tuple[str, float], other: tuple[str, float]) -> float:
    return sum(LEEWAY * GAINS[name] * (1 - mean) for name, mean in (one, other))


def test_frozen_and_added_make_up_the_whole_with_paired_intervals() -> None:
    made = samples(0.02, -0.03, noise=0.01)
    base, own, frozen = (one.values[CUT] for one in made)
    found = row(told(made))
    assert found["frozen"] + found["added"] == pytest.approx(found["difference"], abs=1e-12)
    for name, values in (("frozen", frozen - base), ("added", own - frozen)):
        ends = stats.t.interval(0.95, R - 1, values.mean(), stats.sem(values))
        assert (found[f"{name}_low"], found[f"{name}_high"]) == pytest.approx(ends, abs=1e-12)
    twin = row(told(made), choice=frozen_twin("tight"))
    assert (twin["bids"], found["bids"]) == ("frozen", "solved")
    assert twin["difference"] == pytest.approx(found["frozen"], abs=1e-12)
    assert np.isnan(twin["added"])
    assert np.isnan(twin["left_open"]), "the same bids stand on either side"
    assert twin["reading"] == ""


def test_identical_books_differ_in_nothing() -> None:
    found = row(told(samples(0.0, 0.0)))
    assert [found[name] for name in ("difference", "frozen", "added")] == [0.0, 0.0, 0.0]
    assert (found["reading"], found["added_reading"]) == ("same", "same")
    assert row(told(samples(0.0, 0.0)), WINNERS)["reading"] == "", "no price, so nothing is left open"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_planted_answer_is_told_from_what_certificates_leave_open(sign: int) -> None:
    """Each side counts with five times its gain, as a part of its mean price, which is one less the cut."""
    base = float(samples(0.0, 0.0)[0].values[CUT].mean())
    shift, price = 0.05 * sign, 1 - base - 0.05 * sign
    # |answer| = 5 (0.006 (price - answer) + 0.004 price)
    edge = sign * LEEWAY * (GAINS["tight"] + GAINS["baseline"]) * price / (1 + sign * LEEWAY * GAINS["tight"])
    inside, outside = (row(told(samples(shift, times * edge))) for times in (0.99, 1.01))
    assert (inside["added_reading"], outside["added_reading"]) == ("within", "beyond")
    assert outside["added_left_open"] == pytest.approx(abs(edge), rel=0.01)
    own = ("tight", base + shift + 1.01 * edge)
    assert outside["left_open"] == pytest.approx(left_open(own, ("baseline", base)))
    assert inside["reading"] == "beyond", "the whole effect is the larger one"


def test_games_that_are_alike_leave_nothing_open_between_them() -> None:
    made = samples(0.02, 0.0)
    table = comparison_table("x", made, (CUT,), "baseline")
    arms = [{**one, "games": "one"} for one in CERTIFICATE["arms"]]
    found = row(with_answers(with_bids(table, "both"), made, {"arms": arms}))
    assert np.isnan(found["left_open"])
    assert np.isnan(found["added_left_open"])
    assert found["difference"] == pytest.approx(0.02)
    arms[1]["games"] = "other"
    assert row(with_answers(with_bids(table, "both"), made, {"arms": arms}))["left_open"] > 0


def test_chance_can_keep_a_difference_within() -> None:
    assert reading(0.05, 0.02, 0.08, 0.03) == "within", "its interval reaches into what is left open"
    assert reading(-0.05, -0.06, -0.04, 0.03) == "beyond"
    assert reading(0.0, 0.0, 0.0, 0.0) == "same"
    assert reading(0.0, -0.01, 0.01, 0.0) == "within", "a mean of nothing is not the same prices"
    assert reading(0.05, float("nan"), float("nan"), 0.03) == "", "one replication has no interval"
    assert reading(float("nan"), 0.0, 0.0, 0.1) == reading(0.1, 0.1, 0.1, float("nan")) == ""


def test_gains_weigh_as_their_prices_do() -> None:
    one = [LevelGain(0.01, 2.0)]
    assert mean_gain([one]) == 0.01
    assert mean_gain([one, [LevelGain(0.04, 1.0)]]) == pytest.approx((2 * 0.01 + 0.04) / 3)
    # Costs lie near the middle of three levels most often: the density at 0 and at the 1st percentile.
    ends = stats.norm.pdf(stats.norm.ppf(0.99)) / stats.norm.pdf(0)
    levels = [LevelGain(gain, 1.0) for gain in (0.0, 0.03, 0.0)]
    assert mean_gain([levels]) == pytest.approx(0.03 / (1 + 2 * ends))
    alike = [LevelGain(0.02, 1.0)] * 9
    assert mean_gain([alike]) == pytest.approx(0.02)
    assert mean_gain([[LevelGain(0.0, 0.0)]]) == 0.0, "nobody bids, so that no price is in doubt"


@pytest.mark.parametrize(
    ("shift", "answer", "word"),
    [(0.02, 0.03, "adds"), (0.02, -0.03, "takes back"), (-0.02, -0.03, "adds"), (0.02, 0.0, "nothing")],
)
def test_the_words_follow_the_signs(shift: float, answer: float, word: str) -> None:
    table = told(samples(shift, answer))
    lines = answer_lines(table, {}, "en")
    (third,) = [line for line in lines if line.strip().startswith("answering") and word in line][:1]
    assert third
    assert "FROZEN" in lines[5]
    assert all(len(line) <= 100 for line in lines)
    kinds = [one.kind for one in answer_tables(table, {})[CUT]]
    assert kinds[0] == ("FROZEN", "固定")


def test_what_is_chance_is_said_to_be() -> None:
    (_, _, last) = answer_tables(told(samples(0.02, 0.0, noise=0.01)), {})[CUT]
    assert last.kind[0] == "answering: chance"


def test_twins_are_nobodys_choice() -> None:
    made = samples(0.1, 0.1)
    assert [one.choice for one in of_choices(made)] == ["baseline", "tight"]
    points = titles_of(without_frozen(told(made)).assign(title_en="a", title_zh="b"))
    assert list(points) == ["baseline", "tight"]
    said = {"bids": "both", "certificate": CERTIFICATE, "better": {CUT: "high"}}
    none = without_frozen(told(made)).head(0)
    result = StudyResult(None, said, none, none, made, (CUT,))
    assert set(result.regrets()["choice"]) == {"baseline", "tight"}
    table = result.comparison()
    assert set(ANSWERS) <= set(table.columns)
    turned = result.comparison("tight")
    assert turned["added"].isna().all(), "frozen are the bids of the study's own baseline"
    assert answer_lines(turned, {}, "en") == []
    assert next(open_lines(without_frozen(table), {}, "en")).startswith("Mean price cut against the ceiling,")
