"""Words of calibration and validation, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.report.words import Language

__all__ = ["say"]

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "parameter": ("parameter", "参数"),
        "value": ("value", "数值"),
        "error": ("std. error", "标准误"),
        "ninety": ("90 %", "90%区间"),
        "bounds": ("bounds", "取值范围"),
        "profile": ("profile (value: loss)", "剖面（数值：损失）"),
        "loss": (
            "Sum of squared misfits {loss} over {figures} figures of the tenders that train.",
            "用于拟合的{figures}个指标，误差平方和为{loss}。",
        ),
        "says-error": (
            "Standard errors are from the Jacobian at the fit, with misfits as large as they turned out.",
            "标准误由拟合点的雅可比矩阵得出，误差大小取实际误差。",
        ),
        "says-ninety": (
            "90 %: {draws} parameter vectors around the fit, weighed by how well they fit and by a normal "
            "prior around the start of the search (half of it as standard deviation); worth {worth} equal "
            "ones.",
            "90%区间：拟合点附近的{draws}组参数，按拟合程度及以搜索起点为中心的正态先验（标准差为起点之半）加权；"
            "相当于{worth}组等权参数。",
        ),
        "says-profile": (
            "Profile: loss where one parameter is moved by one or two standard errors within its bounds, "
            "the others following by one step.",
            "剖面：某一参数在范围内移动一至两个标准误、其余参数随之调整一步时的损失。",
        ),
        "rank": (
            "Rank of the Jacobian: the figures tell {rank} of {all} directions (a step as large as the "
            "starting values moves the misfits by one unit or more).",
            "雅可比秩：{all}个方向中指标可辨识{rank}个（移动与起点同样大小的一步，误差变化不小于1个单位）。",
        ),
        "singular": (
            "Singular values {values}; condition number {condition}.",
            "奇异值{values}；条件数{condition}。",
        ),
        "untold": (
            "The figures do not tell {names}: the standard error is larger than the value.",
            "指标无法确定{names}：标准误大于数值本身。",
        ),
        "train": ("tender (train)", "批次（拟合）"),
        "test": ("tender (test)", "批次（检验）"),
        "figure": ("figure", "指标"),
        "published": ("published", "公布值"),
        "simulated": ("simulated", "模拟值"),
        "misfit": ("misfit", "误差"),
        "unit": (
            "A misfit of one unit is 2 points of a cut, 3 points of a win rate, 0.3 winners; ! marks "
            "more than two units.",
            "1个单位的误差相当于降幅2个百分点、中选率3个百分点或0.3家中选企业；!表示超过2个单位。",
        ),
        "wrote": ("wrote {path}", "已写入{path}"),
        "range": ("5-95 % of rounds", "模拟5–95%范围"),
        "role": ("fitted", "用于拟合"),
        "yes": ("yes", "是"),
        "no": ("no", "否"),
        "verdict": ("", "结论"),
        "inside": ("inside", "范围内"),
        "outside": ("OUTSIDE", "范围外"),
        "over": ("over {value}", "超过{value}"),
        "sum-up": (
            "{inside} of {computed} figures inside; of the fitted ones {fitted} of {fits}, of those never "
            "used {checked} of {checks}.",
            "{computed}个指标中{inside}个在范围内：拟合用{fits}个中{fitted}个，未使用的{checks}个中{checked}个。",
        ),
        "others": (
            "The model has nothing to say about {others} more.",
            "另有{others}个指标模型未涉及。",
        ),
        "experiment": ("natural experiment", "自然实验"),
        "difference": ("difference", "差异"),
        "of-difference": ("95 %", "95%区间"),
        "says-inside": (
            "Inside: what was printed, with its rounding, meets the range of nine simulated rounds of ten. "
            "The range holds no uncertainty of parameters.",
            "“范围内”指公布值（含舍入）与模拟5–95%范围相交；该范围不含参数不确定性。",
        ),
        "why": (
            "Why figures are missed follows; --out FILE writes the page, with those that have no answer.",
            "各指标偏离的原因如下；未涉及的指标见 --out 文件名 写出的页面（英文）。",
        ),
        "no-reason": ("No reason is known.", "原因不明。"),
        "experiment-differs": ("OPPOSITE", "方向相反"),
        "experiment-same": ("same way", "方向一致"),
    }
)


def say(key: str, language: Language, **facts: object) -> str:
    """Return a text with facts filled in."""
    return _TEXTS[key][0 if language == "en" else 1].format(**facts)
