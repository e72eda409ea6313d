"""What is shipped with the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from simulator.bidding.strategies.library import STRATEGIES, AnyStrategy
from simulator.errors import InputError, nearest
from simulator.rules.parameters import Clauses
from simulator.scenario.campaign import CampaignPlan
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load, load_rulebook
from simulator.scenario.model import Scenario
from simulator.scenario.studies import Study

__all__ = ["Row", "list_shipped"]

Row = dict[str, object]


def list_shipped(kind: str = "rounds") -> list[Row]:
    """List what comes with the product.

    Parameters
    ----------
    kind
        ``rules``, ``rounds``, ``campaigns``, ``published``, ``data``, ``strategies``, ``metrics``,
        ``studies`` or ``figures`` (what studies can compare).
    """
    listers: dict[str, Callable[[], list[Row]]] = {
        "rules": _list_rules,
        "rounds": _list_rounds,
        "campaigns": _list_campaigns,
        "published": _list_published,
        "data": lambda: [{"id": name} for name in list_ids("data")],
        "strategies": _list_strategies,
        "metrics": _list_metrics,
        "studies": _list_studies,
        "figures": _list_figures,
    }
    if kind not in listers:
        raise InputError.one(f"there is no list of '{kind}'", mend=nearest(kind, listers))
    return listers[kind]()


def _list_rules() -> list[Row]:
    found: list[Row] = []
    for name in list_ids("rules"):
        book = load_rulebook(name, Clauses).record
        title = {"title_en": book.title.en, "title_zh": book.title.zh}
        bids = book.dates.bids.value.isoformat()
        found.append({"id": book.id, **title, "bids": bids, "kind": book.kind, "confidence": book.confidence})
    return found


def _list_rounds() -> list[Row]:
    found: list[Row] = []
    for name in list_ids("rounds"):
        record = load(name, Scenario[AnyStrategy], (), "rounds").record
        title = {"title_en": record.title.en, "title_zh": record.title.zh}
        found.append({"id": record.id, **title, "rules": record.rules.book, "published": record.published})
    return found


def _list_campaigns() -> list[Row]:
    found = [load(name, CampaignPlan, (), "campaigns").record for name in list_ids("campaigns")]
    return [
        {
            "id": one.id,
            "title_en": one.title.en,
            "title_zh": one.title.zh,
            "rounds": ", ".join(each.id for each in one.rounds),
        }
        for one in found
    ]


def _list_published() -> list[Row]:
    from simulator.results.published import Published

    records: list[Published] = [
        load(name, Published, (), "published").record for name in list_ids("published")
    ]
    return [
        {"id": r.id, "title_en": r.title.en, "title_zh": r.title.zh, "figures": len(r.figures)}
        for r in records
    ]


def _list_strategies() -> list[Row]:
    return [
        {
            "id": str(strategy.model_fields["use"].annotation.__args__[0]),  # type: ignore[union-attr]
            "says": (strategy.__doc__ or "").strip().splitlines()[0],
            **asdict(strategy.traits),
        }
        for strategy in STRATEGIES
    ]


def _list_metrics() -> list[Row]:
    from simulator.results.dictionary import METRICS

    return [asdict(entry) for entry in METRICS.values()]


def _list_studies() -> list[Row]:
    records: list[Study] = [load(name, Study, (), "studies").record for name in list_ids("studies")]
    return [
        {"id": one.id, "title_en": one.title.en, "title_zh": one.title.zh, "scenario": one.baseline.scenario}
        for one in records
    ]


def _list_figures() -> list[Row]:
    from simulator.study.figures import FIGURES

    return [asdict(one) for one in FIGURES.values()]
