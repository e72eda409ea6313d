"""Words of reports and terminal output, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["CLAUSES", "REASONS", "TEXTS", "Language", "clause", "reason", "text"]

Language = Literal["en", "zh"]

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "absent": ("handed in no bid", "未报价"),
        "won": ("won", "中选"),
        "won-negotiated": ("won at the negotiated price", "议价后中选"),
        "revived-shortlisted": ("won: readmitted at the offered price", "复活中选（入围未中选企业）"),
        "revived-not-shortlisted": (
            "won: readmitted without choice of areas",
            "复活中选（未入围企业，不参与选区）",
        ),
        "not-passed": ("product has not passed the consistency evaluation", "未通过一致性评价"),
        "violation-list": ("firm is on the violation list", "列入违规名单"),
        "gmp-breach": ("GMP breach on the production line", "生产线违反GMP"),
        "failed-sampling": ("product failed sampling", "抽检不合格"),
        "inexperienced": ("less than two years' experience with the dosage form", "同剂型生产经验不足两年"),
        "supply-record": ("score for past supply is too low", "供应评分不达标"),
        "credit-record": ("credit score is too low", "信用评分不达标"),
        "cut-too-small": ("cut is not among the largest of the round", "降幅未进入全批次前列"),
        "not-accepted": ("quality status is not accepted by this rule book", "质量状态不在本规则范围内"),
        "linked-higher": ("a linked firm quoted less", "关联企业报价更低，本报价无效"),
        "linked-highest": (
            "left after a linked firm's quote was dropped, and highest of the variety",
            "关联报价剔除后仍为最高价，一并无效",
        ),
        "over-ceiling": ("above the ceiling", "高于最高有效申报价"),
        "no-place": ("not among the lowest prices that have a place", "未入围"),
        "firm-limit": ("the firm already has all its places", "该企业入围数已达上限"),
        "failed-price-test": ("shortlisted, but no price test holds", "入围但不符合中选价格条件"),
        "undecided": ("cannot be decided: a fact is missing", "缺少信息，无法判定"),
        "negotiation-failed": ("refused the negotiated price", "议价未达成"),
        "eliminated-widest": (
            "highest price in one of the widest spreads of the round",
            "全批次价差最大者淘汰",
        ),
        "eliminated-tightest": (
            "highest price in one of the tightest spreads of the round",
            "全批次价差最小者淘汰",
        ),
    }
)
"""What each reason code means."""

CLAUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "quality": ("Quality gate", "质量入围"),
        "units": ("Competitive units", "竞价单元"),
        "links": ("Linked firms", "关联企业"),
        "ceiling": ("Ceiling", "最高有效申报价"),
        "conversion": ("Comparable price", "单位可比价"),
        "ranking": ("Ranking", "排序依据"),
        "ties": ("Ties", "同价排序"),
        "places": ("Places", "入围名额"),
        "price_test": ("Price test", "中选价格条件"),
        "negotiation": ("Negotiation", "议价"),
        "elimination": ("Round-wide elimination", "全批次熔断"),
        "revival": ("Revival", "复活"),
        "volume": ("Committed volume", "约定采购量"),
        "supply": ("Supply areas", "供应地区"),
        "term": ("Term", "采购周期"),
        "late_entry": ("Late entry", "中途加入"),
        "listing": ("Listing limits", "挂网限价"),
    }
)
"""Names of the clauses."""

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "class-originator": ("originator", "原研"),
        "class-generic": ("generic", "仿制"),
        "class-own-api": ("own API", "自产原料药"),
        "class-newcomer": ("newcomer", "新进入"),
        "class-makers": ("maker", "生产企业"),
        "eq-bidders": ("bidders", "投标数"),
        "eq-originators": ("originators", "其中原研"),
        "eq-varieties": ("varieties", "品种数"),
        "eq-places": ("places", "入围数"),
        "eq-price": ("mean price", "平均价"),
        "eq-award": ("mean award", "平均中选价"),
        "eq-winners": ("winners", "中选数"),
        "eq-gain": ("largest gain", "最大偏离收益"),
        "eq-fresh": ("fresh draws", "新抽样"),
        "eq-fresh-note": (
            "Fresh draws: what the best of several other ways to bid gains when the rules decide (99 %).",
            "新抽样：由规则裁定时，若干其他报价方式中最优者的增益（99%区间）。",
        ),
        "eq-fresh-more": (
            "NOT CERTIFIED under the full rules: on fresh draws a class gains {gain} ± {half} where the game"
            " allows it {exact}; what the game leaves out matters here.",
            "在完整规则下未通过验证：新抽样显示某类别可增益 {gain} ± {half}，而博弈内仅为 {exact}；"
            "博弈未包含的因素在此有影响。",
        ),
        "eq-class": ("class", "类别"),
        "eq-firms": ("firms", "企业数"),
        "eq-win": ("win", "中选率"),
        "eq-cost": ("mean cost", "平均成本"),
        "eq-mean-bid": ("mean bid", "平均报价"),
        "eq-standing": ("share of the class that is cheaper", "同类中成本更低者占比"),
        "eq-cost-of": ("{name}: cost", "{name}：成本"),
        "eq-bid-of": ("{name}: bid", "{name}：报价"),
        "eq-head": (
            "{variety}: {bidders} bidders, {places} places; a typical cost level; prices over ceiling",
            "{variety}：{bidders}家投标，入围{places}家；典型成本水平；价格均为与最高有效申报价之比",
        ),
        "eq-outcome": (
            "Mean price paid {price}; number of winners: {winners}",
            "加权平均价 {price}；中选家数：{winners}",
        ),
        "eq-note": (
            "Prices over the ceiling; mean price weighted by volume. Firms know the rules, the ceiling, who\n"
            "bids and how costs are distributed; only the own cost is private.",
            "价格均为与最高有效申报价之比，平均价按量加权。企业知道规则、最高限价、竞争者及成本分布，\n"
            "仅自身成本为私人信息。",
        ),
        "eq-note-number": (
            "Prices over the ceiling; mean price weighted by volume. Firms know the rules, the ceiling, how\n"
            "many originators and other makers bid, and what makers' costs may be; varieties with equal\n"
            "numbers are one game.",
            "价格均为与最高有效申报价之比，平均价按量加权。企业知道规则、最高限价、原研与其他生产企业的家数，\n"
            "以及随机一家生产企业的成本分布；家数相同的品种为同一博弈。",
        ),
        "eq-worst": (
            "Certificate: no class of firms can raise its profit by more than {gain} by any other bid.",
            "验证：任何类别企业改报任何其他价格，利润增幅不超过 {gain}。",
        ),
        "eq-worst-sampled": (
            "Statistical certificate: none of several other ways to bid raises a class's profit by more\n"
            "than {gain} (upper ends of 99 % intervals on fresh draws; there is no exact game here).",
            "统计验证：若干其他报价方式对任一类别利润的增幅不超过 {gain}（新抽样99%区间上限；\n"
            "该规则没有精确博弈）。",
        ),
        "eq-uncertified": (
            "NOT CERTIFIED: in {count} of these games the search did not reach the tolerance (marked !).",
            "未通过验证：{count}个博弈未达到设定精度（以 ! 标出）。",
        ),
        "eq-starts": (
            "Searches that start with all prices alike, everybody at cost and everybody at the ceiling\n"
            "end at mean prices that differ by at most {apart} of the ceiling ({variety}).",
            "分别自各价格等可能、按成本报价、按最高有效申报价报价出发搜索，所得平均价最多相差\n"
            "最高有效申报价的 {apart}（{variety}）。",
        ),
        "eq-starts-lost": (
            "{count} searches from other starts did not come within the tolerance and are not counted.",
            "另有 {count} 次从其他起点的搜索未达容许误差，未计入。",
        ),
        "eq-starts-several": (
            "There may be several equilibria, prices differ by more than {width} of the ceiling: {names}.\n"
            "The one found from all prices alike is used.",
            "{names} 可能有多个均衡：价格相差超过最高有效申报价的 {width}；采用从各价格等可能出发所得者。",
        ),
        "eq-start-cost": (
            "From everybody at cost: mean price {price}, largest gain {gain}.",
            "自按成本报价出发：平均价 {price}，最大偏离收益 {gain}。",
        ),
        "eq-start-ceiling": (
            "From everybody at the ceiling: mean price {price}, largest gain {gain}.",
            "自按最高有效申报价出发：平均价 {price}，最大偏离收益 {gain}。",
        ),
        "eq-left-out": (
            "The game leaves out: {clauses}. The certificate does not speak about them.",
            "博弈未包含：{clauses}。验证不涉及这些条款。",
        ),
        "eq-nearly-equal": (
            "Costs within a class hardly differ (costs.spread_between_bidders below 0.01): bids are solved\n"
            "as if they differed by about 1 %. With equal costs firms bid at random; who is a little\n"
            "cheaper takes the place of that chance.",
            "同类企业成本几乎相同（costs.spread_between_bidders 小于 0.01）：求解时按相差约1%处理。\n"
            "成本完全相同时企业随机报价，此处以微小的成本差异代替这种随机性。",
        ),
        "eq-left-negotiation": ("negotiation across varieties", "跨品种议价"),
        "eq-left-tastes": (
            "each firm's own wishes for areas",
            "各企业自身的选区意愿",
        ),
        "eq-left-elimination": ("round-wide elimination", "全批次淘汰"),
        "eq-left-revival": ("revival of failed bids", "复活机制"),
        "eq-left-links": ("linked firms", "关联企业"),
        "eq-left-brand-volume": (
            "differences between firms in the volume that named them",
            "企业间按品牌报量的差异",
        ),
        "cr-bids": ("bids", "报价数"),
        "cr-points": ("points", "点估计数"),
        "cr-margin": ("margin", "利润率"),
        "cr-interval": ("interval", "区间"),
        "cr-bounds": ("bounds", "界限"),
        "cr-cost": ("cost", "成本"),
        "cr-all": ("all", "全部"),
        "cr-more": (
            "… and {count} more bids (--out FILE writes all of them)",
            "……另有{count}个报价（--out 文件名 可全部写出）",
        ),
        "cr-assumes": (
            "Assumes: private independent costs, firms alike within a group, varieties alike but for scale,\n"
            "and bids that are an equilibrium under this rule book. Wrong where firms bid otherwise.",
            "假设：成本为私人信息且相互独立，同组企业同分布，各品种仅规模不同，且报价为本规则下的均衡。\n"
            "企业若不按均衡报价，结果不成立。",
        ),
        "cr-basis-ceiling": ("Prices are compared over the ceiling.", "价格按与最高有效申报价之比合并。"),
        "cr-basis-reference-price": (
            "Ceilings are not on record: prices are compared over the reference price.",
            "无最高有效申报价记录：价格按与最低采购价之比合并。",
        ),
        "cr-basis-median-bid": (
            "Neither ceilings nor reference prices are on record: prices are compared over the median bid.",
            "无最高有效申报价和最低采购价记录：价格按与该品种报价中位数之比合并。",
        ),
        "cr-pool-varieties": (
            "Pool of {bidders} bidders: {varieties} varieties, {bids} bids, {apart}; varieties resampled.",
            "投标数为{bidders}的合并组：{varieties}个品种，{bids}个报价，{apart}；按品种重抽样。",
        ),
        "cr-pool-bids": (
            "Pool of {bidders} bidders: {varieties} varieties, {bids} bids, {apart}; single bids resampled,\n"
            "as there are too few varieties.",
            "投标数为{bidders}的合并组：{varieties}个品种，{bids}个报价，{apart}；品种过少，按报价重抽样。",
        ),
        "cr-apart": ("one distribution for each group", "各组分别估计分布"),
        "cr-together": ("one distribution for all", "全部报价共用一个分布"),
        "cr-intervals": (
            "Bounds: costs for which the bid is a best response. Interval: bounds with sampling error,\n"
            "{level}, {reps} resamples.",
            "界限：使该报价为最优反应的成本范围。区间：界限加抽样误差，{level}，重抽样{reps}次。",
        ),
        "cr-bounded": (
            "Only bounded: {line} bids at the guaranteed line, {edge} at the edge of the observed bids.",
            "仅有界限：{line}个报价在保底线上，{edge}个在观测报价的边缘。",
        ),
        "cr-unexplained": (
            "NOT EXPLAINED: {count} bids are lower than a firm would bid at any cost from 0 on.",
            "无法解释：{count}个报价低于任何非负成本下的最优报价。",
        ),
        "cr-left": (
            "Left out: {invalid} bids that are not valid, {alone} without a rival.",
            "未纳入：{invalid}个无效报价，{alone}个无竞争者的报价。",
        ),
        "cr-left-out": (
            "The game leaves out: {clauses}.",
            "博弈未包含：{clauses}。",
        ),
        "run-equilibrium": (
            "Bids are an equilibrium of the game that the rules make: no class of firms could raise its"
            " profit by more than {gain} by any other bid, at any cost level that was solved.",
            "报价为规则所成博弈的均衡：在各成本水平下，任何类别企业改报其他价格，利润增幅不超过 {gain}。",
        ),
        "run-frozen": (
            "Bids follow rules of thumb: they answer to the number of bidders, to places and to a protected"
            " cut, not to other clauses (vbp equilibrium shows what firms would do about those).",
            "报价按经验规则形成：只随竞争家数、入围家数和保护降幅变化，不随其他条款调整"
            "（企业如何应对其他条款，见 vbp equilibrium）。",
        ),
        "run-to-answer": (
            "The rules are not those of the shipped scenario. This lets makers answer to them:",
            "规则与内置情景不同。以下命令使企业按规则重新报价：",
        ),
        "run-learning": (
            "Bids are what firms learned over rounds under these rules; no certificate speaks about them.",
            "报价为企业在本规则下经多轮学习所得，未经均衡验证。",
        ),
        "run-others": (
            "THE CERTIFICATE IS OF THE GAME, NOT OF ALL BIDS HERE: the game takes everybody to think, yet"
            " bidding otherwise: {classes}. 'vbp deviations' measures what firms leave in such a tender.",
            "验证只针对博弈，不涵盖本次全部报价：博弈假定所有企业均按此推理，但下列类别另有报价方式：{classes}。"
            "企业在此类招标中尚可多得多少，见 vbp deviations。",
        ),
        "run-foreseen": (
            "Makers foresee how these bid as the scenario says, and answer to it: {classes}.",
            "其他企业预见下列类别按情景所述方式报价，并据此应对：{classes}。",
        ),
        "run-ring": (
            "NOT CERTIFIED: a ring is at work, whose members do not bid what the game gives.",
            "未通过验证：存在串通团伙，其成员不按博弈结果报价。",
        ),
        "run-quantal": (
            "Firms err in their bids (quantal response): the class that loses most by its errors could raise"
            " its profit by {gain}.",
            "企业报价带有误差（量子反应均衡）：受误差影响最大的类别最多可再增利润 {gain}。",
        ),
        "run-hierarchy": (
            "Firms think a limited number of steps ahead: the class that loses most by it could raise its"
            " profit by {gain}.",
            "企业只作有限步推理：受此影响最大的类别最多可再增利润 {gain}。",
        ),
        "flaw-uncertified": (
            "NOT CERTIFIED: in {count} varieties ({names}) the bids were not solved as closely as asked for.",
            "未通过验证：{count}个品种（{names}）的报价未达到设定精度。",
        ),
        "dev-earned": ("earns, m yuan", "收益（百万元）"),
        "dev-gain": ("best deviation", "最优偏离"),
        "dev-interval": ("99% interval", "99% 区间"),
        "dev-note": (
            "Best deviation: what a firm of the class would add to its profit over the term with the\n"
            "best other bid for its cost, while all others bid as the scenario says; on fresh draws.",
            "最优偏离：其他企业按方案报价时，该类企业就其成本改报最优价格，采购周期内利润可增加的比例；\n以独立抽样度量。",
        ),
        "dev-sure": (
            "In {sure} of {count} lines the gain is surely above 0: firms that think would bid otherwise.",
            "{count} 行中有 {sure} 行的增幅确定大于 0：理性企业会改变报价。",
        ),
        "eq-stated": (
            "Originators bid as the scenario says, mostly at or above the ceiling; makers know it and those\n"
            "bids are not certified. They think too with --set 'bidding.originator={use: equilibrium}'.",
            "原研按情景所述报价（多为最高有效申报价或以上），其他企业知悉，其报价不作验证。\n"
            "如需原研同样按博弈推理：--set 'bidding.originator={use: equilibrium}'。",
        ),
        "eq-moved": ("How the equilibrium moves with {change}", "规则值变动 {change} 对均衡的影响"),
        "eq-open": ("left open", "不确定度"),
        "eq-read": ("movement", "变动"),
        "eq-within": ("within", "不确定度内"),
        "eq-beyond": ("beyond", "超出"),
        "eq-same": ("none", "无"),
        "eq-unknown": ("nobody bids", "无人投标"),
        "eq-chances": ("Chance to win, of one firm of the class", "各类企业单家中选概率"),
        "eq-within-note": (
            "{within} of {count} mean prices move within what the certificates leave open ({times} times\n"
            "the two, as parts of the prices): they may come from the search and not from the rule.",
            "{count}个平均价中有{within}个的变动在均衡证书的不确定度内（两侧证书之和的{times}倍，按价格折算），\n"
            "可能来自求解误差而非规则。",
        ),
        "passed": ("passed", "通过"),
        "failed": ("failed", "未通过"),
        "undecided": ("undecided", "无法判定"),
        "off": ("does not apply", "不适用"),
        "fact": ("fact", "记录"),
        "variety": ("variety", "品种"),
        "firm": ("firm", "企业"),
        "price": ("bid", "报价"),
        "award_price": ("award", "中选价"),
        "rank": ("rank", "顺位"),
        "areas": ("areas", "地区"),
        "decision": ("decision", "结果"),
        "winners": ("winners", "中选数"),
        "yuan": ("yuan", "元"),
        "metric": ("figure", "指标"),
        "mean": ("mean", "均值"),
        "interval": ("95 % interval of the mean", "均值95%区间"),
        "range": ("5-95 % of rounds", "模拟5–95%范围"),
        "published": ("published", "公布值"),
        "verdict": ("verdict", "结论"),
        "inside": ("inside", "范围内"),
        "outside": ("OUTSIDE", "范围外"),
        "not-computed": ("not computed", "未计算"),
        "ring-line": (
            "A ring is at work: some firms agree on their bids (section ring of the scenario).",
            "存在串标：部分企业事先约定报价（见情景的 ring 部分）。",
        ),
        "stress-line": (
            "Under stress, in every replication: {tests}.",
            "压力测试（每次模拟均施加）：{tests}。",
        ),
        "largest-supplier": ("loss of the largest supplier", "最大供应企业退出"),
        "raw-material-10": ("raw-material prices times {times}", "原料药价格涨至{times}倍"),
        "port-closure": ("ports closed to imports", "进口口岸关闭"),
        "demand-surge": ("need times {surge}", "需求增至{surge}倍"),
        "fraud-annulment": ("all awards annulled for fraud", "因查实串标取消全部中选"),
        "screen": ("screen", "筛查指标"),
        "suspicious": ("suspicious", "可疑方向"),
        "suspicious-low": ("low", "偏低"),
        "suspicious-high": ("high", "偏高"),
        "screen-threshold": ("threshold", "阈值"),
        "false-alarms": ("false alarms", "误报率"),
        "power": ("power", "检出率"),
        "interval-95": ("95 % interval", "95%区间"),
        "flags": ("flags", "提示"),
        "flag-close": ("close together", "报价过密"),
        "flag-apart": ("lowest apart", "最低价独低"),
        "flag-same": ("identical", "报价相同"),
        "screen-variation": ("variation", "变异系数"),
        "screen-lowest-gap": ("lowest gap", "最低两价差"),
        "screen-identical": ("identical", "相同报价占比"),
        "screen-relative-distance": ("relative distance", "相对距离"),
        "screen-alternative-distance": ("alternative distance", "替代距离"),
        "screen-normalised-distance": ("normalised distance", "标准化距离"),
        "screen-relative-range": ("relative range", "相对极差"),
        "screen-skewness": ("skewness", "偏度"),
        "screen-kurtosis": ("kurtosis", "峰度"),
        "screen-rank": ("rank", "报价与成本秩相关"),
        "screens-flagged": (
            "{flagged} of {all} varieties raise a flag.",
            "{all}个品种中有{flagged}个出现提示。",
        ),
        "screens-study": (
            "Ring at work in {varieties} of {of_all} varieties; {competitive} simulated varieties without it "
            "set the thresholds, {rigged} with it are searched.",
            "{of_all}个品种中有{varieties}个存在串标；以{competitive}个无串标的模拟品种定阈值，在{rigged}个"
            "有串标的模拟品种中检验。",
        ),
        "screens-warning": (
            "A figure calls for a second look; it is no proof.",
            "指标异常仅提示需进一步核查，不构成证据。",
        ),
        "patience-by-lot": ("holds by lot from", "抽签轮流的临界值"),
        "patience-in-turn": ("in turn from", "依次轮流的临界值"),
        "patience-means": (
            "A ring of all bidders holds where the next tender weighs at least so much against this one\n"
            "(0: always, 1: never), for equal awards at the ceiling and without a price test.",
            "下一次集采相对本次的权重（贴现因子）不低于表中数值时，全体企业的串标可以维持（0表示总能维持，"
            "1表示无法维持）；假定按最高有效申报价平均分配，不含限价规则。",
        ),
        "patience-note": (
            "The larger the part that wins, the easier it holds: from {easy} where {easiest} win,\n"
            "from {hard} where {hardest} win.",
            "中选比例越高越容易维持：{easiest}中选时为{easy}，{hardest}中选时为{hard}。",
        ),
        "winners-known": ("tender with known winners", "已知中选企业的集采"),
        "named": ("Actual winners named by the run", "模拟命中的实际中选产品"),
        "named-by-chance": ("Named by a random pick of as many bidders", "随机抽取同样个数的命中比例"),
        "named-gain": ("Named beyond the random pick", "高出随机抽取的部分"),
        "status": ("status", "状态"),
        "bid": ("bid", "报价"),
        "comparable": ("comparable price", "可比价"),
        "others": ("linked quotes", "关联报价"),
        "position": ("rank by price", "价格排序"),
        "bidders": ("bidders", "申报企业数"),
        "places": ("places", "名额"),
        "met": ("tests met", "符合的条件"),
        "anchor": ("anchor (yuan)", "锚点价（元）"),
        "times": ("multiple", "倍数"),
        "limit": ("limit (yuan)", "限价（元）"),
        "cut": ("cut from the ceiling", "较最高有效申报价降幅"),
        "needed_cut": ("cut that protects", "保护线降幅"),
        "threshold": ("threshold (yuan)", "绝对价格线（元）"),
        "line": ("line (yuan)", "价格线（元）"),
        "enquiry": ("enquiry price (yuan)", "询价基准（元）"),
        "pool": ("pooled volume", "进入待分配量"),
        "assigned": ("assigned from the pool", "分配所得"),
        "offered": ("offered price (yuan)", "给出的价格（元）"),
        "volume": ("volume", "约定量"),
        "share": ("committed share", "约定比例"),
        "years": ("years", "年数"),
        "ceiling": ("ceiling (yuan)", "最高有效申报价（元）"),
        "would-win": (
            "Highest price that would have won directly, others unchanged: {price} yuan",
            "其他报价不变时，可直接中选的最高报价：{price}元",
        ),
        "would-always-win": (
            "Any price of this firm would have won.",
            "该企业任何报价均可中选。",
        ),
        "would-never-win": (
            "No price of this firm would have won.",
            "该企业任何报价均不能中选。",
        ),
        "switched-off": (
            "Clauses that look across varieties are off: the list has fewer varieties than the round "
            "(use --whole-round if it is the whole round).",
            "名单品种数少于该批次，跨品种条款未启用（如为完整批次，请加 --whole-round）。",
        ),
        "doubt-matters": (
            "{variety}: {fact} is missing for {bids} bid(s); it could change the outcome.",
            "{variety}：{bids}个报价缺少{fact}，可能改变结果。",
        ),
        "doubt-harmless": (
            "{variety}: {fact} is missing for {bids} bid(s); it does not change the outcome.",
            "{variety}：{bids}个报价缺少{fact}，不影响结果。",
        ),
        "assumed-quality": (
            "{variety}: no quality status for {bids} bid(s); they are taken as qualified.",
            "{variety}：{bids}个报价无质量状态，按合格处理。",
        ),
        "fact-ceiling": ("the ceiling", "最高有效申报价"),
        "fact-form": ("the dosage form", "剂型"),
        "fact-enquiry": ("the enquiry price", "询价基准"),
        "fact-brand_volume": ("the brand volume", "品牌报量"),
        "partial": (
            "This rule book has holes in the record; uncertain values are marked in it (vbp show {id}).",
            "本规则文件的公开记录有缺口，不确定的取值已在文件中标明（vbp show {id}）。",
        ),
        "assumed": (
            "ASSUMED RULE BOOK: the rule that decides who wins is not on record.",
            "推定规则：决定中选结果的规则没有公开记录。",
        ),
        "recorded": (
            "All that decides the award is on record.",
            "决定中选结果的规则均有公开记录。",
        ),
        "check": ("check", "检查项"),
        "expected": ("expected", "应有值"),
        "measured": ("measured", "实测值"),
        "tolerance": ("tolerance", "容差"),
        "check-passed": ("ok", "通过"),
        "check-failed": ("FAILED", "未通过"),
        "checks-summary": (
            "{count} checks, {failed} failed. Money in yuan. Tolerance: four standard errors of the measured "
            "mean, 0 where a rule is exact.",
            "共{count}项，未通过{failed}项。容差：实测均值的四个标准误；规则精确处为0。金额单位：元。",
        ),
        "checks-failed": (
            "Try another --seed: chance does not repeat itself. A check that fails again is a fault; please "
            "report it with 'vbp --version' and 'vbp verify --json'.",
            "请换一个 --seed 再试：偶然误差不会重复。再次未通过即为故障，"
            "请附上 vbp --version 和 vbp verify --json 的输出反馈。",
        ),
        "contracts": ("contracts", "合同执行"),
        "ledger": (
            "{variety}, replication {replication}: cash paid over the term, yuan ({count} postings)",
            "{variety}，第{replication}次模拟：协议期内现金收付，元（共{count}笔分录）",
        ),
        "ledger-balances": (
            "Open claims at the end of the month, yuan (above zero: owed to the party). All balance.",
            "月末未结往来，元：正数为他方所欠。每笔分录借贷相等。",
        ),
        "payer": ("from", "付款方"),
        "payee": ("to", "收款方"),
        "what-for": ("what for", "事由"),
        "owed-fund": ("fund", "医保基金"),
        "owed-hospitals": ("hospitals", "医疗机构"),
        "owed-distributors": ("distributors", "配送企业"),
        "owed-makers": ("makers", "生产企业"),
        "money": ("money, million yuan a year", "资金（百万元/年）"),
        "contracts-flow": (
            "Orders flow all month long, in no monthly lumps; what nobody delivers at once is lost.",
            "订单在全月内连续发生，不按月集中下达；当时无人供应的部分即落空。",
        ),
        "worst-20th": ("worst 5 %", "最差5%均值"),
        "day": ("day", "日期"),
        "month": ("month", "月"),
        "event": ("event", "事件"),
        "value": ("number", "数值"),
        "history": (
            "{variety}, replication {replication}, from the opening of bids to the end of the term",
            "{variety}，第{replication}次模拟，自开标至协议期满",
        ),
        "more-events": (
            "… and {count} more events (--out FILE has them all)",
            "……另有{count}个事件（--out FILE 可输出全部）",
        ),
        "supply-by-default": (
            "The scenario says nothing about contracts: demand, makers, outages and breach are the "
            "defaults of section supply (docs/contracts.md), --set 'supply.…' changes them.",
            "情景未设合同执行部分：需求、生产、停产与违约均取 supply 部分的默认值（docs/contracts.md），"
            "可用 --set 'supply.…' 修改。",
        ),
        "outside-firms": ("firms without an award", "未中选企业"),
        "shortage": ("shortage", "短缺"),
        "months-of-execution": ("Months of execution", "执行月份"),
        "million-units-a-month": ("Million units a month", "百万单位/月"),
        "of-mean": ("95 % of mean", "均值95%区间"),
        "of-rounds": ("5-95 % of rounds", "模拟5–95%范围"),
        "short-mean_cut_reference": ("Cut against reference price", "平均降幅（较最低采购价）"),
        "short-mean_cut_ceiling": ("Cut against ceiling", "平均降幅（较最高有效申报价）"),
        "short-winners_per_variety": ("Winners per variety bought", "每个成功品种中选家数"),
        "short-firm_win_rate": ("Win rate of firms", "企业中选率"),
        "short-product_win_rate": ("Win rate of products", "产品中选率"),
        "short-varieties_succeeded": ("Varieties bought", "采购成功品种数"),
        "short-places_unused": ("Places left unused", "空余中选名额"),
        "short-originators_winning": ("Originator products winning", "中选原研产品数"),
        "short-eliminated": ("Bids eliminated", "熔断淘汰报价数"),
        "short-revived": ("Bids revived", "复活中选报价数"),
        "level-error": ("error", "错误"),
        "level-warning": ("warning", "警告"),
        "level-note": ("note", "提示"),
        "run-line": (
            "Scenario {scenario}, seed {seed}, replications {replications}",
            "情景 {scenario}，种子 {seed}，模拟次数 {replications}",
        ),
        "book-line": ("Rule book: {title} ({id})", "规则：{title}（{id}）"),
        "uncertain-values": (
            "{count} of its {all} values are uncertain, assumed or from a draft; the report marks them.",
            "其{all}项取值中有{count}项不确定、属推定或仅见于草案，报告中均已标明。",
        ),
        "one-round": (
            "One simulated round (replication 0), the {count} varieties with the most bids; cuts are against "
            "the reference price.",
            "一次模拟（第0次）中报价最多的{count}个品种；降幅均较最低采购价。",
        ),
        "bids": ("bids", "报价数"),
        "least-cut": ("least cut", "最小降幅"),
        "largest-cut": ("largest cut", "最大降幅"),
        "first-rank": ("rank 1", "第一顺位"),
        "its-areas": ("its areas (+ backup)", "主供地区数（+备供）"),
        "report": ("Report:", "报告："),
        "nothing-to-show": ("No results to show yet.", "尚无结果可供展示。"),
        "flaw-manifest": (
            "manifest.json is missing or damaged: what this run is, and whether it finished, is not known.",
            "manifest.json 缺失或损坏：无法得知本次运行的内容及是否完成。",
        ),
        "flaw-incomplete": (
            "INCOMPLETE RUN (status {status}): {done} of {of} replications are done; "
            "finish it with 'vbp run … --resume'.",
            "运行未完成（状态 {status}）：已完成{done}次，共{of}次；请用“vbp run … --resume”继续。",
        ),
        "flaw-version": (
            "OTHER VERSION: vbp-sim {theirs} made these tables, and {ours} reads them; figures may be missing"
            " or mean something else.",
            "版本不同：结果由 vbp-sim {theirs} 生成，现由 {ours} 读取；部分指标可能缺失或含义不同。",
        ),
        "reasons-no-inputs": (
            "The clauses that each bid went through cannot be told: the inputs of this run cannot be read, or"
            " are not those of its tables.",
            "无法列出各报价所经条款：本次运行的输入无法读取，或与结果表不一致。",
        ),
        "reasons-differ": (
            "The clauses that each bid went through are not told: this version plays replication 0 otherwise"
            " than the table of awards says.",
            "未列出各报价所经条款：当前版本重演第0次模拟的结果与中选表不一致。",
        ),
        "reasons-not-kept": (
            "The clauses that each bid went through are not told here, because solved bids are no longer in"
            " the store; 'vbp explain resolved.yaml --firm NAME' in this folder solves them again.",
            "此处未列出各报价所经条款：求解所得报价已不在缓存中；"
            "在本文件夹运行 vbp explain resolved.yaml --firm 企业名 可重新求解。",
        ),
        "no-chinese-font": (
            "No font with Chinese characters was found on this machine: labels are English.",
            "本机未找到中文字体，图中文字改用英文。",
        ),
        "names-as-numbers": (
            "Names that cannot be written stand as numbers: {names}.",
            "无法显示的名称以编号代替：{names}。",
        ),
        "flaw-study-unfinished": (
            "UNFINISHED (status {status}): {done} of {of} units of work are done. Below is what they give so "
            "far; '--resume' with the command at the end goes on.",
            "尚未完成（状态 {status}）：{of}个工作单元已完成{done}个。以下为目前结果；"
            "文末命令加“--resume”可继续。",
        ),
        "flaw-campaign-unfinished": (
            "UNFINISHED CAMPAIGN (status {status}): its tables are written in the end; "
            "'vbp campaign … --resume' goes on.",
            "采购系列尚未完成（状态 {status}）：各表在结束时写入；请用“vbp campaign … --resume”继续。",
        ),
        "flaw-study-partial": (
            "NOT WHOLE: only {done} of {of} units of work could be done. What depends on the others is "
            "missing; they are named below with the commands that repeat them.",
            "不完整：{of}个工作单元仅完成{done}个。依赖其余单元的内容缺失；下文列出这些单元及重新运行的命令。",
        ),
        "flaw-changed": (
            "CHANGED SINCE: {names} no longer say what the work left; the numbers below may have been "
            "edited.",
            "内容已被改动：{names} 与完成时写入的不符，下列数字可能被编辑过。",
        ),
        "flaw-missing": ("{name} is missing from the folder.", "文件夹中缺少 {name}。"),
        "flaw-damaged": (
            "{name} cannot be read, or lacks what a report needs; it is left out.",
            "{name} 无法读取，或缺少报告所需内容，已略去。",
        ),
        "flaw-no-digest": (
            "The manifest holds no digest: the tables cannot be checked.",
            "manifest.json 中没有摘要值，无法核对各表。",
        ),
        "flaw-digest": (
            "TABLES CHANGED: the digest is not the one that the run wrote; the numbers below may have been "
            "edited since.",
            "表格已被改动：摘要值与运行时写入的不符，下列数字可能在运行之后被编辑过。",
        ),
        "flaw-inputs": ("{name} cannot be read: {what}.", "{name} 无法读取：{what}。"),
        "flaw-plan": (
            "INPUTS CHANGED: resolved.yaml, or the rule book that it names, no longer gives plan {plan}.",
            "输入已被改动：resolved.yaml 或其所用规则不再对应运行计划 {plan}。",
        ),
        "flaw-plan-unknown": (
            "Whether the inputs in the folder are those of the run could not be checked.",
            "无法核对文件夹中的输入是否为本次运行所用。",
        ),
        "flaw-published": (
            "The published figures '{name}' cannot be read; nothing is compared with them.",
            "公布数据“{name}”无法读取，未作比较。",
        ),
    }
)
"""Everything else that is said."""


def reason(code: str, language: Language) -> str:
    """Say what a reason code means."""
    return _pick(REASONS[code], language)


def clause(name: str, language: Language) -> str:
    """Name a clause."""
    return _pick(CLAUSES[name], language)


def text(key: str, language: Language, **values: str | int) -> str:
    """Return a text with its values filled in."""
    words = _pick(TEXTS[key], language)
    return words.format(**values) if values else words


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
