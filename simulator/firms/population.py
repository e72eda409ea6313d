"""Who bids where: firms of four classes spread over the varieties of a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.money import Ints, split
from simulator.rules.lot import STATUSES, UNKNOWN, Bools, Bytes
from simulator.rules.regions.choice import Shorts
from simulator.scenario.model import FirmClass, Firms
from simulator.streams import uniforms

__all__ = ["CLASSES", "Entrants", "Shorts", "populate", "preferences"]

Floats = npt.NDArray[np.float64]

CLASSES: tuple[str, ...] = get_args(FirmClass)
"""Classes of firm, by code."""

_ATTEMPTS = 50
_TASTE = 1.0


@dataclass(frozen=True, slots=True)
class Entrants:
    """The bidders of one variety, before they bid; arrays by bid."""

    variety: Variety
    firms: tuple[str, ...]
    brands: tuple[str, ...]
    """Product of the firm; empty where it has one only."""
    kind: Ints
    """Index into ``CLASSES``."""
    status: Bytes
    link: Ints
    past_volume: Ints
    brand_volume: Ints
    coverage: Ints
    preference: Shorts
    """``[n, A]`` areas in order of preference."""
    actual: Bools | None = None
    """Which bids won the actual tender, where that is on record; nothing is simulated from it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names by which the bids draw: the firm, with its product where it has several."""
        return tuple(_name(*pair) for pair in zip(self.firms, self.brands, strict=True))


def _name(firm: str, brand: str) -> str:
    return f"{firm}, {brand}" if brand else firm


def populate(
    varieties: Sequence[Variety], firms: Firms, areas: Areas, seed: int, products: int = 1
) -> tuple[Entrants, ...]:
    """Decide which firm bids in which variety, and what it brings along.

    The population is part of the scenario: it depends on the seed, not on the replication.

    Parameters
    ----------
    varieties
        What is put up.
    firms
        The scenario's firms.
    areas
        Supply areas.
    seed
        Master seed.
    products
        Most products of one firm in one variety; each is a bid with a brand of its own.

    Raises
    ------
    InputError
        If there are more or fewer firms than the bids can be spread over.
    """
    with_originator = _originator_varieties(varieties, firms, seed)
    seats = np.array([v.bidders for v in varieties], dtype=np.int64) - with_originator
    pool = int(np.ceil(with_originator.sum() / float(firms.products_per_originator.value)))
    others = firms.firms.value - pool
    if others < 0:
        raise InputError.one(
            f"{pool} originator firms alone are more than the {firms.firms.value} firms of the round",
            mend="raise firms.firms or firms.products_per_originator, or lower firms.originator_presence",
        )
    sizes = _sizes(int(seats.sum()), others, len(varieties) * products, firms)
    lines = _product_lines(sizes, products)
    members = [sorted(lines[i][:2] for i in chosen) for chosen in _assign(seats, _line_sizes(lines), seed)]
    owners = _deal_originators(with_originator, pool, seed)
    classes = _firm_classes(others, firms, seed)
    result = []
    for number, variety in enumerate(varieties):
        names = [f"Originator {owners[number] + 1:02d}"] if with_originator[number] else []
        kinds = [0] * len(names)
        brands = [""] * len(names)
        names += [f"Firm {firm + 1:03d}" for firm, _ in members[number]]
        brands += [f"Product {line + 1}" if products > 1 else "" for _, line in members[number]]
        kinds += [int(classes[firm]) for firm, _ in members[number]]
        bidders = (tuple(names), tuple(brands))
        result.append(_entrants(variety, bidders, np.array(kinds, dtype=np.int64), firms, areas, seed))
    return tuple(result)


def _originator_varieties(varieties: Sequence[Variety], firms: Firms, seed: int) -> Ints:
    draws = uniforms(seed, "population", "originator", count=len(varieties))[:, 0]
    number = round(float(firms.originator_presence.value) * len(varieties))
    chosen = np.zeros(len(varieties), dtype=np.int64)
    chosen[np.argsort(draws, kind="stable")[:number]] = 1
    return chosen


def _deal_originators(with_originator: Ints, pool: int, seed: int) -> Ints:
    places = np.flatnonzero(with_originator)
    order = np.argsort(uniforms(seed, "population", "owner", count=len(places))[:, 0], kind="stable")
    owner = np.full(len(with_originator), -1, dtype=np.int64)
    owner[places[order]] = np.arange(len(places)) % max(pool, 1)
    return owner


def _product_lines(sizes: Ints, products: int) -> list[tuple[int, int, int]]:
    """Divide what a firm enters evenly into lines of products; a line enters a variety at most once."""
    return [
        (firm, line, int(size))
        for firm, total in enumerate(sizes)
        for line, size in enumerate(split(int(total), [1] * products))
        if size
    ]


def _line_sizes(lines: Sequence[tuple[int, int, int]]) -> Ints:
    return np.array([size for _, _, size in lines], dtype=np.int64)


def _sizes(seats: int, firms: int, varieties: int, terms: Firms) -> Ints:
    if seats == firms == 0:
        return np.zeros(0, dtype=np.int64)
    if not 0 < firms <= seats or seats > firms * varieties:
        raise InputError.one(
            f"{seats} generic bids cannot be spread over {firms} generic firms and {varieties} varieties",
            mend="a firm bids at least once, and at most once a variety: change firms.firms or market.bids",
        )
    sizes = np.ones(firms, dtype=np.int64)
    left = seats - firms
    weights = [int(1e9 * rank ** -float(terms.size_exponent.value)) + 1 for rank in range(1, firms + 1)]
    while left > 0:
        open_ = [weight if size < varieties else 0 for weight, size in zip(weights, sizes, strict=True)]
        extra = np.minimum(split(left, open_), varieties - sizes)
        sizes += extra
        left -= int(extra.sum())
    return sizes


def _assign(seats: Ints, sizes: Ints, seed: int) -> list[list[int]]:
    for attempt in range(_ATTEMPTS):
        members = _try_assign(seats, sizes.copy(), seed, attempt)
        if members is not None:
            return members
    raise InputError.one(
        "the firms cannot be spread over the varieties with each firm at most once per variety",
        mend="lower firms.size_exponent or raise firms.firms",
    )


def _try_assign(seats: Ints, left: Ints, seed: int, attempt: int) -> list[list[int]] | None:
    members: list[list[int]] = [[] for _ in seats]
    to_go = len(seats)
    for variety in np.argsort(-seats, kind="stable"):
        draws = uniforms(seed, "population", "seat", str(variety), str(attempt), count=len(left))[:, 0]
        # Sampling without replacement in proportion to what a firm still has to place; a firm that
        # must bid in every remaining variety goes first.
        key = np.where(left > 0, np.log(np.maximum(draws, 1e-300)) / np.maximum(left, 1), -np.inf)
        key = np.where(left >= to_go, np.inf, key)
        chosen = np.argsort(-key, kind="stable")[: seats[variety]]
        if (left[chosen] <= 0).any() or (left > to_go).any():
            return None
        left[chosen] -= 1
        members[variety] = sorted(chosen.tolist())
        to_go -= 1
    return members if not left.any() else None


def _firm_classes(number: int, firms: Firms, seed: int) -> Ints:
    draws = uniforms(seed, "population", "class", count=number)[:, 0]
    api, new = float(firms.own_api_share.value), float(firms.newcomer_share.value)
    return np.where(draws < api, 2, np.where(draws < api + new, 3, 1)).astype(np.int64)


def _entrants(  # what a bidder is made of
    variety: Variety,
    bidders: tuple[tuple[str, ...], tuple[str, ...]],
    kind: Ints,
    firms: Firms,
    areas: Areas,
    seed: int,
) -> Entrants:
    names = [_name(*pair) for pair in zip(*bidders, strict=True)]
    draws = np.stack([uniforms(seed, "entry", variety.name, name)[0] for name in names])
    generic = kind != 0
    status = np.where(kind == 0, STATUSES.index("originator"), STATUSES.index("passed"))
    unqualified = generic & (draws[:, 0] < float(firms.unqualified_share.value))
    status = np.where(unqualified, STATUSES.index("not-passed"), status).astype(np.uint8)
    past = _past_volumes(variety, kind, draws[:, 1], firms)
    return Entrants(
        variety=variety,
        firms=bidders[0],
        brands=bidders[1],
        kind=kind,
        status=status,
        link=_links(generic, draws[:, 2], float(firms.linked_share.value)),
        past_volume=past,
        brand_volume=past,
        coverage=np.round((1 - draws[:, 3] ** 2) * len(areas)).astype(np.int64),
        preference=preferences(variety.name, names, areas, seed),
    )


def _past_volumes(variety: Variety, kind: Ints, draws: Floats, firms: Firms) -> Ints:
    """Split past use: the originator's share, then the rest unequally, with little for newcomers."""
    weights = -np.log(np.maximum(1 - draws, 1e-12)) * np.where(kind == 3, 0.1, 1.0)
    share = float(firms.originator_volume_share.value)
    rest = float(weights[kind != 0].sum())
    if (kind == 0).any():
        weights = np.where(kind == 0, share, weights * (1 - share) / rest if rest else weights)
    return split(variety.base, [int(1e9 * float(weight)) + 1 for weight in weights])


