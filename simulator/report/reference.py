"""Reference pages written from the product itself: rule books, mechanisms, strategies, metrics."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

from pydantic import BaseModel

from simulator.bidding.strategies.library import STRATEGIES
from simulator.report.inputs import CitedValue, cited_values, plain
from simulator.report.parameters import PARAMETER_TITLES, contract_parameters
from simulator.report.words import CLAUSES, REASONS
from simulator.results.build_up import LAYER_LABELS
from simulator.results.contract_definitions import CONTRACT_METRICS, REGION_METRICS
from simulator.results.count_words import WELFARE_WORDS, formula_in_words
from simulator.results.dictionary import AWARD_COLUMNS, METRICS, UNIT_LABELS
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.monitoring import CARRIED, COLUMNS, MONITOR_METRICS
from simulator.results.welfare_definitions import COMPARED, WELFARE_METRICS
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import Loaded, load_rulebook
from simulator.scenario.records import Cited
from simulator.scenario.rulebook import RuleBook

__all__ = ["main", "metrics_page", "parameters_page", "rules_page", "strategies_page"]

_CONTRACTS_HEAD = (
    "Where a scenario carries its contracts out ([contracts.md](contracts.md)), the table `contracts` has "
    "these figures for the whole tender (`variety` empty) and for each variety: mean, 95 % interval of the "
    "mean (`low`, `high`), range of replications (`p05`, `p95`) and `shortfall`, the mean of the worst "
    "twentieth of them (CVaR). "
    "Volumes are weighted by reference prices. A figure with nothing below the line is undefined.\n"
)
_WELFARE_HEAD = (
    "Where a scenario counts gains and losses (`--set 'welfare={}'`, [welfare.md](welfare.md)), the table "
    "`welfare` has these figures in the layout of `contracts`. Counts that begin with `none` are without any "
    "procurement. A ratio with nothing below the line is undefined.\n"
)
_MONITORING_HEAD = (
    "`vbp monitor --out FOLDER` ([monitoring.md](monitoring.md)) writes the table `monitoring`, one "
    "row for each "
    "simulated round, quarter, variety, region and main supplier, with the reference price in yuan and these "
    "columns:\n"
)
_MADE = "<!-- Written by `make docs`; do not edit by hand. -->\n"
_WORDS: Mapping[str, str] = {
    "background": "general knowledge",
    "uncertain": "uncertain",
    "assumption": "assumption",
    "calibration": "calibration",
}
_PROMISES = {
    "never_below_cost": "no valid bid lies below the bidder's cost",
    "never_above_ceiling": "no bid lies above the ceiling",
    "always_present": "a bid is always handed in",
}


def rules_page(books: Sequence[Loaded[RuleBook[Clauses]]]) -> str:
    """Write the reference of rule books: every value with its source and how sure the record is.

    Parameters
    ----------
    books
        The rule books, in the order in which they are shown.
    """
    parts = [_MADE, "# Rule books\n", _RULES_HEAD]
    rows = []
    for book in books:
        record = book.record
        values = [value for value in cited_values(book, Path(), "clauses") if value.confidence]
        doubtful = sum(value.confidence != "recorded" for value in values)
        bids = record.dates.bids.value.isoformat()
        link = f"[`{record.id}`](#{record.id})"
        rows.append((link, record.title.zh, bids, record.confidence, f"{doubtful} of {len(values)}"))
    parts.append(_table(("rule book", "", "bids opened", "record", "values not on record"), rows))
    for book in books:
        parts += _one_book(book)
    return "\n".join([*parts, *_mechanisms()])


def _one_book(book: Loaded[RuleBook[Clauses]]) -> Iterator[str]:
    record = book.record
    yield f"## {record.id}\n"
    yield f"{record.title.en} · {record.title.zh}" + (f" · {record.tender_no}" if record.tender_no else "")
    yield f"\n{record.summary.en.strip()}\n\n{record.summary.zh.strip()}\n"
    rows = [
        (f"{part}.{value.path}", *_cells(value))
        for part in ("dates", "scope")
        for value in cited_values(book, Path(), part)
    ]
    for value in cited_values(book, Path(), "clauses"):
        name, _, rest = value.path.partition(".")
        en, zh = CLAUSES[name]
        if rest == "use":
            rows.append((f"**{en} · {zh}**", f"**{plain(value.value)}**", "", "", value.says))
        else:
            rows.append((f"{name}.{rest}", *_cells(value)))
    yield _table(("value", "", "source", "confidence", "note"), rows)
    for name, source in record.sources.items():
        address = f" <{source.url}>" if source.url else ""
        yield f"- {name} ({source.grade}): {_line(source.what)}{address}"
    yield ""


def _cells(value: CitedValue) -> tuple[str, str, str, str]:
    sources = ", ".join(_WORDS.get(name, name) for name in value.sources)
    return plain(value.value), sources, value.confidence, value.note


def _mechanisms() -> Iterator[str]:
    yield "## Mechanisms\n"
    yield "What a rule book may say under each clause; [clauses.md](clauses.md) says how it is computed.\n"
    for name, field in Clauses.model_fields.items():
        en, zh = CLAUSES[name]
        yield f"### {en} · {zh} (`{name}`)\n\n{field.description}\n"
        for member in _models(field.annotation):
            uses = get_args(member.model_fields["use"].annotation)
            yield f"**`{uses[0]}`** {_first(member)}\n"
            rows = list(_parameters(member, ""))
            if rows:
                yield _table(("parameter", "may be", "meaning"), rows)


def _parameters(model: type[BaseModel], path: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        key = f"{path}{field.alias or name}"
        if name == "use":
            continue
        models = [one for one in _models(field.annotation) if not issubclass(one, Cited)]
        if models:
            for one in models:
                yield from _parameters(one, f"{key}.")
        else:
            kind = _kind(field.annotation) + ("" if field.is_required() else ", may be left out")
            yield f"`{key}`", kind, field.description or ""


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Literal, dict, tuple):
        return []
    return [found for part in get_args(annotation) for found in _models(part)]


def _kind(annotation: object) -> str:
    """Say in words what a parameter may be."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    plain_names = {int: "whole number", Decimal: "number", bool: "yes or no", str: "text", date: "date"}
    if isinstance(annotation, type) and issubclass(annotation, Cited):
        return _kind(annotation.model_fields["value"].annotation) + _bounds(annotation)
    if isinstance(annotation, type):
        return plain_names.get(annotation, annotation.__name__)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin is Literal:
        return "one of " + ", ".join(f"`{choice}`" for choice in arguments)
    if origin is dict:
        return f"table from {_kind(arguments[0])} to {_kind(arguments[1])}"
    if origin is tuple:
        return f"list: {_kind(arguments[0])}"
    known = [one for one in arguments if one is not type(None)]
    return " or ".join(_kind(one) for one in known)


