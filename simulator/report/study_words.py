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
        "bids-frozen": (
            "FROZEN BIDS: everybody bids as the scenario says, by rules of thumb, whatever is changed. They "
            "answer to the number of bidders, to places and to a protected cut, not to other clauses: "
            "differences are what the rules do to one way of bidding (--bids solved lets makers answer).",
            "报价固定（按要求）：无论规则如何变化，企业均按情景中的经验规则报价，只随竞争家数、入围家数和保护降幅变化，"
            "不随其他条款调整；差异仅反映规则对同一报价方式的作用（--bids solved 可使企业按规则重新报价）。",
        ),
        "bids-as-written": (
            "FROZEN BIDS: everybody bids as the scenario says, by rules of thumb or from a list, whatever is "
            "changed. They answer to the number of bidders, to places and to a protected cut, not to other "
            "clauses: differences are what the rules do to one way of bidding. Makers answer where their own "
            "strategies do ({path}={{use: equilibrium}}).",
            "报价固定：无论如何变化，企业均按情景中的经验规则或报价清单报价，只随竞争家数、入围家数和保护降幅变化，"
            "不随其他条款调整；差异仅反映规则对同一报价方式的作用。若情景中企业采用求解策略"
            "（{path}={{use: equilibrium}}），则按规则重新报价。",
        ),
        "bids-unmoved": (
            "Nothing that is compared is part of the game that bidders play, so that solved bids would be "
            "the same throughout: none were solved, and everybody bids by the scenario's rules of thumb.",
            "所比较的内容均不影响投标博弈，求解的报价不会有差异，故未求解，企业均按情景中的经验规则报价。",
        ),
        "bids-mixed": (
            "MIXED BIDS: in some of these runs firms answer to the rules, in others they do not, so that "
            "differences are not those of the rules alone.",
            "报价方式不一：部分运行中企业按规则重新报价，部分则否，差异并非仅由规则引起。",
        ),
        "bids-solved": (
            "SOLVED BIDS: under each choice makers bid the equilibrium of its own game, knowing how many "
            "rivals they have (where rivals are drawn, of which class too); originators bid as before.",
            "报价重新求解：在每一方案下，仿制药企业按该方案自身博弈的均衡报价（知悉竞争家数；对手为抽样者，亦知其类别），原研企业按情景设定报价。",
        ),
        "bids-certificate": (
            "No class of bidders could raise its profit by more than {gain} by any other bid at any cost "
            "level that was solved; {uncertified} of {varieties} varieties (each choice counted by itself) "
            "are NOT CERTIFIED to the tolerance.",
            "在各求解成本水平下，任何类别企业改报其他价格，利润增幅不超过{gain}；{varieties}个品种（各方案分别计数）中"
            "有{uncertified}个未达到设定精度。",
        ),
        "bids-costs": (
            "Costs and ceilings are those fitted for solved bids (docs/calibration-solved.md), not those "
            "with which 'vbp run' lets firms mark up.",
            "成本与最高有效申报价采用为求解报价所拟合的参数（docs/calibration-solved.md），"
            "与 vbp run 按加成报价所用者不同。",
        ),
        "costs-scenario": (
            "Costs and ceilings are those of the scenario, not those fitted for solved bids "
            "(docs/calibration-solved.md).",
            "成本与最高有效申报价为情景自身所设，未采用为求解报价所拟合的参数（docs/calibration-solved.md）。",
        ),
        "bids-kept": (
            "Not as fitted for solved bids, because the scenario or the study has its own: {paths}.",
            "以下参数由情景或研究自行给定，未采用为求解报价所拟合的数值：{paths}。",
        ),
        "bids-both": (
            "SOLVED AND FROZEN BIDS: differences are between choices under each of which makers bid the "
            "equilibrium of its own game, knowing how many rivals they have (where rivals are drawn, of "
            "which class too); originators bid as before. Beside them, FROZEN: under the same rules "
            "everybody hands in the bids of the baseline, to the last tick; what lies between the two is "
            "what answering adds to the effect of the rules, or takes back.",
            "报价固定与重新求解并列：各方案之差异，均为仿制药企业按该方案自身博弈的均衡报价时的差异（知悉竞争家数；对手为抽样者，"
            "亦知其类别；原研企业按情景设定报价）。“报价固定”指在同样规则下，所有企业原样提交基准方案中的报价；二者之差即"
            "企业调整报价对规则效果的增强或抵消。",
        ),
        "answers-head": (
            "What answering adds to the effect of the rules, or takes back",
            "企业调整报价对规则效果的增强或抵消",
        ),
        "answers-bids": ("bids", "报价"),
        "answers-frozen": ("FROZEN", "固定"),
        "answers-solved": ("answering", "重新求解"),
        "answers-adds": ("answering adds", "调整报价：增强"),
        "answers-back": ("answering takes back", "调整报价：抵消"),
        "answers-unclear": ("answering: chance", "调整报价：不显著"),
        "answers-nothing": ("answering: nothing", "调整报价：无影响"),
        "answers-turned": (
            "What answering adds is told from the study's own baseline alone, whose bids were frozen.",
            "调整报价的增强或抵消仅以研究自身的基准计，所固定的是该基准的报价。",
        ),
        "certificates": ("certificates", "均衡证书"),
        "open-same": ("none", "无差异"),
        "open-within": ("within {leaves}", "不超出{leaves}"),
        "open-beyond": ("beyond {leaves}", "超出{leaves}"),
        "open-said": (
            "{figure}, beside what certificates leave open: {said}.",
            "{figure}，与均衡证书的不确定度相比：{said}。",
        ),
        "open-counted": (
            "{figure}: {beyond} of {count} differences are beyond what certificates leave open.",
            "{figure}：{count}项差异中{beyond}项超出均衡证书的不确定度。",
        ),
        "open-note": (
            "Certificates leave open {times} times the mean gain that bids on either side leave, as a part "
            "of the mean price; 'beyond' means that the whole interval lies outside, 'within' that a "
            "difference may come from the search for bids, or from chance, and not from the rules.",
            "均衡证书的不确定度为两侧报价平均可得增益的{times}倍，按均价折算；“超出”指整个区间均在其外，“不超出”指差异可能来自"
            "求解误差或随机性而非规则。",
        ),
        "bids-of": ("solved bids", "求解的报价"),
        "bids-varieties": ("varieties", "品种数"),
        "bids-open": ("not certified", "未达精度"),
        "bids-gain": ("largest gain", "最大可得增益"),
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
