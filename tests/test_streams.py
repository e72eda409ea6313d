"""Random numbers belong to names: blocks, order and company do not change them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.streams import DRAWS, stream_key, uniforms, uniforms_of

NAMES = st.lists(st.text("abc甲乙 -", max_size=4), min_size=1, max_size=4)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**64 - 1),
    blocks=st.integers(1, 3),
    lengths=st.lists(st.integers(0, 17), min_size=1, max_size=8),
    start=st.integers(0, 10**9),
)
def test_any_split_into_blocks_gives_the_same_numbers(
    seed: int, blocks: int, lengths: list[int], start: int
) -> None:
    whole = uniforms(seed, "cost", "drug", "firm", start=start, count=sum(lengths), blocks=blocks)
    assert whole.shape == (sum(lengths), DRAWS * blocks)
    pieces, at = [], start
    for length in lengths:
        pieces.append(uniforms(seed, "cost", "drug", "firm", start=at, count=length, blocks=blocks))
        at += length
    assert np.array_equal(np.concatenate(pieces), whole)


def test_the_generator_is_philox_by_seed_and_name_with_the_replication_as_counter() -> None:
    key = np.array([42, stream_key("cost", "drug", "firm")], dtype=np.uint64)
    for start, count, blocks in ((0, 5, 1), (7, 3, 1), (7, 3, 2)):
        built = np.random.Generator(
            np.random.Philox(key=key, counter=np.array([start * blocks, 0, 0, 0], dtype=np.uint64))
        ).random((count, 4 * blocks))
        assert np.array_equal(
            uniforms(42, "cost", "drug", "firm", start=start, count=count, blocks=blocks), built
        )


def test_the_numbers_stay_the_same_from_version_to_version() -> None:
    # Written down once: a change of any of these changes every published result of the simulator.
    assert stream_key("cost", "drug", "firm") == 14_471_860_224_890_036_793
    assert uniforms(1, "cost", "drug", "firm")[0].tolist() == [
        0.09239258643283543,
        0.8977261834107587,
        0.317742349304706,
        0.4788282258423381,
    ]


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**64 - 1),
    blocks=st.integers(1, 3),
    entities=st.integers(1, 5),
    count=st.sampled_from([1, 3, 400]),
    start=st.integers(0, 10**9),
)
def test_the_compiled_generator_gives_the_bits_of_numpy(
    seed: int, blocks: int, entities: int, count: int, start: int
) -> None:
    names = [("cost", "drug", f"{one}") for one in range(entities)]
    every = uniforms_of(seed, names, start=start, count=count, blocks=blocks)
    assert every.shape == (count, entities, DRAWS * blocks)
    for at, one in enumerate(names):
        assert np.array_equal(every[:, at], uniforms(seed, *one, start=start, count=count, blocks=blocks))


@given(NAMES, NAMES)
def test_different_names_have_different_keys(one: list[str], other: list[str]) -> None:
    assert (stream_key(*one) == stream_key(*other)) == (one == other)
    # Where a name ends matters as well.
    assert stream_key("ab", "c") != stream_key("a", "bc") != stream_key("abc")


def test_names_seeds_and_replications_all_matter() -> None:
    start = uniforms(1, "cost", "drug", "firm", count=3)
    for other in (
        uniforms(2, "cost", "drug", "firm", count=3),
        uniforms(1, "capacity", "drug", "firm", count=3),
        uniforms(1, "cost", "other drug", "firm", count=3),
        uniforms(1, "cost", "drug", "other firm", count=3),
        uniforms(1, "cost", "drug", "firm", start=3, count=3),
    ):
        assert not np.isin(start, other).any()


def test_adding_a_firm_moves_nobody() -> None:
    def market(firms: list[str]) -> dict[str, list[float]]:
        return {firm: uniforms(9, "cost", "drug", firm, count=20)[:, 0].tolist() for firm in firms}

    small, large = market(["a", "b", "c"]), market(["x", "b", "new", "a", "c"])
    assert all(large[firm] == numbers for firm, numbers in small.items())


def test_fifty_streams_are_uniform_and_uncorrelated() -> None:
    count, streams = 20_000, 50
    draws = np.stack([uniforms(3, "cost", "drug", f"firm {i}", count=count)[:, 0] for i in range(streams)])
    assert 0 <= draws.min() < draws.max() < 1
    # Under independence correlations have a standard error of 1 / sqrt(count), means of sqrt(1 / 12 / count).
    correlation = np.corrcoef(draws)[np.triu_indices(streams, 1)]
    assert len(correlation) == 1_225
    assert np.abs(correlation).max() < 4 / np.sqrt(count)
    assert np.abs(draws.mean(axis=1) - 0.5).max() < 4 * np.sqrt(1 / 12 / count)
    # The spread of the correlations is right too: neither tied together nor evened out.
    assert correlation.std() == pytest.approx(1 / np.sqrt(count), rel=0.1)


def test_the_four_draws_of_a_replication_and_neighbours_in_time_are_uncorrelated() -> None:
    count = 20_000
    draws = uniforms(3, "cost", "drug", "firm", count=count)
    within = np.corrcoef(draws.T)[np.triu_indices(DRAWS, 1)]
    in_time = [np.corrcoef(draws[:-lag, 0], draws[lag:, 0])[0, 1] for lag in (1, 2, 3, 10)]
    assert np.abs([*within, *in_time]).max() < 4 / np.sqrt(count)


def test_neighbouring_seeds_are_uncorrelated() -> None:
    count = 20_000
    draws = np.stack([uniforms(seed, "cost", "drug", "firm", count=count)[:, 0] for seed in range(10)])
    assert np.abs(np.corrcoef(draws)[np.triu_indices(10, 1)]).max() < 4 / np.sqrt(count)


def test_the_state_of_numpy_is_left_alone() -> None:
    before = np.random.get_state()[1].tolist()  # type: ignore[index,union-attr]  # noqa: NPY002
    uniforms(1, "cost")
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index,union-attr]  # noqa: NPY002


def test_draws_are_those_of_a_new_generator_in_every_thread() -> None:
    """The generator is kept; what it drew before, and in which thread, must not show."""

    def fresh(name: str, start: int) -> np.ndarray:
        key = np.array([7, stream_key("s", name)], dtype=np.uint64)
        counter = np.array([start * 3, 0, 0, 0], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter)).random((5, 12))

    cases = [(f"{at}", 11 * at) for at in range(40)]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda one: uniforms(7, "s", one[0], start=one[1], count=5, blocks=3), cases))
    assert all((found == fresh(*case)).all() for found, case in zip(drawn, cases, strict=True))
