"""The population: who bids where, of which class, linked to whom, and what it brings along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.stats import chisquare

from simulator.errors import InputError, Problem
from simulator.firms.population import CLASSES, Entrants, populate
from simulator.market.areas import load_areas
from simulator.market.varieties import Variety
from simulator.rules.lot import STATUSES, UNKNOWN
from simulator.scenario.model import Firms

AREAS = load_areas("national-31")
ORIGINATOR, GENERIC, OWN_API, NEWCOMER = range(4)


def firms(**changed: object) -> Firms:
    """Return terms of a population; every value may be changed."""
    given_values: dict[str, object] = {
        "firms": 60,
        "size_exponent": Decimal("0.7"),
        "originator_presence": Decimal("0.5"),
        "products_per_originator": Decimal("1.3"),
        "own_api_share": Decimal("0.3"),
        "newcomer_share": Decimal("0.2"),
        "linked_share": Decimal("0.04"),
        "unqualified_share": 0,
        "originator_volume_share": Decimal("0.5"),
    }
    return Firms.model_validate({**given_values, **changed})


def put_up(bidders: Sequence[int], base: int = 1_000_000) -> list[Variety]:
    return [
        Variety(f"V{i}", n, "oral-solid", "ordinary", 10_000, base + i)
        for i, n in enumerate(bidders, start=1)
    ]


SPREAD = (12, 11, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 2, 2)


def generics(entrants: Sequence[Entrants]) -> dict[str, int]:
    """Count the bids of each generic firm."""
    counts = Counter(
        name for e in entrants for name, kind in zip(e.firms, e.kind, strict=True) if kind != ORIGINATOR
    )
    return dict(counts)


def check_whole(varieties: Sequence[Variety], terms: Firms, entrants: Sequence[Entrants]) -> None:
    """Check what holds of every population."""
    assert [e.variety for e in entrants] == list(varieties)
    kinds: dict[str, set[int]] = defaultdict(set)
    for e in entrants:
        size = e.variety.bidders
        assert len(e.firms) == len(set(e.firms)) == size, "a firm bids at most once in a variety"
        for values in (e.kind, e.status, e.link, e.past_volume, e.brand_volume, e.coverage):
            assert values.shape == (size,)
        assert (e.kind == ORIGINATOR).sum() <= 1
        assert e.past_volume.sum() == e.variety.base
        assert e.past_volume.min() >= 0
        assert ((e.coverage >= 0) & (e.coverage <= len(AREAS))).all()
        assert (np.sort(e.preference, axis=1) == np.arange(len(AREAS))).all()
        groups = Counter(e.link[e.link != UNKNOWN].tolist())
        assert set(groups.values()) <= {2}, "links come in pairs"
        assert (e.link[e.kind == ORIGINATOR] == UNKNOWN).all()
        for name, kind in zip(e.firms, e.kind.tolist(), strict=True):
            kinds[name].add(kind)
    assert all(len(kind) == 1 for kind in kinds.values()), "a firm is of one class everywhere"
    with_originator = sum((e.kind == ORIGINATOR).any() for e in entrants)
    assert with_originator == round(float(terms.originator_presence.value) * len(varieties))
    pool = ceil(with_originator / float(terms.products_per_originator.value))
    assert len(generics(entrants)) == terms.firms.value - pool
    owned = Counter(e.firms[0] for e in entrants if e.kind[0] == ORIGINATOR)
    assert max(owned.values(), default=0) <= ceil(with_originator / max(pool, 1))


@pytest.mark.parametrize("seed", range(5))
def test_population_is_whole(seed: int) -> None:
    varieties, terms = put_up(SPREAD), firms()
    entrants = populate(varieties, terms, AREAS, seed)
    check_whole(varieties, terms, entrants)
    assert len({name for e in entrants for name in e.firms}) == 60


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=12),
    st.integers(1, 60),
    st.sampled_from(["0", "0.7", "2"]),
    st.sampled_from(["0", "0.4", "1"]),
    st.integers(0, 2**63 - 1),
)
def test_population_is_whole_or_refused_with_a_hint(
    bidders: list[int], number: int, exponent: str, presence: str, seed: int
) -> None:
    varieties = put_up(bidders)
    terms = firms(firms=number, size_exponent=Decimal(exponent), originator_presence=Decimal(presence))
    refused: tuple[Problem, ...] = ()
    try:
        entrants = populate(varieties, terms, AREAS, seed)
    except InputError as error:
        refused = tuple(error.problems)
    if refused:
        assert all(problem.mend for problem in refused)
    else:
        check_whole(varieties, terms, entrants)


def test_bids_of_firms_add_up() -> None:
    entrants = populate(put_up(SPREAD), firms(), AREAS, 1)
    assert sum(generics(entrants).values()) == sum(SPREAD) - 10


def test_sizes_are_equal_without_exponent_and_unequal_with_it() -> None:
    sizes = {
        exponent: sorted(generics(populate(put_up(SPREAD), firms(size_exponent=exponent), AREAS, 1)).values())
        for exponent in (0, 1, 2)
    }
    assert sizes[0][-1] - sizes[0][0] <= 1
    assert sizes[0][-1] < sizes[1][-1] <= sizes[2][-1] <= len(SPREAD)
    assert sum(sizes[0][-5:]) < sum(sizes[1][-5:]) < sum(sizes[2][-5:])
    # Zipf's law: one bid each, 62 left over among 52 firms by 1, 1/2, 1/3, ...
    exact = 1 + (sum(SPREAD) - 10 - 52) / sum(1 / rank for rank in range(1, 53))
    assert abs(sizes[1][-1] - exact) <= 1


@pytest.mark.parametrize(
    ("terms", "bidders"),
    [
        ({"firms": 200}, SPREAD),  # more firms than bids
        ({"firms": 8}, SPREAD),  # only originators
        ({"firms": 10}, SPREAD),  # more bids than firms times varieties
        ({"firms": 20, "originator_presence": 0}, (30,)),  # more bidders than firms in one variety
        ({"firms": 6, "originator_presence": 0}, (6, 6, 1, 1, 7)),  # enough seats, one variety too crowded
    ],
)
def test_impossible_numbers_are_refused_with_a_hint(
    terms: dict[str, object], bidders: tuple[int, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        populate(put_up(bidders), firms(**terms), AREAS, 1)
    assert "firms.firms" in caught.value.problems[0].mend


def test_seed_decides_the_population() -> None:
    def shown(seed: int) -> list[tuple[object, ...]]:
        return [
            (e.firms, e.kind.tolist(), e.link.tolist(), e.past_volume.tolist(), e.preference.tolist())
            for e in populate(put_up(SPREAD), firms(linked_share=1), AREAS, seed)
        ]

    assert shown(1) == shown(1)
    assert all(one != other for one, other in zip(shown(1), shown(2), strict=True))


@pytest.mark.parametrize("presence", ["0", "0.33", "0.73", "1"])
def test_originators_bid_in_the_stated_number_of_varieties(presence: str) -> None:
    entrants = populate(put_up(SPREAD), firms(originator_presence=Decimal(presence)), AREAS, 1)
    there = [e for e in entrants if (e.kind == ORIGINATOR).any()]
    assert len(there) == round(float(presence) * 20)
    for e in there:
        assert e.kind[0] == ORIGINATOR
        assert STATUSES[e.status[0]] == "originator"


@pytest.mark.long
def test_originator_varieties_are_drawn_evenly() -> None:
    """Over 200 seeds each of 20 varieties has its originator half of the time (four standard errors)."""
    there = np.array(
        [
            [e.kind[0] == ORIGINATOR for e in populate(put_up((2,) * 20), firms(firms=22), AREAS, s)]
            for s in range(200)
        ]
    )
    assert (there.sum(axis=1) == 10).all()
    assert (np.abs(there.mean(axis=0) - 0.5) < 4 * (0.25 / 200) ** 0.5).all()


@pytest.mark.long
def test_shares_of_classes_and_of_unqualified_products() -> None:
    """Pooled over 60 populations of 52 generic firms; limits are four binomial standard errors."""
    terms = firms(unqualified_share=Decimal("0.1"))
    kinds: list[int] = []
    unqualified: list[bool] = []
    for seed in range(60):
        own: dict[str, int] = {}
        for e in populate(put_up(SPREAD), terms, AREAS, seed):
            generic = e.kind != ORIGINATOR
            own |= {n: int(k) for n, k in zip(e.firms, e.kind, strict=True) if k != ORIGINATOR}
            unqualified += (e.status[generic] == STATUSES.index("not-passed")).tolist()
            assert set(e.status[generic].tolist()) <= {STATUSES.index(s) for s in ("passed", "not-passed")}
        kinds += own.values()
    assert len(kinds) == 60 * 52
    for kind, share in ((GENERIC, 0.5), (OWN_API, 0.3), (NEWCOMER, 0.2)):
        error = (share * (1 - share) / len(kinds)) ** 0.5
        assert abs(np.mean(np.array(kinds) == kind) - share) < 4 * error, CLASSES[kind]
    assert abs(np.mean(unqualified) - 0.1) < 4 * (0.09 / len(unqualified)) ** 0.5


def test_links_at_both_ends() -> None:
    for e in populate(put_up(SPREAD), firms(linked_share=0), AREAS, 1):
        assert (e.link == UNKNOWN).all()
    for e in populate(put_up(SPREAD), firms(linked_share=1), AREAS, 1):
        assert (e.link != UNKNOWN).sum() == (e.kind != ORIGINATOR).sum() // 2 * 2


@pytest.mark.long
def test_share_of_linked_bids_is_as_stated() -> None:
    """Within five standard errors of pairs over 60 populations."""
    linked = bids = 0
    for seed in range(60):
        for e in populate(put_up(SPREAD), firms(linked_share=Decimal("0.04")), AREAS, seed):
            linked += int((e.link != UNKNOWN).sum())
            bids += int((e.kind != ORIGINATOR).sum())
    assert abs(linked / bids - 0.04) < 5 * (2 * 0.04 / bids) ** 0.5


def test_originators_without_a_variety_are_refused() -> None:
    """With less than one variety each, some originators would count as firms and bid nowhere."""
    with pytest.raises(ValidationError, match="products_per_originator"):
        firms(products_per_originator=Decimal("0.5"))


def test_originators_may_be_alone() -> None:
    terms = firms(firms=2, originator_presence=1, products_per_originator=1)
    entrants = populate(put_up((1, 1)), terms, AREAS, 1)
    assert [e.kind.tolist() for e in entrants] == [[ORIGINATOR], [ORIGINATOR]]


@pytest.mark.long
def test_past_use_is_the_originators_share_and_newcomers_have_little() -> None:
    """The originator's part is exact; a newcomer has a tenth of another generic's, in the median.

    The logarithm of a ratio of two exponentials has a median with standard error 2 / sqrt(n).
    """
    ratios = []
    for seed in range(30):
        terms = firms(originator_volume_share=Decimal("0.35"))
        for e in populate(put_up(SPREAD, base=10**9), terms, AREAS, seed):
            generic = e.kind != ORIGINATOR
            if not generic.all() and generic.any():
                assert e.past_volume[0] == pytest.approx(0.35 * e.variety.base, rel=1e-6)
            new, old = e.past_volume[e.kind == NEWCOMER], e.past_volume[generic & (e.kind != NEWCOMER)]
            if new.size and old.size:
                ratios.append(np.log(new[0] / old[0]))
    assert len(ratios) > 200
    assert abs(np.median(ratios) - np.log(0.1)) < 4 * 2 / len(ratios) ** 0.5


@pytest.mark.long
def test_areas_are_preferred_in_proportion_to_their_people() -> None:
    """First choices over 6000 bids follow the weights (logit choice), by a chi-squared test."""
    first = np.concatenate(
        [e.preference[:, 0] for s in range(50) for e in populate(put_up(SPREAD), firms(), AREAS, s)]
    )
    seen = np.bincount(first, minlength=len(AREAS))
    expected = AREAS.weights / AREAS.weights.sum() * len(first)
    assert chisquare(seen, expected).pvalue > 1e-4


def test_another_variety_leaves_what_firms_bring_along() -> None:
    """Status, past use and preferences belong to firm and variety, not to their order in the round."""
    share = {"unqualified_share": Decimal("0.3")}
    few = populate(put_up(SPREAD), firms(**share), AREAS, 1)
    more = populate([*put_up(SPREAD), Variety("other", 5, "", "ordinary", 1, 10)], firms(**share), AREAS, 1)
    same = 0
    for one, other in zip(few, more, strict=False):
        where = {name: at for at, name in enumerate(other.firms)}
        for at, name in enumerate(one.firms):
            if name in where:
                same += 1
                assert one.coverage[at] == other.coverage[where[name]]
                np.testing.assert_array_equal(one.preference[at], other.preference[where[name]])
                if one.kind[at] == other.kind[where[name]]:
                    assert one.status[at] == other.status[where[name]]
    assert same > 30