def _bounds(cited: type[BaseModel]) -> str:
    signs = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    words = [
        f"{sign} {getattr(item, name)}"
        for item in cited.model_fields["value"].metadata
        for name, sign in signs.items()
        if getattr(item, name, None) is not None
    ]
    return f", {' '.join(words)}" if words else ""


def strategies_page() -> str:
    """Write the reference of bidding strategies: what each does, its parameters and its promises."""
    parts = [_MADE, "# Bidding strategies\n", _STRATEGIES_HEAD]
    for strategy in STRATEGIES:
        name = get_args(strategy.model_fields["use"].annotation)[0]
        parts.append(f"## {name}\n")
        about = (strategy.__doc__ or "").replace("``", "`").split("\n\n")
        parts += [" ".join(part.split()) + "\n" for part in about]
        parts.append(_table(("parameter", "may be", "meaning"), list(_parameters(strategy, ""))))
        promises = [says for trait, says in _PROMISES.items() if getattr(strategy.traits, trait)]
        parts.append("It promises: " + ("; ".join(promises) or "nothing") + ".\n")
        if strategy.traits.uses_taste:
            parts.append("Two bidders with the same cost may quote differently: each has a private draw.\n")
    return "\n".join(parts)


def parameters_page() -> str:
    """Write the reference of defaults: every parameter of contracts with its source."""
    parts = [_MADE, "# Parameters of contracts\n", _PARAMETERS_HEAD]
    return "\n".join([*parts, _table(PARAMETER_TITLES, contract_parameters())])


