"""What is said about quarterly monitoring, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.report.words import Language

__all__ = ["WORDS", "say_of"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "head": (
            "Quarterly monitoring of {name} (rule book {book}); simulated rounds: {count}, from "
            "number {first}",
            "{name}（规则 {book}）执行情况季度监测，模拟 {count} 次，自第 {first} 次起",
        ),
        "quarter": ("Q", "季度"),
        "from": ("from", "起始日"),
        "purchases": ("bought", "采购"),
        "over_agreed": ("/agreed", "进度"),
        "delivery_rate": ("on time", "到货"),
        "shortage": ("short", "短缺"),
        "use_rate": ("used", "使用"),
        "paid_share": ("paid", "结算"),
        "overdue": ("overdue", "逾期"),
        "summons": ("talks", "约谈"),
        "delisting": ("off", "撤网"),
        "credit": ("credit", "信用"),
        "reminders": ("remind", "提醒"),
        "who": ("who", "对象"),
        "firm": ("firm", "企业"),
        "region": ("region", "地区"),
        "variety": ("variety", "品种"),
        "distributor": ("distributor", "配送企业"),
        "carried": ("carried", "配送额"),
        "in-time": ("in time", "及时率"),
        "note": (
            "bought: deliveries in million yuan at award prices; /agreed: orders over the agreed "
            "volume pro rata; "
            "on time: delivered by the main supplier itself; used: use over purchases; paid: paid "
            "over due bills; "
            "overdue: million yuan at the end of the quarter; then makers and distributors "
            "summoned, products off the list, credit grades, reminders. Means over the simulated rounds.",
            "采购：按中选价计的供应额（百万元）；进度：订单与按时间进度的约定量之比；到货：由主供企业供应的比例；使用：使用量与采购量之比；"
            "结算：已付与应付之比；逾期：季末逾期货款（百万元）；其后为约谈生产及配送企业数、撤网产品数、信用评级数、提醒数。均为各次模拟平均。",
        ),
        "by": ("By {what}, lowest delivery first (whole term)", "按{what}，到货率由低到高（整个协议期）"),
        "more": ("… and {count} more", "……其余 {count} 个"),
        "what": ("what followed", "后续措施"),
        "value": ("measure", "依据"),
        "one-round": ("In one simulated round (number {first}):", "其中一次模拟（第{first}次）："),
        "reminded": (
            "Reminders, all quarters: {use} to hospitals that lag, {supply} to makers that must "
            "secure supply, "
            "{payment} to pay overdue bills.",
            "各季度提醒合计：采购滞后 {use} 次，提醒企业保供 {supply} 次，货款逾期 {payment} 次。",
        ),
        "not-modelled": (
            "Payment follows the section 'fund', distributors 'supply.distribution', time in store "
            "'monitoring'; most of these parameters are assumed.",
            "结算取自 fund 一节，配送取自 supply.distribution，库存时间取自 monitoring 一节；参数多为假设。",
        ),
        "none": ("No contract was awarded: there is nothing to monitor.", "没有中选合同，无可监测。"),
        "grade-warned": ("warned", "提醒约谈"),
        "grade-cut": ("funds cut", "扣减补助"),
        "grade-excluded": ("insurance contract lost", "取消医保协议"),
        "grade-general": ("general", "一般"),
        "grade-medium": ("medium", "中等"),
        "grade-serious": ("serious", "严重"),
        "grade-worst": ("worst", "特别严重"),
    }
)
"""What is said about monitoring."""


def say_of(key: str, language: Language, **values: str | int) -> str:
    """Return one phrase, with its values filled in."""
    return WORDS[key][0 if language == "en" else 1].format(**values)
