"""Differences of two runs told by kind of figure: first what is claimed, then in one sentence what is not."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.measures import label_words
from simulator.report.paired import RunDifference
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.money_definitions import MONEY_METRICS

__all__ = ["told_by_kind"]

Words = tuple[str, str]

_KINDS: tuple[Words, ...] = (("Award", "中选结果"), ("Contracts", "合同执行"), ("Money", "资金"))
_FEW = 12
"""Figures that are told one by one; with more, those of which nothing can be claimed share a sentence."""


def told_by_kind(
    found: Sequence[RunDifference], names: tuple[Words, Words]
) -> list[tuple[Words, list[Words]]]:
    """Write sentences for the differences, by kind of figure.

    Parameters
    ----------
    found
        The differences.
    names
        What the first run and the other one are called.
    """
    groups = [[one for one in found if _kind(one) == at] for at in range(len(_KINDS))]
    return [(words, _sentences(group, names)) for words, group in zip(_KINDS, groups, strict=True) if group]


def _kind(one: RunDifference) -> int:
    name = one.metric.name
    return 1 if name in CONTRACT_METRICS else 2 if name in MONEY_METRICS else 0


def _sentences(group: Sequence[RunDifference], names: tuple[Words, Words]) -> list[Words]:
    if len(group) <= _FEW:
        return [one.sentence(names) for one in group]
    told = [one for one in group if one.told]
    same = [one for one in group if one.same]
    chance = [one for one in group if not (one.told or one.same or math.isnan(one.sure_low))]
    rest = [one for one in group if math.isnan(one.sure_low)]
    heads = (
        (chance, ("No difference can be told from chance in", "差异与随机误差无法区分的指标")),
        (same, ("The same in every round", "每次模拟均相同的指标")),
        (rest, ("Not known in both runs, or too few replications", "并非两次运行都有，或模拟次数过少的指标")),
    )
    return [
        *(one.sentence(names) for one in told),
        *(_listed(words, ones) for ones, words in heads if ones),
    ]


def _listed(head: Words, ones: Sequence[RunDifference]) -> Words:
    english = "; ".join(f"{_label(one)[0]}{_ends(one)[0]}" for one in ones)
    chinese = "；".join(f"{_label(one)[1]}{_ends(one)[1]}" for one in ones)
    return f"{head[0]}: {english}.", f"{head[1]}：{chinese}。"


def _label(one: RunDifference) -> Words:
    return label_words(one.metric)


def _ends(one: RunDifference) -> Words:
    if one.same or math.isnan(one.sure_low):
        return "", ""
    return f" ({one.ends[0]})", f"（{one.ends[1]}）"
