"""What answering adds to the effect of rules, or takes back: solved bids beside the baseline's, frozen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.results.bids import Floats
from simulator.results.paired import Difference, difference
from simulator.study.ambiguity import OpenPrices, reading, with_readings
from simulator.study.choices import BASELINE, frozen_twin, is_frozen
from simulator.study.comparison import Sample

__all__ = ["ANSWERS", "of_choices", "with_answers", "with_bids"]

ANSWERS = (
    "frozen",
    "frozen_low",
    "frozen_high",
    "added",
    "added_low",
    "added_high",
    "added_left_open",
    "added_reading",
)
"""Columns of a comparison with frozen bids beside solved ones."""

_NOTHING: dict[str, object] = dict.fromkeys(ANSWERS[:-1], math.nan) | {ANSWERS[-1]: ""}

Values = Mapping[tuple[str, str], Mapping[str, Floats]]


def of_choices(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """Return the samples of what may be chosen, without the twins with frozen bids.

    Parameters
    ----------
    samples
        Everything that is compared.
    """
    return tuple(one for one in samples if not is_frozen(one.choice))


def with_bids(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Say in a comparison which bids each row is of.

    Parameters
    ----------
    table
        The table ``comparison``.
    kind
        What the study compares; ``both`` are solved bids, and frozen ones under twins of the choices.
    """
    own = "solved" if kind == "both" else kind
    return table.assign(bids=["frozen" if is_frozen(str(one)) else own for one in table["choice"]])


def with_answers(
    table: pd.DataFrame, samples: Sequence[Sample], certificate: object, pilot: int = 0
) -> pd.DataFrame:
    """Add to a comparison what certificates leave open, and what answering adds to the effect of frozen bids.

    Parameters
    ----------
    table
        The table ``comparison``.
    samples
        Everything that is compared.
    certificate
        What the manifest says about solved bids.
    pilot
        First replications whose variance decided on the number of all; 0 if it was fixed.

    Returns
    -------
    pandas.DataFrame
        With ``left_open`` and ``reading`` (see :func:`simulator.study.ambiguity.with_readings`). Where
        choices have frozen twins also ``frozen``, what the rules do to the bids of the study's baseline, and
        ``added``, what answering adds: ``difference`` is the sum of the two where every replication has a
        value. Both are taken replication by replication, with 95 % intervals; ``added_left_open`` and
        ``added_reading`` hold for ``added``. All are empty where differences are from another choice.
    """
    table = with_readings(table, certificate)
    if not any(is_frozen(one.choice) for one in samples):
        return table
    values = {(one.choice, one.future): one.values for one in samples}
    known = OpenPrices(certificate, table)
    rows = [_answer(row, values, known, pilot) for _, row in table.iterrows()]
    return pd.concat([table, pd.DataFrame(rows, columns=list(ANSWERS), index=table.index)], axis=1)


def _answer(row: pd.Series, values: Values, known: OpenPrices, pilot: int) -> dict[str, object]:
    metric, future, choice = (str(row[name]) for name in ("metric", "future", "choice"))
    twin = frozen_twin(choice)
    own, frozen, base = (values.get((one, future), {}).get(metric) for one in (choice, twin, BASELINE))
    if own is None or frozen is None or base is None or str(row["baseline"]) != BASELINE:
        return _NOTHING
    kept, added = difference(frozen, base, pilot), difference(own, frozen, pilot)
    leaves = known.between(metric, future, choice, twin)
    return {
        **_ends("frozen", kept),
        **_ends("added", added),
        "added_left_open": leaves,
        "added_reading": reading(added.mean, added.low, added.high, leaves),
    }


def _ends(name: str, one: Difference) -> dict[str, object]:
    return {name: one.mean, f"{name}_low": one.low, f"{name}_high": one.high}
