"""The public functions: one answer from every kind of input, and errors that teach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import api
from simulator.errors import InputError, RunError, VbpError
from simulator.scenario.catalogue import find, list_ids

LISTS = {
    "acarbose-round-2": "round-2-2020",
    "round-4-ceilings": "round-4-2021",
    "round-11-anchor": "round-11-2025",
    "insulin-basal-2021": "insulin-2021",
    "stents-2020": "stents-2020",
}
ROW: dict[str, object] = {"variety": "acarbose", "firm": "Bayer", "price": 0.1807}


def problems_of(rows: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        api.award(rows, "round-2-2020")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("name", "rules"), LISTS.items())
def test_file_table_and_rows_are_awarded_alike(name: str, rules: str) -> None:
    """The table and the rows have numbers and empty cells where the file has texts."""
    by_id = api.award(name, rules)
    path = find("data", name)
    by_path = api.award(path, rules)
    texts = {"code": str, "link": str, "strength_ratio": str, "pack_ratio": str}
    table = pd.read_csv(path, dtype={key: kind for key, kind in texts.items() if key in by_id.columns})
    if "accepts" in table:
        table["accepts"] = table["accepts"].map({"yes": True, "no": False})
    rows = [{k: v for k, v in row.items() if pd.notna(v)} for row in table.to_dict("records")]
    pd.testing.assert_frame_equal(by_id, by_path)
    pd.testing.assert_frame_equal(by_id, api.award(table, rules))
    pd.testing.assert_frame_equal(by_id, api.award(rows, rules))
    pd.testing.assert_frame_equal(by_id, api.award(iter(rows), rules))


def test_award_by_hand() -> None:
    """Round 2: three bidders have two places; 0.32 is within 1.8 times 0.1807 (0.32526), 0.465 is not."""
    table = api.award("acarbose-round-2", "round-2-2020").set_index("firm")
    assert table["won"].to_dict() == {"Bayer": True, "Sichuan Luye": True, "Hangzhou Huadong": False}
    assert table.loc["Sichuan Luye", "award_price"] == 0.32
    assert np.isnan(table.loc["Hangzhou Huadong", "award_price"])
    assert table.loc["Bayer", "rank"] == 1
    assert table.loc["Hangzhou Huadong", "rank"] is pd.NA
    assert table.loc["Hangzhou Huadong", "reason"] == "no-place"
    areas = [*table.loc["Bayer", "regions"], *table.loc["Sichuan Luye", "regions"]]
    assert len(areas) == len(set(areas)) == 31


def test_prices_of_every_kind_of_number_are_exact() -> None:
    for price in (0.1807, "0.1807", np.float64(0.1807), " 0.1807 "):
        assert api.award([{**ROW, "price": price}], "round-2-2020")["price"][0] == 0.1807
    for price in (3, np.int64(3), np.float32(3)):
        assert api.award([{**ROW, "price": price}], "round-2-2020")["price"][0] == 3


def test_changed_rules_change_the_award() -> None:
    """With a multiple of 1.5 the limit is 0.27105, and the cut from a ceiling is not there to help."""
    tight = api.award(
        "acarbose-round-2", "round-2-2020", sets=["clauses.price_test.tests.multiple.times=1.5"]
    ).set_index("firm")
    assert tight["won"].to_dict() == {"Bayer": True, "Sichuan Luye": False, "Hangzhou Huadong": False}


def test_unknown_columns_name_the_nearest() -> None:
    assert "rows: unknown column 'prise'" in problems_of([{**ROW, "prise": 1}])[0]
    assert "did you mean 'price'?" in problems_of([{"variety": "a", "firm": "A", "prise": 1}])[0]
    assert "did you mean 'ceiling'?" in problems_of(pd.DataFrame([{**ROW, "celing": 1}]))[0]


def test_every_problem_of_the_rows_is_named_at_once() -> None:
    found = problems_of(
        [
            {"variety": "a", "firm": "A"},
            {"variety": "a", "price": 1},
            {**ROW, "price": 0.18075},
            {**ROW, "price": "cheap"},
            {**ROW, "price": -1},
            {**ROW, "price": 0},
            {**ROW, "price": float("inf")},
            {**ROW, "price": 300_001},
            {**ROW, "ceiling": 0.00001},
        ]
    )
    assert [text.split(":")[0] for text in found] == [f"row {i}" for i in range(9)]
    assert "'price'" in found[0]
    assert "'firm'" in found[1]
    assert "four decimals" in found[2]


@pytest.mark.parametrize("empty", [[], pd.DataFrame(), iter(())])
def test_empty_lists_are_refused(empty: object) -> None:
    assert "holds no bid" in problems_of(empty)[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": "many"},
        {"base": -5},
        {"quality": "pased"},
        {"strength_ratio": "double"},
        {"base": 10**25},
    ],
    ids=str,
)
def test_bad_values_of_rows_are_problems(wrong: dict[str, object]) -> None:
    assert "row 0" in problems_of([{**ROW, **wrong}])[0]


@pytest.mark.parametrize(
    "wrong", [{"coverage": 2.7}, {"volume_class": "ordnary"}, {"form": "solid"}, {"firm": ""}], ids=str
)
def test_what_a_file_may_not_say_rows_may_not_say(wrong: dict[str, object]) -> None:
    problems_of([{**ROW, **wrong}])


def test_empty_cells_of_nullable_columns_are_empty() -> None:
    rows = [{**ROW, "base": 5, "quality": "passed"}, {**ROW, "firm": "B", "base": None, "quality": None}]
    table = pd.DataFrame(rows).convert_dtypes()
    assert len(api.award(table, "round-2-2020")) == 2
    assert len(api.award([{**ROW, "base": pd.NA}], "round-2-2020")) == 1


def test_large_volumes_of_rows_are_exact() -> None:
    lots = api.replay_list([{**ROW, "past_volume": 10**12 - 1}], "round-2-2020")[0].awarded
    assert int(lots[0].lot.past_volume[0]) == 10**12 - 1


CLAUSE_CHANGES = {
    ("round-3-2020", "round-4-2021"): {
        "links.use": ("void-higher", "merge"),
        "links.scope": (
            "firms in a holding relation",
            "firms under one controller, or in a holding or management relation",
        ),
        "links.if_left_highest": ("void", None),
        "places.cap": ("8", "10"),
        **{
            f"places.table.{n}": (None, str(k))
            for n, k in zip(range(11, 17), (9, 9, 10, 10, 10, 10), strict=True)
        },
        "term.by_form.small-injection": (None, "1"),
        "term.by_form.large-injection": (None, "1"),
    },
    ("round-9-2023", "round-10-2024"): {
        "links.use": ("merge", "consortium"),
        "links.scope": (
            "holding or management relation, split licences, or the same manufacturer",
            "linked firms that bid together",
        ),
        **{
            f"places.table.{n}": (str(before), str(after))
            for n, before, after in (
                (5, 4, 3),
                (6, 4, 3),
                (7, 5, 4),
                (8, 6, 5),
                (9, 7, 6),
                (10, 8, 6),
                (11, 9, 7),
                (12, 9, 8),
                (13, 10, 8),
                (14, 10, 9),
                (15, 10, 9),
            )
        },
        "price_test.tests.cut.at_least": ("0.5", None),
        "price_test.tests.threshold.yuan.any": ("0.1", None),
        "price_test.tests.threshold.yuan.oral-solid": (None, "0.1"),
        "price_test.tests.threshold.yuan.small-injection": (None, "1"),
        "price_test.tests.threshold.yuan.large-injection": (None, "2"),
        "elimination.use": ("extreme-ratios", "none"),
        "elimination.widest": ("4", None),
        "elimination.tightest": ("2", None),
        "elimination.ranked": ("passed", None),
        "elimination.minimum_bids": ("2", None),
        "revival.use": ("none", "revivals"),
        "revival.shortlisted.sole_multiple": (None, "1.8"),
        "revival.shortlisted.sole_base": (None, "own-price"),
        "revival.shortlisted.chooses_regions": (None, "yes"),
    },
}


@pytest.mark.parametrize("books", CLAUSE_CHANGES)
def test_difference_of_books_is_what_was_amended(books: tuple[str, str]) -> None:
    """Exactly the clauses whose values differ, whatever their sources and notes; read off the two files."""
    found = {
        one.path.removeprefix("clauses."): (one.before, one.after)
        for one in api.diff(*books)
        if one.path.startswith("clauses.")
    }
    assert found == CLAUSE_CHANGES[books]
    back = {one.path: (one.after, one.before) for one in api.diff(*reversed(books))}
    assert back == {one.path: (one.before, one.after) for one in api.diff(*books)}


@pytest.mark.long
def test_nothing_tells_a_book_from_itself() -> None:
    for name in list_ids("rules"):
        assert api.diff(name, name) == ()


def test_difference_of_scenarios_and_of_unlike_things() -> None:
    paths = {one.path: one for one in api.diff("round-2-2020", "round-7-2022", scenarios=True)}
    assert (paths["market.bids"].before, paths["market.bids"].after) == ("159", "488")
    with pytest.raises(InputError, match="not of one kind"):
        api.diff("round-2-2020", str(find("rounds", "round-2-2020")))


def test_check_says_what_a_file_is(tmp_path: Path) -> None:
    assert api.check("round-2-2020") == "scenario"
    assert api.check(find("rules", "round-2-2020")) == "rule book"
    assert api.check("joints-2021") == "rule book", "no scenario has this id"
    assert api.check(find("published", "round-2-2020")) == "published figures"
    assert api.check(find("data", "acarbose-round-2")) == "bid list"
    with pytest.raises(InputError, match="did you mean 'round-2-2020'"):
        api.check("rond-2-2020")
    with pytest.raises(InputError, match="no such file"):
        api.check(tmp_path / "none.yaml")


def test_check_names_mistakes_of_every_kind(tmp_path: Path) -> None:
    texts = {
        "s.yaml": ("extends: round-2-2020\nid: s\nmarket: {bidz: 5}\n", ":3:10:"),
        "r.yaml": ("extends: round-2-2020\nid: r\nclauses:\n  places: {cop: 5}\n", ":4:12:"),
        "p.yaml": ("id: p\nrules: round-2-2020\nfigures: []\n", "sources"),
        "b.csv": ("variety,firm,price\na,A,free\n", ":2:3:"),
    }
    for name, (text, words) in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            api.check(tmp_path / name)
        assert words in str(caught.value), name


@pytest.mark.long
@pytest.mark.parametrize("base", list_ids("rounds"))
def test_new_scenarios_check_and_change_nothing(tmp_path: Path, base: str) -> None:
    path = api.new("mine", base, tmp_path)
    assert api.check(path) == "scenario"
    changed = {one.path for one in api.diff(str(find("rounds", base)), str(path), scenarios=True)}
    assert changed <= {"id", "title.en", "title.zh", "published"}


@pytest.mark.parametrize("base", list_ids("rules"))
def test_new_rule_books_check_and_change_nothing(tmp_path: Path, base: str) -> None:
    path = api.new("mine", base, tmp_path, rules=True)
    assert api.check(path) == "rule book"
    assert {one.path for one in api.diff(base, str(path), everything=True)} == {"id", "title.en", "title.zh"}


def test_new_files_touch_nothing(tmp_path: Path) -> None:
    path = api.new("mine", folder=tmp_path)
    path.write_text("my work", encoding="utf-8")
    with pytest.raises(InputError, match="exists already"):
        api.new("mine", folder=tmp_path)
    assert path.read_text(encoding="utf-8") == "my work"
    for name in ("Mine", "my file", "../mine", "", "a" * 65):
        with pytest.raises(InputError, match="is no id"):
            api.new(name, folder=tmp_path)
    with pytest.raises(InputError, match="did you mean 'round-7-2022'"):
        api.new("other", "rond-7-2022", tmp_path)
    with pytest.raises(RunError, match="cannot write"):
        api.new("other", folder=tmp_path / "none")
    assert [found.name for found in tmp_path.iterdir()] == ["mine.yaml"]


def test_new_refuses_names_that_would_not_check(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        api.new("-mine", folder=tmp_path)


def test_new_may_start_from_a_file_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
    first = api.new("first", folder="one")
    assert api.check(api.new("second", str(first), "one")) == "scenario"
    with pytest.raises(InputError, match="does not lie in the folder"):
        api.new("third", str(first), "two")


@pytest.mark.long
def test_lists_of_what_is_shipped() -> None:
    ids = {
        kind: [row["id"] for row in api.list_shipped(kind)]
        for kind in ("rules", "rounds", "published", "data")
    }
    for kind in ("rules", "rounds", "published"):
        assert ids[kind] == list(list_ids(kind))
    assert set(LISTS) | {"national-31", "expansion-25", "cities-11"} <= set(ids["data"])
    assert {row["id"] for row in api.list_shipped("strategies")} == {
        "markup",
        "equilibrium",
        "quantal",
        "hierarchy",
        "originator-exit",
        "guaranteed-line",
        "loss-leader",
        "imitation",
        "last-price",
        "mix",
        "learning",
        "fixed-list",
    }
    assert all(row["says"] for row in api.list_shipped("strategies"))
    assert "mean_cut_reference" in {row["name"] for row in api.list_shipped("metrics")}
    rules = {row["id"] for row in api.list_shipped("rules")}
    assert {row["rules"] for row in api.list_shipped("rounds")} <= rules
    with pytest.raises(InputError, match="did you mean 'rules'"):
        api.list_shipped("rule")


HELD_OUT = ("round-4-2021", "round-8-2023", "round-9-2023", "round-10-2024", "round-11-2025")


@pytest.mark.long
def test_rounds_kept_for_checks_have_no_published_outcome() -> None:
    published = {str(row["id"]): row["published"] for row in api.list_shipped("rounds")}
    assert all(published[name] is None for name in HELD_OUT)
    assert not set(HELD_OUT) & set(list_ids("published"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api.run("round-2-2020", out=tmp_path_factory.mktemp("run") / "out", reps=3).path


def check_explanations(finished: Path, step: int) -> None:
    """Compare the explanations of some bids of the first replication with the table of awards."""
    awards = api.read_run(finished)["awards"].query("replication == 0")
    told = []
    for row in awards.iloc[::step].itertuples():
        (found,) = api.explain("round-2-2020", row.firm, variety=row.variety, replication=0)
        assert (found.variety, found.firm, found.reason) == (row.variety, row.firm, row.state)
        assert found.price / 10_000 == row.bid
        assert found.won == (row.price > 0)
        told.append(found.won)
    assert 0 < sum(told) < len(told), "winners and losers"


@pytest.mark.long
def test_explanations_agree_with_the_run(finished: Path) -> None:
    check_explanations(finished, 35)


@pytest.mark.slow
def test_many_explanations_agree_with_the_run(finished: Path) -> None:
    check_explanations(finished, 4)


@pytest.mark.slow
def test_explanations_cover_all_bids_of_a_firm(finished: Path) -> None:
    awards = api.read_run(finished)["awards"].query("replication == 0")
    firm = awards["firm"].value_counts().index[0]
    found = api.explain("round-2-2020", firm)
    assert [one.variety for one in found] == awards.query("firm == @firm")["variety"].tolist()


@pytest.mark.long
def test_replications_differ(finished: Path) -> None:
    row = api.read_run(finished)["awards"].query("`class` == 'generic'").iloc[0]
    bids = [
        api.explain("round-2-2020", row.firm, variety=row.variety, replication=replication)[0].price
        for replication in (0, 1)
    ]
    assert bids[0] == round(row.bid * 10_000)
    assert bids[0] != bids[1]


def test_explanations_of_lists() -> None:
    (found,) = api.explain("acarbose-round-2", "Sichuan Luye", rules="round-2-2020")
    assert found.won
    assert found.would_have_won == 3252, "1.8 x 0.1807 = 0.32526"
    with pytest.raises(InputError, match="did you mean 'Bayer'"):
        api.explain("acarbose-round-2", "Bayr", rules="round-2-2020")
    with pytest.raises(InputError, match="needs a rule book"):
        api.explain(find("data", "acarbose-round-2"), "Bayer")


def test_replication_below_zero_is_refused() -> None:
    with pytest.raises(VbpError):
        api.explain("round-2-2020", "Firm 001", replication=-1)


def test_run_compares_with_what_was_published(finished: Path) -> None:
    verdicts = api.compare_published(finished)
    assert "mean_cut_reference" in {v.figure.metric for v in verdicts}
    assert (finished / "report.html").exists()


@pytest.mark.long
def test_comparing_a_round_without_published_figures_is_refused(tmp_path: Path) -> None:
    done = api.run("round-4-2021", out=tmp_path / "out", reps=1)
    with pytest.raises(InputError, match="no published figures"):
        api.compare_published(done.path)


def test_plan_says_what_a_run_would_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = "\n".join(api.plan_lines("round-2-2020", ["run.replications=7", "run.block=3"]))
    assert "33 varieties, 159 bids, 31 supply areas" in said
    assert "7 replications in 3 blocks, seed 1" in said
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_shown_file_loads_to_the_same(tmp_path: Path) -> None:
    for name, rules in (("round-7-2022", False), ("round-9-2023", True)):
        path = tmp_path / f"{name}-{rules}.yaml"
        path.write_text(api.show(name, rules=rules), encoding="utf-8")
        kind = "rules" if rules else "rounds"
        assert api.diff(str(find(kind, name)), str(path), scenarios=not rules) == ()


@pytest.mark.long
def test_schemas_are_there_and_others_are_named() -> None:
    for name in ("scenario", "rulebook", "published", "study"):
        assert api.schema(name)["type"] == "object"
        assert api.schema(name)["title"] == f"vbp {name}"
    with pytest.raises(InputError, match="did you mean 'scenario'"):
        api.schema("scenarios")
