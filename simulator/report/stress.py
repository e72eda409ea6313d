"""The stress tests of a run in words, for the terminal and for the head of its page."""

from __future__ import annotations

from simulator.report.data import ReportData
from simulator.report.words import Language, text

__all__ = ["stress_lines"]


def stress_lines(data: ReportData, language: Language) -> list[str]:
    """Name the stress tests of a run; nothing for an ordinary one.

    Parameters
    ----------
    data
        The run.
    language
        English or Chinese.
    """
    supply = None if data.scenario is None else data.scenario.record.supply
    if supply is None or not supply.stress:
        return []
    sizes = supply.stress_tests
    facts = {"times": str(sizes.price_jump.value), "surge": str(sizes.surge_need.value)}
    named = [f"{text(one, language, **facts)} ({one})" for one in supply.stress]
    return [text("stress-line", language, tests=("、" if language == "zh" else ", ").join(named))]
