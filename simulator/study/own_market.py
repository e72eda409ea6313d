"""A scenario made from a table of varieties, and the empty table to begin with."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import InputError, RunError
from simulator.market.varieties import VARIETY_COLUMNS, Variety, read_varieties
from simulator.scenario.template import write_new
from simulator.study.plan import load_scenario
from simulator.tender.simulate import set_up

__all__ = ["scenario_from_data", "write_template"]

_EXAMPLES = (
    ("atorvastatin-20mg", "6", "oral-solid", "ordinary", "1.25", "180000000"),
    ("cefazolin-1g", "9", "small-injection", "reduced", "4.8", "25000000"),
    ("esomeprazole-40mg", "14", "small-injection", "ordinary", "12.5", "8000000"),
)
_PER_BID = 0.6
"""Firms per bid, as in round 7 (295 firms, 488 bids)."""


def write_template(folder: Path) -> tuple[Path, Path]:
    """Write a table of varieties to fill in, and what each of its columns holds.

    Parameters
    ----------
    folder
        Where to write ``varieties.csv`` and ``varieties-columns.csv``; files that exist are left alone.

    Raises
    ------
    InputError
        If one of them exists.
    RunError
        If they cannot be written.
    """
    header = ",".join(column.name for column in VARIETY_COLUMNS)
    rows = "\n".join(",".join(row) for row in _EXAMPLES)
    words = ["column,holds,needed,choices,says"]
    for column in VARIETY_COLUMNS:
        needed = "yes" if column.required else "no"
        words.append(f'{column.name},{column.kind},{needed},{" ".join(column.choices)},"{column.sentence}"')
    table, columns = folder / "varieties.csv", folder / "varieties-columns.csv"
    for path, text in ((table, f"{header}\n{rows}\n"), (columns, "\n".join(words) + "\n")):
        try:
            with path.open("x", encoding="utf-8-sig") as file:
                file.write(text)
        except FileExistsError:
            raise InputError.one(
                f"{path} exists already", mend="choose another folder with --folder"
            ) from None
        except OSError as error:
            raise RunError(f"cannot write {path}: {error.strerror}") from None
    return table, columns


def scenario_from_data(name: str, data: Path, base: str, folder: Path) -> Path:
    """Write a scenario whose market is a table of varieties, and check that it can be run.

    Parameters
    ----------
    name
        Id of the scenario.
    data
        CSV table of varieties, in the folder of the scenario or below it.
    base
        Shipped scenario that everything else is taken from.
    folder
        Where to write it.

    Raises
    ------
    InputError
        With every problem of the table; if it lies elsewhere; or if its numbers cannot be a market.
    """
    varieties = read_varieties(data)
    try:
        beside = data.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise InputError.one(
            f"'{data}' does not lie in the folder '{folder}'",
            mend="keep the table beside the scenario, or name its folder with --folder",
        ) from None
    load_scenario(base)
    written = write_new(name, _text(name, beside, base, varieties), folder)
    try:
        scenario, book = load_scenario(str(written))
        set_up(scenario.record, book.record.clauses, written.parent, solve=False)
    except InputError:
        written.unlink()
        raise
    return written


def _text(name: str, table: str, base: str, varieties: tuple[Variety, ...]) -> str:
    bidders = [one.bidders for one in varieties]
    firms = max(round(sum(bidders) * _PER_BID), *bidders)
    # Few varieties leave no room for firms that bid in many and others that bid in one.
    spread = "" if len(varieties) >= 20 else "  size_exponent: 0\n"
    note = f'source: assumption, note: "counted from {table}"'
    return f"""\
# A scenario of your own market: the varieties of {table}; everything else is inherited from '{base}'.
# 'vbp show {name}.yaml' prints all values with their origin, 'vbp run {name}.yaml' runs it.
extends: {base}
id: {name}
title: {{en: "{name}", zh: "{name}"}}
summary:
  en: "{len(varieties)} varieties with {sum(bidders)} bids, read from a table; the rest as in {base}."
  zh: "由数据表读入的{len(varieties)}个品种、{sum(bidders)}个报价；企业、成本与报价方式同 {base}。"
market:
  varieties_file: {table}
  varieties: {{value: {len(varieties)}, {note}}}
  bids: {{value: {sum(bidders)}, {note}}}
  most_bidders: {{value: {max(bidders)}, {note}}}
  fewest_bidders: {{value: {min(bidders)}, {note}}}
firms:
  # {_PER_BID} firms per bid, as in round 7: give the number that you know
  firms: {{value: {firms}, source: assumption}}
{spread}published: null
"""
