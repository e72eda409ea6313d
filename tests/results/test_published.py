"""Published files are sound, and the check against them decides as it says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.dictionary import ROUND_METRICS
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.published import Figure, Published, compare, published_metric, worst_level
from simulator.scenario.loading import load

FOLDER = Path(__file__).parents[2] / "scenarios" / "published"
FILES = sorted(FOLDER.glob("*.yaml"))
FITTED = {"round-2-2020", "round-3-2020", "round-5-2021", "round-7-2022"}
FITTED_DEVICES = {
    "chongqing-endoscopic-staplers",
    "chongqing-needles",
    "chongqing-staplers-films",
    "hips-2021",
    "knees-2021",
    "stents-2020",
}
CHECKED = {
    "chongqing-2022",
    "chongqing-common-1",
    "chongqing-common-2",
    "expansion-2019",
    "insulin-2021",
    "pilot-4-7-2018",
    "qingbaijiang-2019",
    "tcm-hubei-2021",
    "tcm-national-2023",
}
SHARED_BOOKS = {
    "chongqing-common-2021",
    "chongqing-consumables-2021",
    "joints-2021",
    "pilot-4-7-2018",
    "round-5-2021",
}
NAN = float("nan")


def test_the_published_tenders_are_these():
    assert {path.stem for path in FILES} == FITTED | FITTED_DEVICES | CHECKED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_is_sound(path):
    record = load(path, Published).record
    assert record.id == path.stem
    assert record.rules == record.id or record.rules in SHARED_BOOKS
    assert (FOLDER.parent / "rules" / f"{record.rules}.yaml").is_file()
    assert len(record.figures) >= 1
    for figure in record.figures:
        assert figure.metric in {*ROUND_METRICS, *CONTRACT_METRICS, *MONEY_METRICS}
        assert figure.unit == published_metric(figure.metric).unit
        assert figure.low <= figure.value <= figure.high
        if figure.role == "calibration":
            assert path.stem in FITTED | FITTED_DEVICES
        if figure.unit == "share":
            assert figure.low >= -1
            assert figure.high <= 1, "fractions of one, not per cent"
    assert all(source.url.startswith(("http://", "https://", "")) for source in record.sources.values())


def test_books_are_shared_by_several_tenders_and_fitted_files_hold_a_fitted_figure():
    records = [load(path, Published).record for path in FILES]
    shared = {book for book in SHARED_BOOKS if sum(record.rules == book for record in records) > 1}
    assert shared == SHARED_BOOKS
    fitted = {record.id for record in records if any(f.role == "calibration" for f in record.figures)}
    assert fitted == FITTED | FITTED_DEVICES


def figure(**changes: object) -> dict[str, object]:
    plain = {
        "metric": "mean_cut_reference",
        "value": Decimal("0.5"),
        "low": Decimal("0.4"),
        "high": Decimal("0.6"),
        "unit": "share",
        "level": "error",
        "role": "check",
        "source": "S1",
        "source_says": "x",
        "why_tolerance": "y",
    }
    return plain | changes


def published(*figures: dict[str, object], **changes: object) -> Published:
    plain = {
        "id": "t",
        "rules": "t",
        "title": {"en": "T", "zh": "测"},
        "sources": {"S1": {"grade": "press", "what": "x"}},
        "figures": figures,
    }
    return Published.model_validate(plain | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"metric": "mean_cut_referense"}, "did you mean 'mean_cut_reference'"),
        ({"metric": "winners", "unit": "count"}, "no round metric 'winners'"),
        ({"unit": "count"}, "the unit of 'mean_cut_reference' is 'share', not 'count'"),
        ({"low": Decimal("0.55")}, "the value 0.5 is not between low 0.55 and high 0.6"),
        ({"high": Decimal("0.45")}, "the value 0.5 is not between low 0.4 and high 0.45"),
        ({"low": Decimal("NaN")}, "finite number"),
        ({"source_says": ""}, "at least 1 character"),
        ({"percent": 5}, "Extra inputs are not permitted"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        Figure.model_validate(figure(**changes))


@pytest.mark.parametrize(
    ("figures", "changes", "message"),
    [
        ([figure(), figure()], {}, "given twice"),
        ([figure(source="S2")], {}, "source 'S2' is not in the list of sources"),
        ([figure(source="background")], {}, "source 'S1' is listed but no figure cites it"),
        ([], {}, "at least 1 item"),
    ],
)
def test_a_file_that_does_not_hang_together_is_refused(figures, changes, message):
    with pytest.raises(ValidationError, match=message):
        published(*figures, **changes)


def summary(**row: object) -> pd.DataFrame:
    plain = {
        "metric": "mean_cut_reference",
        "level": "round",
        "mean": 0.5,
        "low": 0.49,
        "high": 0.51,
        "p05": 0.3,
        "p95": 0.7,
    }
    return pd.DataFrame([plain | row])


@pytest.mark.parametrize(
    ("low", "high", "outcome", "distance"),
    [
        (0.49, 0.51, "inside", 0.0),
        (0.30, 0.40, "inside", 0.0),  # touches the lower end
        (0.60, 0.70, "inside", 0.0),  # touches the upper end
        (0.10, 0.90, "inside", 0.0),  # wider than the range
        (0.30, 0.39, "outside", -0.01),
        (0.61, 0.70, "outside", 0.01),
        (-0.2, -0.1, "outside", -0.5),
    ],
)
def test_a_figure_is_met_when_the_interval_of_the_mean_overlaps_its_range(low, high, outcome, distance):
    (verdict,) = compare(summary(mean=(low + high) / 2, low=low, high=high), published(figure()))
    assert verdict.outcome == outcome
    assert verdict.distance == pytest.approx(distance)


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (-0.06, -0.055, "inside"),
        (-0.04, -0.03, "outside"),
        (-0.09, -0.08, "outside"),
        (0.04, 0.06, "outside"),
    ],
)
def test_negative_figures_are_compared_the_right_way_round(low, high, outcome):
    rise = figure(value=Decimal("-0.06"), low=Decimal("-0.07"), high=Decimal("-0.05"))
    (verdict,) = compare(summary(mean=(low + high) / 2, low=low, high=high), published(rise))
    assert verdict.outcome == outcome


def test_replications_are_reported_but_do_not_decide():
    (wide,) = compare(summary(mean=0.65, low=0.64, high=0.66, p05=0.3, p95=0.9), published(figure()))
    assert (wide.outcome, wide.value_within_replications) == ("outside", True)
    (narrow,) = compare(summary(mean=0.42, low=0.41, high=0.43, p05=0.41, p95=0.43), published(figure()))
    assert (narrow.outcome, narrow.value_within_replications) == ("inside", False)


def test_a_single_replication_is_compared_by_its_value():
    for mean, outcome in ((0.45, "inside"), (0.65, "outside")):
        (verdict,) = compare(summary(mean=mean, low=NAN, high=NAN, p05=mean, p95=mean), published(figure()))
        assert (verdict.outcome, verdict.low, verdict.high) == (outcome, mean, mean)


def test_what_was_not_computed_is_neither_met_nor_missed():
    undefined = summary(mean=NAN, low=NAN, high=NAN, p05=NAN, p95=NAN)
    for table in (undefined, summary(metric="max_cut_reference")):
        (verdict,) = compare(table, published(figure()))
        assert verdict.outcome == "not-computed"
        assert verdict.distance != verdict.distance
        assert not verdict.value_within_replications
        assert worst_level([verdict]) == "note"


def test_rows_of_varieties_are_not_taken_for_the_round():
    (verdict,) = compare(summary(level="variety"), published(figure()))
    assert verdict.outcome == "not-computed"


def test_two_runs_in_one_table_are_refused():
    with pytest.raises(ValueError, match="summary of one run"):
        compare(pd.concat([summary(), summary()]), published(figure()))


def test_the_worst_level_is_that_of_the_gravest_miss():
    metrics = ("mean_cut_reference", "mean_cut_ceiling", "firm_win_rate")
    levels = ("note", "error", "warning")
    book = published(*(figure(metric=m, level=v) for m, v in zip(metrics, levels, strict=True)))

    def verdicts(*means: float):
        rows = [summary(metric=m, mean=x, low=x, high=x) for m, x in zip(metrics, means, strict=True)]
        return compare(pd.concat(rows), book)

    assert worst_level(verdicts(0.5, 0.5, 0.5)) is None
    assert worst_level(verdicts(0.9, 0.5, 0.5)) == "note"
    assert worst_level(verdicts(0.9, 0.5, 0.9)) == "warning"
    assert worst_level(verdicts(0.9, 0.9, 0.9)) == "error"
    assert worst_level([]) is None


def contract_rows(mean: float) -> pd.DataFrame:
    numbers = {"mean": mean, "low": mean - 0.05, "high": mean + 0.05, "p05": mean - 0.2, "p95": mean + 0.2}
    whole = {"variety": "", "metric": "actual_over_agreed", **numbers}
    return pd.DataFrame([whole, {**whole, "variety": "V001", "mean": 9.0, "low": 9.0, "high": 9.0}])


def test_figures_of_contracts_are_compared_where_contracts_are_carried_out():
    over = figure(metric="actual_over_agreed", value="2", low="1.7", high="2.4", unit="ratio")
    for mean, outcome in ((1.9, "inside"), (2.44, "inside"), (2.5, "outside"), (1.6, "outside")):
        (verdict,) = compare(summary(mean=0.5), published(over), contract_rows(mean))
        assert (verdict.outcome, verdict.mean) == (outcome, mean)
        assert verdict.definition.label_zh == "实际采购量与约定采购量之比"
    assert compare(summary(mean=0.5), published(over)) == []


def test_figures_of_contracts_have_their_own_unit():
    with pytest.raises(ValidationError, match="the unit of 'actual_over_agreed' is 'ratio', not 'share'"):
        Figure.model_validate(figure(metric="actual_over_agreed", value="2", low="1.7", high="2.4"))


def test_figures_of_money_are_compared_where_money_was_followed():
    record = load(FOLDER / "chongqing-2022.yaml", Published).record
    ends = {"mean": 0.08, "low": 0.07, "high": 0.09, "p05": 0.05, "p95": 0.2}
    money = pd.DataFrame(
        [
            {"variety": "", "metric": "retained_over_prepaid", **ends},
            {"variety": "V001", "metric": "retained_over_prepaid", **dict.fromkeys(ends, 5.0)},
            {"variety": "", "metric": "winners", **dict.fromkeys(ends, 9.0)},
        ]
    )
    whole = summary(mean=0.53, low=0.52, high=0.54)
    with_money = {one.figure.metric: one for one in compare(whole, record, None, money)}
    assert with_money["retained_over_prepaid"].outcome == "inside"
    assert with_money["retained_over_prepaid"].definition.label_en == "Retained surplus over prepaid money"
    assert with_money["prepaid"].outcome == "not-computed"
    assert [one.figure.metric for one in compare(whole, record)] == ["mean_cut_reference"]
