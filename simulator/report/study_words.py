"""Words of comparisons and studies, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.report.words import Language

__all__ = ["bracketed", "say"]

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "what": ("compared", "比较对象"),
        "mean": ("mean", "均值"),
        "of-mean": ("95 % of mean", "均值95%区间"),
        "difference": ("difference", "差异"),
        "of-difference": ("95 % of difference", "差异95%区间"),
        "unpaired": ("unpaired +/-", "不配对时±"),
        "reduction": ("variance", "方差"),
        "baseline": ("(baseline)", "（基准）"),
        "points": ("differences in percentage points", "差异单位为百分点"),
        "notes": (
            "Differences are from the baseline, replication by replication under common random numbers; +/- "
            "is half of the 95 % interval had the draws been independent, 'variance' how many times its "
            "variance exceeds the paired one. Intervals cover Monte Carlo error alone.",
            "差异为与基准在共同随机数下逐次配对之差；“±”为独立抽样时95%区间的半宽，“方差”为其方差与配对"
            "方差之比。区间仅反映蒙特卡洛误差。",
        ),
        "undefined": (
            "{some} of {all} replications have no value and are left out.",
            "{all}次模拟中有{some}次无定义，已略去。",
        ),
        "mean-futures": ("mean", "均值"),
        "least-difference": ("least diff.", "最小差异"),
        "mean-difference": ("mean diff.", "平均差异"),
        "most-difference": ("largest diff.", "最大差异"),
        "higher": ("higher in", "显著更高"),
        "lower": ("lower in", "显著更低"),
        "futures": (
            "Over {count} futures; 'higher in' and 'lower in' count those in which the 95 % interval "
            "excludes zero.",
            "共{count}种未来情形；“显著更高/更低”指95%区间不含零的情形数。",
        ),
        "regret": ("Regret: {metric}", "后悔值：{metric}"),
        "largest-regret": ("largest", "最大"),
        "of-regret": ("95 %", "95%区间"),
        "mean-regret": ("mean", "平均"),
        "in-future": ("in the future", "所在情形"),
        "cautious": (
            "* smallest largest regret, that is the cautious choice. Regret is how much better the best "
            "choice does.",
            "* 最大后悔值最小者，即稳健选择。后悔值为与最优选择之差距。",
        ),
        "no-dominance": (
            "No choice is worse than another one in every figure that counts.",
            "没有任何方案在所有计入的指标上均劣于另一方案。",
        ),
        "dominated": (
            "{loser} is worse than {winner} in every figure that counts, beyond Monte Carlo error.",
            "“{loser}”在所有计入的指标上均劣于“{winner}”，且超出蒙特卡洛误差。",
        ),
        "dominated-by-means": (
            "{loser} is worse than {winner} in every figure that counts by its means, not beyond "
            "Monte Carlo error.",
            "“{loser}”按均值在所有计入的指标上均劣于“{winner}”，但未超出蒙特卡洛误差。",
        ),
        "none-certain": (
            "No choice is worse than another one beyond Monte Carlo error in every figure that counts.",
            "没有任何方案在所有计入的指标上均劣于另一方案且超出蒙特卡洛误差。",
        ),
        "pairs-left": (
            "{count} more pairs are not shown; {undecided} of all pairs are by their means only, not beyond "
            "Monte Carlo error: vbp export, or {table}.",
            "另有{count}对未列出；全部各对中有{undecided}对仅按均值而言，未超出蒙特卡洛误差："
            "见vbp export或{table}。",
        ),
        "cut-off": (
            "Intervals of means end where the figure can go no further (such as 0 or 100 %).",
            "均值区间截止于指标可能取值的端点（如0或100%）。",
        ),
        "chosen-number": (
            "{count} replications, chosen by the variance of the first {pilot} so that the interval of "
            "{metric} is within +/- {width}; intervals of differences allow for that choice (Stein's "
            "procedure).",
            "模拟{count}次，由前{pilot}次的方差确定，使{metric}的差异区间半宽不超过{width}；差异区间已考虑这一"
            "选择（Stein两阶段法）。",
        ),
        "not-reached": (
            "{needed} replications would be needed for that; the study allows {count}, so intervals are "
            "wider.",
            "达到该精度需{needed}次，本研究至多{count}次，故区间较宽。",
        ),
        "path": ("Tables: {path}", "数据表：{path}"),
        "more": (
            "… and {count} more rows; the table 'comparison' has them all.",
            "……另有{count}行，见表 comparison。",
        ),
    }
)


def say(key: str, language: Language, **values: object) -> str:
    """Return a text of comparisons with its values filled in."""
    words = _TEXTS[key][0 if language == "en" else 1]
    return words.format(**values) if values else words


def bracketed(words: str, language: Language) -> str:
    """Put words into the brackets of a language."""
    return f" ({words})" if language == "en" else f"（{words}）"
