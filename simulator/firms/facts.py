"""Further facts of the bids: printed prices, old prices, points, scores and promises, drawn by name."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.firms.population import Entrants
from simulator.money import Ints, split
from simulator.rules.lot import CRITERIA, UNKNOWN
from simulator.scenario.model import Facts, Panel, PrintedPrice, Score, TechnicalPoints
from simulator.streams import DRAWS, uniforms

__all__ = ["BidFacts", "draw_facts", "panel_points"]

Floats = npt.NDArray[np.float64]

POINT = 10_000
"""Points are kept in 1/10,000."""

_SMALLEST = 1e-12
_NEWCOMER = 3


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class BidFacts:
    """What the tender office and hospitals know of the bids of one variety; empty where not on record.

    Arrays ``[n]`` as in :class:`simulator.rules.lot.Lot`; prices in 1/10,000 yuan, points in 1/10,000.
    """

    past_volume: Ints
    brand_volume: Ints
    enquiry: Ints = field(default_factory=_none)
    previous_price: Ints = field(default_factory=_none)
    class_a: Ints = field(default_factory=_none)
    class_b: Ints = field(default_factory=_none)
    technical: Ints = field(default_factory=_none)
    criteria: Ints = field(default_factory=_none)
    """``[n, 7]`` points by criterion."""
    supply_score: Ints = field(default_factory=_none)
    credit: Ints = field(default_factory=_none)
    nationwide: Ints = field(default_factory=_none)
    fee: Ints = field(default_factory=_none)


def draw_facts(entrants: Entrants, facts: Facts | None, seed: int) -> BidFacts:
    """Draw the facts of the bids of one variety.

    Facts belong to the scenario like the population: they depend on the seed, not on the replication, and
    each has a stream of its own, so that asking for one more moves none of the others.

    Parameters
    ----------
    entrants
        The bidders of the variety.
    facts
        What the scenario says of facts, if anything.
    seed
        Master seed.
    """
    if facts is None:
        return BidFacts(entrants.past_volume, entrants.brand_volume)
    drawn: dict[str, Ints] = {}
    volume = entrants.past_volume
    drawn["brand_volume"] = _named(volume, facts)
    if facts.incumbents is not None:
        before, price = _incumbents(entrants, facts, seed)
        volume = np.where(before, volume, 0)
        drawn["previous_price"] = np.where(before, price, UNKNOWN)
    drawn |= _printed(entrants, facts, seed)
    if facts.technical is not None:
        drawn["technical"] = _technical(entrants, "all", facts.technical, facts.panel, seed)
        columns = [_technical(entrants, name, facts.technical, facts.panel, seed) for name in CRITERIA]
        drawn["criteria"] = np.stack(columns, axis=1)
    for name, score in (("supply_score", facts.supply_score), ("credit", facts.credit)):
        if score is not None:
            drawn[name] = _score(entrants, name, score, seed)
    if facts.nationwide is not None:
        draws = np.array([uniforms(seed, "facts", "nationwide", firm)[0, 0] for firm in entrants.firms])
        drawn["nationwide"] = (draws < float(facts.nationwide.value)).astype(np.int64)
    if facts.service_fee is not None:
        fee = entrants.variety.reference * float(facts.service_fee.value)
        drawn["fee"] = _rounded(np.full(len(entrants.firms), fee))
    return BidFacts(past_volume=volume, **drawn)


def panel_points(true: Floats, panel: Panel, normal: Floats) -> Ints:
    """Let an expert group score bids: each expert errs, and the extremes of three or more are left out.

    Parameters
    ----------
    true
        ``[n]`` true points, 0 to 100.
    panel
        The expert group.
    normal
        ``[n, k]`` standard normal errors of its ``k`` experts.

    Returns
    -------
    numpy.ndarray
        ``[n]`` mean points in 1/10,000, halves up.
    """
    given = np.sort(_clipped(true[:, None] + float(panel.noise.value) * normal), axis=1)
    kept = given[:, 1:-1] if given.shape[1] > 2 else given
    return _rounded(kept.mean(axis=1) * POINT)


def _named(volume: Ints, facts: Facts) -> Ints:
    share = 1.0 if facts.named_volume is None else float(facts.named_volume.value)
    parts = [round(share * 1_000_000), 1_000_000 - round(share * 1_000_000)]
    return np.array([split(int(one), parts)[0] for one in volume], dtype=np.int64)


def _incumbents(entrants: Entrants, facts: Facts, seed: int) -> tuple[npt.NDArray[np.bool_], Ints]:
    terms = facts.incumbents
    if terms is None:
        raise ValueError("the scenario says nothing of incumbents")
    draws = _by_bid(entrants, "incumbent", seed)
    before = (draws[:, 0] < float(terms.share.value)) & (entrants.kind != _NEWCOMER)
    ratio = float(terms.previous_over_reference.value) * np.exp(
        float(terms.spread.value) * _normal(draws[:, 1])
    )
    return before, _ticks(entrants.variety.reference * ratio)


def _printed(entrants: Entrants, facts: Facts, seed: int) -> dict[str, Ints]:
    """Return prices that the document prints for the variety, the same for all its bids."""
    size, reference = len(entrants.firms), entrants.variety.reference
    prices: dict[str, Ints] = {}
    if facts.enquiry is not None:
        ratio = _printed_ratio(facts.enquiry, entrants.variety.name, seed)
        prices["enquiry"] = _ticks(np.full(size, reference * ratio))
    for name, line in (("class_a", facts.class_a), ("class_b", facts.class_b)):
        if line is not None:
            prices[name] = _ticks(np.full(size, reference * float(line.value)))
    return prices


def _printed_ratio(price: PrintedPrice, variety: str, seed: int) -> float:
    level = _normal(uniforms(seed, "facts", "enquiry", variety)[0, :1])
    return float(price.over_reference.value) * float(np.exp(float(price.spread.value) * level[0]))


def _technical(entrants: Entrants, item: str, terms: TechnicalPoints, panel: Panel | None, seed: int) -> Ints:
    means = np.array(
        [float(m.value) for m in (terms.originator, terms.generic, terms.own_api, terms.newcomer)]
    )
    level = _normal(_by_bid(entrants, f"technical-{item}", seed)[:, 0])
    true = _clipped(means[entrants.kind] + float(terms.spread.value) * level)
    if panel is None:
        return _rounded(true * POINT)
    experts = panel.experts.value
    errors = _by_bid(entrants, f"panel-{item}", seed, blocks=-(-experts // DRAWS))[:, :experts]
    return panel_points(true, panel, _normal(errors))


def _score(entrants: Entrants, name: str, score: Score, seed: int) -> Ints:
    level = _normal(_by_bid(entrants, name, seed)[:, 0])
    return _rounded(_clipped(float(score.mean.value) + float(score.spread.value) * level))


def _by_bid(entrants: Entrants, stream: str, seed: int, blocks: int = 1) -> Floats:
    name = entrants.variety.name
    return np.stack([uniforms(seed, "facts", stream, name, bid, blocks=blocks)[0] for bid in entrants.names])


def _normal(uniform: Floats) -> Floats:
    return np.asarray(ndtri(np.clip(uniform, _SMALLEST, 1 - _SMALLEST)))


def _clipped(points: Floats) -> Floats:
    return np.asarray(np.clip(points, 0, 100))


def _rounded(values: Floats) -> Ints:
    return np.floor(values + 0.5).astype(np.int64)


def _ticks(price: Floats) -> Ints:
    return np.maximum(_rounded(price), 1)
