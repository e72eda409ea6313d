"""Names of parameters, coded values and marks of confidence, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel

from simulator.report.inputs import plain
from simulator.report.notes import chinese_note
from simulator.report.words import Language

__all__ = ["CONFIDENCES", "PARTS", "label", "shown_value", "source_name"]

_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "use": ("mechanism", "机制"),
        "accept": ("statuses let in", "准入质量状态"),
        "scope": ("which relations link firms", "关联关系的认定"),
        "if_left_highest": ("if the quote left is highest", "剩余报价为最高价时"),
        "basis": ("where the ceiling comes from", "最高有效申报价依据"),
        "above": ("a bid above it", "超出者"),
        "strength_base": ("factor for double strength", "规格翻倍系数"),
        "pack_base": ("factor for double pack", "装量翻倍系数"),
        "keys": ("order of keys", "排序依据"),
        "table": ("bidders: places", "申报企业数：名额"),
        "cap": ("most places", "名额上限"),
        "per_firm": ("most places per firm", "每家企业名额上限"),
        "multiple": ("multiple of the anchor", "锚点价倍数"),
        "cut": ("cut from the ceiling", "较最高有效申报价降幅"),
        "threshold": ("absolute price", "绝对价格线"),
        "line": ("fixed line", "固定价格线"),
        "times": ("times", "倍数"),
        "anchor": ("anchor", "锚点价"),
        "share": ("share", "比例"),
        "at_least": ("at least", "不低于"),
        "yuan": ("yuan", "元"),
        "needs_place": ("needs a place", "须入围"),
        "competitive_from": ("bidders for a direct award", "直接中选所需企业数"),
        "direct": ("final without negotiation", "无需议价的品种数"),
        "floor_share": ("share of the mean cut asked for", "议价要求的平均降幅比例"),
        "widest": ("widest spreads hit", "价差最大的品种数"),
        "tightest": ("tightest spreads hit", "价差最小的品种数"),
        "ranked": ("bids that count", "计入的报价"),
        "minimum_bids": ("fewest bids", "最少报价数"),
        "shortlisted": ("shortlisted bids", "入围未中选"),
        "not_shortlisted": ("bids without a place", "未入围"),
        "sole_multiple": ("multiple with one direct winner", "仅一家直接中选时的倍数"),
        "sole_base": ("base of that multiple", "该倍数的基数"),
        "chooses_regions": ("chooses areas", "参与选区"),
        "keeps_brand_volume": ("keeps its brand volume", "保留品牌报量"),
        "shares": ("shares by number of winners", "按中选家数的约定比例"),
        "cuts": ("where classes end", "分类界线"),
        "transfer": ("volume that moves up", "转移量比例"),
        "ordinary": ("ordinary", "一般品种"),
        "reduced": ("reduced share", "比例调低品种"),
        "special": ("special antibacterials", "特殊使用级"),
        "areas": ("set of areas", "地区划分"),
        "first_pick": ("winners that pick first", "优先选区家数"),
        "backup": ("backup supplier", "备供"),
        "unit": ("grouping of areas", "地区分组"),
        "years": ("years", "年数"),
        "by_form": ("exceptions by form", "按剂型的例外"),
        "extension_years": ("extension in years", "可延长年数"),
        "end": ("end date", "截止日期"),
        "varieties": ("varieties", "品种数"),
        "bids": ("bids", "报价数"),
        "most_bidders": ("most bidders in a variety", "最多申报企业数"),
        "fewest_bidders": ("fewest bidders in a variety", "最少申报企业数"),
        "forms": ("dosage forms", "剂型构成"),
        "volume_classes": ("volume classes", "采购量类别构成"),
        "reference_price": ("reference price (yuan)", "最低采购价（元）"),
        "yearly_value": ("yearly value (million yuan)", "年采购金额（百万元）"),
        "ceiling_over_reference": ("ceiling over reference price", "最高有效申报价与最低采购价之比"),
        "ceiling_spread": ("spread of that ratio", "该比值的离散度"),
        "varieties_file": ("table of varieties", "品种表"),
        "firms": ("firms", "企业数"),
        "size_exponent": ("inequality of firms", "企业规模不均程度"),
        "originator_presence": ("varieties with the originator", "原研参与的品种占比"),
        "products_per_originator": ("varieties per originator", "每家原研企业品种数"),
        "own_api_share": ("firms with own ingredient", "原料药自产企业占比"),
        "newcomer_share": ("newcomers", "新进入企业占比"),
        "linked_share": ("linked bids", "关联报价占比"),
        "unqualified_share": ("bids not qualified", "未过评报价占比"),
        "originator_volume_share": ("originator's share of past use", "原研历史用量占比"),
        "median": ("median cost over reference price", "成本中位数（与最低采购价之比）"),
        "originator": ("originators", "原研"),
        "generic": ("generic makers", "仿制"),
        "own-api": ("own active ingredient", "原料药自产"),
        "newcomer": ("newcomers", "新进入"),
        "spread_between_varieties": ("spread between varieties", "品种间离散度"),
        "spread_between_bidders": ("spread between bidders", "企业间离散度"),
        "least_margin": ("least margin", "最低利润率"),
        "markup": ("mark-up", "加成"),
        "response": ("response to competition", "对竞争的反应"),
        "reach": ("reach of the line", "可让价幅度"),
        "bunching": ("chance of bunching", "贴线报价概率"),
        "exit": ("chance of staying out", "弃标概率"),
        "fixed": ("fixed part of cost", "固定成本占比"),
        "idle": ("plants that would stand idle", "将停产的企业占比"),
        "cut_of": ("copied cut counted from", "所跟随降幅的基准"),
        "spread": ("spread", "离散度"),
        "further": ("goes below the copied price by", "在跟随价基础上再降"),
        "rule": ("how firms learn", "学习方式"),
        "rounds": ("rounds", "轮数"),
        "campaigns": ("campaigns", "学习场次"),
        "prices": ("steps of prices", "价格档数"),
        "standings": ("parts of a class", "同类企业分组数"),
        "memory": ("weight of the round before", "前轮权重"),
        "scheme": ("who is to win", "中选安排"),
        "size": ("members in a variety", "每品种成员数"),
        "winners": ("members designated", "指定中选成员数"),
        "raised": ("designated bid raised towards the ceiling", "指定报价抬高幅度"),
        "cover": ("what the others bid", "陪标方式"),
        "least": ("least distance of cover bids", "陪标价最小距离"),
        "most": ("largest distance of cover bids", "陪标价最大距离"),
        "default.most": ("highest hazard a year", "年弃约率上限"),
        "default": ("default", "弃约"),
        "phantoms": ("bidders on paper", "虚构投标人数"),
        "start": ("first day of execution", "开始执行日"),
        "start_lag_days": ("lag to the start in days", "开标至执行天数"),
        "demand": ("demand", "需求"),
        "understatement": ("understatement of need", "少报比例"),
        "overstatement": ("overstatement of need", "多报比例"),
        "verification": ("excess found by checks", "核查剔除的多报比例"),
        "penalty": ("penalty for wrong reports", "报量处罚力度"),
        "penalty_effect": ("effect of the penalty", "处罚效果"),
        "accuracy_spread": ("spread of reports", "报量误差离散度"),
        "price_response": ("elasticity to price", "价格弹性"),
        "response_months": ("time constant of the response (months)", "价格反应时间常数（月）"),
        "first_share": ("winners' share at the start", "起始中选产品占比"),
        "final_share": ("winners' share in the end", "最终中选产品占比"),
        "switching_months": ("time constant of switching (months)", "替换时间常数（月）"),
        "refusal": ("refusal without sanctions", "无约束时的拒用比例"),
        "sanctions": ("strength of sanctions", "约束力度"),
        "signing_months": ("months to sign", "签约所需月数"),
        "reminder": ("effect of a reminder", "提醒效果"),
        "after_commitment": ("loyalty past the commitment", "完成约定量后的采购保持率"),
        "monthly_spread": ("monthly spread", "月度波动"),
        "season": ("season", "季节幅度"),
        "surge_chance": ("chance of a surge", "疫情激增概率"),
        "surge_size": ("size of a surge", "激增倍数"),
        "surge_months": ("months of a surge", "激增持续月数"),
        "makers": ("makers", "生产企业"),
        "capacity_spread": ("spread of capacity", "产能离散度"),
        "starting_capacity": ("capacity at the start", "起始产能"),
        "ramp_months": ("months of ramp-up", "产能爬坡月数"),
        "growth": ("growth of capacity a month", "产能月增长"),
        "growth_limit": ("limit of growth", "产能增长上限"),
        "reserve_months": ("reserve in months", "储备月数"),
        "outages": ("outages", "停产"),
        "up_months": ("months between outages", "两次停产间隔（月）"),
        "down_months": ("months of an outage", "停产时长（月）"),
        "down_spread": ("spread of its length", "停产时长离散度"),
        "failure": ("failed samples a year", "抽检年不合格率"),
        "recall_months": ("months of a recall", "召回月数"),
        "severe": ("severe failures", "严重不合格比例"),
        "fraud": ("collusion found, a year", "每年查实串标概率"),
        "lenient": ("firms that help the inquiry", "配合调查企业比例"),
        "material": ("raw material", "原料药"),
        "own_exposure": ("exposure of own-ingredient makers", "自产原料药企业受影响程度"),
        "sources": ("sources", "来源数"),
        "reversion": ("reversion a month", "每月均值回复"),
        "volatility": ("volatility", "波动率"),
        "jump_chance": ("chance of a jump a year", "每年跳涨概率"),
        "jump_from": ("smallest jump", "最小跳涨倍数"),
        "jump_to": ("largest jump", "最大跳涨倍数"),
        "stopped": ("part of output that stops", "原料药断供时停产比例"),
        "stops_below": ("margin below which output stops", "停产的利润率界线"),
        "kept_months": ("raw material kept (months)", "原料药库存月数"),
        "layers": ("price build-up", "价格构成"),
        "margin": ("reasonable margin", "合理利润率"),
        "selling_before": ("selling expense before", "集采前销售费用率"),
        "selling_after": ("selling expense after", "集采后销售费用率"),
        "distribution_before": ("distribution mark-up before", "集采前流通加价率"),
        "distribution_after": ("distribution mark-up after", "集采后流通加价率"),
        "patient_share": ("patients' share", "患者自付比例"),
        "shortage_value": ("cost of a missing unit over its price", "短缺代价与原价之比"),
        "discount": ("discount rate", "贴现率"),
        "horizon": ("years of the budget impact", "预算影响年数"),
        "after_term": ("part of the saving after the term", "协议期后保留的节约比例"),
        "exit_below": ("sales below which a firm leaves", "企业退出的销量界线"),
        "summon_below": ("delivery below which makers are summoned", "约谈的到货率界线"),
        "remind_below": ("orders over agreed below which hospitals are reminded", "提醒医疗机构的进度界线"),
        "secure_above": ("orders over agreed above which makers are reminded", "提醒企业保供的进度界线"),
        "overdue_above": ("overdue bills that bring a reminder", "提醒付款的逾期界线"),
        "stock_months": ("months from purchase to use", "采购到使用的月数"),
        "late_share": ("share of bills paid late", "逾期货款比例"),
        "late_spread": ("spread of it between regions", "地区间差异"),
        "late_months": ("months late", "逾期月数"),
        "delisted_months": ("months off the list", "撤网月数"),
        "credit": ("credit grades", "信用评级"),
        "bribery_chance": ("chance of a bribery judgment", "行贿判决概率"),
        "bribery_amount": ("median amount", "行贿金额中位数"),
        "bribery_spread": ("spread of the amount", "金额离散度"),
        "medium_from": ("medium from", "中等起点"),
        "serious_from": ("serious from", "严重起点"),
        "worst_from": ("worst from", "特别严重起点"),
        "hazard": ("defaults a year at no margin", "零利润时年弃约率"),
        "slope": ("fall with the margin", "随利润率下降的斜率"),
        "takeover": ("takeover", "顶替"),
        "backup_after": ("months until the backup", "启用备供所需月数"),
        "others_after": ("months until other winners", "其他中选企业顶替所需月数"),
        "invited_after": ("months until an invited firm", "邀请企业顶替所需月数"),
        "invited_spare": ("what an invited firm can give", "邀请企业可供比例"),
        "invited_price": ("its price over the award price", "邀请企业价格与中选价之比"),
        "invited_payer": ("who pays its difference", "邀请企业差价承担方"),
        "outside_after": ("months until non-winners", "未中选企业顶替所需月数"),
        "outside_spare": ("what non-winners can give", "未中选企业可供比例"),
        "outside_payer": ("who pays the difference", "差价承担方"),
        "breach": ("breach", "违约"),
        "serious_below": ("serious below this share", "严重断供界线"),
        "talks_after": ("months until talks", "约谈所需月数"),
        "compensation_after": ("months until compensation", "赔偿所需月数"),
        "loss_after": ("months until the award is lost", "取消资格所需月数"),
        "ban_failure": ("ban for failure (months)", "断供处罚月数"),
        "ban_quality": ("ban for quality (months)", "质量处罚月数"),
        "ban_collusion": ("ban for collusion (months)", "串标处罚月数"),
        "ban_lenient": ("ban after help (months)", "配合调查处罚月数"),
        "fail_below": ("fails below", "不合格界线"),
        "merit_from": ("merit from", "评优界线"),
        "institutions": ("institutions", "医疗机构"),
        "need": ("need over public need", "相对公立机构的需求"),
        "joins": ("share that joins", "自愿参加比例"),
        "delay": ("time to sign, relative", "相对签约时间"),
        "listing_months": ("months to list", "进院所需月数"),
        "refuses": ("chance of refusal", "拒签概率"),
        "prescribers": ("prescribers", "处方医生"),
        "habit": ("brand habit", "品牌用药习惯"),
        "review": ("prescriptions reviewed", "处方点评覆盖率"),
        "sanction": ("effect of full review", "全面点评的效果"),
        "surplus_share": ("surplus paid to prescribers", "结余用于医务人员的比例"),
        "effort": ("effect of full pay", "全额激励的效果"),
        "substitutes": ("substitutes", "替代品种"),
        "leakage": ("leakage to substitutes", "流向替代品种的比例"),
        "leakage_months": ("time constant of leakage (months)", "流失时间常数（月）"),
        "monitoring": ("effect of monitoring", "监测效果"),
        "inspections": ("inspections", "检查"),
        "chance": ("chance a year", "年概率"),
        "detection": ("chance of detection", "查实概率"),
        "priority": ("winners' share that counts as priority", "优先使用界线"),
        "removes": ("effect of each finding", "各次查实的效果"),
        "distribution": ("distribution", "配送"),
        "at_most": ("most distributors per winner and region", "每个产品每地区配送企业上限"),
        "per_winner": ("distributors per winner and region", "每个产品每地区配送企业数"),
        "in_region": ("distributors in a region", "地区配送企业总数"),
        "delivery_days": ("days to the first delivery", "首次送达天数"),
        "trouble": ("distributors that fall behind, a year", "配送企业年积压概率"),
        "trouble_days": ("days behind", "积压天数"),
        "reroute_days": ("days until others take over", "改由他家配送所需天数"),
        "summons_after": ("days behind until a summons", "约谈前积压天数"),
        "plants": ("plants of a firm", "企业工厂数"),
        "contract_share": ("made by contract makers", "委托生产比例"),
        "contract_makers": ("contract makers", "受托企业数"),
        "stop_reports": ("makers that report stops", "报告停产的企业比例"),
        "warn_at": ("part of capacity at which makers are warned", "产能预警界线"),
        "high_volume": ("high-volume varieties (million yuan)", "用量大品种界线（百万元）"),
        "stock_days": ("days of use in stock", "库存可用天数"),
        "safety_days": ("safety stock (days of need)", "安全库存（需求天数）"),
        "expires": ("part that expires", "过期损耗比例"),
        "capacity": ("capacity over reported need", "产能与报量之比"),
        "engine": ("engine", "计算引擎"),
        "stress": ("stress tests", "压力测试"),
        "stress_tests": ("how hard stress tests hit", "压力测试强度"),
        "start_month": ("months until a stress test", "压力测试起始月"),
        "lasts_months": ("months of a closure or surge", "关闭或激增持续月数"),
        "surge_need": ("need in the surge over usual need", "激增时需求倍数"),
        "price_jump": ("jump of raw-material prices", "原料药涨价倍数"),
        "replications": ("replications", "模拟次数"),
        "seed": ("seed", "种子"),
        "block": ("replications per block", "每批模拟次数"),
    }
)

_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "lowest": "最低",
        "highest": "最高",
        "yes": "是",
        "no": "否",
        "none": "无此条款",
        "any": "任意剂型",
        "oral-solid": "口服固体",
        "small-injection": "小容量注射剂",
        "large-injection": "大容量注射剂",
        "oral-liquid": "口服液体",
        "other": "其他",
        "unknown": "未知",
        "reference": "参比制剂",
        "passed": "通过一致性评价",
        "treated-as-passed": "视同通过",
        "not-passed": "未通过一致性评价",
        "violation-list": "列入违规名单",
        "gmp-breach": "违反GMP",
        "failed-sampling": "抽检不合格",
        "inexperienced": "经验不足",
        "quality-gate": "质量入围",
        "merge": "合并为一家",
        "void-higher": "较高报价无效",
        "consortium": "联合体",
        "ceiling": "最高有效申报价",
        "own-lowest-price": "本企业最低价",
        "previous-winning-price": "上一轮中选价",
        "published-list": "公布清单",
        "group-list": "分组清单",
        "lower-of-half-listing-and-provincial": "挂网价一半与省级最低价取低",
        "reference-line": "参考线",
        "void": "无效",
        "noted": "仅作记录",
        "stands": "有效",
        "ratio": "差比价",
        "linear": "按含量折算",
        "tie-order": "同价排序",
        "past-volume": "历史采购量",
        "brand-volume": "品牌报量",
        "coverage": "覆盖地区数",
        "place-table": "名额表",
        "any-of": "符合其一",
        "mean-or-lowest": "均价比例与最低价取高",
        "provisional-list": "预中选名单",
        "extreme-ratios": "价差极值淘汰",
        "shortlisted": "入围报价",
        "valid": "有效报价",
        "revivals": "复活",
        "anchor": "锚点价",
        "own-price": "中选者自身价格",
        "share-by-winners": "按中选家数确定比例",
        "brand-share": "品牌报量比例",
        "by-class": "按类分配",
        "serial-choice": "依次选区",
        "whole-area": "整区供应",
        "by-brand": "按品牌供应",
        "administrative-area": "行政大区",
        "national-31": "全国31个地区",
        "expansion-25": "扩围25个地区",
        "cities-11": "11个城市",
        "by-winners": "按中选家数",
        "fixed-end": "固定截止日",
        "fixed-years": "固定年数",
        "markup": "成本加成",
        "originator-exit": "原研弃标",
        "guaranteed-line": "贴线报价",
        "fixed-list": "固定报价表",
        "mix": "按比例混合",
    }
)

_KEYED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("ranked", "passed"): "通过价格条件的报价",
        ("anchor", "lowest"): "最低价",
    }
)
"""Codes that mean something else under one parameter."""

_SOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "assumption": ("assumption", "假设"),
        "background": ("general knowledge", "常识"),
        "uncertain": ("uncertain", "不确定"),
        "calibration": ("calibrated", "校准"),
    }
)

CONFIDENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "recorded": ("recorded", "有记录"),
        "fitted": ("fitted", "拟合"),
        "draft": ("draft only", "仅见草案"),
        "uncertain": ("uncertain", "不确定"),
        "assumed": ("assumed", "推定"),
        "partial": ("partial", "部分有记录"),
    }
)
"""Marks of confidence of values and of whole rule books."""

PARTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "market": ("Market", "市场"),
        "firms": ("Firms", "企业"),
        "costs": ("Costs", "成本"),
        "bidding": ("Bidding", "报价策略"),
        "ring": ("Ring", "串标"),
        "supply": ("Contracts", "合同执行"),
        "welfare": ("Gains and losses", "损益核算"),
        "monitoring": ("Monitoring", "监测"),
        "fund": ("Money", "资金"),
        "run": ("Run", "运行"),
    }
)
"""Parts of a scenario that a report shows."""


def label(path: str, language: Language) -> str:
    """Name a parameter by its dotted path; a part without a name of its own stays as it is written.

    A name of a part together with the one before it goes before the name of the part alone.
    """
    parts = [part for part in path.split(".") if part != "tests"]
    names = [_named(f"{before}.{part}", part) for before, part in zip(["", *parts], parts, strict=False)]
    return " · ".join(one[0 if language == "en" else 1] for one in names)


def _named(both: str, part: str) -> tuple[str, str]:
    if both in _NAMES or part in _NAMES:
        return _NAMES.get(both) or _NAMES[part]
    english, chinese = PARTS.get(part, (part, part))
    return english.lower(), chinese


def shown_value(value: object, language: Language, path: str = "") -> str:
    """Write a value of an input file; in Chinese, codes are translated.

    Parameters
    ----------
    value
        The value.
    language
        ``en`` or ``zh``.
    path
        Dotted path of the parameter, for codes that mean something else there.
    """
    if language == "en":
        return plain(value)
    if isinstance(value, BaseModel):
        return shown_value({name: getattr(value, name) for name in type(value).model_fields}, "zh")
    if isinstance(value, Mapping):
        return "，".join(f"{_code(key)}：{shown_value(item, 'zh')}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return "，".join(shown_value(item, "zh") for item in value)
    special = _KEYED.get((path.rpartition(".")[2], str(value))) or chinese_note(str(value))
    return special or (plain(value) if isinstance(value, date) else _code(value))


def _code(value: object) -> str:
    written = plain(value)
    if written in _VALUES:
        return _VALUES[written]
    return _NAMES[written][1] if isinstance(value, str) and written in _NAMES else written


def source_name(source: str, language: Language) -> str:
    """Name a source: its id, or in words where there is none."""
    return _SOURCES.get(source, (source, source))[0 if language == "en" else 1]