def _links(generic: Bools, draws: Floats, share: float) -> Ints:
    """Pair bids off so that the stated share of them is linked on average, smallest draws first."""
    link = np.full(len(generic), UNKNOWN, dtype=np.int64)
    able = np.flatnonzero(generic)
    if len(able) < 2:  # a pair needs two
        return link
    wanted = len(able) * share / 2
    whole = int(wanted)
    # The largest draw decides on the last pair; it links nobody itself unless all are linked.
    pairs = min(whole + int(draws[able].max() ** len(able) < wanted - whole), len(able) // 2)
    chosen = able[np.argsort(draws[able], kind="stable")]
    for pair in range(pairs):
        link[chosen[2 * pair : 2 * pair + 2]] = pair
    return link


def preferences(variety: str, names: Sequence[str], areas: Areas, seed: int) -> Shorts:
    """Return each firm's order of preference: large areas first, with a taste of its own."""
    blocks = -(-len(areas) // 4)
    draws = np.stack(
        [uniforms(seed, "preference", variety, name, blocks=blocks)[0, : len(areas)] for name in names]
    )
    taste = -np.log(-np.log(np.clip(draws, 1e-12, 1 - 1e-12)))
    utility = np.log(areas.weights)[None, :] + _TASTE * taste
    return np.argsort(-utility, axis=1, kind="stable").astype(np.int16)
