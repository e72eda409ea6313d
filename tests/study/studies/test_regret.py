"""Comparison, regret and dominance against figures computed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.report.futures import dominance_lines
from simulator.study.comparison import Sample, comparison_table, replications_table, samples_of
from simulator.study.regret import dominance_table, regret_table

PRICE, WINNERS = "mean_cut_reference", "winners_per_variety"


def sample(choice: str, future: str, price: float, winners: float = 2.0) -> Sample:
    swing = np.array([-0.02, 0.0, 0.02])
    return Sample(choice, future, {PRICE: price + swing, WINNERS: winners + 10 * swing})


SAMPLES = (
    sample("a", "low", 0.50),
    sample("b", "low", 0.40, 3.0),
    sample("c", "low", 0.38, 2.9),
    sample("a", "high", 0.60),
    sample("b", "high", 0.65, 3.0),
    sample("c", "high", 0.30, 2.9),
)


def test_differences_are_within_the_same_future() -> None:
    table = comparison_table("s", SAMPLES, [PRICE], "a").set_index(["choice", "future"])
    assert table.loc[("b", "low"), "difference"] == pytest.approx(-0.10)
    assert table.loc[("b", "high"), "difference"] == pytest.approx(0.05)
    assert table.loc[("b", "low"), "difference_se"] == 0, "the swing is shared, so it cancels"
    turned = comparison_table("s", SAMPLES, [PRICE], "b").set_index(["choice", "future"])
    assert turned.loc[("a", "low"), "difference"] == pytest.approx(0.10)
    with pytest.raises(InputError, match="known: a, b, c"):
        comparison_table("s", SAMPLES, [PRICE], "d")


def test_regret_by_hand() -> None:
    table = regret_table(SAMPLES, {PRICE: "high"}).set_index("choice")
    assert table["largest"].to_dict() == pytest.approx({"a": 0.05, "b": 0.10, "c": 0.35})
    assert table["mean"].to_dict() == pytest.approx({"a": 0.025, "b": 0.05, "c": 0.235})
    assert table["future"].to_dict() == {"a": "high", "b": "low", "c": "high"}
    assert table["cautious"].to_dict() == {"a": True, "b": False, "c": False}
    low = regret_table(SAMPLES, {PRICE: "low"}).set_index("choice")
    assert low["largest"].to_dict() == pytest.approx({"a": 0.30, "b": 0.35, "c": 0.0})


def test_dominance_by_hand() -> None:
    table = dominance_table(SAMPLES, {PRICE: "high", WINNERS: "high"})
    assert table.to_dict("records") == [{"choice": "c", "dominated_by": "b", "certain": True}]
    alone = dominance_table(SAMPLES, {PRICE: "high"})
    assert set(zip(alone["choice"], alone["dominated_by"], strict=True)) == {("c", "a"), ("c", "b")}


def test_dominance_within_error_is_not_certain() -> None:
    noise = np.random.default_rng(1).normal(size=(2, 50))
    samples = [Sample(name, "", {PRICE: values}) for name, values in zip("ab", noise, strict=True)]
    (row,) = dominance_table(samples, {PRICE: "high"}).to_dict("records")
    assert not row["certain"]


def test_replications_read_back_as_they_were() -> None:
    table = replications_table("s", SAMPLES, [PRICE, WINNERS])
    assert len(table) == 6 * 2 * 3
    again = {(one.choice, one.future): one.values for one in samples_of(table)}
    for one in SAMPLES:
        for name, values in one.values.items():
            assert (again[one.choice, one.future][name] == values).all()


@pytest.mark.parametrize(("certain", "first"), [(20, "is worse than"), (0, "No choice is worse")])
def test_of_many_pairs_the_clearest_are_told(certain: int, first: str) -> None:
    pairs = [
        {"choice": f"c{at // 2}", "dominated_by": f"d{at % 2}", "certain": at < certain} for at in range(30)
    ]
    lines = list(dominance_lines(pd.DataFrame(pairs), {}, "en", "results/x"))
    assert first in lines[0]
    assert len(lines) <= 6
    told = [line for line in lines if "is worse than d" in line]
    assert len({line.split()[0] for line in told}) == len(told), "one sentence for each choice"
    assert f"{30 - len(told)} more pairs" in lines[-1]
    assert f"{30 - certain} of all pairs" in lines[-1]
    assert "results/x/dominance.parquet" in lines[-1]
    few = list(dominance_lines(pd.DataFrame(pairs[:6]), {}, "en", "results/x"))
    assert len(few) == 6
