"""What tells two campaigns apart: round by round, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from simulator.bidding.strategies.library import AnyStrategy
from simulator.report.differences import Difference, differences
from simulator.report.sentences import difference_lines
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import Loaded
from simulator.scenario.model import Scenario
from simulator.scenario.rulebook import RuleBook
from simulator.study.campaign_plan import PlannedCampaign, PlannedRound

__all__ = ["beside_rules", "campaign_differences", "sentences_of"]

Words = tuple[str, str]

_MOST_LINES = 30
_ASIDE = ("rules", "published", "run")
_LAID_OUT = ("id", "scenario", "change")
"""What a campaign says of a round and what its scenario says then."""


class _Laid(Protocol):
    """A run, or a round of a campaign."""

    @property
    def scenario(self) -> Loaded[Scenario[AnyStrategy]]: ...


def sentences_of(found: Sequence[Difference]) -> list[Words]:
    """Write differences in both languages; a long list ends with how many are left out."""
    both = list(zip(difference_lines(found, "en"), difference_lines(found, "zh"), strict=True))
    return shortened(both)


def shortened(said: list[Words]) -> list[Words]:
    """Cut a long list of sentences, and say that it is cut."""
    more = len(said) - _MOST_LINES
    left_out = (
        f"… and {more} more differences ('vbp diff' lists all).",
        f"……另有{more}项差异（“vbp diff”列出全部）。",
    )
    return said if more <= 0 else [*said[:_MOST_LINES], left_out]


def beside_rules(base: _Laid, other: _Laid) -> list[Difference]:
    """List what two scenarios say otherwise, their rules aside."""
    found = differences(base.scenario.tree, other.scenario.tree)
    return [one for one in found if one.keys[0] not in _ASIDE]


def campaign_differences(base: PlannedCampaign, other: PlannedCampaign) -> tuple[list[Words], list[Words]]:
    """Tell two campaigns apart round by round.

    Parameters
    ----------
    base, other
        The campaigns.

    Returns
    -------
    tuple
        What the rule books say otherwise, and what else differs; each sentence begins with its round.
    """
    first, second = ({one.plan.id: one for one in each.rounds} for each in (base, other))
    rules: list[Words] = []
    rest: list[Words] = []
    for name in dict.fromkeys([*first, *second]):
        if name not in first or name not in second:
            rest.append(_of(name, ("is held in one of the two only.", "仅其中一方设有该轮。")))
            continue
        one, two = first[name], second[name]
        rules += _rules(name, one.rules, two.rules)
        rest += [_of(name, said) for said in _of_round(one, two)]
    rest += sentences_of(differences(_common(base), _common(other)))
    return shortened(rules), shortened(rest)


def _rules(name: str, one: Loaded[RuleBook[Clauses]], two: Loaded[RuleBook[Clauses]]) -> list[Words]:
    said = [_of(name, words) for words in sentences_of(differences(one.tree, two.tree))]
    if one.record.id == two.record.id:
        return said
    before, after = one.record.title, two.record.title
    other: Words = (
        f"another rule book: “{after.en}” ({two.record.id}) instead of “{before.en}” ({one.record.id}).",
        f"改用另一规则：“{after.zh}”（{two.record.id}），而非“{before.zh}”（{one.record.id}）。",
    )
    return [_of(name, other), *said]


def _of_round(one: PlannedRound, two: PlannedRound) -> list[Words]:
    own = differences(_said(one), _said(two))
    return [*sentences_of(own), *sentences_of(beside_rules(one, two))]


def _said(one: PlannedRound) -> dict[str, object]:
    found = one.plan.model_dump(by_alias=True)
    return {key: value for key, value in found.items() if key not in _LAID_OUT}


def _common(plan: PlannedCampaign) -> dict[str, object]:
    tree = plan.loaded.tree
    aside = ("rounds", "run", "id", "supply")  # contracts are laid over each round's scenario
    return {str(key): tree[key] for key in tree if key not in aside} if isinstance(tree, Mapping) else {}


def _of(name: str, said: Words) -> Words:
    english = said[0][:1].lower() + said[0][1:] if said[0][:2].istitle() else said[0]
    return f"Round “{name}”: {english}", f"“{name}”轮：{said[1]}"