def metrics_page() -> str:
    """Write the data dictionary: metrics, columns of the award table, and reason codes."""
    parts = [_MADE, "# Metrics and columns\n", _METRICS_HEAD]
    for entry in METRICS.values():
        levels = {"both": "round and variety"}.get(entry.level, entry.level)
        parts.append(f"## {entry.name}\n")
        parts.append(f"{entry.label_en} · {entry.label_zh}\n")
        parts.append(f"{entry.says_en}\n\n{entry.says_zh}\n")
        unit = UNIT_LABELS[entry.unit][0]
        parts.append(
            f"- formula: {entry.formula}\n- 公式：{entry.formula_zh}\n- unit: {unit}\n- level: {levels}\n"
        )
    parts += _contract_figures()
    parts += _welfare_figures()
    parts += _monitoring_figures()
    parts += _money_figures()
    parts.append("## Columns of the award table\n")
    columns = [(f"`{one.name}`", one.unit or "-", one.says_en, one.says_zh) for one in AWARD_COLUMNS]
    parts.append(_table(("column", "unit", "meaning", "含义"), columns))
    parts.append("## Reason codes\n\nThe column `state`: every bid ends in exactly one of them.\n")
    reasons = [(f"`{code}`", *both) for code, both in REASONS.items()]
    parts.append(_table(("code", "meaning", "含义"), reasons))
    return "\n".join(parts)


def _contract_figures() -> list[str]:
    """Write the figures of contracts, of which each is a ratio of two counts."""
    rows = []
    for one in CONTRACT_METRICS.values():
        factor = "" if one.factor == 1 else f"{one.factor:g} × "
        formula = f"{factor}{_counts(one.over)}" + (f" / {_counts(one.under)}" if one.under else "")
        rows.append((f"`{one.name}`", one.unit, one.says_en, one.says_zh, formula, one.formula[1]))
    regional = [(f"`{name}`", *entry) for name, entry in REGION_METRICS.items()]
    return [
        "## Contracts\n",
        _CONTRACTS_HEAD,
        _table(_FORMULA_HEAD, rows),
        "The table `regions` has, for each region and variety and (`variety` empty) for all it buys:\n",
        _table(("figure", "unit", "meaning", "含义"), regional),
    ]


def _welfare_figures() -> list[str]:
    """Write the figures of gains and losses, of which each is a sum or ratio of counts."""
    rows = []
    for one in WELFARE_METRICS.values():
        below = f" / {_counts(one.under)}" if one.under else ""
        formula = _counts(one.over) + below
        rows.append((f"`{one.name}`", one.unit, one.says_en, one.says_zh, formula, one.formula[1]))
    compared = [
        (
            f"`{name}`",
            unit,
            _counts(over) + (f" / {_counts(under)}" if under else ""),
            formula_in_words(WELFARE_WORDS, over, under)[1],
        )
        for name, (over, under, unit) in COMPARED.items()
    ]
    layers = [(f"`{name}`", *words) for name, words in LAYER_LABELS.items()]
    return [
        "## Gains and losses\n",
        _WELFARE_HEAD,
        _table(_FORMULA_HEAD, rows),
        "The table `counterfactuals` has these under each `policy` (`no-procurement`, "
        "`tender-without-volume`), "
        "with `kind` `level`, and the tender's less it, `difference`:\n",
        _table(("figure", "unit", "formula", "公式"), compared),
        "The table `layers` has shares of these in the price before the tender (`…_before`, "
        "`…_after`) and in "
        "the cut (`…_of_cut`):\n",
        _table(("layer", "meaning", "含义"), layers),
    ]


