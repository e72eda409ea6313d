"""Differences between two rule books (or scenarios) as sentences, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from simulator.report.differences import Difference, Keys
from simulator.report.labels import label, shown_value
from simulator.report.notes import chinese_note
from simulator.report.subjects import CODES, NAMES, SUBJECTS
from simulator.report.words import CLAUSES, Language, clause

__all__ = ["difference_lines"]

_TABLES = {"table", "ordinary", "reduced", "special", "kept", "pool", "part", "steps", "factors", "criteria"}
_TABLES |= {"yuan", "by_form", "reduced_kept"}
_SHARES = {"share", "at_least", "floor_share", "ordinary", "reduced", "special", "kept", "pool", "part"}
_SHARES |= {"steps", "transfer", "cuts", "shares", "first", "a", "b", "c", "incumbent", "other", "loser_pool"}
_SHARES |= {"revived_kept", "pool_to_first", "from_cut", "to_cut", "passed_on", "price_weight"}
_SHARES |= {"technical_weight", "criteria", "sole_bidder_cut", "reduced_kept", "at_most", "others_line"}


def difference_lines(found: Sequence[Difference], language: Language) -> list[str]:
    """Write differences as sentences, in the order of the clauses.

    Parameters
    ----------
    found
        The differences, as :func:`simulator.report.differences.differences` lists them.
    language
        ``en`` or ``zh``.
    """
    names = list(CLAUSES)
    ordered = sorted(found, key=lambda one: names.index(c) if (c := _clause(one)) in names else -1)
    lines = []
    for name, group in groupby(ordered, key=_clause):
        members = list(group)
        head = clause(name, language) if name in CLAUSES else ""
        use = next((one for one in members if one.keys[-1] == "use" and len(one.keys) == 3), None)
        if use is not None and name in CLAUSES:
            lines.append(_with_head(head, _mechanism(use, members, language), language))
            continue
        lines += [_with_head(head, sentence, language) for sentence in _sentences(members, language)]
    return lines


def _clause(one: Difference) -> str:
    return one.keys[1] if one.keys[0] == "clauses" and len(one.keys) > 1 else ""


def _with_head(head: str, sentence: str, language: Language) -> str:
    if not head:
        return sentence[:1].upper() + sentence[1:]
    return f"{head}: {sentence}" if language == "en" else f"{head}：{sentence}"


def _mechanism(use: Difference, members: Sequence[Difference], language: Language) -> str:
    """Say that a clause comes, goes, or works in another way, with all values that come and go with it."""
    old = [one for one in members if one.before is not None and one is not use]
    new = [one for one in members if one.after is not None and one is not use]
    gone, come = (
        _listed([(one, value) for one in group for value in [getattr(one, side)]], language)
        for group, side in ((old, "before"), (new, "after"))
    )
    before, after = (_shown(use, value or "none", language) for value in (use.before, use.after))
    if language == "en":
        if (use.before or "none") == "none":
            return f"is introduced: '{after}'{come}."
        if (use.after or "none") == "none":
            return f"is dropped; it was '{before}'{gone}."
        return f"changes from '{before}'{gone} to '{after}'{come}."
    if (use.before or "none") == "none":
        return f"新设“{after}”{come}。"
    if (use.after or "none") == "none":
        return f"取消，原为“{before}”{gone}。"
    return f"由“{before}”{gone}改为“{after}”{come}。"


def _sentences(members: Sequence[Difference], language: Language) -> list[str]:
    """Write one sentence for each value, table, or part that comes or goes as a whole."""
    groups: dict[str, list[Difference]] = {}
    for one in members:
        groups.setdefault(_group(one), []).append(one)
    return [_one_or_many(group, language) for group in groups.values()]


def _group(one: Difference) -> str:
    table = _table_of(one)
    if table:
        return table if not one.part or len(one.part) >= len(table) else one.part
    return one.part or one.path


def _table_of(one: Difference) -> str:
    """Return the path of the table that a value is an entry of; empty where it is none."""
    for end in range(len(one.keys) - 1, 0, -1):
        if one.keys[end - 1] in _TABLES and one.keys[0] == "clauses":
            return ".".join(one.keys[:end])
    return ""


def _one_or_many(group: Sequence[Difference], language: Language) -> str:
    first = group[0]
    part = first.part
    if part and all(one.part == part for one in group) and part != first.path:
        return _part_sentence(group, part, language)
    table = _table_of(first)
    if table and (len(group) > 1 or table != first.path):
        return _table_sentence(group, table, language)
    return _value_sentence(first, language)


def _part_sentence(group: Sequence[Difference], part: str, language: Language) -> str:
    came = group[0].before is None
    values = _listed([(one, one.after if came else one.before) for one in group], language, part)
    subject = _subject(part, language)
    if language == "en":
        return f"{subject} {'is added' if came else 'is dropped'}{values}."
    return f"{'新增' if came else '取消'}{subject}{values}。"


def _table_sentence(group: Sequence[Difference], table: str, language: Language) -> str:
    changes = []
    for one in group:
        key = _word(one.keys[-1], language)
        old, new = (None if v is None else _shown(one, v, language) for v in (one.before, one.after))
        if language == "en":
            change = f"{old} → {new}" if old and new else f"{new} (new)" if new else f"{old} (dropped)"
            changes.append(f"{key}: {change}")
        else:
            change = f"{old}→{new}" if old and new else f"{new}（新增）" if new else f"{old}（取消）"
            changes.append(f"{key}：{change}")
    subject = _subject(table, language)
    if language == "en":
        return f"{subject} changes ({'; '.join(changes)})."
    return f"{subject}变动（{'；'.join(changes)}）。"


def _value_sentence(one: Difference, language: Language) -> str:
    subject = _subject(one.path, language)
    old, new = (None if v is None else _shown(one, v, language) for v in (one.before, one.after))
    if old is None or new is None:
        value = old if new is None else new
        if language == "en":
            return f"{subject} {'is added' if old is None else 'is dropped'}: {value}."
        return f"{'新增' if old is None else '取消'}{subject}：{value}。"
    way = _direction(one)
    if language == "en":
        verb = {1: "rises", -1: "falls"}.get(way, "changes")
        return f"{subject} {verb} from {old} to {new}."
    verb = {1: "提高到", -1: "降至"}.get(way, "改为")
    return f"{subject}由{old}{verb}{new}。"


def _direction(one: Difference) -> int:
    try:
        old, new = Decimal(one.before or ""), Decimal(one.after or "")
    except InvalidOperation:
        return 0
    return (new > old) - (new < old)


def _listed(values: Sequence[tuple[Difference, str | None]], language: Language, within: str = "") -> str:
    """List values in brackets with their names; the entries of a table stand together."""
    start = within.count(".") + 1 if within else 2
    entries: dict[Keys, list[str]] = {}
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    for one, value in values:
        if value is None or (within and not one.path.startswith(within)):
            continue
        shown = _shown(one, value, language)
        table = _table_of(one)
        inner = one.keys[start : table.count(".") + 1] if table else one.keys[start:]
        key = _word(one.keys[-1], language)
        entries.setdefault(inner, []).append(f"{key}{colon}{shown}" if table else shown)
    texts = [
        f"{_named(inner, language)}{colon if not _is_entry(shown) else ' '}{comma.join(shown)}"
        if inner
        else comma.join(shown)
        for inner, shown in entries.items()
    ]
    if not texts:
        return ""
    return f" ({'; '.join(texts)})" if language == "en" else f"（{'；'.join(texts)}）"


def _is_entry(shown: Sequence[str]) -> bool:
    return any(": " in text or "：" in text for text in shown)


def _named(keys: Sequence[str], language: Language) -> str:
    return " · ".join(_word(key, language) for key in keys if key != "tests")


def _word(key: str, language: Language) -> str:
    """Name one key of a path: a parameter, or an entry of a table."""
    if key in NAMES:
        return NAMES[key][0 if language == "en" else 1]
    name = label(key, language) if "." not in key else key
    return shown_value(key, language) if name == key else name


def _subject(path: str, language: Language) -> str:
    inside = path.removeprefix("clauses.").replace("price_test.tests.", "price_test.")
    known = SUBJECTS.get(inside)
    if known:
        return known[0 if language == "en" else 1]
    first, _, rest = inside.partition(".")
    in_clause = path.startswith("clauses.") and first in CLAUSES
    return _named((rest if in_clause and rest else inside).split("."), language)


def _shown(one: Difference, value: str, language: Language) -> str:
    """Write a value as it stands in a sentence: shares as percent, codes in words, texts in quotes."""
    name = _table_of(one).rpartition(".")[2] or one.keys[-1]
    if one.keys[0] == "clauses" and "term" not in one.keys[:2] and name in _SHARES:
        percents = [_percent(text, language) for text in value.split(", ")]
        if all(percents):
            return ", ".join(percents)
    parts = value.split(", ")
    if any(" " in part for part in parts):
        return f'"{value}"' if language == "en" else f"“{chinese_note(value) or value}”"
    if language == "en":
        return value or "nothing"
    return "、".join(CODES.get(part) or shown_value(part, "zh", one.path) for part in parts) or "空"


def _percent(text: str, language: Language) -> str:
    try:
        return f"{(Decimal(text) * 100).normalize():f}{' %' if language == 'en' else '%'}"
    except InvalidOperation:
        return ""
