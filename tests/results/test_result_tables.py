"""Tables say what was computed, files give it back, and the digest changes with the content only."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from simulator.errors import RunError
from simulator.results.dictionary import AWARD_COLUMNS, METRICS, ROUND_METRICS, VARIETY_METRICS
from simulator.results.estimates import estimate
from simulator.results.files import digest, read_parquet, write_csv, write_parquet
from simulator.results.metrics import block_metrics
from simulator.results.moments import Collector
from simulator.results.tables import (
    RunLabel,
    awards_table,
    replications_table,
    result_tables,
    summary_table,
    varieties_table,
)

LABEL = RunLabel("my-scenario", "round-7-2022")


@pytest.fixture
def moments(tiny):
    collector = Collector()
    collector.add(0, block_metrics(*tiny))
    return collector.finish()


@pytest.fixture
def tables(tiny, moments):
    lots, costs = tiny
    return result_tables(LABEL, moments, awards_table(LABEL, lots, costs, keep=2))


def test_summary_has_one_row_a_metric(moments):
    table = summary_table(LABEL, moments)
    assert table["metric"].tolist() == list(ROUND_METRICS)
    assert table["unit"].tolist() == [METRICS[name].unit for name in ROUND_METRICS]
    row = table.set_index("metric").loc["winners_per_variety"]
    e = estimate(np.array([1.5, 2.0]))
    assert [row[c] for c in ("mean", "low", "high", "p05", "p95", "se", "n")] == [
        e.mean,
        e.low,
        e.high,
        e.p05,
        e.p95,
        e.se,
        2,
    ]
    assert table.set_index("metric").loc["hhi_firms", "n"] == 1
    assert set(table["level"]) == {"round"}


def test_replications_are_long_and_in_order(moments):
    table = replications_table(LABEL, moments)
    assert list(table.columns) == [
        "scenario_id",
        "rule_book",
        "replication",
        "variety",
        "variable",
        "value",
        "unit",
    ]
    assert len(table) == 2 * len(ROUND_METRICS)
    assert table["replication"].is_monotonic_increasing
    cut = table[table["variable"] == "mean_cut_reference"]["value"]
    assert cut.tolist() == pytest.approx([0.5, 0.375])


def test_varieties_have_one_row_a_metric_and_variety(moments):
    table = varieties_table(LABEL, moments)
    assert len(table) == 2 * len(VARIETY_METRICS)
    row = table[(table["variety"] == "B") & (table["metric"] == "mean_cut_reference")].iloc[0]
    assert row["mean"] == pytest.approx(0.3125)
    assert row["n"] == 2
    failed = table[(table["variety"] == "A") & (table["metric"] == "succeeded")].iloc[0]
    assert failed["mean"] == 0.5


def test_awards_show_every_bid_with_prices_in_yuan(tiny):
    lots, costs = tiny
    table = awards_table(LABEL, lots, costs, keep=1)
    assert list(table.columns) == [column.name for column in AWARD_COLUMNS]
    assert table["firm"].tolist() == ["F1", "F2", "F3", "F2", "F3"]  # the absent firm has no row
    assert table["variety"].tolist() == ["A", "A", "A", "B", "B"]
    assert table["class"].tolist()[:3] == ["originator", "passed", "reference"]
    assert table["state"].tolist() == ["won", "won", "no-place", "failed-price-test", "won"]
    first = table.iloc[0]
    assert (first["bid"], first["price"], first["reference"], first["ceiling"], first["cost"]) == (
        0.005,
        0.005,
        0.01,
        0.008,
        0.006,
    )
    assert np.isnan(table.iloc[2]["reference"])
    assert np.isnan(table.iloc[2]["price"])
    assert table["areas"].tolist() == [2, 1, 0, 0, 0]
    assert table["backup_areas"].tolist() == [1, 1, 0, 0, 0]
    assert table["volume"].tolist() == [600, 400, 0, 0, 100]


def test_awards_keep_as_many_replications_as_asked(tiny):
    lots, _ = tiny
    assert set(awards_table(LABEL, lots, keep=9)["replication"]) == {0, 1}
    assert awards_table(LABEL, lots, keep=0).empty
    assert awards_table(LABEL, [], keep=3).columns.tolist() == [column.name for column in AWARD_COLUMNS]
    table = awards_table(LABEL, lots, keep=2)
    assert table["replication"].tolist() == [0] * 5 + [1] * 5
    assert table["cost"].isna().all()


def test_awards_take_classes_from_the_scenario(tiny):
    lots, _ = tiny
    table = awards_table(LABEL, lots, keep=1, classes=[["a", "b", "c"], ["d", "e", "f"]])
    assert table["class"].tolist() == ["a", "b", "c", "e", "f"]


def test_parquet_gives_the_tables_back(tables, tmp_path):
    for name, table in tables.items():
        write_parquet(table, tmp_path / f"{name}.parquet")
    back = {name: read_parquet(tmp_path / f"{name}.parquet") for name in tables}
    for name, table in tables.items():
        pd.testing.assert_frame_equal(back[name], table, check_dtype=False)
    assert digest(back) == digest(tables)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f"{name}.parquet" for name in tables)


def test_parquet_repeats_byte_for_byte_and_keeps_units(tables, tmp_path):
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    write_parquet(tables["awards"], one)
    write_parquet(tables["awards"], two)
    write_parquet(tables["awards"], one)  # replaces what is there
    assert one.read_bytes() == two.read_bytes()
    assert pq.read_schema(one).field("price").metadata[b"unit"] == b"yuan"
    assert pq.ParquetFile(one).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tables, tmp_path, monkeypatch):
    path = tmp_path / "summary.parquet"
    write_parquet(tables["summary"], path)
    before = path.read_bytes()

    def full(*_args: object, **_rest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.results.files.pq.write_table", full)
    with pytest.raises(RunError, match="No space left on device"):
        write_parquet(tables["awards"], path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["summary.parquet"]


def test_a_stopped_write_leaves_no_rubbish(tables, tmp_path, monkeypatch):
    def stop(*_args: object, **_rest: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.results.files.pq.write_table", stop)
    with pytest.raises(KeyboardInterrupt):
        write_parquet(tables["awards"], tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_plainly(tables, tmp_path):
    with pytest.raises(RunError, match=r"cannot write a\.parquet into"):
        write_parquet(tables["summary"], tmp_path / "nowhere" / "a.parquet")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_text_that_looks_like_a_formula_is_disarmed(start, tmp_path):
    path = tmp_path / "t.csv"
    table = pd.DataFrame({"firm": [f"{start}1+1", "齐鲁制药", f"a{start}b"], "value": [-1.5, 2.0, np.nan]})
    write_csv(table, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == [f"'{start}1+1", "齐鲁制药", f"a{start}b"]
    assert [row[1] for row in rows[1:]] == ["-1.5", "2.0", ""]
    assert table["firm"][0] == f"{start}1+1", "the caller's table is left alone"


def test_csv_opens_as_chinese_in_a_spreadsheet(tmp_path):
    path: Path = tmp_path / "t.csv"
    write_csv(pd.DataFrame({"variety": ["阿卡波糖"]}), path)
    assert path.read_bytes() == b"\xef\xbb\xbfvariety\r\n" + "阿卡波糖\r\n".encode()


def test_the_digest_ignores_what_is_not_content(tables):
    expected = digest(tables)
    assert digest(dict(reversed(tables.items()))) == expected
    as_categories = {k: t.assign(scenario_id=t["scenario_id"].astype("category")) for k, t in tables.items()}
    assert digest(as_categories) == expected
    as_objects = {k: t.astype({"scenario_id": object}).set_index(t.index + 7) for k, t in tables.items()}
    assert digest(as_objects) == expected
    minus_zero = {"t": pd.DataFrame({"x": [0.0]})}, {"t": pd.DataFrame({"x": [-0.0]})}
    assert digest(minus_zero[0]) == digest(minus_zero[1])
    plain, signed = np.array([np.nan]), np.copysign(np.array([np.nan]), -1.0)
    assert plain.tobytes() != signed.tobytes()
    assert digest({"t": pd.DataFrame({"x": plain})}) == digest({"t": pd.DataFrame({"x": signed})})


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(x=[1.0, np.nextafter(2.0, 3.0)]),
        lambda t: t.assign(x=[1.0, np.nan]),
        lambda t: t.assign(word=["a", "c"]),
        lambda t: t.assign(word=["ab", ""]),
        lambda t: t.assign(word=["a", None]),
        lambda t: t.rename(columns={"word": "w"}),
        lambda t: t[["word", "x"]],
        lambda t: t.iloc[::-1],
        lambda t: t.iloc[:1],
        lambda t: t.assign(x=t["x"].astype(int)),
    ],
)
def test_the_digest_sees_every_change_of_content(change):
    table = pd.DataFrame({"x": [1.0, 2.0], "word": ["a", "b"]})
    assert digest({"t": change(table)}) != digest({"t": table})


def test_the_digest_is_pinned():
    table = pd.DataFrame({"x": [1.0, np.nan], "n": [1, 2], "word": ["a", "品种"]})
    assert digest({"t": table}) == PINNED


PINNED = "2cd3a84fcdbdaed48bb4ee5f9cc92486c36d2b278131060439ba4e621611c86d"