def _monitoring_figures() -> list[str]:
    """Write columns, figures and notices of quarterly monitoring."""
    columns = [(f"`{name}`", *words) for name, words in COLUMNS.items()]
    figures = [
        (
            f"`{one.name}`",
            one.unit,
            one.label_en,
            one.label_zh,
            _counts([one.over]) + (f" / {_counts([one.under])}" if one.under else ""),
            one.formula[1],
        )
        for one in MONITOR_METRICS.values()
    ]
    return [
        "## Quarterly monitoring\n",
        _MONITORING_HEAD,
        _table(("column", "unit", "meaning", "含义"), columns),
        "The table `distributors` has one row for each quarter, region and distributor:\n",
        _table(
            ("column", "unit", "meaning", "含义"), [(f"`{name}`", *words) for name, words in CARRIED.items()]
        ),
        "The table `quarters` has these figures of each quarter, with intervals over the simulated "
        "rounds; volumes "
        "of varieties are added at reference prices. The last ones count rows of `notices`:\n",
        _table(_FORMULA_HEAD, figures),
    ]


def _money_figures() -> list[str]:
    """Write the figures of money: amounts a year, and ratios of them."""
    rows = []
    for one in MONEY_METRICS.values():
        formula = _amounts(one.over) + (f" / {_amounts(one.under)}" if one.under else "")
        rows.append((f"`{one.name}`", one.unit, one.says_en, one.says_zh, formula, one.formula[1]))
    return [
        "## Money\n",
        _MONEY_HEAD,
        _table(_FORMULA_HEAD, rows),
    ]


def _amounts(names: Sequence[str]) -> str:
    words = " ".join(
        f"{'-' if name.startswith('-') else '+'} {name.lstrip('-').replace('_', ' ')}" for name in names
    )
    return f"({words.removeprefix('+ ')})" if len(names) > 1 else words.removeprefix("+ ")


def _counts(names: Sequence[str]) -> str:
    words = " + ".join(name.replace("_", " ") for name in names).replace("+ -", "- ")
    return f"({words})" if len(names) > 1 else words


def _first(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_line(cell) for cell in line)} |\n" for line in lines)


_FORMULA_HEAD = ("figure", "unit", "meaning", "含义", "formula", "公式")

_MONEY_HEAD = """\
Where a scenario follows its money ([money.md](money.md)), the table `money` has the following figures for the
tender and for each variety, with the columns of `contracts`. Amounts are a year's, added up over varieties,
each over its own term; formulas name the columns of the parts `money-*.parquet`, in fen over the term.
"""

_RULES_HEAD = """\
Every value of every shipped rule book, with its source and how sure the record is: `recorded` (a source says
it), `draft` (only a draft says it), `uncertain` (weak or conflicting), `assumed` (ours). The record of a
whole book is `recorded`, `partial` (with holes, marked) or `assumed` (the rule that decides who wins is not
on record).
`vbp show ID --rules` prints a book with the line that each value comes from; `vbp diff ONE OTHER` tells two
apart.
"""

_STRATEGIES_HEAD = """\
A strategy sees what a class of bidders knows when it quotes (own cost, ceiling, number of bidders and places,
the cut that protects a bid) and answers with a price. A scenario names one strategy for each class of firm
under `bidding`. What a strategy promises is measured by tests.
"""

_METRICS_HEAD = """\
Definitions of everything that the tables of a run hold. [results.md](results.md) says how the tables are laid
out and what the intervals mean. Prices are comparable prices throughout.
"""


_PARAMETERS_HEAD = """\
What the section `supply` of a scenario takes where it says nothing else; `--set supply.demand.season=0.1`
changes one. Confidence is `recorded` (a source says it), `draft` (only a draft says it), `uncertain` (weak or
conflicting) or `assumed` (ours). [contracts.md](contracts.md#sources-of-defaults) tells what the sources say,
and how each parameter works.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the four pages into a folder."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    folder = Path(given[0] if given else "docs")
    found = [load_rulebook(name, Clauses) for name in list_ids("rules")]
    books = sorted(found, key=lambda book: book.record.dates.bids.value)
    pages = {"rules": rules_page(books), "strategies": strategies_page(), "metrics": metrics_page()}
    pages["parameters"] = parameters_page()
    for name, text in pages.items():
        target = folder / f"{name}.md"
        target.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {target}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
