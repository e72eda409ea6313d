"""The money of one history for people: who paid whom, and how accounts stand by month."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from simulator.fund.records import Party
from simulator.report.terminal import table
from simulator.report.words import Language, text

if TYPE_CHECKING:
    from simulator.study.ledgers import Ledger

__all__ = ["PARTIES", "WHAT", "ledger_lines", "ledger_rows"]

PARTIES: Mapping[Party, tuple[str, str]] = MappingProxyType(
    {
        Party.PROVINCE: ("fund: province", "省级基金"),
        Party.CITY: ("fund: cities", "市级基金"),
        Party.COUNTY: ("fund: counties", "县级基金"),
        Party.PATIENTS: ("patients", "患者"),
        Party.HOSPITALS: ("hospitals", "医疗机构"),
        Party.STAFF: ("staff", "医务人员"),
        Party.DISTRIBUTORS: ("distributors", "配送企业"),
        Party.MAKERS: ("winning makers", "中选企业"),
        Party.NONWINNERS: ("other makers", "非中选企业"),
        Party.NEW_DRUGS: ("makers of new drugs", "新增药品企业"),
    }
)
"""Names of the parties."""

WHAT: Mapping[str, str] = MappingProxyType(
    {
        "prepayment": "预付",
        "goods prepaid": "预付货款对应货物",
        "claim": "医保应付",
        "claim paid": "医保支付",
        "patients' part": "患者自付",
        "unused prepayment": "未用预付金退回",
        "repayment": "返还预付款",
        "retained surplus": "结余留用",
        "margin of tariffs": "定额差额",
        "overspending shared": "超支分担",
        "pay from surplus": "结余用于薪酬",
        "delivery": "供货",
        "bill paid": "结算货款",
        "passed on": "转付生产企业",
        "prepaid goods delivered": "预付货物交付",
        "fee of prepaid goods": "预付货物配送费",
        "compensation": "补偿",
        "compensation paid": "支付补偿",
        "bill paid by fund": "基金代付货款",
        "set off by fund": "基金抵扣代付款",
        "interest": "逾期利息",
        "withheld for late payment": "逾期付款扣减",
        "new drugs": "用于新增药品",
    }
)
"""What postings are about, in Chinese."""

_FEN = 100
_FIRST = 6


def ledger_lines(ledger: Ledger, language: Language) -> list[str]:
    """Write who paid whom over the term, and how cash stands by month, in yuan."""
    flows: dict[tuple[Party, Party, str], int] = {}
    for one in ledger.postings:
        if one.kind == "cash":
            key = (one.payer, one.payee, one.what)
            flows[key] = flows.get(key, 0) + one.fen
    at = 0 if language == "en" else 1
    rows = [
        [PARTIES[payer][at], PARTIES[payee][at], what if at == 0 else WHAT[what], _yuan(fen)]
        for (payer, payee, what), fen in flows.items()
    ]
    titles = [text(name, language) for name in ("payer", "payee", "what-for", "yuan")]
    head = text(
        "ledger",
        language,
        variety=ledger.variety,
        replication=ledger.replication,
        count=f"{len(ledger.postings):,}",
    )
    cash = table(titles, rows, (False, False, False, True))
    return [head, "", *cash, "", *_by_month(ledger, language), "", text("ledger-balances", language)]


def _by_month(ledger: Ledger, language: Language) -> list[str]:
    """Write the accounts of claims at the ends of the first months and of every contract year."""
    owed = ledger.balance("claims")
    groups = (
        ("owed-fund", (Party.PROVINCE, Party.CITY, Party.COUNTY)),
        ("owed-hospitals", (Party.HOSPITALS,)),
        ("owed-distributors", (Party.DISTRIBUTORS,)),
        ("owed-makers", (Party.MAKERS, Party.NONWINNERS)),
    )
    shown = [m for m in range(1, ledger.months + 1) if m <= _FIRST or m % 12 == 0 or m == ledger.months]
    rows = [
        [str(month), *[_yuan(int(sum(owed[month - 1, party] for party in members))) for _, members in groups]]
        for month in shown
    ]
    titles = [text("month", language), *[text(name, language) for name, _ in groups]]
    return table(titles, rows, (True, True, True, True, True))


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), _FEN)
    return f"{sign}{whole:,}.{rest:02d}"


def ledger_rows(ledger: Ledger) -> list[dict[str, object]]:
    """Return the postings as rows."""
    return [
        {
            "month": one.month,
            "day": ledger.day(one.month).isoformat(),
            "region": ledger.areas[one.cell],
            "account": one.kind,
            "payer": one.payer.name.lower(),
            "payee": one.payee.name.lower(),
            "what": one.what,
            "fen": one.fen,
        }
        for one in ledger.postings
    ]
