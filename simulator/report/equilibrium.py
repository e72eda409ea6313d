"""Equilibria as tables and rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from simulator.bidding.equilibrium.fresh_draws import FreshGain
from simulator.bidding.equilibrium.outcome import QUANTILES, ClassOutcome
from simulator.report.absence import absence_notes
from simulator.report.certificate import costs_note
from simulator.report.lines import wrapped
from simulator.report.numbers import MISSING, number
from simulator.report.study_words import say
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.equilibrium_results import OtherStart, VarietyResult

__all__ = [
    "equilibrium_lines",
    "equilibrium_rows",
    "mean_winners",
    "number_lines",
    "over_ceiling",
    "price_ambiguity",
    "solution_notes",
    "variety_lines",
]

SAME_PRICE = 0.02
"""Mean prices that differ by no more than this share of the ceiling count as one equilibrium: bids that are
best up to a tolerance are not unique."""
_NOTICED = 0.01
"""Gain on fresh draws below which nothing is said."""

Row = dict[str, object]


def equilibrium_lines(results: Sequence[VarietyResult], language: Language) -> list[str]:
    """Write one line for each variety, with its certificate, and what the certificates mean."""
    titles = ("variety", "eq-bidders", "eq-places", "eq-price", "eq-award", "eq-winners", "eq-gain")
    rows = [
        [
            one.variety,
            str(one.bidders),
            str(one.places),
            over_ceiling(one.outcome.price, one),
            over_ceiling(one.outcome.award, one),
            f"{mean_winners(one):.2f}",
            _gain(one),
        ]
        for one in results
    ]
    lines = table([text(title, language) for title in titles], rows, [False] + [True] * 6)
    return [*lines, "", *solution_notes(results, language)]


def number_lines(results: Sequence[VarietyResult], language: Language) -> list[str]:
    """Write one line for each game, by number of bidders, with how many varieties come out like it."""
    games = Counter(
        (
            one.bidders,
            sum(each.number for each in one.classes if each.name == "originator"),
            one.places,
            over_ceiling(one.outcome.price, one),
            over_ceiling(one.outcome.award, one),
            f"{mean_winners(one):.2f}",
            _gain(one),
        )
        for one in results
    )
    titles = ("eq-bidders", "eq-originators", "eq-places", "eq-varieties", "eq-price", "eq-award")
    rows = [
        [str(cell) for cell in (*shown[:3], count, *shown[3:])]
        for shown, count in sorted(games.items(), key=itemgetter(0))
    ]
    heads = [text(title, language) for title in (*titles, "eq-winners", "eq-gain")]
    return [*table(heads, rows, [True] * 8), "", *solution_notes(results, language)]


_NOT_ASKED: Row = dict.fromkeys(("mean_cost", "cost", "gain", "fresh_gain", "fresh_half_width"))
"""What is not known of a class that bids by a rule: it has no costs in the game, and nothing to gain."""


def variety_lines(one: VarietyResult, language: Language) -> list[str]:
    """Write one variety in full: who bids what at which cost, who wins how often, and the certificate."""
    titles = ["eq-class", "eq-firms", "eq-win", "eq-cost", "eq-mean-bid", "eq-award", "eq-gain"]
    gains = one.gains
    rows = [
        [
            text(f"class-{each.name}", language),
            str(each.number),
            number(each.wins, "share"),
            MISSING if group.stated else over_ceiling(each.mean_cost, one),
            over_ceiling(each.mean_bid, one),
            over_ceiling(each.mean_award, one),
            MISSING if group.stated else number(gain, "share"),
        ]
        for each, group, gain in zip(one.outcome.classes, one.classes, gains, strict=True)
    ]
    if one.fresh:
        titles.append("eq-fresh")
        rows = [
            [*row, MISSING if group.stated else _fresh(gain)]
            for row, group, gain in zip(rows, one.classes, one.fresh, strict=True)
        ]
    lines = table([text(title, language) for title in titles], rows, [False] + [True] * (len(titles) - 1))
    steps = [number(level, "share") for level in QUANTILES]
    functions = table(
        [text("eq-standing", language), *steps],
        [
            line
            for each, group in zip(one.outcome.classes, one.classes, strict=True)
            for line in _functions(each, one, language)[group.stated :]
        ],
        [False] + [True] * len(steps),
    )
    head = text("eq-head", language, variety=one.variety, bidders=one.bidders, places=one.places)
    winners = ", ".join(
        f"{count}: {number(share, 'share')}"
        for count, share in enumerate(one.outcome.winners)
        if share > 5e-4
    )
    return [
        head,
        "",
        *lines,
        "",
        *functions,
        "",
        text("eq-outcome", language, price=over_ceiling(one.outcome.price, one), winners=winners),
        *solution_notes([one], language),
        *(_start_line(other, one, language) for other in one.others),
        *([text("eq-fresh-note", language)] if one.fresh else []),
    ]


def _start_line(other: OtherStart, one: VarietyResult, language: Language) -> str:
    gain = number(other.exploitability, "share") + ("" if other.converged else " !")
    price = over_ceiling(other.price, one)
    return text(f"eq-start-{other.start}", language, price=price, gain=gain)


def _fresh(gain: FreshGain) -> str:
    return f"{100 * gain.gain:.1f} ± {100 * gain.half_width:.1f}%"


def equilibrium_rows(results: Sequence[VarietyResult]) -> list[Row]:
    """Return the equilibria as plain rows, for JSON; prices over the ceiling, ``null`` where undefined."""
    return [
        {
            "variety": one.variety,
            "bidders": one.bidders,
            "places": one.places,
            "price_over_ceiling": _plain(one.outcome.price / one.ceiling),
            "award_over_ceiling": _plain(one.outcome.award / one.ceiling),
            "volume": one.outcome.volume,
            "winners": list(one.outcome.winners),
            "absence": one.absence or None,
            "exploitability": one.exploitability,
            "exact": one.exact,
            "rivals_known_by": "number" if one.by_number else "class",
            "converged": one.converged,
            "left_out": list(one.left_out),
            "costs": "scenario" if one.costs_kept is None else "solved",
            "costs_kept": list(one.costs_kept or ()),
            "other_starts": [
                {
                    "start": other.start,
                    "price_over_ceiling": _plain(other.price / one.ceiling),
                    "exploitability": other.exploitability,
                    "converged": other.converged,
                }
                for other in one.others
            ],
            "classes": [
                _class_row(*each, one) | {"stated": group.stated} | (_NOT_ASKED if group.stated else {})
                for each, group in zip(_with_gains(one), one.classes, strict=True)
            ],
        }
        for one in results
    ]


def _with_gains(one: VarietyResult) -> list[tuple[ClassOutcome, float, FreshGain | None]]:
    fresh = one.fresh or (None,) * len(one.outcome.classes)
    return list(zip(one.outcome.classes, one.gains, fresh, strict=True))


def _class_row(each: ClassOutcome, gain: float, fresh: FreshGain | None, one: VarietyResult) -> Row:
    ceiling = one.ceiling
    return {
        "class": each.name,
        "firms": each.number,
        "hopeless": each.name in one.hopeless,
        "attends": each.attends,
        "wins": each.wins,
        "mean_cost": each.mean_cost / ceiling,
        "mean_bid": _plain(each.mean_bid / ceiling),
        "mean_award": _plain(each.mean_award / ceiling),
        "gain": gain,
        "fresh_gain": None if fresh is None else fresh.gain,
        "fresh_half_width": None if fresh is None else fresh.half_width,
        "standing": list(QUANTILES),
        "cost": [cost / ceiling for cost in each.costs],
        "bid": [_plain(bid / ceiling) for bid in each.bids],
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


def _functions(each: ClassOutcome, one: VarietyResult, language: Language) -> list[list[str]]:
    name = text(f"class-{each.name}", language)
    costs = [over_ceiling(cost, one) for cost in each.costs]
    bids = [over_ceiling(bid, one) for bid in each.bids]
    return [
        [text("eq-cost-of", language, name=name), *costs],
        [text("eq-bid-of", language, name=name), *bids],
    ]


def over_ceiling(value: float, one: VarietyResult) -> str:
    """Write a price of a game over its ceiling."""
    return MISSING if math.isnan(value) else f"{value / one.ceiling:.3f}"


def mean_winners(one: VarietyResult) -> float:
    """Return the mean number of winners."""
    return float(np.dot(np.arange(len(one.outcome.winners)), one.outcome.winners))


def _gain(one: VarietyResult) -> str:
    mark = "" if one.converged else " !"
    return number(one.exploitability, "share") + mark


def solution_notes(results: Sequence[VarietyResult], language: Language) -> list[str]:
    """Say what certificates mean, which were missed, and what the games leave out."""
    by_number = any(one.by_number for one in results)
    lines = absence_notes(results, language)
    lines.append(text("eq-note-number" if by_number else "eq-note", language))
    if any(group.stated for one in results for group in one.classes):
        lines.append(text("eq-stated", language))
    if any(one.nearly_equal_costs for one in results):
        lines.append(text("eq-nearly-equal", language))
    worst = max((one.exploitability for one in results), default=0.0)
    sampled = any(not one.exact for one in results)
    lines.append(text("eq-worst-sampled" if sampled else "eq-worst", language, gain=number(worst, "share")))
    missed = sum(not one.converged for one in results)
    if missed:
        lines.append(text("eq-uncertified", language, count=missed))
    lines += [line for one in results for said in _on_fresh_draws(one, language) for line in wrapped(said)]
    lines += _on_starts(results, language)
    if results:
        lines += wrapped(_costs_note(results[0].costs_kept, language))
    if results and results[0].left_out:
        names = [text(f"eq-left-{name}", language) for name in results[0].left_out]
        lines += wrapped(text("eq-left-out", language, clauses=", ".join(names)))
    return lines


def _costs_note(kept: tuple[str, ...] | None, language: Language) -> str:
    """Say whose costs and ceilings the games have, in the words of a run with solved bids."""
    if kept is None:
        return say("costs-scenario", language)
    return costs_note({"bids_kept": list(kept)}, language)


def _on_fresh_draws(one: VarietyResult, language: Language) -> list[str]:
    """Say so where the full rules surely leave a class more than the game does."""
    more = [
        (fresh, gain)
        for fresh, gain in zip(one.fresh, one.gains, strict=False)
        if fresh.gain - fresh.half_width > max(gain, _NOTICED)
    ]
    if not more:
        return []
    fresh, gain = max(more, key=lambda each: each[0].gain)
    said = {
        name: number(value, "share") for name, value in (("gain", fresh.gain), ("half", fresh.half_width))
    }
    return [text("eq-fresh-more", language, exact=number(gain, "share"), **said)]


def _on_starts(results: Sequence[VarietyResult], language: Language) -> list[str]:
    """Say how far apart searches from several starts end, and where one did not end."""
    apart = {one.variety: price_ambiguity(one) for one in results if one.others}
    if not apart:
        return []
    widest = max(apart, key=lambda name: apart[name])
    lines = [text("eq-starts", language, apart=f"{apart[widest]:.3f}", variety=widest)]
    lost = sum(not other.converged for one in results for other in one.others)
    if lost:
        lines.append(text("eq-starts-lost", language, count=lost))
    several = [name for name, width in apart.items() if width > SAME_PRICE]
    if several:
        lines.append(text("eq-starts-several", language, names=", ".join(several), width=f"{SAME_PRICE:.2f}"))
    return lines


def price_ambiguity(one: VarietyResult) -> float:
    """Return the range of the mean price paid over all certified ends of a search, over the ceiling."""
    prices = [other.price for other in one.others if other.converged]
    prices += [one.outcome.price] if one.converged else []
    return (max(prices) - min(prices)) / one.ceiling if prices else 0.0
